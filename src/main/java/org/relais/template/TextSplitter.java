package org.relais.template;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splitter of a text that is too long for one message, between sentences. Only a sentence that is too long by itself is
 * cut inside, between words if it has any, and never inside a grapheme (an emoji family, a letter with its accents)
 * unless that alone is too long, and then never inside a character. Nothing is lost but white space at the cuts.
 */
public final class TextSplitter {
    private TextSplitter() {}

    /**
     * The parts, in order; none for a blank text.
     *
     * @param limit most UTF-16 units of a part, at least 2
     * @param language of the text, for its rules of sentences
     */
    public static List<String> split(String text, int limit, @Nullable String language) {
        if (limit < 2) {
            throw new IllegalArgumentException("a part has at least 2 units");
        }
        ULocale locale = language == null ? ULocale.ROOT : new ULocale(language);
        List<String> parts = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > limit) {
            int cut = cut(rest, limit, locale);
            parts.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return List.copyOf(parts);
    }

    private static int cut(String text, int limit, ULocale locale) {
        int sentence = lastBoundary(BreakIterator.getSentenceInstance(locale), text, limit);
        if (sentence > 0) {
            return sentence;
        }
        int word = lastBoundary(BreakIterator.getLineInstance(locale), text, limit);
        if (word > 0) {
            return word;
        }
        int grapheme = lastBoundary(BreakIterator.getCharacterInstance(locale), text, limit);
        if (grapheme > 0) {
            return grapheme;
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }

    /** The last boundary that leaves at most {@code limit} units before it, white space at its end not counted. */
    private static int lastBoundary(BreakIterator boundaries, String text, int limit) {
        boundaries.setText(text);
        int best = 0;
        for (int at = boundaries.next(); at != BreakIterator.DONE; at = boundaries.next()) {
            if (text.substring(best, at).stripTrailing().length() > limit - best) {
                return best;
            }
            best = at;
        }
        return best;
    }
}
