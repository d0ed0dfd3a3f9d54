package org.relais.inbound.intake;

import java.util.List;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/** News that somebody has died, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public final class Mourning {
    private static final Phrases DEATHS = ReplyFiles.phrases("trouble.death");
    /** What dies as well, and nobody mourns: a telephone. */
    private static final Phrases THINGS = ReplyFiles.phrases("trouble.death.thing");

    private static final Phrases KIN = ReplyFiles.phrases("trouble.death.kin");

    private Mourning() {}

    /** Whether a text tells of a death, whatever else it says. */
    public static boolean isIn(String text) {
        List<String> words = WordPhrase.words(text);
        return DEATHS.isIn(words) && !THINGS.isIn(words);
    }

    /** The same of somebody of theirs, and not of whom a number belonged to. */
    public static boolean isOfTheirs(String text) {
        return KIN.isIn(WordPhrase.words(text)) && isIn(text);
    }
}
