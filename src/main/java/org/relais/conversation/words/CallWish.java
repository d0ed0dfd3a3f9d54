package org.relais.conversation.words;

import java.util.List;

/**
 * Wish to make calls, to go on with them, or the question when one may call, by the words of {@code replies/*.properties},
 * and nothing else. A pure function, safe for any number of threads.
 */
public final class CallWish {
    private static final String TALK = "call.talk";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(TALK, "call.talk.fill", "opening", "politeness");

    private CallWish() {}

    public static boolean isIn(String text) {
        return PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(TALK));
    }
}
