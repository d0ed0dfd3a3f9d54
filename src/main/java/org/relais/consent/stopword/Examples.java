package org.relais.consent.stopword;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reader of the labelled examples, {@code src/main/examples/<language>.tsv}, one message a line: what its writer wishes, a
 * tab, the message; lines that begin with {@code #} are remarks. A language need not have examples.
 */
final class Examples {
    private static final String STOP = "stop";

    /** What people wish who do not ask to be left alone for good; {@code ordinary} where nobody said which. */
    private static final Set<String> ORDINARY = Set.of(
            "ordinary",
            "less",
            "leave",
            "yes",
            "no",
            "maybe",
            "later",
            "late",
            "with",
            "question",
            "wrong",
            "back",
            "thanks",
            "talk");

    private Examples() {}

    /**
     * The examples of a folder, file by file in the order of their names.
     *
     * @param words takes a message apart as the detector does
     * @throws IOException when a file can't be read
     * @throws IllegalArgumentException when a line has no label, naming file and line
     */
    static List<Resemblance.Example> read(Path folder, Function<String, List<Token>> words) throws IOException {
        List<Resemblance.Example> examples = new ArrayList<>();
        for (Path file : files(folder)) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    int tab = line.indexOf('\t');
                    String label = line.substring(0, Math.max(0, tab));
                    if (!label.equals(STOP) && !ORDINARY.contains(label)) {
                        throw new IllegalArgumentException(
                                file.getFileName() + ":" + number + ": a label and a tab expected");
                    }
                    examples.add(new Resemblance.Example(words.apply(line.substring(tab + 1)), label.equals(STOP)));
                }
            }
        }
        return examples;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
    }
}
