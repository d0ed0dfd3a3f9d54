package org.relais.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.relais.conversation.MeaningPhrases.Found;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.VerbalNo;
import org.relais.conversation.words.WordPhrase;

/**
 * What denies that somebody comes or takes part, and what only looks as if it did: another verb's no, a no to something else, a
 * word that begins the next thing. A pure function, safe for any number of threads.
 */
final class DenialWords {
    private static final List<DeniedComing> DENIED =
            ReplyFiles.languages().stream().map(DeniedComing::of).toList();
    private static final Phrases PUTTING_RIGHT = ReplyFiles.phrases("explain.no");
    private static final Phrases ELSEWHERE = ReplyFiles.phrases("no.other");
    private static final Phrases ABILITIES = ReplyFiles.phrases("no.more");
    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");
    private static final Phrases NO_NEGATIONS = ReplyFiles.phrases("negation.not");

    /** What is said of coming in one language, and what denies it behind: anything, or the last word of a clause. */
    private record DeniedComing(Phrases coming, Phrases denials, Phrases last, Phrases fill) {
        static DeniedComing of(String language) {
            return new DeniedComing(
                    ReplyFiles.phrases(language, List.of("yes.anywhere", "yes.end", "come")),
                    ReplyFiles.phrases(language, "denial"),
                    ReplyFiles.phrases(language, "denial.last"),
                    ReplyFiles.phrases(language, "denial.fill"));
        }

        boolean isIn(List<String> clause, boolean perhaps, BiPredicate<List<String>, Integer> saysMore) {
            for (int at = 0; at < clause.size(); ) {
                // "Je viens pas tout seul" is a phrase of its own.
                int length = coming.longest(clause, at);
                if (length > 0 && isBehind(clause, at + length, perhaps, saysMore)) {
                    return true;
                }
                at += Math.max(1, length);
            }
            return false;
        }

        private boolean isBehind(
                List<String> clause, int from, boolean perhaps, BiPredicate<List<String>, Integer> saysMore) {
            int at = MeaningPhrases.behind(
                    clause, from, word -> Math.max(fill.longest(clause, word), DayWords.lengthLed(clause, word)));
            return at < clause.size()
                    && (denials.longest(clause, at) > 0 && !saysMore.test(clause, at)
                            || perhaps && last.longest(clause, at) > 0
                            || last.longest(clause, at) == clause.size() - at);
        }
    }

    private static final Phrases DEGREES = ReplyFiles.phrases("denial.degree");
    private static final Phrases COMING = ReplyFiles.phrases(List.of("yes.anywhere", "yes.end", "come"));
    private static final Phrases BUT = ReplyFiles.phrases("language.but");
    private static final Phrases REASONS = ReplyFiles.phrases("reason");

    private DenialWords() {}

    /**
     * What is said behind a "but", where in front of it only is said how well, or how long: "I can't walk far, but I'll come to the
     * museum". Empty for any other text.
     */
    static Optional<String> behindDegree(String text) {
        List<String> words = WordPhrase.words(text);
        int from = DEGREES.isIn(words) && !WordPhrase.asks(text)
                ? IntStream.range(1, words.size())
                        .filter(at -> BUT.longest(words, at) > 0)
                        .reduce((first, last) -> last)
                        .orElse(-1)
                : -1;
        if (from < 0 || DEGREES.isIn(words.subList(from, words.size()))) {
            return Optional.empty();
        }
        // "Kann nicht gut laufen, komme aber": the clause that the "but" stands in.
        int start = clauseStart(text, from);
        List<String> said = BUT.without(words.subList(start, words.size()));
        return DEGREES.isIn(words.subList(0, start)) && !said.isEmpty()
                ? Optional.of(String.join(" ", said))
                : Optional.of(String.join(" ", words.subList(from + BUT.longest(words, from), words.size())))
                        .filter(rest -> !rest.isEmpty());
    }

    /** Whether words speak of coming and deny nothing: "komme zum", where who comes is said before. */
    static boolean isOfComing(List<String> words) {
        return COMING.isIn(words) && !NEGATIONS.isIn(words);
    }

    /** Where the clause begins, in words, that the word at this place is in. */
    private static int clauseStart(String text, int at) {
        int start = 0;
        for (String clause : Clauses.of(text).toList()) {
            int end = start + WordPhrase.words(clause).size();
            if (end > at) {
                break;
            }
            start = end;
        }
        return start;
    }

    /** The words without why: "because of my back" is about nothing that is open, unless it names that. */
    static List<String> withoutReasons(List<String> words, Predicate<List<String>> names) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int length = REASONS.longest(words, at);
            if (length == 0 || names.test(words.subList(at, at + length))) {
                rest.add(words.get(at));
                length = 1;
            }
            at += length;
        }
        return rest;
    }

    /** What follows a no that is a clause of its own, or said twice: "no no, not Saturday", "but no! The museum"; empty where a text begins with none. */
    static Optional<String> behindMereNo(String text) {
        List<String> clauses = Clauses.firstAndRest(text);
        List<String> first = WordPhrase.words(clauses.get(0));
        boolean mere = first.size() == 1 && MeaningPhrases.isMereNo(first, 0)
                || !first.isEmpty() && PUTTING_RIGHT.longest(first, 0) == first.size();
        if (clauses.size() == 2 && mere) {
            return Optional.of(clauses.get(1));
        }
        List<String> all = WordPhrase.words(text);
        return all.size() > 2
                        && MeaningPhrases.isMereNo(all.subList(0, 1), 0)
                        && MeaningPhrases.isMereNo(all.subList(1, 2), 0)
                        && (!VerbalNo.isAt(all, 1) || DayWords.lengthAt(all, 2) > 0)
                ? Optional.of(text.strip().split("\\s+", 3))
                        .filter(words -> words.length == 3)
                        .map(words -> words[2])
                : Optional.empty();
    }

    static boolean isOfSomethingElse(List<String> words) {
        return ELSEWHERE.isIn(words);
    }

    /** The words without what denies something else than coming or taking part; a longer phrase that answers outweighs it. */
    static List<String> withoutOthers(List<String> all) {
        List<String> words = Pleasantry.withoutLaughter(all);
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int other = ELSEWHERE.longest(words, at);
            Found said = other == 0 ? null : MeaningPhrases.at(words, at, Position.OPENER, Position.ANYWHERE);
            int length = said != null && said.length() >= other ? 0 : other;
            if (length == 0) {
                rest.add(words.get(at));
            }
            at += Math.max(1, length);
        }
        return rest;
    }

    /**
     * "Je vien pas dsl": a word of denial behind a word for coming, however that is spelled, denies it.
     *
     * @param perhaps also where a word that denies at the end of a clause begins the next thing: "voy no te preocupes"
     */
    static boolean isDenied(String text, boolean perhaps) {
        return Clauses.of(text).map(WordPhrase::words).anyMatch(clause -> DENIED.stream()
                .anyMatch(denied -> denied.isIn(clause, perhaps, DenialWords::saysMore)));
    }

    /** "Pas de souci" and "plus tard" deny nothing. */
    private static boolean saysMore(List<String> words, int at) {
        Found found = MeaningPhrases.at(words, at, Position.OPENER, Position.ANYWHERE);
        return found != null && found.length() > 1 && found.meaning() != ReplyMeaning.NO
                || NO_NEGATIONS.longest(words, at) > 0;
    }

    /** Whether the word that denies a yes may as well begin another: "je viens pas de souci". */
    static boolean isDeniedOrMore(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            Found no = MeaningPhrases.at(words, at, Position.ANYWHERE, Position.END);
            int last = no == null ? 0 : at + no.length() - 1;
            Found yes = no == null || no.meaning() != ReplyMeaning.NO || last == at
                    ? null
                    : MeaningPhrases.at(words, last, Position.OPENER);
            return yes != null
                    && yes.meaning() == ReplyMeaning.YES
                    && yes.length() > 1
                    && !NEGATIONS.isIn(words.subList(at, last));
        });
    }

    /** "No puedo cambiar las ruedas": what can't be done may be something else than coming. */
    static boolean isOfMore(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            int length = ABILITIES.longest(words, at);
            Found no = length == 0 ? null : MeaningPhrases.at(words, at, Position.ANYWHERE);
            return length > 0 && (no == null || no.length() < length);
        });
    }

    /** "No contesta nadie": where the word for no also denies, what follows must be said of answers. */
    static boolean isOfItsVerb(List<String> words, int at) {
        int next = at + 1;
        return next < words.size()
                && MeaningPhrases.at(words, next, Position.OPENER, Position.ALONE, Position.ANYWHERE, Position.END)
                        == null
                && VerbalNo.isAt(words, at);
    }

    /** "Ne comptez pas sur moi", "don't count me in": a yes behind a no is neither. */
    static boolean isNegated(List<String> words, int at) {
        List<String> before = NO_NEGATIONS.without(words.subList(Math.max(0, at - 3), at));
        return NEGATIONS.isIn(before);
    }
}
