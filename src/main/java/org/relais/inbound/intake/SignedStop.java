package org.relais.inbound.intake;

import java.util.List;
import java.util.Set;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.conversation.words.WordPhrase;

/**
 * A word that stops and a name behind it: signed by who writes it, or against somebody, which only the name tells. Pure
 * functions, safe for any number of threads.
 */
final class SignedStop {
    /** For the ledger. */
    static final String RULE = "keyword above their own name";

    private static final int MOST_WORDS = 4;
    /** Verdicts of {@link StopDetector} that hear a stop's word and nothing that says whose. */
    private static final Set<String> UNDECIDED = Set.of("keyword, but a name", "keyword inside a sentence");

    private SignedStop() {}

    /** Whether a text may be one: its first word alone is a stop, and the whole of it was not found to be. */
    static boolean mayBe(StopDetector detector, String text, Verdict verdict) {
        if (!UNDECIDED.contains(verdict.rule())) {
            return false;
        }
        List<String> words = WordPhrase.words(text);
        if (words.size() < 2 || words.size() > MOST_WORDS) {
            return false;
        }
        Verdict first = detector.detect(words.get(0));
        return first.intent() == Intent.OPT_OUT && first.isKeyword();
    }

    /** Whether all behind its first word is of this name. */
    static boolean isOf(String text, String name) {
        List<String> words = WordPhrase.words(text);
        return words.size() > 1 && WordPhrase.words(name).containsAll(words.subList(1, words.size()));
    }
}
