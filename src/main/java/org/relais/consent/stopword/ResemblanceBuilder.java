package org.relais.consent.stopword;

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
import java.util.stream.Stream;

/**
 * Step of the build that learns {@link Resemblance} from the examples, so that a service need not when it starts. It does
 * nothing where examples, rules and code are those that the last model was made of.
 */
public final class ResemblanceBuilder {
    private ResemblanceBuilder() {}

    /**
     * Writes {@code stop/resemblance.bin}.
     *
     * @param arguments the folder of the examples, and that of the compiled classes and resources
     * @throws IOException when a file can't be read or written
     * @throws IllegalArgumentException when an example has no label, naming file and line
     */
    public static void main(String... arguments) throws IOException {
        Path examples = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        Path model = classes.resolve(Resemblance.RESOURCE);
        Path madeOf = classes.resolveSibling("resemblance.sha256");
        String fingerprint = fingerprint(examples, classes);
        if (Files.exists(model)
                && Files.exists(madeOf)
                && Files.readString(madeOf).equals(fingerprint)) {
            return;
        }
        RuleBook book = new RuleBook(StopDetector.files(ResemblanceBuilder.class.getClassLoader()));
        List<Resemblance.Example> learned =
                Examples.read(examples, text -> Message.of(book.tokeniser.tokens(StopDetector.readable(text)), book)
                        .words());
        Files.write(model, Resemblance.learn(learned).bytes());
        Files.writeString(madeOf, fingerprint);
    }

    private static String fingerprint(Path examples, Path classes) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
        Examples.files(examples).forEach(file -> update(digest, file));
        for (Path folder : List.of(
                classes.resolve("stop"),
                classes.resolve(ResemblanceBuilder.class.getPackageName().replace('.', '/')))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> Files.isRegularFile(file) && !file.endsWith(Resemblance.RESOURCE))
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
