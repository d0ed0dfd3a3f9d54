package org.relais.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.relais.database.DatabaseAddress;

/**
 * A database in a tablespace on a disk of 96 MiB (in memory), which can be filled to the last byte. It takes an
 * administrator of the machine to mount one.
 */
public final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final Path directory;
    private final PostgresServer server;

    private SmallDisk(Path directory, PostgresServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** Whether there is a PostgreSQL of the system, and a disk of ours can be mounted. */
    public static boolean isPossible() {
        if (PostgresServer.newestBinaries().isEmpty()) {
            return false;
        }
        Path trial = newDirectory();
        boolean mounted = mount(trial);
        if (mounted) {
            unmount(trial);
        }
        return mounted;
    }

    public static SmallDisk start() {
        Path directory = newDirectory();
        if (!mount(directory)) {
            throw new IllegalStateException("no disk could be mounted");
        }
        PostgresServer server =
                PostgresServer.start(PostgresServer.newestBinaries().orElseThrow(), Map.of());
        server.query("create tablespace small location '" + directory + "'");
        server.query("create database small tablespace small");
        return new SmallDisk(directory, server);
    }

    public DatabaseAddress address() {
        return PostgresServer.address("postgresql://127.0.0.1:" + server.port() + "/small?sslmode=disable");
    }

    public void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                filler.write(chunk);
            }
        } catch (IOException full) {
            // To the last page is what is wanted.
        }
    }

    public void free() {
        try {
            Files.delete(filler());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public void close() {
        server.close();
        unmount(directory);
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("relais-disk-");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static boolean mount(Path directory) {
        return PostgresServer.exitCode(List.of("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", directory.toString()))
                == 0;
    }

    private static void unmount(Path directory) {
        PostgresServer.exitCode(List.of("umount", "--lazy", directory.toString()));
        directory.toFile().delete();
    }
}
