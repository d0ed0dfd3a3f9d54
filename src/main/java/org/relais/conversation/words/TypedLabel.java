package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The label of a button as people type it who read it off: with its number or a picture, without an article, with "please".
 * Words of their own stand in {@code label.aside} of {@code replies/*.properties}. A pure function, safe for any number of
 * threads.
 */
public final class TypedLabel {
    private static final Phrases ASIDE = ReplyFiles.phrases("label.aside");

    private static final Pattern KISS = Pattern.compile("x{1,3}|xo|xoxo");

    private static final Pattern SMALL = Pattern.compile("\\p{Ll}");

    private TypedLabel() {}

    /** Whether the whole text is this label, and says nothing else. */
    public static boolean is(String text, String label) {
        List<String> words = WordPhrase.words(label);
        List<String> typed = withoutKiss(WordPhrase.words(text));
        if (typed.isEmpty()) {
            return false;
        }
        List<String> bare = words(typed);
        // A hyphen parts words that others write as one: "week-end".
        return String.join("", words).equals(String.join("", typed))
                || isNumbered(words, typed)
                || isOfCutDay(words, typed)
                || !bare.isEmpty() && String.join("", bare).equals(String.join("", words(words)));
    }

    /** "Answer x". */
    private static List<String> withoutKiss(List<String> typed) {
        int last = typed.size() - 1;
        return last > 0 && KISS.matcher(typed.get(last)).matches() ? typed.subList(0, last) : typed;
    }

    /** The words of a label that tell it from others. */
    static List<String> words(List<String> words) {
        List<String> plain = new ArrayList<>(words.stream()
                .filter(word -> Character.isLetterOrDigit(word.codePointAt(0)))
                .toList());
        if (plain.size() > 1 && plain.get(0).matches("\\d{1,2}")) {
            plain.remove(0);
        }
        return ASIDE.without(plain);
    }

    /** The labels of lists begin with their number. */
    private static boolean isNumbered(List<String> label, List<String> typed) {
        return label.size() > 1
                && label.get(0).matches("\\d{1,2}")
                && label.subList(1, label.size()).equals(typed);
    }

    /** "Fri 18" is "Friday 18". */
    private static boolean isOfCutDay(List<String> label, List<String> typed) {
        return label.size() > 1
                && label.size() == typed.size()
                && IntStream.range(0, label.size())
                        .allMatch(at -> label.get(at).equals(typed.get(at))
                                || typed.get(at).length() > 1
                                        && label.get(at).startsWith(typed.get(at))
                                        && DayWords.lengthAt(label, at) > 0);
    }

    /** Whether a label is a single letter. */
    public static boolean isLetter(String label) {
        String bare = label.strip();
        return bare.codePointCount(0, bare.length()) == 1 && Character.isLetter(bare.codePointAt(0));
    }

    /** Whether a text has that letter as a word, in capitals, for "s" is a yes to some, where not all is, and not as what an apostrophe parts: "S'il". */
    public static boolean stands(String text, String letter) {
        String sign = Pattern.quote(letter.strip().toUpperCase(Locale.ROOT));
        return (WordPhrase.words(text).size() == 1 || SMALL.matcher(text).find())
                && Pattern.compile("(?<![\\p{L}\\p{N}'’])" + sign + "(?![\\p{L}\\p{N}'’])")
                        .matcher(text)
                        .find();
    }
}
