package org.relais.conversation.words;

import java.util.List;

/**
 * A no to something that is offered, in words that may wish for no more messages where nothing is: "ça ne m'intéresse pas", "no
 * cuenten conmigo", "kein Interesse", by the words of {@code replies/*.properties} and nothing else. A pure function, safe for
 * any number of threads.
 */
public final class OfferRefusal {
    private static final String REFUSED = "refuse";
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            REFUSED, "no", "no.alone", "no.anywhere", "no.end", "refuse.fill", "opening", "politeness");

    private static final Phrases NO_MORE_OF = ReplyFiles.phrases("refuse.news");

    private static final String AGAIN = "refuse.again";
    private static final List<PhraseCover> AGAIN_COVERS =
            PhraseCover.ofEveryLanguage(AGAIN, "no", "opening", "politeness");

    private OfferRefusal() {}

    /** Whether a text says that they have said no, and nothing else: "j'ai dit non". */
    public static boolean isRepeated(String text) {
        return !WordPhrase.asks(text) && PhraseCover.lists(AGAIN_COVERS, text).anyMatch(lists -> lists.contains(AGAIN));
    }

    /** Whether a text wishes for no more of something, which it names behind that: "nothing more about the survey". */
    public static boolean isOfOneThing(String text) {
        return NO_MORE_OF.isIn(WordPhrase.words(text));
    }

    /** Whether a text says this and nothing else; a question does not. */
    public static boolean isIn(String text) {
        return !WordPhrase.asks(text) && PhraseCover.lists(COVERS, text).anyMatch(lists -> lists.contains(REFUSED));
    }
}
