package org.relais.conversation;

import java.util.List;
import java.util.stream.IntStream;
import org.relais.conversation.MeaningPhrases.Found;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Agreement where consent is asked about: in words that can't be read otherwise. A pure function, safe for any number of
 * threads.
 */
final class AgreementWords {
    private static final Phrases AGREE = ReplyFiles.phrases("agree");
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");
    private static final Phrases DOUBTS = ReplyFiles.phrases("doubt");
    private static final Phrases BUTS = ReplyFiles.phrases("doubt.but");
    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");

    private AgreementWords() {}

    /** Whether a text agrees, and says nothing that could be read otherwise: "ok, I'd love to". */
    static boolean agrees(String text) {
        List<String> words = WordPhrase.words(text);
        boolean open = WordPhrase.asks(text) || DOUBTS.isIn(words);
        return !open && (agreesInAll(words) || agreesAmong(words));
    }

    /** Whether a text agrees, and has no word more. */
    static boolean agreesInAll(String text) {
        return !WordPhrase.asks(text) && agreesInAll(WordPhrase.words(text));
    }

    /** Whether what stands in front of the first mark, or of the first "but", agrees and has no word more. */
    static boolean agreesBefore(String text) {
        String clause = Clauses.of(text).findFirst().orElse("");
        List<String> words = WordPhrase.words(clause);
        int but = IntStream.range(0, words.size())
                .filter(at -> BUTS.longest(words, at) > 0)
                .findFirst()
                .orElse(words.size());
        return ReplyWords.read(String.join(" ", words.subList(0, but)))
                .filter(reading -> reading.sure() && reading.meaning() == ReplyMeaning.YES)
                .isPresent();
    }

    private static boolean agreesInAll(List<String> words) {
        boolean agrees = false;
        for (int at = MeaningPhrases.skipped(words); at < words.size(); ) {
            int yes = AGREE.longest(words, at);
            int length = Math.max(yes, Math.max(OPENINGS.longest(words, at), POLITENESS.longest(words, at)));
            Found ok = MeaningPhrases.at(words, at, Position.OPENER);
            int said = ok != null && ok.meaning() == ReplyMeaning.YES ? Math.max(length, ok.length()) : length;
            if (said == 0) {
                return false;
            }
            agrees |= yes > 0;
            at += said;
        }
        return agrees;
    }

    /** A wish of several words in a sentence that begins with a yes, and has no word of denial. */
    private static boolean agreesAmong(List<String> words) {
        boolean yes = ReplyWords.read(String.join(" ", words))
                .filter(reading -> reading.sure() && reading.meaning() == ReplyMeaning.YES)
                .isPresent();
        return yes
                && !NEGATIONS.isIn(words)
                && IntStream.range(0, words.size()).anyMatch(at -> AGREE.longest(words, at) > 1);
    }
}
