package org.relais.conversation.words;

import java.util.List;

/** Thanks and nothing else, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public final class Thanks {
    private static final String THANKS = "thanks";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(THANKS, "thanks.fill", "opening", "politeness");

    private Thanks() {}

    public static boolean isIn(String text) {
        return !text.contains("?") && PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(THANKS));
    }
}
