package org.relais.conversation.words;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The no that also denies a verb behind it, in languages that have one word for both: "no te preocupes" is no refusal, and
 * "no, gracias" is. By the words of {@code replies/*.properties}; a pure function, safe for any number of threads.
 */
public final class VerbalNo {
    private static final Map<String, Phrases> VERBAL = ReplyFiles.phrasesByLanguage("no.verbal");
    private static final Map<String, Phrases> BESIDE = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language,
                    language -> ReplyFiles.phrases(language, List.of("no.beside", "opening", "politeness"))));
    private static final Map<String, Phrases> REFUSING = ReplyFiles.phrasesByLanguage("no");

    private VerbalNo() {}

    /** Whether the no at this place denies what follows it: of the language that is written, of any where that is not told. */
    public static boolean isAt(List<String> words, int at) {
        List<String> languages = WrittenLanguage.of(String.join(" ", words))
                .map(List::of)
                .orElseGet(() -> ReplyFiles.languages().stream()
                        .filter(language -> longest(words.subList(at, at + 1), 0, List.of(language), REFUSING) > 0
                                || longest(words, at, List.of(language), VERBAL) > 0)
                        .toList());
        return at + 1 < words.size()
                && longest(words, at, languages, VERBAL) > 0
                && longest(words, at + 1, languages, BESIDE) == 0;
    }

    private static int longest(List<String> words, int at, List<String> languages, Map<String, Phrases> phrases) {
        return languages.stream()
                .mapToInt(
                        language -> phrases.getOrDefault(language, Phrases.NONE).longest(words, at))
                .max()
                .orElse(0);
    }
}
