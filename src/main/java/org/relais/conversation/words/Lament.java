package org.relais.conversation.words;

import java.util.List;
import java.util.regex.Pattern;

/** What regrets and refuses nothing by itself, "oh no", "nooo", by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public final class Lament {
    private static final Phrases LAMENTS = ReplyFiles.phrases("lament");
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases WHY = ReplyFiles.phrases("lament.why");
    private static final Phrases YES = ReplyFiles.phrases("yes");
    private static final Pattern LONG_NO = Pattern.compile("n+(o{3,}n*|a+o{3,}|e+i{2,}n+|e+i+n{3,}|e{4,}n*)|لا{3,}");

    private Lament() {}

    /** How many words of a lament stand at a place. */
    public static int length(List<String> words, int at) {
        return Math.max(LAMENTS.longest(words, at), isLongNo(words.get(at)) ? 1 : 0);
    }

    /** Whether a word is a no drawn out: "nooo". */
    public static boolean isLongNo(String word) {
        return LONG_NO.matcher(word).matches();
    }

    /** Where the text behind greetings and laments begins. */
    public static int end(List<String> words) {
        int at = 0;
        for (int length = 1; length > 0 && at < words.size(); at += length) {
            length = Math.max(OPENINGS.longest(words, at), length(words, at));
        }
        return at;
    }

    /** Whether a text begins, greetings and laments apart, by asking why: "aw nooo why cancelled"; "why not" agrees. */
    public static boolean asksWhy(List<String> words) {
        int at = end(words);
        return at < words.size() && WHY.longest(words, at) > YES.longest(words, at) - 1 && WHY.longest(words, at) > 0;
    }
}
