package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What puts right how somebody was understood, so that its no refuses nothing: "no, I meant the picnic", "no I only want to know how
 * many cakes", by the words of {@code replies/*.properties}. A pure function, safe for any number of threads.
 *
 * @param clause what was meant, from the words that say so to the end of their clause
 * @param rest what is said beside that, without the no
 */
public record Explanation(String clause, String rest) {
    private static final Phrases NOES = ReplyFiles.phrases("explain.no");
    private static final Phrases MEANT = ReplyFiles.phrases(List.of("explain.about", "explain.asked"));
    /** The same in languages whose no belongs to the verb behind it: "no me refería al cine" denies it. */
    private static final Phrases VERBAL = ReplyFiles.languages().stream()
            .filter(language -> ReplyFiles.phrases(language, "go_on.apart").isEmpty())
            .flatMap(language -> ReplyFiles.phrases(language, "explain.about").stream())
            .collect(Phrases.collector());
    /** Says that one does come, behind a no to what was noted. */
    private static final Phrases COMES = ReplyFiles.phrases("explain.comes");

    private static final Phrases FILL = ReplyFiles.phrases(List.of("opening", "politeness", "language.but"));
    private static final Phrases TOLD = ReplyFiles.phrases("explain.tell");
    private static final Phrases ASSENTS =
            ReplyFiles.phrases(List.of("opening", "politeness", "language.but", "yes.assent"));
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases ANOTHER_TIME = ReplyFiles.phrases("explain.next_time");
    /** Words; whoever writes more says more than that they come. */
    private static final int MOST_INSISTING = 14;

    /** The explanation in a text; empty for one that asks something, or has none behind a no or at its beginning. */
    public static Optional<Explanation> of(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        List<String> rest = new ArrayList<>();
        String meant = "";
        boolean denied = false;
        boolean begun = false;
        for (String clause : clauses) {
            List<String> words = WordPhrase.words(clause);
            int from = begun ? 0 : noes(words);
            denied |= from > 0;
            begun |= from < words.size();
            int at = IntStream.range(from, words.size())
                    .filter(place -> MEANT.longest(words, place) > 0
                            && (from != 1 || place != from || VERBAL.longest(words, place) == 0))
                    .findFirst()
                    .orElse(-1);
            boolean first = meant.isEmpty()
                    && at >= 0
                    && (denied
                            || rest.isEmpty()
                                    && FILL.without(words.subList(from, at)).isEmpty());
            if (first) {
                meant = String.join(" ", words.subList(at, words.size()));
            }
            List<String> beside = words.subList(from, first ? at : words.size());
            if (!FILL.without(beside).isEmpty()) {
                rest.add(String.join(" ", beside) + mark(clause));
            }
        }
        return meant.isEmpty() ? Optional.empty() : Optional.of(new Explanation(meant, String.join(" ", rest)));
    }

    /** Both, without the no. */
    public String whole() {
        return rest.isEmpty() ? clause : clause + ", " + rest;
    }

    /** What is said beside it, or where nothing is, behind the words that it begins with: "I meant no". */
    public String said() {
        List<String> words = WordPhrase.words(clause);
        return rest.isEmpty() ? String.join(" ", words.subList(MEANT.longest(words, 0), words.size())) : rest;
    }

    /** Whether a text says with a no to what was noted that they do come, and denies nothing: "no no, I'm coming". */
    public static boolean insists(String text) {
        List<String> words = WordPhrase.words(text);
        int from = noes(words);
        List<String> behind = words.subList(from, words.size());
        return from > 0
                && words.size() <= MOST_INSISTING
                && !WordPhrase.asks(text)
                && (from > 1 || ContinueWish.isMereNo(Clauses.firstAndRest(text).get(0)))
                && COMES.begin(behind, FILL)
                && !NEGATION.isIn(behind)
                && !isAnotherTime(behind);
    }

    /** Whether words speak of the next time, which says nothing to this one. */
    public static boolean isAnotherTime(List<String> words) {
        return ANOTHER_TIME.isIn(words);
    }

    /** Whether a text begins by asking to be told something, and agrees to nothing by its "ok": "ok tell me when the fair is". */
    public static boolean asksToBeTold(String text) {
        return TOLD.begin(WordPhrase.words(text), ASSENTS);
    }

    /** How many words of a no stand at the beginning. */
    private static int noes(List<String> words) {
        int at = 0;
        for (int length = NOES.longest(words, 0); length > 0 && at + length <= words.size(); ) {
            at += length;
            length = at < words.size() ? NOES.longest(words, at) : 0;
        }
        return at;
    }

    private static String mark(String clause) {
        return WordPhrase.asks(clause) ? "?" : ",";
    }
}
