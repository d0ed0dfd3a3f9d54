package org.relais.conversation.likeness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.text.LearnedFile;

/**
 * Step of the build that learns {@link ReplyResemblance} from {@code replies/examples/<language>.tsv}, and from what is no stop among
 * the examples of the stop detector.
 */
public final class ReplyResemblanceBuilder {
    private ReplyResemblanceBuilder() {}

    /**
     * Writes {@code replies/resemblance.bin}.
     *
     * @param arguments the folder of the stop detector's examples, and that of the compiled classes and resources
     * @throws IOException when a file can't be read or written
     */
    public static void main(String... arguments) throws IOException {
        Path stops = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        LearnedFile.make(
                classes,
                ReplyResemblance.RESOURCE,
                List.of(
                        stops,
                        classes.resolve("replies/examples"),
                        LearnedFile.code(classes, ReplyResemblanceBuilder.class),
                        LearnedFile.code(classes, WordPhrase.class)),
                () -> ReplyResemblance.learn(examples(stops)));
    }

    /** Our own come last: of a text that has two labels ours counts. */
    private static Map<String, ReplyKind> examples(Path stops) {
        Map<String, ReplyKind> examples = new LinkedHashMap<>();
        for (String language : ReplyFiles.languages()) {
            for (String line : lines(stops.resolve(language + ".tsv"))) {
                int tab = line.indexOf('\t');
                kind(line.substring(0, Math.max(0, tab)))
                        .ifPresent(kind -> examples.put(line.substring(tab + 1), kind));
            }
            ReplyFiles.examples(language)
                    .forEach(example -> examples.put(
                            example.text(), ReplyKind.valueOf(example.label().toUpperCase(Locale.ROOT))));
        }
        return examples;
    }

    /** What they call it; what asks to stop, or takes back, is read before anything resembles an answer. */
    private static Optional<ReplyKind> kind(String label) {
        return switch (label) {
            case "yes", "no", "maybe", "later", "late", "with", "thanks", "question" ->
                Optional.of(ReplyKind.valueOf(label.toUpperCase(Locale.ROOT)));
            case "talk" -> Optional.of(ReplyKind.OTHER);
            default -> Optional.empty();
        };
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
