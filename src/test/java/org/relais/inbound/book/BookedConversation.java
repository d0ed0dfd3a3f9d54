package org.relais.inbound.book;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One conversation of {@code conversations/*.yaml}: a title, the person's language and messenger, and its steps in order.
 *
 * @param phone what their messenger says it speaks; empty: French
 * @param steps each with one key, what happens
 */
public record BookedConversation(
        String title, String language, String channel, String phone, List<Map<String, Object>> steps) {
    private static final Path BOOK = Path.of("src/test/resources/conversations");

    /** All of them, file by file in the order of their names. */
    public static List<BookedConversation> all() {
        return of(BOOK);
    }

    /** Those of a folder in the book that has a world of its own. */
    static List<BookedConversation> all(String folder) {
        return of(BOOK.resolve(folder));
    }

    private static List<BookedConversation> of(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<BookedConversation> read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            List<Map<String, Object>> written = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
            return written.stream()
                    .map(each -> new BookedConversation(
                            String.valueOf(each.get("title")),
                            String.valueOf(each.getOrDefault("language", "fr")),
                            String.valueOf(each.getOrDefault("messenger", "telegram")),
                            String.valueOf(each.getOrDefault("phone", "")),
                            (List<Map<String, Object>>) each.get("talk")))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return language + ", " + channel + ": " + title;
    }
}
