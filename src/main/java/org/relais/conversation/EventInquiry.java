package org.relais.conversation;

import java.util.List;

/**
 * Question when or where something takes place, by the words of {@code replies/*.properties}, and nothing else. A pure
 * function, safe for any number of threads.
 */
public final class EventInquiry {
    private static final String ASK = "ask.event";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(ASK, "ask.event.fill", "opening", "politeness");

    private EventInquiry() {}

    public static boolean isIn(String text) {
        return PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(ASK));
    }
}
