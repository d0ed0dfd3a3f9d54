package org.relais.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the programs of the embedded PostgreSQL are unpacked: a directory of this user's alone beside other temporary
 * files, used by all their processes. The library's own is open to every user of the machine, who could lay programs
 * there for us to run, and a process that waits for another to unpack gives up when that one is slow to let go.
 */
final class ProgramDirectory implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** A lock on a file is its process's, not its thread's. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private ProgramDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** As {@link #lock(Path)}, where this process's temporary files are. */
    static ProgramDirectory lock() throws IOException {
        return lock(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Waits until no other process of this user starts a server, and keeps them waiting until it is closed, by the same
     * thread.
     *
     * @throws IOException also when the directory is another user's, or open to others
     */
    static ProgramDirectory lock(Path temporary) throws IOException {
        Path path = ownDirectory(temporary);
        THREADS.lock();
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new ProgramDirectory(path, channel, channel.lock());
        } catch (IOException | RuntimeException fault) {
            THREADS.unlock();
            throw fault;
        }
    }

    /** For the library, which lets everybody write to what it is given: nobody else can reach it here. */
    Path programs() {
        return path.resolve("programs");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closed = channel) {
            lock.release();
        } finally {
            THREADS.unlock();
        }
    }

    private static Path ownDirectory(Path temporary) throws IOException {
        Path probe = Files.createTempFile(temporary, "relais-", null);
        UserPrincipal user = Files.getOwner(probe);
        Files.delete(probe);
        Path path = probe.resolveSibling("relais-postgresql-" + user.getName());
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException known) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user)
                    || !Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                            .equals(OWNER_ONLY)) {
                throw new IOException(
                        path + " must be a directory that is " + user.getName() + "'s and closed to others: remove it");
            }
        }
        return path;
    }
}
