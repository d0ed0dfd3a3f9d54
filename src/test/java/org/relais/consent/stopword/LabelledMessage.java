package org.relais.consent.stopword;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One line of a table under {@code stop/}: what a message should be understood as.
 *
 * @param kind keyword, sentence, unusual (all three stops, the last in words sought so that no rule would foresee them),
 *     ordinary, start, help, or unsure (should be held)
 */
record LabelledMessage(String language, Intent label, String kind, String text, Set<RightsKind> rights) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    /** The tables that lie in a folder of the test class path, one per language. */
    static List<LabelledMessage> read(String folder) {
        try (Stream<Path> files = Files.list(Path.of(
                Objects.requireNonNull(LabelledMessage.class.getClassLoader().getResource(folder))
                        .toURI()))) {
            List<LabelledMessage> messages = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".tsv"))
                    .sorted()
                    .toList()) {
                String language = file.getFileName().toString().replace(".tsv", "");
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> parse(language, line))
                        .forEach(messages::add);
            }
            return messages;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static LabelledMessage parse(String language, String line) {
        String[] columns = line.split("\t", -1);
        Set<RightsKind> rights = new TreeSet<>();
        if (columns.length > 3 && !columns[3].isEmpty()) {
            for (String right : columns[3].split(",")) {
                rights.add(RightsKind.valueOf(right));
            }
        }
        return new LabelledMessage(language, Intent.valueOf(columns[0]), columns[1], unescape(columns[2]), rights);
    }

    /** Tables write characters that no editor shows as {@code \}{@code u0302}. */
    private static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 16))));
    }
}
