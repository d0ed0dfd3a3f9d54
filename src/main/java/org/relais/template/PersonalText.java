package org.relais.template;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterDirection;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import java.util.function.IntPredicate;

/**
 * What people call themselves, made fit to stand in a message: one line, no control characters, of bounded length, and
 * isolated where its direction differs from that of the text, so that neither scrambles the other (UAX #9).
 */
public final class PersonalText {
    /** Most UTF-16 units of one value in a message. */
    static final int LONGEST = 200;

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_DIRECTIONAL_ISOLATE = '\u2069';
    private static final int NEXT_LINE = 0x85;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PersonalText() {}

    /** The value on one line without what is invisible, cut after a whole grapheme. */
    public static String clean(String value) {
        return cut(spaced(Normalizer2.getNFCInstance().normalize(value), PersonalText::visible), LONGEST);
    }

    /** What stands before the first space of a name. */
    public static String firstName(String name) {
        return name.split(" ", 2)[0];
    }

    /** A text on one line: what a platform template's parameter may be. */
    static String oneLine(String text) {
        return spaced(text, point -> true);
    }

    /** The text without what no database and no platform takes: NUL and halves of characters. */
    static String storable(String text) {
        return text.codePoints()
                .filter(point -> point != 0 && Character.getType(point) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String spaced(String text, IntPredicate kept) {
        StringBuilder clean = new StringBuilder(text.length());
        boolean space = false;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (Character.isWhitespace(point) || Character.isSpaceChar(point) || point == NEXT_LINE) {
                space = true;
            } else if (kept.test(point)) {
                if (space && !clean.isEmpty()) {
                    clean.append(' ');
                }
                space = false;
                clean.appendCodePoint(point);
            }
        }
        return clean.toString();
    }

    /** At most {@code units} UTF-16 units of a text, never ending inside a grapheme. */
    static String cut(String text, int units) {
        if (text.length() <= units) {
            return text;
        }
        BreakIterator graphemes = BreakIterator.getCharacterInstance(ULocale.ROOT);
        graphemes.setText(text);
        int end = graphemes.preceding(units + 1);
        return text.substring(0, end == BreakIterator.DONE ? 0 : end).stripTrailing();
    }

    /** The value, isolated if a strong character of it runs against the text it goes into. */
    static String isolate(String value, boolean rightToLeft) {
        for (int at = 0; at < value.length(); ) {
            int point = value.codePointAt(at);
            at += Character.charCount(point);
            int direction = UCharacter.getDirection(point);
            boolean right = direction == UCharacterDirection.RIGHT_TO_LEFT
                    || direction == UCharacterDirection.RIGHT_TO_LEFT_ARABIC;
            boolean left = direction == UCharacterDirection.LEFT_TO_RIGHT;
            if (rightToLeft ? left : right) {
                return FIRST_STRONG_ISOLATE + value + POP_DIRECTIONAL_ISOLATE;
            }
        }
        return value;
    }

    private static boolean visible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            // Joiners shape emoji, Persian and Indic words; tags make flags. Every other format character (direction
            // overrides above all) could change how the rest of our message reads.
            case Character.FORMAT ->
                point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER || point >= 0xE0020 && point <= 0xE007F;
            default -> true;
        };
    }
}
