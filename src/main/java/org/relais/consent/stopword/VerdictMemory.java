package org.relais.consent.stopword;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The verdicts on short texts, "ok", "1", "merci", "STOP": each reply is read at the door, by who answers it, and by who
 * looks for rights, and the same few words come from many people. A long text hardly ever comes twice. For the same text the
 * verdict is always the same, in whatever language a person is held to write.
 */
final class VerdictMemory {
    private static final int LONGEST_KEPT = 40;
    private static final int MOST_KEPT = 2_000;

    private final Map<String, Verdict> kept = new ConcurrentHashMap<>();

    /** What is remembered of the text, or else what {@code reader} says of it. */
    Verdict of(String text, Function<String, Verdict> reader) {
        if (text.length() > LONGEST_KEPT) {
            return reader.apply(text);
        }
        Verdict known = kept.get(text);
        if (known != null) {
            return known;
        }
        Verdict verdict = reader.apply(text);
        if (kept.size() >= MOST_KEPT) {
            // Rare enough that it does not matter which go.
            kept.clear();
        }
        kept.put(text, verdict);
        return verdict;
    }

    /** How many texts are remembered. */
    int size() {
        return kept.size();
    }
}
