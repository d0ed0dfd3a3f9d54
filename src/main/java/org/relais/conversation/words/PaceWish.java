package org.relais.conversation.words;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * "Une fois par semaine max", "fewer messages please", "alle Nachrichten": a wish about how often we write, by the words of
 * {@code replies/*.properties}, of which every word of the text must be part. What wishes no more messages at all is for the
 * stop detector, which is asked first. A pure function, safe for any number of threads.
 *
 * @param pace at most one message in this time; null when that is to be asked
 * @param lifted whether everything is wished for again
 */
public record PaceWish(@Nullable Pace pace, boolean lifted) {
    private static final String WEEK = "pace.week";
    private static final String MONTH = "pace.month";
    private static final String FEWER = "pace.fewer";
    private static final String OFTEN = "pace.often";
    /** "You wrote three times" complains beside a wish, and is none. */
    private static final String COUNTED = "pace.counted";

    private static final String MUCH = "pace.much";
    private static final String TOO = "pace.too";
    private static final String ALL = "pace.all";
    private static final String SEND = "pace.send";
    private static final String AGAIN = "pace.again";
    private static final String LIMIT = "pace.limit";
    private static final String WRITE = "pace.write";
    private static final String SELF = "pace.self";
    /** Asks for what is said beside it: "could you put me down for". */
    private static final String REQUEST = "pace.request";

    private static final String FILL = "pace.fill";
    private static final String POLITE = "politeness";
    private static final String OPENING = "opening";
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            WEEK,
            MONTH,
            FEWER,
            OFTEN,
            TOO,
            MUCH,
            ALL,
            SEND,
            AGAIN,
            LIMIT,
            WRITE,
            SELF,
            REQUEST,
            FILL,
            "vocative",
            OPENING,
            POLITE);
    /** Begins a wish for some of our messages alone, of which anything may follow: "only tell me about the workshops". */
    private static final Phrases ONLY = ReplyFiles.phrases("pace.only");

    private static final Phrases OPENINGS = ReplyFiles.phrases(OPENING);
    private static final int MOST_OF_ONLY = 14;

    private static final List<Phrases> COMPLAINTS =
            Stream.of(FEWER, OFTEN, TOO, COUNTED).map(ReplyFiles::phrases).toList();
    private static final Phrases MANY = Stream.of(FEWER, OFTEN)
            .flatMap(key -> ReplyFiles.phrases(key).stream())
            .filter(phrase -> phrase.places().size() > 1)
            .collect(Phrases.collector());
    private static final Phrases LESS = ReplyFiles.phrases(FEWER).stream()
            .filter(phrase -> phrase.places().size() > 1)
            .collect(Phrases.collector());
    private static final Phrases REQUESTS = ReplyFiles.phrases(REQUEST);
    private static final Phrases EXCESS = ReplyFiles.phrases(List.of(OFTEN, TOO, MUCH));
    private static final String NEVER = "pace.never";
    private static final Phrases NEVERS = ReplyFiles.phrases(NEVER);
    private static final List<PhraseCover> REFUSALS = PhraseCover.ofEveryLanguage(NEVER, OPENING, POLITE);
    private static final Phrases MESSAGES = ReplyFiles.phrases("thing.list");

    /** One message at most in this time; the database knows it by the name in small letters. */
    public enum Pace {
        WEEK,
        MONTH;

        public String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Pace> of(String sqlName) {
            return EnumSet.allOf(Pace.class).stream()
                    .filter(pace -> pace.sqlName().equals(sqlName))
                    .findFirst();
        }
    }

    /** The wish that a text is; empty for one that is none, or says anything else. */
    public static Optional<PaceWish> of(String text) {
        Optional<PaceWish> whole = whole(text);
        return whole.filter(wish -> wish.hasPace() || wish.lifted())
                .or(() -> besides(text))
                .or(() -> whole)
                .or(() -> inOneClause(text))
                .or(() -> isOnlySome(text) ? Optional.of(new PaceWish(null, false)) : Optional.empty());
    }

    /** "Only what matters please, I can't keep up", "could I get these once a week? I have a newborn": one clause is the wish, the others say why. */
    private static Optional<PaceWish> inOneClause(String text) {
        List<String> clauses = Clauses.withQuestions(text).toList();
        List<PaceWish> wishes = clauses.stream()
                .filter(clause -> LESS.isIn(WordPhrase.words(clause)) || REQUESTS.isIn(WordPhrase.words(clause)))
                .flatMap(clause -> whole(clause).stream())
                .toList();
        return clauses.size() > 1 && wishes.size() == 1
                ? Optional.of(wishes.get(0)).filter(wish -> !wish.hasPace() && !wish.lifted())
                : Optional.empty();
    }

    /** In one clause: "only if somebody dies. No, never" is a stop. */
    private static boolean isOnlySome(String text) {
        if (Clauses.of(text).count() != 1) {
            return false;
        }
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_OF_ONLY
                && !WordPhrase.asks(text)
                && ONLY.begin(words, OPENINGS)
                && !endsInNever(words);
    }

    /** "Write only if somebody dies, no never". */
    private static boolean endsInNever(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> at + NEVERS.longest(words, at) == words.size());
    }

    private static Optional<PaceWish> whole(String text) {
        boolean requests = REQUESTS.isIn(WordPhrase.words(text));
        return PhraseCover.lists(COVERS, text)
                .flatMap(lists -> wish(lists, requests).stream())
                .findFirst();
    }

    /** Whether it says how often we may write at most; what resembles a stop in that is none. */
    public boolean hasPace() {
        return pace != null;
    }

    /** Whether it wishes for less than now, and for some, which is no stop; it may say another thing {@link #beside}. */
    public static boolean isLess(String text) {
        return of(text).filter(wish -> !wish.lifted()).isPresent();
    }

    /** The clauses of a text that say nothing of how often. */
    public static Stream<String> beside(String text) {
        return Clauses.of(text).filter(clause -> answering(clause).isEmpty());
    }

    /** Whether it names messages, so that it answers nothing else. */
    public static boolean isOfMessages(String text) {
        return MESSAGES.isIn(WordPhrase.words(text));
    }

    /**
     * "You write too much. Once a week, please": one sentence says how often, and another complains. A clause must be sure by
     * itself, and come behind what complains: "once a week, that's too much" complains of just that.
     */
    private static Optional<PaceWish> besides(String text) {
        List<String> clauses = Clauses.of(text).toList();
        int last = clauses.size() - 1;
        Optional<PaceWish> behind = last > 0 && complain(clauses.subList(0, last))
                ? whole(clauses.get(last)).filter(PaceWish::hasPace)
                : Optional.empty();
        return behind.or(() -> ofSentences(Clauses.sentences(text).toList()));
    }

    private static Optional<PaceWish> ofSentences(List<String> sentences) {
        List<PaceWish> wishes = sentences.stream()
                .flatMap(sentence -> answering(sentence).stream())
                .filter(PaceWish::hasPace)
                .distinct()
                .toList();
        return wishes.size() == 1 && complain(sentences) ? Optional.of(wishes.get(0)) : Optional.empty();
    }

    /** Whether it complains in so many words of how often we write, whatever else it says: "ur sending me too many msgs". */
    public static boolean complains(String text) {
        return MANY.isIn(WordPhrase.words(text));
    }

    /** Whether it calls anything too much or too often, whatever else it says: "once a week is too much". */
    public static boolean isTooMuch(String text) {
        return EXCESS.isIn(WordPhrase.words(text));
    }

    /** Whether it wishes in so many words for fewer, whatever else it says: "no me mandes tantas cosas que no sé leerlas". */
    public static boolean wishesLess(String text) {
        return LESS.isIn(WordPhrase.words(text));
    }

    /** What it says beside that. */
    public static String besidesLess(String text) {
        return String.join(" ", LESS.without(WordPhrase.words(text)));
    }

    private static boolean complain(List<String> sentences) {
        return sentences.stream()
                .filter(sentence ->
                        answering(sentence).filter(PaceWish::hasPace).isEmpty())
                .map(WordPhrase::words)
                .anyMatch(words -> COMPLAINTS.stream().anyMatch(phrases -> phrases.isIn(words)));
    }

    /** The same said to the question how often: "once a week" alone is an answer there, a complaint is none. */
    public static Optional<PaceWish> answering(String text) {
        return PhraseCover.lists(COVERS, text)
                .flatMap(lists -> answer(lists).stream())
                .findFirst();
    }

    /** Whether it says "never" or "none" to the question how often. */
    public static boolean isRefused(String text) {
        return PhraseCover.says(REFUSALS, text, NEVER);
    }

    /** Whether it only names all messages, which says neither that they are to come nor that they are to end. */
    public static boolean isBare(String text) {
        return PhraseCover.lists(COVERS, text)
                .anyMatch(lists -> lists.contains(ALL) && paces(lists).isEmpty());
    }

    private static Optional<PaceWish> answer(Set<String> lists) {
        List<Pace> paces = paces(lists);
        return paces.size() == 1 && !complains(lists) && !lists.contains(SELF)
                ? Optional.of(new PaceWish(paces.get(0), false))
                : wish(lists, false);
    }

    /**
     * "Once a week" alone may answer anything; with a "please" it is asked about. So is a week beside "too often", which
     * complains of it, and beside "write", which may be what they do themselves; "I can write once a week" certainly is.
     * Where all messages are named, something must wish for them.
     *
     * @param requests whether the words ask for it: "could I get these"
     */
    private static Optional<PaceWish> wish(Set<String> lists, boolean requests) {
        List<Pace> paces = paces(lists);
        boolean less = lists.contains(FEWER) || lists.contains(OFTEN) || isAllTooMuch(lists);
        if (!less && lists.contains(SELF)) {
            return Optional.empty();
        }
        boolean sure = lists.contains(LIMIT) || less;
        boolean complains = complains(lists);
        if (paces.size() == 1 && sure && !complains && !lists.contains(WRITE)) {
            return Optional.of(new PaceWish(paces.get(0), false));
        }
        if (less || !paces.isEmpty() && (sure || complains || lists.contains(POLITE) || requests)) {
            return Optional.of(new PaceWish(null, false));
        }
        boolean wished = lists.contains(SEND) || lists.contains(ALL) && lists.contains(AGAIN);
        return wished && paces.isEmpty() && !complains ? Optional.of(new PaceWish(null, true)) : Optional.empty();
    }

    private static List<Pace> paces(Set<String> lists) {
        return Stream.of(Pace.values())
                .filter(pace -> lists.contains(pace == Pace.WEEK ? WEEK : MONTH))
                .toList();
    }

    private static boolean complains(Set<String> lists) {
        return lists.contains(OFTEN) || lists.contains(MUCH) || lists.contains(TOO);
    }

    /** "C'est trop", and nothing that it could be too much of: "c'est trop bien" is praise. */
    private static boolean isAllTooMuch(Set<String> lists) {
        return lists.contains(TOO) && !lists.contains(FILL);
    }
}
