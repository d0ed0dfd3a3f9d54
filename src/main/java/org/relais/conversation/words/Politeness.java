package org.relais.conversation.words;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * "Please" and "thank you", by the words of {@code replies/*.properties}. A pure function, safe for any number of threads.
 */
public final class Politeness {
    private static final String POLITENESS = "politeness";
    private static final Map<String, PhraseCover> COVERS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language, language -> PhraseCover.of(language, POLITENESS)));
    private static final Phrases PHRASES = ReplyFiles.phrases(POLITENESS);

    private Politeness() {}

    /** The languages in which a text is nothing else: "stp" is "please" in French, and "stop" without its vowel in English. */
    public static Set<String> languages(String text) {
        List<String> words = WordPhrase.words(text);
        return words.isEmpty()
                ? Set.of()
                : COVERS.entrySet().stream()
                        .filter(cover -> cover.getValue().read(words).isPresent())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it stands anywhere in a text. */
    public static boolean isIn(String text) {
        return PHRASES.isIn(WordPhrase.words(text));
    }
}
