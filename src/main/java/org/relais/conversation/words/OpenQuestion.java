package org.relais.conversation.words;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Questions that the organisers alone can answer, by the words of {@code replies/*.properties}: what none of the fields of an
 * action says, and whatever else begins as a question does. A pure function, safe for any number of threads.
 */
public enum OpenQuestion {
    /** What it costs. */
    PRICE,
    /** Whether children may come. */
    CHILDREN,
    /** What one is to bring. */
    BRING,
    OTHER;

    /** Words without a question mark; fewer may be anything. */
    private static final int SHORTEST = 3;

    private static final List<OpenQuestion> NAMED = List.of(PRICE, CHILDREN, BRING);
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            PRICE.list(), CHILDREN.list(), BRING.list(), "ask.event.fill", "opening", "politeness");
    private static final Phrases BEGINNINGS = ReplyFiles.phrases("ask.word");
    /** "What a day!" asks nothing. */
    private static final Phrases EXCLAIMS = ReplyFiles.phrases("exclaim");

    private static final Phrases INSIDE = ReplyFiles.phrases("ask.inside");
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases LAMENTS = ReplyFiles.phrases("lament");
    private static final Phrases WHY = ReplyFiles.phrases("lament.why");
    private static final Phrases YES = ReplyFiles.phrases("yes");
    private static final Pattern LONG_NO = Pattern.compile("n+(o{3,}n*|a+o{3,}|e+i{2,}n+|e+i+n{3,}|e{4,}n*)|لا{3,}");
    private static final Phrases CALLS = ReplyFiles.phrases("ask.call");
    private static final Phrases SUPPLIES = ReplyFiles.phrases("ask.supply");

    /** The question that a text is; empty for one that neither asks with a mark nor has the words of a question. */
    public static Optional<OpenQuestion> of(String text) {
        List<String> words = WordPhrase.words(text);
        Optional<OpenQuestion> named = PhraseCover.lists(COVERS, text)
                .flatMap(lists -> NAMED.stream().filter(kind -> lists.contains(kind.list())))
                .findFirst();
        boolean exclaims = !WordPhrase.asks(text)
                && (EXCLAIMS.longest(words, 0) > 0 || EXCLAIMS.longest(words, behindLaments(words)) > 0);
        return named.filter(kind -> !exclaims)
                .or(() -> !exclaims && (WordPhrase.asks(text) || begins(words) || isInside(words))
                        ? Optional.of(OTHER)
                        : Optional.empty());
    }

    /** "On mange quoi au repas", "can someone tell me". */
    private static boolean isInside(List<String> words) {
        return words.size() >= SHORTEST && INSIDE.isIn(words);
    }

    /** Whether a text begins as a question does, with a mark or without. */
    public static boolean isBegun(String text) {
        return begins(WordPhrase.words(text));
    }

    /** Whether a word is a no drawn out, which wails: "nooo". */
    public static boolean isLongNo(String word) {
        return LONG_NO.matcher(word).matches();
    }

    /** Whether words begin, greetings and laments apart, by asking why: "aw nooo why cancelled"; "why not" agrees. */
    public static boolean asksWhy(List<String> words) {
        int at = behindLaments(words);
        int why = at < words.size() ? WHY.longest(words, at) : 0;
        return why > 0 && why >= YES.longest(words, at);
    }

    private static int behindLaments(List<String> words) {
        int at = 0;
        for (int length = 1; length > 0 && at < words.size(); at += length) {
            length = Math.max(
                    OPENINGS.longest(words, at), Math.max(LAMENTS.longest(words, at), isLongNo(words.get(at)) ? 1 : 0));
        }
        return at;
    }

    /** Whether a text of one clause asks what there will be: "do you supply the gloves?" */
    public static boolean isOfSupply(String text) {
        List<String> words = WordPhrase.words(text);
        return Clauses.of(text).count() == 1
                && IntStream.range(0, words.size())
                        .filter(at -> SUPPLIES.longest(words, at) > 0)
                        .limit(1)
                        .anyMatch(at -> OPENINGS.without(words.subList(0, at)).isEmpty());
    }

    /** Whether a text asks to be phoned, which is for people to do: "can you call me back tomorrow?" */
    public static boolean isOfCall(String text) {
        return WordPhrase.asks(text) && CALLS.isIn(WordPhrase.words(text));
    }

    /** Whether a question's first word stands there. */
    static boolean begins(List<String> words, int at) {
        return BEGINNINGS.longest(words, at) > 0;
    }

    private static boolean begins(List<String> words) {
        int from = behindLaments(words);
        return words.size() - from >= SHORTEST
                        && (BEGINNINGS.longest(words, 0) > 0 || BEGINNINGS.longest(words, from) > 0)
                || from > 0 && from < words.size() && asksWhy(words);
    }

    /** The text that answers it: what is not noted, and that it is passed on; empty for any other. */
    public Optional<String> key() {
        return this == OTHER ? Optional.empty() : Optional.of("unknown.asked." + name().toLowerCase(Locale.ROOT));
    }

    private String list() {
        return "ask." + name().toLowerCase(Locale.ROOT);
    }
}
