package org.relais.consent.stopword;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.relais.text.LearnedFile;
import org.relais.text.LearnedWeights;

/** Step of the build that learns {@link Resemblance} from the examples. */
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
        LearnedFile.make(
                classes,
                Resemblance.RESOURCE,
                List.of(examples, classes.resolve("stop"), LearnedFile.code(classes, ResemblanceBuilder.class)),
                () -> learn(examples));
    }

    private static LearnedWeights learn(Path examples) {
        RuleBook book = new RuleBook(StopDetector.files(ResemblanceBuilder.class.getClassLoader()));
        try {
            return Resemblance.learn(Examples.read(
                            examples, text -> Message.of(book.tokeniser.tokens(StopDetector.readable(text)), book)
                                    .words()))
                    .weights();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
