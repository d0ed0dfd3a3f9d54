package org.relais.conversation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a call ended, in everyday words, by those of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public enum CallEnding {
    /** Nobody, or only a machine, answered. */
    NO_ANSWER,
    /** They answered, and did not wish to talk. */
    REFUSED,
    WRONG_NUMBER;

    private static final List<WordPhrase> BACK = phrases("call.back");
    private static final List<WordPhrase> NEGATION = phrases("negation");
    private static final List<WordPhrase> PAUSE = phrases("call.pause");
    private static final List<WordPhrase> CORRECT = phrases("call.correct");

    /** Whoever writes more says more than one such thing. */
    private static final int MOST_WORDS = 14;

    private final List<WordPhrase> phrases = phrases("call." + name().toLowerCase(Locale.ROOT));

    /** The one ending that a text names; empty for none, for several, and for a question. */
    public static Optional<CallEnding> of(String text) {
        List<CallEnding> named = text.contains("?") || text.contains("؟")
                ? List.of()
                : Arrays.stream(values())
                        .filter(ending -> has(text, ending.phrases))
                        .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** Whether a text wishes a call another time, and denies nothing: what time it names is when. */
    public static boolean isCallBack(String text) {
        return has(text, BACK) && !has(text, NEGATION);
    }

    /** Whether the text is that whoever calls has enough for now. */
    public static boolean isPause(String text) {
        return has(text, PAUSE) && !has(text, NEGATION);
    }

    /** Whether the text wishes to put the last result right. */
    public static boolean isCorrection(String text) {
        return has(text, CORRECT);
    }

    private static boolean has(String text, List<WordPhrase> phrases) {
        List<String> words = WordPhrase.words(text);
        if (words.size() > MOST_WORDS) {
            return false;
        }
        for (int at = 0; at < words.size(); at++) {
            for (WordPhrase phrase : phrases) {
                if (phrase.lengthAt(words, at) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<WordPhrase> phrases(String key) {
        return ReplyFiles.languages().stream()
                .flatMap(language -> ReplyFiles.phrases(language, key).stream())
                .toList();
    }
}
