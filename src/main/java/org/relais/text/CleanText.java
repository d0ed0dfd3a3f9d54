package org.relais.text;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text that every part of the way can hold: PostgreSQL refuses NUL in text and jsonb, and UTF-8 has no form for half of
 * a surrogate pair, while JSON's {@code \}{@code u} escapes can spell both.
 */
public final class CleanText {
    private static final char REPLACEMENT = '\uFFFD';
    /** What no ellipsis follows. */
    private static final Pattern UNFINISHED = Pattern.compile("[\\s.,;:…]+$");

    private CleanText() {}

    /** The same text without NUL characters and with U+FFFD for every lone surrogate. */
    public static String of(String text) {
        int length = text.length();
        for (int index = 0; index < length; index++) {
            char unit = text.charAt(index);
            if (unit == 0 || Character.isSurrogate(unit)) {
                return rewrite(text, index);
            }
        }
        return text;
    }

    /** The longest beginning of at most {@code units} UTF-16 units that splits no surrogate pair. */
    public static String head(String text, int units) {
        if (text.length() <= units) {
            return text;
        }
        boolean splits = units > 0 && Character.isHighSurrogate(text.charAt(units - 1));
        return text.substring(0, splits ? units - 1 : units);
    }

    /**
     * The text, or of a longer one its beginning with an ellipsis, of at most {@code units} UTF-16 units together: cut after
     * a whole word where one ends in the second half, else between characters.
     */
    public static String abridged(String text, int units) {
        if (text.length() <= units) {
            return text;
        }
        int word = text.lastIndexOf(' ', units - 1);
        String beginning = word > units / 2 ? text.substring(0, word) : head(text, units - 1);
        return UNFINISHED.matcher(beginning).replaceFirst("") + "…";
    }

    /** The text with a capital, to begin with. */
    public static String capital(String text) {
        int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
    }

    private static String rewrite(String text, int from) {
        int length = text.length();
        StringBuilder clean = new StringBuilder(length).append(text, 0, from);
        for (int index = from; index < length; index++) {
            char unit = text.charAt(index);
            boolean pair = Character.isHighSurrogate(unit)
                    && index + 1 < length
                    && Character.isLowSurrogate(text.charAt(index + 1));
            if (pair) {
                clean.append(unit).append(text.charAt(++index));
            } else if (Character.isSurrogate(unit)) {
                clean.append(REPLACEMENT);
            } else if (unit != 0) {
                clean.append(unit);
            }
        }
        return clean.toString();
    }
}
