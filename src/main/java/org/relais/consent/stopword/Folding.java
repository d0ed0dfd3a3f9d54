package org.relais.consent.stopword;

import com.ibm.icu.text.Normalizer2;
import java.util.Map;

/** One form for spellings that a reader takes for the same: compatibility, case, accents, ornaments. */
public final class Folding {
    /** A message longer than this is read at its beginning and its end; WhatsApp and Telegram allow 4096. */
    private static final int HEAD = 1200;

    private static final int TAIL = 800;

    private static final Normalizer2 COMPATIBLE = Normalizer2.getNFKCInstance();
    private static final Normalizer2 CASELESS = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();

    /** Letters whose variant form is no combining mark, so that normalisation leaves them apart. */
    private static final Map<Character, String> VARIANTS = Map.ofEntries(
            Map.entry('œ', "oe"),
            Map.entry('æ', "ae"),
            Map.entry('ø', "o"),
            Map.entry('ł', "l"),
            Map.entry('đ', "d"),
            Map.entry('ı', "i"),
            Map.entry('ـ', ""), // tatweel
            Map.entry('ة', "ه"),
            Map.entry('ى', "ي"),
            Map.entry('ی', "ي"),
            Map.entry('ک', "ك"),
            Map.entry('ء', ""));

    private Folding() {}

    /** The text in NFKC, cut in the middle when very long; the cut reads as the end of a sentence. */
    static String compatible(String text) {
        String bounded = text.length() <= HEAD + TAIL
                ? text
                : text.substring(0, HEAD) + "\n" + text.substring(text.length() - TAIL);
        return isAscii(bounded) ? bounded : COMPATIBLE.normalize(bounded);
    }

    /**
     * Text without case, accents and vowel marks, and with one letter for each of those that people write for one another
     * (أ and ا, ة and ه, ى and ي); may be empty.
     */
    public static String fold(CharSequence word) {
        if (isAscii(word)) {
            return asciiLowerCase(word);
        }
        String decomposed = DECOMPOSED.normalize(CASELESS.normalize(word));
        StringBuilder folded = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char letter = decomposed.charAt(i);
            if (Character.getType(letter) != Character.NON_SPACING_MARK) {
                String variant = VARIANTS.get(letter);
                if (variant == null) {
                    folded.append(letter);
                } else {
                    folded.append(variant);
                }
            }
        }
        return folded.toString();
    }

    /** The word with runs of one letter cut to {@code longest}. */
    static String shorten(String word, int longest) {
        StringBuilder kept = new StringBuilder(word.length());
        int run = 0;
        for (int i = 0; i < word.length(); i++) {
            run = i > 0 && word.charAt(i) == word.charAt(i - 1) ? run + 1 : 1;
            if (run <= longest) {
                kept.append(word.charAt(i));
            }
        }
        return kept.length() == word.length() ? word : kept.toString();
    }

    /** The word with digits and signs read as the letters they imitate: st0p, 5top, $top. */
    static String unmask(String word) {
        StringBuilder read = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            read.append(
                    switch (word.charAt(i)) {
                        case '0' -> 'o';
                        case '1', '!' -> 'i';
                        case '3' -> 'e';
                        case '4', '@' -> 'a';
                        case '5', '$' -> 's';
                        case '7' -> 't';
                        default -> word.charAt(i);
                    });
        }
        return read.toString();
    }

    private static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String asciiLowerCase(CharSequence word) {
        StringBuilder lower = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            lower.append(letter >= 'A' && letter <= 'Z' ? (char) (letter + 32) : letter);
        }
        return lower.toString();
    }
}
