package org.relais.consent.stopword;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reader of {@code stop/examples/<code>.tsv}, one message a line: {@code stop} or {@code ordinary}, a tab, the message;
 * lines that begin with {@code #} are remarks. A language need not have examples.
 */
final class Examples {
    private static final String STOP = "stop\t";
    private static final String ORDINARY = "ordinary\t";

    private Examples() {}

    /**
     * The examples of these languages that a class loader finds.
     *
     * @param words takes a message apart as the detector does
     * @throws IllegalArgumentException when a line has no label, naming file and line
     */
    static List<Resemblance.Example> read(
            Iterable<String> codes, ClassLoader loader, Function<String, List<Token>> words) {
        List<Resemblance.Example> examples = new ArrayList<>();
        for (String code : codes) {
            String name = "stop/examples/" + code + ".tsv";
            URL address = loader.getResource(name);
            if (address != null) {
                int number = 0;
                for (String line : lines(address)) {
                    number++;
                    if (line.startsWith(STOP)) {
                        examples.add(new Resemblance.Example(words.apply(line.substring(STOP.length())), true));
                    } else if (line.startsWith(ORDINARY)) {
                        examples.add(new Resemblance.Example(words.apply(line.substring(ORDINARY.length())), false));
                    } else if (!line.isBlank() && !line.startsWith("#")) {
                        throw new IllegalArgumentException(
                                name + ":" + number + ": 'stop' or 'ordinary' and a tab expected");
                    }
                }
            }
        }
        return examples;
    }

    private static List<String> lines(URL address) {
        try (InputStream stream = address.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
