package org.relais.conversation.words;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Words that say that a message was meant for somebody else, and nothing more, by the words of {@code replies/*.properties}:
 * "oups, mauvaise conversation", "me equivoqué de chat". They ask for nothing and answer nothing. A pure function, safe for
 * any number of threads.
 */
public final class Slip {
    private static final String SLIP = "slip";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(SLIP, "slip.fill", "opening", "politeness");

    private static final Phrases TELLING = ReplyFiles.phrases("slip.tell");
    private static final Phrases TELLING_US = ReplyFiles.phrases("slip.tell.not");

    private Slip() {}

    /** Whether a text asks somebody to tell somebody else something: "dile a Marta que voy". It answers nothing of ours. */
    public static boolean isToPassOn(String text) {
        List<String> words = WordPhrase.words(text);
        return IntStream.range(0, words.size())
                .anyMatch(at -> TELLING.longest(words, at) > 0 && TELLING_US.longest(words, at) == 0);
    }

    /** Whether a text says this and nothing else; a question does not. */
    public static boolean isIn(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(COVERS, text, SLIP);
    }
}
