package org.relais.conversation.words;

import java.util.List;
import java.util.Set;

/**
 * A place on the waiting list of an event, given up by that name: "enlevez-moi de la liste d'attente". Such a list is none of our
 * lists of people who are written to. A pure function, safe for any number of threads.
 */
public final class WaitingList {
    private static final String LIST = "thing.waiting";
    private static final Set<String> GIVEN_UP =
            Set.of("refuse", "no", "no.anywhere", "no.end", "give_up", "give_up.named");
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            LIST,
            "refuse",
            "no",
            "no.anywhere",
            "no.end",
            "give_up",
            "give_up.named",
            "yes.assent",
            "vocative",
            "refuse.fill",
            "which.fill",
            "change",
            "opening",
            "politeness");

    private WaitingList() {}

    /** Whether a text says this and nothing else; a question does not. */
    public static boolean isLeft(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(COVERS, text)
                        .anyMatch(
                                lists -> lists.contains(LIST) && lists.stream().anyMatch(GIVEN_UP::contains));
    }
}
