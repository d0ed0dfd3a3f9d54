package org.relais.conversation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The language that a person is written to in, and what it rests on. What they chose stands; else their own sentences decide,
 * before what their messenger or an organiser says: a clear one in another language changes it at once, and from a language
 * in which they have written at least two, two in a row do.
 *
 * @param kept null when unknown
 * @param chosen whether they chose it: by LANGUAGE, by a button or in words
 * @param sentences in it that were clearly of it, counted up to two
 * @param other the language of the last clear sentence, where it was another
 */
public record SpokenLanguage(@Nullable String kept, boolean chosen, int sentences, @Nullable String other) {
    private static final int SETTLED = 2;

    /** One that nobody chose and nothing was heard of. */
    public static SpokenLanguage told(@Nullable String language) {
        return new SpokenLanguage(language, false, 0, null);
    }

    /** One that they chose. */
    public static SpokenLanguage choice(String language) {
        return new SpokenLanguage(language, true, 0, null);
    }

    /** After a text that is clearly of a language, or of none. */
    public SpokenLanguage after(Optional<String> clear) {
        return clear.map(this::heard).orElse(this);
    }

    /** Whether they have written a sentence in the language they are written to in. */
    public boolean isOwn() {
        return kept != null && sentences > 0;
    }

    private SpokenLanguage heard(String clear) {
        if (chosen) {
            return this;
        }
        if (clear.equals(kept)) {
            return new SpokenLanguage(kept, false, Math.min(SETTLED, sentences + 1), null);
        }
        if (sentences < SETTLED) {
            return new SpokenLanguage(clear, false, 1, null);
        }
        return clear.equals(other)
                ? new SpokenLanguage(clear, false, SETTLED, null)
                : new SpokenLanguage(kept, false, sentences, clear);
    }
}
