package org.relais.conversation.words;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Words that ask to stop in one language and are everyday ones in another: "fine" is the end in Italian and a yes in English,
 * "stp" is "please" in French and "stop" without its vowel in English. By the words of {@code replies/*.properties}; a pure
 * function, safe for any number of threads.
 */
public final class EverydayWord {
    private static final Map<String, PhraseCover> COVERS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language,
                    language -> PhraseCover.of(
                            language,
                            "everyday",
                            "yes",
                            "yes.alone",
                            "yes.assent",
                            "agree",
                            "opening",
                            "politeness",
                            "vocative",
                            "tail")));

    private EverydayWord() {}

    /**
     * The languages in which a text is nothing else.
     *
     * @param keyword the language in which it asks to stop, which is none of them; null for every one
     */
    public static Set<String> languages(String text, @Nullable String keyword) {
        List<String> words = WordPhrase.words(text);
        return words.isEmpty()
                ? Set.of()
                : COVERS.entrySet().stream()
                        .filter(cover -> !cover.getKey().equals(keyword))
                        .filter(cover -> cover.getValue().read(words).isPresent())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
    }
}
