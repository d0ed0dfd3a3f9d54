package org.relais.answer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.Salutation;
import org.relais.template.LanguageChain;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalText;
import org.relais.text.CleanText;

/**
 * How a message begins behind its greeting, as one person read it: what it is called to them. A long line is cut after its first
 * sentence, or where that is long after a whole word.
 */
public final class MessageOpening {
    private static final int LONGEST = 60;
    /** A sentence of fewer characters says too little of what follows it. */
    private static final int SHORTEST = 15;

    private static final Pattern SENTENCE =
            Pattern.compile("^(.{" + SHORTEST + "," + LONGEST + "}?)(?:([.!…]+)|\\h*[?!]+)\\s");

    /** Of "à 19 h" nothing is left rather than "à 19". */
    private static final Pattern HALF_HOUR = Pattern.compile("(?:\\h+\\p{L}{1,3})?\\h+\\d[\\d.:,]*…$");

    private MessageOpening() {}

    /**
     * @param name of the reader; empty when unknown
     * @param language theirs; null: they read the message's own
     */
    public static String of(MessageSpec message, String name, @Nullable String language) {
        String line = Salutation.without(body(message, name, language), name)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        Matcher sentence = SENTENCE.matcher(line);
        return !sentence.find()
                ? HALF_HOUR.matcher(CleanText.abridged(line, LONGEST)).replaceFirst("…")
                : sentence.group(2) == null
                        ? sentence.group().strip()
                        : sentence.group(1).stripTrailing() + "…";
    }

    /** The text as they read it. */
    static String body(MessageSpec message, String name, @Nullable String language) {
        return LanguageChain.of(language, message.language()).stream()
                .flatMap(each -> Stream.ofNullable(message.bodies().get(each)))
                .findFirst()
                .or(() -> Optional.ofNullable(message.bodies().get(message.language())))
                .map(text -> text.fill(variable -> value(variable, name), value -> value)
                        .strip())
                .orElse("");
    }

    private static String value(String variable, String name) {
        return switch (variable) {
            case "name" -> name;
            case "first_name" -> PersonalText.firstName(name);
            default -> "";
        };
    }
}
