package org.relais.conversation;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/** Choice of one of some labels in a sentence: "on Saturday then", "samdi". A pure function, safe for any number of threads. */
public final class LabelChoice {
    private static final NamedAnswers NAMES = new NamedAnswers();
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases EXCEPT = ReplyFiles.phrases(List.of("which.except", "doubt"));
    private static final Phrases FILL = ReplyFiles.phrases("which.fill");

    private LabelChoice() {}

    /** The one of some labels that a sentence chooses: it says nothing against it, and names no other. */
    public static Optional<Integer> of(String text, List<String> labels) {
        List<Named> named = NAMES.read(text, labels.stream().map(Thing::titled).toList());
        List<String> typed = NameReader.typed(text);
        boolean plain = !WordPhrase.asks(text)
                && IntStream.range(0, typed.size()).allMatch(at -> NEGATION.longest(typed, at) == 0);
        if (plain && named.isEmpty()) {
            return ofDay(typed, labels).or(() -> misspelled(typed, labels));
        }
        return plain && named.size() == 1 && !isOfSeveral(typed, labels)
                ? named.stream()
                        .filter(only -> only.meaning() != ReplyMeaning.NO && only.meaning() != ReplyMeaning.MAYBE)
                        .map(Named::title)
                        .findFirst()
                : Optional.empty();
    }

    /** "Saturdays are best for me": the one label that is a day which is named. */
    private static Optional<Integer> ofDay(List<String> typed, List<String> labels) {
        List<Integer> days = EXCEPT.isIn(typed)
                ? List.of()
                : IntStream.range(0, labels.size())
                        .filter(at -> isNamedDay(NameReader.typed(labels.get(at)), typed))
                        .boxed()
                        .toList();
        return days.size() == 1 ? Optional.of(days.get(0)) : Optional.empty();
    }

    private static boolean isNamedDay(List<String> label, List<String> typed) {
        return label.size() == 1
                && DayWords.lengthAt(label, 0) == 1
                && typed.stream().anyMatch(word -> word.equals(label.get(0)) || word.equals(label.get(0) + "s"));
    }

    /** "Samdi" and "dim.": the one label that has a word like the one that is typed, or one that begins with it. */
    private static Optional<Integer> misspelled(List<String> typed, List<String> labels) {
        List<String> said = FILL.without(typed);
        if (said.size() != 1 || said.get(0).length() < TitleWords.SHORT) {
            return Optional.empty();
        }
        List<Integer> like = IntStream.range(0, labels.size())
                .filter(at -> NameReader.typed(labels.get(at)).stream().anyMatch(word -> isLike(said.get(0), word)))
                .boxed()
                .toList();
        return like.size() == 1 ? Optional.of(like.get(0)) : Optional.empty();
    }

    /** Whether a word begins another, or has one letter more, less, changed or swapped. */
    private static boolean isLike(String typed, String meant) {
        if (meant.startsWith(typed)) {
            return true;
        }
        int most = Math.min(typed.length(), meant.length());
        int head = 0;
        while (head < most && typed.charAt(head) == meant.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && typed.charAt(typed.length() - 1 - tail) == meant.charAt(meant.length() - 1 - tail)) {
            tail++;
        }
        int typedRest = typed.length() - head - tail;
        int meantRest = meant.length() - head - tail;
        boolean swapped = typedRest == 2
                && meantRest == 2
                && typed.charAt(head) == meant.charAt(head + 1)
                && typed.charAt(head + 1) == meant.charAt(head);
        return most > TitleWords.FEWEST_LETTERS && (typedRest <= 1 && meantRest <= 1 || swapped);
    }

    /** "Saturday or Sunday": a day is the name of nothing, and yet the whole label of another option. */
    private static boolean isOfSeveral(List<String> typed, List<String> labels) {
        return labels.stream()
                        .map(NameReader::typed)
                        .filter(label -> !label.isEmpty() && Collections.indexOfSubList(typed, label) >= 0)
                        .distinct()
                        .count()
                > 1;
    }
}
