package org.relais.conversation;

import java.util.Locale;
import java.util.regex.Pattern;
import org.relais.conversation.words.WordPhrase;

/**
 * Labels of one letter, as sizes are. In a sentence these are said in capitals alone: "s" is a yes to some, and a piece of a word
 * to others. A pure function, safe for any number of threads.
 */
public final class LabelLetters {
    private static final Pattern SMALL = Pattern.compile("\\p{Ll}");

    private LabelLetters() {}

    /** Whether a label is a single letter. */
    public static boolean isLetter(String label) {
        String bare = label.strip();
        return bare.codePointCount(0, bare.length()) == 1 && Character.isLetter(bare.codePointAt(0));
    }

    /** Whether a text has that letter as a word, in capitals where not all is, and not as what an apostrophe parts: "S'il". */
    public static boolean stands(String text, String letter) {
        String sign = Pattern.quote(letter.strip().toUpperCase(Locale.ROOT));
        return (WordPhrase.words(text).size() == 1 || SMALL.matcher(text).find())
                && Pattern.compile("(?<![\\p{L}\\p{N}'’])" + sign + "(?![\\p{L}\\p{N}'’])")
                        .matcher(text)
                        .find();
    }
}
