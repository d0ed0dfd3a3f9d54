package org.relais.inbound.reply;

import java.util.List;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/** News that somebody has died, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
final class Mourning {
    private static final Phrases DEATHS = ReplyFiles.phrases("trouble.death");
    /** What dies as well, and nobody mourns: a telephone. */
    private static final Phrases THINGS = ReplyFiles.phrases("trouble.death.thing");

    private Mourning() {}

    /** Whether a text tells of a death, whatever else it says. */
    static boolean isIn(String text) {
        List<String> words = WordPhrase.words(text);
        return DEATHS.isIn(words) && !THINGS.isIn(words);
    }
}
