package org.relais.inbound.answer;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.NamedAnswers.Masked;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * A thing that is merely named as where somebody comes: "a la cena y al mercadillo", "dinner, all three of us", "the market too", by
 * the words of {@code replies/*.properties}. Every word must belong to it. A pure function, safe for any number of threads.
 */
final class Destination {
    private static final String NAME = Masked.NAME;
    private static final String FRONT = "thing.front";
    private static final String YES = "yes";
    private static final String AND = "language.and";
    private static final String ALSO = "company.also";
    private static final String ALL = "company.all";
    private static final String EXCEPT = "which.except";
    private static final String FILL = "which.fill";
    private static final String BOTH = "which.both";
    private static final Phrases BRINGS = ReplyFiles.phrases("thing.bring");
    private static final Phrases TOWARDS = ReplyFiles.phrases(FRONT);
    private static final List<PhraseCover> COVERS =
            covers(EXCEPT, FRONT, ALL, AND, ALSO, BOTH, FILL, YES, "vocative", "opening", "politeness", "kind.laugh");
    private static final String JOINS = "which.and";
    private static final String MEANT = "which.meant";
    private static final String DENIED = "go_on.no";
    private static final List<PhraseCover> JOINING = covers(
            MEANT,
            JOINS,
            ALSO,
            FRONT,
            YES,
            DENIED,
            FILL,
            AND,
            "day.front",
            "vocative",
            "opening",
            "politeness",
            "kind.laugh");
    private static final List<PhraseCover> BESIDE_BOTH =
            covers(BOTH, FRONT, AND, ALSO, "company.with", YES, "yes.anywhere", FILL, "opening", "politeness");

    private Destination() {}

    private static List<PhraseCover> covers(String... lists) {
        Phrases name = Stream.of(
                        new WordPhrase(List.of(new WordPhrase.Place(Set.of(NAME), List.of(), List.of(), false))))
                .collect(Phrases.collector());
        return PhraseCover.ofEveryLanguage(lists).stream()
                .map(cover -> cover.with(NAME, name))
                .toList();
    }

    /**
     * Whether they come to two things that have no name, and to what is named behind them: "to both events, and with the toys". "To
     * dinner a las dos" is at two o'clock.
     *
     * @param words with {@link Masked#NAME} in place of each name
     */
    static boolean isBesideBoth(List<String> words) {
        return BESIDE_BOTH.stream()
                .flatMap(cover -> cover.read(words).stream())
                .map(parts -> parts.stream().map(PhraseCover.Part::list).toList())
                .anyMatch(lists -> lists.contains(BOTH)
                        && lists.indexOf(BOTH) < lists.indexOf(AND)
                        && lists.indexOf(AND) < lists.indexOf(NAME));
    }

    /**
     * Whether they come to all that is named, since it is only named as where to: each with what leads there, one after the other,
     * with an "also", or several with an "and".
     *
     * @param words with {@link Masked#NAME} in place of each name
     */
    static boolean isIn(List<String> words) {
        return COVERS.stream().flatMap(cover -> cover.read(words).stream()).anyMatch(Destination::leadsThere);
    }

    /**
     * Whether all that is named is joined to what was said before, and nothing is said of it: "and the museum", "the beach too".
     *
     * @param words with {@link Masked#NAME} in place of each name
     */
    static boolean isJoined(List<String> words) {
        return joining(words)
                .anyMatch(lists -> !lists.contains(DENIED)
                        && (lists.contains(ALSO)
                                || lists.contains(JOINS) && lists.indexOf(JOINS) < lists.indexOf(NAME)));
    }

    /** Whether it is named as what was meant, and nothing is said of it: "no, I meant the museum". */
    static boolean isMeant(List<String> words) {
        return joining(words)
                .filter(lists -> lists.contains(MEANT))
                .map(lists -> lists.subList(lists.indexOf(MEANT), lists.size()))
                .anyMatch(meant -> meant.contains(NAME) && !meant.contains(DENIED) && !meant.contains(YES));
    }

    /** Whether it is merely named, with what leads there. */
    static boolean isMerely(List<String> words) {
        return joining(words).anyMatch(lists -> !lists.contains(DENIED) && !lists.contains(YES));
    }

    /** What all words are that stand around a name. */
    private static Stream<List<String>> joining(List<String> words) {
        return JOINING.stream()
                .flatMap(cover -> cover.read(words).stream())
                .map(parts -> parts.stream().map(PhraseCover.Part::list).toList())
                .filter(lists -> lists.contains(NAME));
    }

    /**
     * Whether they bring something to the one thing that is named: "I'll bring pies to the carols".
     *
     * @param words with {@link Masked#NAME} in its place
     */
    static boolean brings(List<String> words) {
        int name = words.indexOf(NAME);
        return name == words.lastIndexOf(NAME)
                && BRINGS.isIn(words.subList(0, Math.max(0, name)))
                && IntStream.range(0, name).anyMatch(at -> TOWARDS.longest(words, at) == name - at);
    }

    private static boolean leadsThere(List<PhraseCover.Part> parts) {
        List<String> lists = parts.stream().map(PhraseCover.Part::list).toList();
        boolean also = lists.contains(ALSO)
                || lists.contains(AND) && lists.stream().filter(NAME::equals).count() > 1;
        return lists.contains(NAME)
                && !lists.contains(EXCEPT)
                && IntStream.range(0, lists.size())
                        .filter(at -> lists.get(at).equals(NAME))
                        .allMatch(at -> also || isLed(lists, at));
    }

    /** "To the dinner and market" leads to both. */
    private static boolean isLed(List<String> lists, int name) {
        int at = name - 1;
        while (at >= 0
                && (lists.get(at).equals(FILL)
                        || lists.get(at).equals(AND)
                        || lists.get(at).equals(NAME))) {
            at--;
        }
        return at >= 0 && lists.get(at).equals(FRONT);
    }

    /**
     * Whether all that is named is excepted from what was said before: "menos al mercadillo".
     *
     * @param words with {@link Masked#NAME} in place of each name
     */
    static boolean isExcepted(List<String> words) {
        return COVERS.stream()
                .flatMap(cover -> cover.read(words).stream())
                .map(parts -> parts.stream().map(PhraseCover.Part::list).toList())
                .anyMatch(lists -> lists.contains(EXCEPT) && lists.indexOf(EXCEPT) < lists.indexOf(NAME));
    }

    /**
     * How many come to the one thing that is named, themselves included, where that is all that is said: "la cena los tres"; empty for
     * anything else.
     *
     * @param words with {@link Masked#NAME} in its place
     */
    static OptionalInt together(List<String> words) {
        return COVERS.stream()
                .flatMap(cover -> cover.read(words).stream())
                .filter(parts ->
                        parts.stream().filter(part -> part.list().equals(NAME)).count() == 1)
                .flatMap(parts -> parts.stream().filter(part -> part.list().equals(ALL)))
                .flatMap(part -> part.words().stream())
                .filter(Companions::isNumber)
                .mapToInt(Companions::number)
                .findFirst();
    }
}
