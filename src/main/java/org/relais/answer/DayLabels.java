package org.relais.answer;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Labels of buttons that are days, or parts of days, beside an event on such a day. A pure function, safe for any number of threads.
 */
public final class DayLabels {
    /** Words that nothing is known of: "samedi matin inchallah". */
    private static final int MOST_BESIDE = 1;

    private static final Phrases COMING = ReplyFiles.phrases(List.of("come.go", "come"));
    private static final Phrases PARTING = ReplyFiles.phrases("label.parting");
    private static final Phrases TIMES = ReplyFiles.phrases("which.time");
    private static final Phrases BESIDE = ReplyFiles.phrases(List.of(
            "label.take",
            "label.good",
            "label.change",
            "label.aside",
            "label.any",
            "label.fine",
            "label.out",
            "which.fill",
            "which.fits",
            "which.cannot",
            "which.time",
            "thing.front",
            "yes",
            "yes.anywhere",
            "yes.assent",
            "no",
            "no.anywhere",
            "no.end",
            "negation",
            "maybe",
            "opening",
            "politeness",
            "tail",
            "vocative",
            "thanks"));

    private DayLabels() {}

    /**
     * Whether a text that names the day of an event means one of these labels by it: it says little else, or the part of the day that a
     * label has. "I'll come on Saturday" and "till Saturday then" are said of what is on Saturday.
     */
    public static boolean areMeant(String text, Collection<String> labels) {
        List<String> words = WordPhrase.words(text);
        if (labels.stream().map(WordPhrase::words).anyMatch(label -> isPartOfDay(words, label))) {
            return true;
        }
        List<String> beside = BESIDE.without(withoutDays(words)).stream()
                .filter(word -> Character.isLetterOrDigit(word.codePointAt(0)))
                .toList();
        return !COMING.isIn(words) && !isParting(words) && beside.size() <= MOST_BESIDE;
    }

    private static boolean isPartOfDay(List<String> words, List<String> label) {
        return TIMES.isIn(label)
                && DayWords.isIn(label)
                && label.stream().anyMatch(word -> words.contains(word) && TIMES.isIn(List.of(word)));
    }

    /** "À samedi", "see you on Saturday". */
    private static boolean isParting(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            int day = at + PARTING.longest(words, at);
            return day > at && day < words.size() && DayWords.lengthAt(words, day) > 0;
        });
    }

    private static List<String> withoutDays(List<String> words) {
        return IntStream.range(0, words.size())
                .filter(at -> DayWords.lengthAt(words, at) == 0)
                .mapToObj(words::get)
                .toList();
    }
}
