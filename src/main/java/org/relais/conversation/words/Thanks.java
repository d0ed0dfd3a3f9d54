package org.relais.conversation.words;

import java.util.List;

/** Thanks and nothing else, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public final class Thanks {
    private static final String THANKS = "thanks";
    private static final String FOR = "thanks.for";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(FOR, THANKS, "thanks.fill", "opening", "politeness");

    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");

    private Thanks() {}

    public static boolean isIn(String text) {
        return isFor(text)
                || !WordPhrase.asks(text) && PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(THANKS));
    }

    /** Thanks by a word of politeness in any language. */
    public static boolean isPolite(String text) {
        return isIn(text) && POLITENESS.isIn(WordPhrase.words(text));
    }

    /** Thanks for what was told: "ok, thanks for letting me know" agrees to nothing. */
    public static boolean isFor(String text) {
        return !WordPhrase.asks(text) && PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(FOR));
    }
}
