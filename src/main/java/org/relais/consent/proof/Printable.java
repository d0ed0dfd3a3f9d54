package org.relais.consent.proof;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Text in a font that has not every character: evidence is never dropped silently. A word in another script is written as
 * it sounds, with its characters' numbers behind it; a symbol by its name. So {@code محمد 🎉} becomes
 * {@code mḥmd [U+0645 U+062D U+0645 U+062F] [U+1F389 PARTY POPPER]}.
 */
final class Printable {
    private static final Transliterator SOUND = Transliterator.getInstance("Any-Latin");
    private static final Transliterator PLAIN = Transliterator.getInstance("Any-Latin; Latin-ASCII");

    private final IntPredicate inFont;

    /** @param inFont whether the font has a code point */
    Printable(IntPredicate inFont) {
        this.inFont = inFont;
    }

    String text(String text) {
        StringBuilder printed = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            boolean printable = inFont.test(text.codePointAt(at));
            while (end < text.length() && inFont.test(text.codePointAt(end)) == printable) {
                end += Character.charCount(text.codePointAt(end));
            }
            end = printable ? end : phrase(text, end);
            printed.append(printable ? text.substring(at, end) : described(text.substring(at, end)));
            at = end;
        }
        return printed.toString();
    }

    /** Words that follow each other with nothing but a space between them are spelt together. */
    private int phrase(String text, int first) {
        int end = first;
        while (end + 1 < text.length()
                && text.charAt(end) == ' '
                && isForeignWord(text.codePointAt(end + 1))
                && isForeignWord(text.codePointBefore(end))) {
            end++;
            while (end < text.length() && !inFont.test(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
        }
        return end;
    }

    private boolean isForeignWord(int point) {
        return !inFont.test(point)
                && (Character.isLetter(point) || Character.getType(point) == Character.NON_SPACING_MARK);
    }

    private String described(String run) {
        StringBuilder described = new StringBuilder(sound(run));
        StringBuilder numbers = new StringBuilder();
        run.codePoints().forEach(point -> {
            numbers.append(numbers.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "U+%04X", point));
            // A selector or joiner between symbols says nothing by its name.
            if (!Character.isLetter(point) && UCharacter.hasBinaryProperty(point, EMOJI)) {
                numbers.append(' ').append(UCharacter.getExtendedName(point));
            }
        });
        return described
                .append(described.isEmpty() ? "" : " ")
                .append('[')
                .append(numbers)
                .append(']')
                .toString();
    }

    private static final int EMOJI = com.ibm.icu.lang.UProperty.EMOJI;

    /** As it sounds; empty for what is no word, and for scripts that nobody can spell so. */
    private String sound(String run) {
        if (run.codePoints().noneMatch(Character::isLetter)) {
            return "";
        }
        String sound = SOUND.transliterate(run);
        if (sound.codePoints().allMatch(inFont::test)) {
            return sound;
        }
        String plain = PLAIN.transliterate(run);
        return plain.codePoints().allMatch(inFont::test) ? plain : "";
    }
}
