package org.relais.conversation.words;

import java.util.List;

/**
 * Words that say that a message was meant for somebody else, and nothing more, by the words of {@code replies/*.properties}:
 * "oups, mauvaise conversation", "me equivoqué de chat". They ask for nothing and answer nothing. A pure function, safe for
 * any number of threads.
 */
public final class Slip {
    private static final String SLIP = "slip";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(SLIP, "slip.fill", "opening", "politeness");

    private Slip() {}

    /** Whether a text says this and nothing else; a question does not. */
    public static boolean isIn(String text) {
        return !WordPhrase.asks(text) && PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(SLIP));
    }
}
