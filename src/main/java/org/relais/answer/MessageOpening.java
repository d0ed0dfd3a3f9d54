package org.relais.answer;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.Salutation;
import org.relais.template.LanguageChain;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalText;
import org.relais.text.CleanText;

/** How a message begins behind its greeting, as one person read it, cut after a whole word: what it is called to them. */
public final class MessageOpening {
    private static final int LONGEST = 60;

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
        return CleanText.abridged(line, LONGEST);
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
