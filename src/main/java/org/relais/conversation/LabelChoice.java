package org.relais.conversation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.WordPhrase;

/** Choice of one of some labels in a sentence: "on Saturday then", "samdi". A pure function, safe for any number of threads. */
public final class LabelChoice {
    private static final NamedAnswers NAMES = new NamedAnswers();
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases EXCEPT = ReplyFiles.phrases(List.of("which.except", "doubt"));
    private static final Phrases ASIDE = ReplyFiles.phrases("label.aside");
    private static final Phrases AROUND_TIME = ReplyFiles.phrases(List.of("which.fill", "label.aside", "opening"));
    private static final Phrases TIMES = ReplyFiles.phrases("which.time");
    private static final Phrases FILL = ReplyFiles.phrases("which.fill");
    private static final Phrases CHANGES = ReplyFiles.phrases("label.change");
    private static final Phrases CHANGING = ReplyFiles.phrases(List.of("label.change", "label.aside"));
    /** Around the label of a button in a sentence about it. */
    private static final Phrases AROUND = ReplyFiles.phrases(
            List.of("label.change", "label.aside", "thing.front", "opening", "politeness", "tail", "yes.assent"));
    /** Each what one half of a day, or the end of a week, is called. */
    private static final List<Phrases> HALVES = Stream.of("morning", "afternoon", "evening", "weekend")
            .map(half -> ReplyFiles.phrases("time." + half))
            .toList();

    private static final Phrases LEADING = ReplyFiles.phrases(List.of("opening", "go_on.yes"));
    private static final Phrases TOWARDS = ReplyFiles.phrases(List.of("thing.front", "label.change"));
    private static final Phrases BESIDE =
            ReplyFiles.phrases(List.of("label.change", "label.aside", "company.also", "go_on.yes"));

    private LabelChoice() {}

    /** The one of some labels that a sentence chooses: it says nothing against it, and names no other. */
    public static Optional<Integer> of(String text, List<String> labels) {
        List<Named> named = NAMES.read(text, labels.stream().map(Thing::titled).toList());
        List<String> typed = NameReader.typed(text);
        boolean plain = !WordPhrase.asks(text)
                && IntStream.range(0, typed.size()).allMatch(at -> NEGATION.longest(typed, at) == 0);
        if (plain && named.isEmpty()) {
            return ofTime(text, labels).or(() -> ofDay(typed, labels)).or(() -> misspelled(typed, labels));
        }
        if (plain && named.size() > 1) {
            return wholly(typed, labels);
        }
        return plain && named.size() == 1 && !isOfSeveral(typed, labels)
                ? named.stream()
                        .filter(only -> only.meaning() != ReplyMeaning.NO && only.meaning() != ReplyMeaning.MAYBE)
                        .map(Named::title)
                        .findFirst()
                : Optional.empty();
    }

    /** "Le soir, après le travail" is "le soir", and of "l'après-midi" only a word: the one label that is there as a whole. */
    private static Optional<Integer> wholly(List<String> typed, List<String> labels) {
        List<List<String>> written = labels.stream()
                .map(label -> ASIDE.without(WordPhrase.words(label)))
                .toList();
        return EXCEPT.isIn(typed)
                ? Optional.empty()
                : only(written, label -> !label.isEmpty() && Collections.indexOfSubList(typed, label) >= 0);
    }

    /**
     * Whether a text is the label of a button among words by which one chooses or changes one's mind, and what it is about:
     * "actually the afternoon", "I need a lift to the panto", "neither, I'm afraid".
     *
     * @param about the title of what is answered
     */
    public static boolean isChangedTo(String text, String label, String about) {
        List<String> words = WordPhrase.words(text);
        List<String> typed = CHANGING.without(words);
        List<String> meant = ASIDE.without(WordPhrase.words(label));
        if (WordPhrase.asks(text) || typed.isEmpty() || meant.isEmpty()) {
            return false;
        }
        String said = String.join(" ", CHANGES.without(words));
        return typed.equals(meant)
                || isMisspelt(typed, meant)
                || AnswerToAll.isNone(said) && AnswerToAll.isNone(label)
                || isAmong(words, WordPhrase.words(label), about)
                || isAmong(words, meant, about)
                || isBehind(words, meant, about);
    }

    /**
     * Whether a text begins with the label of a button, be it behind an opening or a yes, and goes on with something else: "leider
     * nein, da bin ich im Krankenhaus". A label of one word must be a clause of its own, and a mere yes or no is none.
     */
    public static boolean isSaidFirst(String text, String label) {
        List<String> meant = WordPhrase.words(label);
        List<String> words = WordPhrase.words(text);
        List<String> clause =
                Clauses.of(text).findFirst().map(WordPhrase::words).orElse(List.of());
        return !WordPhrase.asks(text)
                && !meant.isEmpty()
                && words.size() > meant.size()
                && (meant.size() > 1 || ReplyWords.read(label).isEmpty())
                && IntStream.rangeClosed(0, leads(words))
                        .anyMatch(at -> begins(words.subList(at, words.size()), meant)
                                && (meant.size() > 1 || clause.size() == at + 1)
                                && !EXCEPT.isIn(words.subList(at + meant.size(), words.size())));
    }

    /** How many words an opening or a yes takes up. */
    private static int leads(List<String> words) {
        int at = 0;
        for (int next = 1; next > 0; at += next) {
            next = LEADING.longest(words, at);
        }
        return at;
    }

    /** "Plätzchen backen: vormittags": what it is about, and behind that the label. */
    private static boolean isBehind(List<String> words, List<String> meant, String about) {
        List<String> said = TOWARDS.without(words);
        int name = (int)
                said.stream().takeWhile(word -> TitleWords.isIn(word, about)).count();
        List<String> typed = BESIDE.without(said.subList(name, said.size()));
        return name > 0 && (typed.equals(meant) || isMisspelt(typed, meant));
    }

    private static boolean isMisspelt(List<String> typed, List<String> meant) {
        return typed.size() == 1
                && meant.size() == 1
                && Math.min(typed.get(0).length(), meant.get(0).length()) > TitleWords.FEWEST_LETTERS
                && DayWords.lengthAt(typed, 0) == 0
                && isOneOff(typed.get(0), meant.get(0));
    }

    /** "Mercredi, ok pour les jouets": the label, and around it nothing but what leads to it and what it is about. */
    private static boolean isAmong(List<String> words, List<String> label, String about) {
        int at = ReplyWords.read(String.join(" ", label)).isPresent() && label.size() == 1
                ? -1
                : Collections.indexOfSubList(words, label);
        if (at < 0) {
            return false;
        }
        List<String> rest = new ArrayList<>(words.subList(0, at));
        rest.addAll(words.subList(at + label.size(), words.size()));
        List<String> left = AROUND.without(rest);
        return label.size() > 1
                        && at == 0
                        && Companions.isIn(String.join(" ", words.subList(label.size(), words.size())))
                || (TIMES.isIn(label) ? left : TIMES.without(left))
                        .stream().allMatch(word -> TitleWords.isIn(word, about));
    }

    /** "Mañana" is "por la mañana", and "assez" is "assez content": the one label that says when, or begins, as the text does. */
    private static Optional<Integer> ofTime(String text, List<String> labels) {
        List<List<String>> written = labels.stream().map(WordPhrase::words).toList();
        if (isTime(text)) {
            List<String> typed = WordPhrase.words(text);
            List<String> time = times(typed);
            return only(written, label -> Collections.indexOfSubList(label, time) >= 0)
                    .or(() -> only(
                            written, label -> HALVES.stream().anyMatch(half -> half.isIn(typed) && half.isIn(label))));
        }
        List<String> said = ASIDE.without(WordPhrase.words(text));
        return SurveyOpinion.isDegree(text) ? only(written, label -> begins(label, said)) : Optional.empty();
    }

    /** Whether a text says when, and nothing else: "mañana" is tomorrow, or in the morning. */
    public static boolean isTime(String text) {
        List<String> words = WordPhrase.words(text);
        return TIMES.isIn(words)
                && !WordPhrase.asks(text)
                && AROUND_TIME.without(TIMES.without(words)).isEmpty();
    }

    private static List<String> times(List<String> words) {
        return IntStream.range(0, words.size())
                .filter(at -> IntStream.rangeClosed(0, at).anyMatch(from -> from + TIMES.longest(words, from) > at))
                .mapToObj(words::get)
                .toList();
    }

    /** Whether a text is the label of an option in words that stop elsewhere, or how one begins: "assez". */
    public static boolean isBegun(String text, Collection<String> labels) {
        List<String> said = ASIDE.without(WordPhrase.words(text));
        return SurveyOpinion.isDegree(text)
                && labels.stream().map(WordPhrase::words).anyMatch(label -> begins(label, said));
    }

    private static boolean begins(List<String> label, List<String> said) {
        return !said.isEmpty()
                && label.size() >= said.size()
                && label.subList(0, said.size()).equals(said);
    }

    private static Optional<Integer> only(List<List<String>> labels, Predicate<List<String>> fits) {
        List<Integer> found = IntStream.range(0, labels.size())
                .filter(at -> fits.test(labels.get(at)))
                .boxed()
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
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

    /** Whether a word begins another, or is one letter off. */
    private static boolean isLike(String typed, String meant) {
        return meant.startsWith(typed)
                || Math.min(typed.length(), meant.length()) > TitleWords.FEWEST_LETTERS && isOneOff(typed, meant);
    }

    /** Whether a word has at most one letter more, less, changed or swapped. */
    public static boolean isOneOff(String typed, String meant) {
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
        return typedRest <= 1 && meantRest <= 1 || swapped;
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
