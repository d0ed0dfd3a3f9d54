package org.relais.conversation.words;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * "Please" and "thank you", by the words of {@code replies/*.properties}. A pure function, safe for any number of threads.
 */
public final class Politeness {
    private static final String POLITENESS = "politeness";

    private Politeness() {}

    /** The languages in which a text is nothing else: "stp" is "please" in French, and "stop" without its vowel in English. */
    public static Set<String> languages(String text) {
        List<String> words = WordPhrase.words(text);
        return words.isEmpty()
                ? Set.of()
                : ReplyFiles.languages().stream()
                        .filter(language ->
                                PhraseCover.of(language, POLITENESS).read(words).isPresent())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it stands anywhere in a text. */
    public static boolean isIn(String text) {
        return WordPhrase.isIn(WordPhrase.words(text), ReplyFiles.phrases(POLITENESS));
    }
}
