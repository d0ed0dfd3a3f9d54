package org.relais.conversation.words;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How often somebody does something, by the words of {@code replies/*.properties} and nothing else: "every day", "hardly ever". A pure
 * function, safe for any number of threads.
 */
public enum Frequency {
    NEVER,
    SELDOM,
    OFTEN;

    private static final String FILL = "often.fill";
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.concat(
                    Stream.of(values()).map(Frequency::list),
                    Stream.of(FILL, "label.aside", "which.fill", "opening", "politeness", "vocative"))
            .toArray(String[]::new));

    private String list() {
        return "often." + name().toLowerCase(Locale.ROOT);
    }

    /** How often a text says; empty for one that says anything else, or two of these. */
    public static Optional<Frequency> of(String text) {
        return WordPhrase.asks(text)
                ? Optional.empty()
                : PhraseCover.lists(COVERS, text)
                        .flatMap(lists -> only(lists).stream())
                        .findFirst();
    }

    private static Optional<Frequency> only(Set<String> lists) {
        List<Frequency> said =
                Stream.of(values()).filter(each -> lists.contains(each.list())).toList();
        return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
    }
}
