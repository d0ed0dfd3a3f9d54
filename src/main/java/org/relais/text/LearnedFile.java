package org.relais.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A file that the build makes of others, so that a service need not when it starts: it is made again only where they have changed.
 */
public final class LearnedFile {
    private LearnedFile() {}

    /**
     * Writes the file, and beside the classes a fingerprint of what it was made of; does nothing where that is the same as last
     * time.
     *
     * @param classes the folder of the compiled classes and resources
     * @param name of the resource
     * @param sources folders of what it is learned from and of the code that learns it, of which each file counts but what is made
     * @param learned what it should hold
     * @throws IOException when a file can't be read or written
     */
    public static void make(Path classes, String name, List<Path> sources, Supplier<LearnedWeights> learned)
            throws IOException {
        Path file = classes.resolve(name);
        Path madeOf = classes.resolveSibling(name.replace('/', '-') + ".sha256");
        String fingerprint = fingerprint(Stream.concat(sources.stream(), Stream.of(code(classes, LearnedFile.class)))
                .toList());
        if (!Files.exists(file)
                || !Files.exists(madeOf)
                || !Files.readString(madeOf).equals(fingerprint)) {
            Files.write(file, learned.get().bytes());
            Files.writeString(madeOf, fingerprint);
        }
    }

    /** The folder of the compiled classes beside this one. */
    public static Path code(Path classes, Class<?> one) {
        return classes.resolve(one.getPackageName().replace('.', '/'));
    }

    private static String fingerprint(List<Path> folders) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file ->
                                Files.isRegularFile(file) && !file.toString().endsWith(".bin"))
                        .sorted()
                        .forEach(file -> update(digest, file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Path file) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        byte[] block = new byte[1 << 16];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
                digest.update(block, 0, read);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
