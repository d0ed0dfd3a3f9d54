package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.text.Typos;

/** Reader of messages that are nothing but keywords, politeness apart. */
final class KeywordReader {
    private static final int MOST_WORDS = 6;
    private static final int LONGEST_CORRECTED = 24;
    /** Digits of the numbers that a keyword is sent to: 5 in France, 4 to 6 elsewhere. */
    private static final int SHORTEST_CODE = 4;

    private static final int LONGEST_CODE = 6;
    private static final int MOST_NAMES = 2;
    /** Letters of a keyword that people write together: "nomas" is one, and "only" in Mexico. */
    private static final int SHORTEST_TOGETHER = 8;

    private final RuleBook book;
    /** By number of words, which a misspelling keeps: few keywords are left to compare with. */
    private final Map<Integer, List<Meant>> correctable = new HashMap<>();
    /** Stops of several words, without what parts them. */
    private final Map<String, Keyword> together = new HashMap<>();

    private record Meant(List<String> words, Keyword keyword) {}

    KeywordReader(RuleBook book) {
        this.book = book;
        book.keywords.forEach((phrase, keyword) -> {
            List<String> words = List.of(phrase.split(" "));
            correctable
                    .computeIfAbsent(words.size(), count -> new ArrayList<>())
                    .add(new Meant(words, keyword));
            String letters = String.join("", words);
            boolean stops = keyword.kind() == Keyword.Kind.STOP || keyword.kind() == Keyword.Kind.SOFT;
            if (stops && words.size() > 1 && letters.length() >= SHORTEST_TOGETHER) {
                together.putIfAbsent(letters, keyword);
            }
        });
    }

    /** The verdict on a message of keywords; null when it is something else. */
    @Nullable
    Verdict read(Message message) {
        if (message.words().isEmpty()) {
            // Politeness of one language may be a keyword of another: "pls stp".
            Keyword polite = sequence(message.spoken(), 0);
            return polite == null ? emoji(message.emoji()) : spoken(polite, message.spoken());
        }
        Keyword said = sequence(message.words(), 0);
        // "Ya vale": of its two words one is politeness, and what is left says yes.
        Keyword whole = said == null ? sequence(message.spoken(), 0) : said;
        if (whole != null) {
            return isName(whole, message.words())
                    ? verdict(whole, Verdict.KEYWORD).as(Intent.HOLD, SentenceReader.BUT + "a name")
                    : spoken(whole, message.words());
        }
        Keyword signed = signed(message.words());
        if (signed != null) {
            return verdict(signed, Verdict.KEYWORD).as(Intent.HOLD, SentenceReader.BUT + "a name");
        }
        List<Token> core = message.core();
        if (core.isEmpty() || core.size() > MOST_WORDS) {
            return null;
        }
        Keyword keyword = sequence(core, 0);
        if (keyword != null && (keyword.kind() == Keyword.Kind.STOP || !isNegated(message.words()))) {
            return spoken(keyword, core);
        }
        Verdict coded = besideShortCode(core);
        if (coded != null) {
            return coded;
        }
        return isNegated(message.words()) ? null : nearly(core);
    }

    /**
     * A keyword with the short code that leaflets print beside it: "STOP 36180", "STOP au 36 180", "36180 STOP". An everyday
     * word beside a number may mean something else, so it is asked about.
     */
    private @Nullable Verdict besideShortCode(List<Token> core) {
        int end = core.size();
        int digits = 0;
        while (end > 1 && isNumber(core.get(end - 1))) {
            digits += core.get(--end).word().text().length();
        }
        boolean behind = digits > 0;
        int start = 0;
        while (!behind && start + 1 < end && isNumber(core.get(start))) {
            digits += core.get(start++).word().text().length();
        }
        if (digits < SHORTEST_CODE || digits > LONGEST_CODE) {
            return null;
        }
        if (behind
                && end > 1
                && book.beforeCode.contains(core.get(end - 1).word().text())) {
            end--;
        }
        Keyword keyword = sequence(core.subList(start, end), 0);
        if (keyword == null || keyword.kind().intent() != Intent.OPT_OUT) {
            return null;
        }
        Verdict verdict = verdict(keyword, "keyword with a short code");
        return keyword.kind() == Keyword.Kind.STOP
                ? verdict
                : verdict.as(Intent.HOLD, SentenceReader.BUT + "an everyday word");
    }

    private static boolean isNumber(Token token) {
        return Lexicon.isNumber(token.word().text());
    }

    /** Begins with a no that belongs to the next word: "não parem", but neither "não, parem" nor "no thanks, stop". */
    private boolean isNegated(List<Token> words) {
        int no = book.no.lengthAt(words, 0);
        return no > 0
                && no < words.size()
                && words.get(no).before() == Token.NO_BREAK
                && !words.get(no).has(Token.BEHIND_POLITENESS);
    }

    /** All keywords from here on, when they agree. A stop beside an everyday word stays one: "stop, fini". */
    private @Nullable Keyword sequence(List<Token> words, int from) {
        StringBuilder phrase = new StringBuilder();
        Keyword found = null;
        for (int end = from; end < words.size() && end < from + MOST_WORDS; end++) {
            phrase.append(phrase.isEmpty() ? "" : " ")
                    .append(words.get(end).word().text());
            Keyword here = book.keywords.get(phrase.toString());
            if (here != null) {
                Keyword rest = end + 1 == words.size() ? here : sequence(words, end + 1);
                if (rest != null && rest.kind().intent() == here.kind().intent()) {
                    found = here;
                } else if (rest != null && isStopBeside(here, rest)) {
                    found = here;
                } else if (rest != null && isStopBeside(rest, here)) {
                    found = rest;
                }
            }
        }
        return found;
    }

    private static boolean isStopBeside(Keyword stop, Keyword other) {
        return stop.kind() == Keyword.Kind.STOP && other.kind().intent() == Intent.HOLD;
    }

    /** "Stop Harcèlement" is what a campaign is called as well; whoever complains writes no capital inside. */
    private boolean isName(Keyword stop, List<Token> words) {
        Token second = words.get(words.size() - 1);
        Keyword other = book.keywords.get(second.word().text());
        return words.size() == 2
                && other != null
                && isStopBeside(stop, other)
                && second.has(Token.TITLE)
                && second.before() == Token.NO_BREAK
                && !book.keywords.containsKey(
                        words.get(0).word().text() + ' ' + second.word().text());
    }

    /** A stop before one or two names and nothing else: who signs writes as who fights somebody, "Stop Catherine", "Stop Linky". */
    private @Nullable Keyword signed(List<Token> words) {
        Keyword first = words.size() < 2 || words.size() > 1 + MOST_NAMES
                ? null
                : book.keywords.get(words.get(0).word().text());
        return first != null
                        && first.kind() == Keyword.Kind.STOP
                        && words.stream()
                                .skip(1)
                                .allMatch(token -> token.has(Token.TITLE)
                                        && token.word().lists().length == 0
                                        && token.before() == Token.NO_BREAK)
                ? first
                : null;
    }

    private @Nullable Verdict emoji(List<Token> emoji) {
        Verdict verdict = null;
        for (Token token : emoji) {
            Keyword keyword = book.keywords.get(token.word().text());
            if (keyword != null && (verdict == null || keyword.kind().intent() == Intent.OPT_OUT)) {
                verdict = verdict(keyword, "emoji");
            }
        }
        return verdict;
    }

    private @Nullable Verdict nearly(List<Token> words) {
        List<String> typed = words.stream().map(token -> token.word().text()).toList();
        String letters = String.join("", typed);
        Keyword apart = book.keywords.get(letters);
        if (apart != null) {
            return verdict(apart, "keyword written apart");
        }
        // "Nomas mensajes", "plusde messages": whoever wrote it apart as meant was understood before.
        Keyword glued = together.get(letters);
        if (glued != null) {
            return verdict(glued, "keyword written together");
        }
        String half = letters.substring(0, letters.length() / 2);
        Keyword twice = letters.equals(half + half) ? book.keywords.get(half) : null;
        if (twice != null) {
            return verdict(twice, "keyword written twice");
        }
        Keyword nearest = null;
        int least = Integer.MAX_VALUE;
        boolean[] fixed = new boolean[typed.size()];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = isNoMisspelling(typed.get(i));
        }
        for (Meant meant : correctable.getOrDefault(typed.size(), List.of())) {
            int distance = distance(typed, fixed, meant.words());
            if (distance < least) {
                least = distance;
                nearest = meant.keyword();
            }
        }
        // "Désactivez" is two letters from a word to start with.
        boolean doubtful = nearest != null && nearest.kind() == Keyword.Kind.START && least > 1;
        return nearest == null || doubtful ? null : verdict(nearest, "misspelled keyword");
    }

    /**
     * Wrong letters in all; {@link Integer#MAX_VALUE} when one word has too many.
     *
     * @param fixed words that must be as they are meant
     */
    private int distance(List<String> typed, boolean[] fixed, List<String> meant) {
        int sum = 0;
        for (int i = 0; i < typed.size(); i++) {
            if (!typed.get(i).equals(meant.get(i))) {
                int limit = limit(meant.get(i));
                int distance = limit == 0 || fixed[i] ? limit + 1 : Typos.distance(typed.get(i), meant.get(i), limit);
                if (distance > limit) {
                    return Integer.MAX_VALUE;
                }
                sum += distance;
            }
        }
        return sum;
    }

    private boolean isNoMisspelling(String typed) {
        return typed.length() > LONGEST_CORRECTED || book.lexicon.isEveryday(typed);
    }

    /** How many letters may be wrong: none in a short word, unless its file says that it is worth the risk. */
    private int limit(String keyword) {
        if (keyword.length() < 5) {
            return book.typos.contains(keyword) ? 1 : 0;
        }
        return keyword.length() < 8 ? 1 : 2;
    }

    /** An everyday word that is asked may ask after something else: "Cancelled?" */
    private static Verdict spoken(Keyword keyword, List<Token> words) {
        boolean asked = words.get(words.size() - 1).has(Token.ASKED);
        Verdict verdict =
                verdict(keyword, keyword.kind() == Keyword.Kind.ALONE ? Verdict.EVERYDAY_WORD : Verdict.KEYWORD);
        return asked && keyword.kind() == Keyword.Kind.ALONE
                ? verdict.as(Intent.HOLD, SentenceReader.BUT + "asked")
                : verdict;
    }

    private static Verdict verdict(Keyword keyword, String rule) {
        return new Verdict(keyword.kind().intent(), rule, keyword.language(), Set.of());
    }
}
