package org.relais.backup;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.relais.backup.ArchiveStore.ArchiveFile;
import org.relais.digest.Sha256;

/**
 * The directory of an archive: files of lines, compressed, and a manifest of them. A file is a part, synced to disk, until its
 * rows are gone from the database.
 */
final class ArchiveDirectory {
    private static final String MANIFEST = "manifest.json";
    private static final String FILES = "replies-*.jsonl.gz";
    private static final String PART = ".part";

    private final Path directory;

    /** Makes the directory, for its owner alone, when there is none. */
    ArchiveDirectory(Path directory) throws IOException {
        this.directory = directory.toAbsolutePath();
        if (!Files.isDirectory(this.directory)) {
            Files.createDirectories(this.directory.getParent());
            Files.createDirectory(this.directory, OwnerOnly.directory(this.directory));
        }
    }

    static String name(long firstId, long lastId) {
        return "replies-" + firstId + "-" + lastId + ".jsonl.gz";
    }

    /**
     * Writes a part and waits until the disk has it.
     *
     * @return SHA-256 of the compressed file
     */
    byte[] write(String name, Collection<String> lines) throws IOException {
        Path part = part(name);
        Files.deleteIfExists(part);
        MessageDigest digest = Sha256.begun();
        try (FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(part))) {
            OutputStream out = new GZIPOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), digest) {
                @Override
                public void close() {
                    // The channel is synced first.
                }
            });
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.close();
            channel.force(true);
        }
        sync();
        return digest.digest();
    }

    /** A part whose rows are gone from the database becomes a file. */
    void keep(String name) throws IOException {
        Files.move(part(name), directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    /**
     * Ends what a killed run has left: a part that the database knows is kept, any other goes, since its rows are still there.
     *
     * @throws BackupException when a file is not what the database knows of it, or is of another database
     */
    void recover(Map<String, ArchiveFile> known) throws IOException {
        for (Path part : list(FILES + PART)) {
            String name = part.getFileName().toString().replace(PART, "");
            ArchiveFile file = known.get(name);
            if (file == null) {
                Files.delete(part);
            } else if (!Arrays.equals(Sha256.of(Files.readAllBytes(part)), file.sha256())) {
                throw new BackupException(part + " is damaged: its SHA-256 is not " + file.hash());
            } else {
                keep(name);
            }
        }
        for (Path file : list(FILES)) {
            if (!known.containsKey(file.getFileName().toString())) {
                throw new BackupException(file + " is not of this database, or it was restored since:"
                        + " what is in it may come twice. Archive into another directory");
            }
        }
    }

    /** Writes the manifest of the files that are here. */
    void list(Map<String, ArchiveFile> known) throws IOException {
        JsonArray files = new JsonArray();
        for (ArchiveFile file : known.values()) {
            if (Files.exists(directory.resolve(file.name()))) {
                files.add(new JsonObject()
                        .put("file", file.name())
                        .put("rows", file.rows())
                        .put("firstId", file.firstId())
                        .put("lastId", file.lastId())
                        .put("sha256", file.hash())
                        .put("before", file.times().before())
                        .put("writtenAt", file.times().writtenAt()));
            }
        }
        String text = new JsonObject()
                .put("format", "relais-archive-1")
                .put("files", files)
                .encodePrettily();
        Path part = directory.resolve(MANIFEST + PART);
        Files.deleteIfExists(part);
        Files.createFile(part, OwnerOnly.file(part));
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        }
        Files.move(part, directory.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        sync();
    }

    private Path part(String name) {
        return directory.resolve(name + PART);
    }

    private List<Path> list(String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        }
        return files;
    }

    /** Names are on disk as well; a system that can't sync a directory keeps them in order by itself. */
    private void sync() throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
