package org.relais.conversation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Answer to all of several things, or to those at some places of a list: "both work for me", "neither", "the second". A pure
 * function, safe for any number of threads.
 */
public final class AnswerToAll {
    private static final String ALL = "which.all";
    private static final String BOTH = "which.both";
    private static final String THREE = "which.three";
    private static final String NONE = "which.none";
    /** "Either", "any of them": of all of them only where it is denied. */
    private static final String ANY = "which.any";

    /** "Anything": of all of them only where it agrees. */
    private static final String WHATEVER = "which.whatever";
    /** "I'm up for", "me apunto a": agrees by itself, and to no stop. */
    private static final String JOIN = "which.join";

    private static final String MAYBE = "maybe";
    private static final String FITS = "which.fits";
    private static final String LAST = "ordinal.last";
    private static final List<String> ORDINALS = List.of("ordinal.1", "ordinal.2", "ordinal.3", "ordinal.4", LAST);
    private static final List<String> NOT_COMING = List.of("no.anywhere", "no.end", "which.cannot");
    private static final List<String> AGREES = List.of(JOIN, FITS, "yes", "yes.anywhere");
    private static final List<String> REFUSES = List.of("no", "no.anywhere", "no.end", "give_up", "which.cannot");
    private static final Phrases TO_BOTH = ReplyFiles.phrases("which.to_both");
    /** "Both of us". */
    private static final Phrases OF_PEOPLE = ReplyFiles.phrases(List.of("company.count", "company.plus"));

    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");
    /** "Yes to one of the two". */
    private static final Phrases ONE_OF = ReplyFiles.phrases("which.one_of");

    private static final Phrases NONES = ReplyFiles.phrases(NONE);
    /** "I can't do anything". */
    private static final Phrases NOTHING = ReplyFiles.phrases("no.all");

    private static final List<PhraseCover> PLACES = PhraseCover.ofEveryLanguage(
            "ordinal.1",
            "ordinal.2",
            "ordinal.3",
            "ordinal.4",
            LAST,
            ALL,
            BOTH,
            THREE,
            FITS,
            "yes",
            "yes.anywhere",
            "no",
            "no.anywhere",
            "no.end",
            "which.fill",
            "opening",
            "politeness");
    private static final List<PhraseCover> ALL_OF_THEM = withPictures(
            ALL,
            BOTH,
            THREE,
            NONE,
            ANY,
            WHATEVER,
            JOIN,
            FITS,
            "no",
            "no.anywhere",
            "no.end",
            "which.cannot",
            "give_up",
            "yes",
            "yes.anywhere",
            MAYBE,
            "which.fill",
            "opening",
            "politeness",
            "company.count",
            "company.plus",
            "vocative",
            "kind.laugh");
    /** The same of a no, which is said with more words around it: "not able to do either this time". */
    private static final List<PhraseCover> NONE_OF_THEM = PhraseCover.ofEveryLanguage(
            NONE,
            ANY,
            "no",
            "no.anywhere",
            "no.end",
            "which.cannot",
            "give_up",
            "which.come",
            "refuse.fill",
            "change",
            "which.fill",
            "opening",
            "politeness",
            "vocative");
    /** Thanks or comfort that sounds like an answer to all: "all good", "no problem at all", "thanks both". */
    private static final List<PhraseCover> COMFORT =
            PhraseCover.ofEveryLanguage("which.comfort", "opening", "politeness", "vocative", "kind.laugh");

    private AnswerToAll() {}

    private static List<PhraseCover> withPictures(String... keys) {
        return PhraseCover.ofEveryLanguage(keys).stream()
                .map(cover -> cover.with("any.kind.laugh", ReplyFiles.phrases("any", "kind.laugh")))
                .toList();
    }

    /** Whether a text joins everything, in words that agree to no stop: "up for all of it". */
    static boolean isJoined(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(ALL_OF_THEM, text)
                        .anyMatch(lists -> lists.contains(JOIN)
                                && (lists.contains(ALL) || lists.contains(WHATEVER))
                                && answer(lists).equals(Optional.of(ReplyMeaning.YES)));
    }

    /**
     * What a text says that is about all of so many things: "both work for me", "neither, my knee is bad"; empty for one that says
     * anything else. "Both" alone agrees to two.
     */
    public static Optional<ReplyMeaning> toAll(String text, int count) {
        return isOpen(text)
                ? Optional.empty()
                : said(text, count)
                        .or(() -> count == 2 ? toBoth(text) : Optional.empty())
                        .or(() -> isNothing(text) ? Optional.of(ReplyMeaning.NO) : Optional.empty());
    }

    /** Whether a text says that they come to nothing, and why: "my dad died this morning, I can't come to anything now". */
    public static boolean isNothing(String text) {
        return !WordPhrase.asks(text)
                && NOTHING.isIn(WordPhrase.words(text))
                && ReplyWords.read(text)
                        .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                        .isPresent();
    }

    /** The same where a sentence of its own says it: the only reading of a text that also names something. */
    public static Optional<ReplyMeaning> plainly(String text, int count) {
        return isOpen(text) ? Optional.empty() : said(text, count);
    }

    private static Optional<ReplyMeaning> said(String text, int count) {
        return ofNothingElse(text, count).or(() -> inOneClause(text, count));
    }

    /** Whether a text asks, thanks or leaves open which of them it means. */
    private static boolean isOpen(String text) {
        return WordPhrase.asks(text) || ONE_OF.isIn(NONES.without(WordPhrase.words(text))) || isComfort(text);
    }

    private static Optional<ReplyMeaning> ofNothingElse(String text, int count) {
        return PhraseCover.lists(ALL_OF_THEM, text)
                .flatMap(lists -> toAll(lists, count).stream())
                .findFirst()
                .or(() -> PhraseCover.lists(NONE_OF_THEM, text)
                        .flatMap(lists -> toAll(lists, count).stream())
                        .filter(ReplyMeaning.NO::equals)
                        .findFirst());
    }

    /** "None of those, I'm on shift": no other clause says anything else to it. */
    private static Optional<ReplyMeaning> inOneClause(String text, int count) {
        List<String> clauses = Clauses.of(text).toList();
        List<ReplyMeaning> said = clauses.stream()
                .flatMap(clause -> ofNothingElse(clause, count).stream())
                .distinct()
                .toList();
        return clauses.size() > 1
                        && said.size() == 1
                        && clauses.stream()
                                .flatMap(clause -> ReplyWords.read(clause).stream())
                                .allMatch(reading -> reading.meaning() == said.get(0))
                ? Optional.of(said.get(0))
                : Optional.empty();
    }

    /** Whether a text only thanks or comforts, though it sounds like a yes to everything: "all good". */
    public static boolean isComfort(String text) {
        return PhraseCover.says(COMFORT, text, "which.comfort");
    }

    /** "Thanks a lot, I'll come to both then", "to both with my wife". */
    private static Optional<ReplyMeaning> toBoth(String text) {
        List<String> words = WordPhrase.words(text);
        return TO_BOTH.isIn(OF_PEOPLE.without(words))
                ? yesOrNo(text)
                        .or(() -> Companions.isIn(text) && !NEGATIONS.isIn(words)
                                ? Optional.of(ReplyMeaning.YES)
                                : Optional.empty())
                : Optional.empty();
    }

    /** "Everything" alone agrees. */
    static Optional<ReplyMeaning> ofAll(String head) {
        return yesOrNo(head).or(() -> PhraseCover.lists(ALL_OF_THEM, head)
                .filter(lists -> lists.contains(ALL) || lists.contains(BOTH))
                .map(lists -> answer(lists).orElse(ReplyMeaning.YES))
                .findFirst());
    }

    /** The yes or no that a text surely is. */
    private static Optional<ReplyMeaning> yesOrNo(String text) {
        return ReplyWords.read(text)
                .filter(Reading::sure)
                .map(Reading::meaning)
                .filter(meaning -> meaning == ReplyMeaning.YES || meaning == ReplyMeaning.NO);
    }

    /** Whether a text refuses all without naming anything, or saying that they don't come: "none", "ni l'un ni l'autre". */
    public static boolean isNone(String text) {
        return PhraseCover.lists(ALL_OF_THEM, text)
                .anyMatch(lists -> lists.contains(NONE) && NOT_COMING.stream().noneMatch(lists::contains));
    }

    private static Optional<ReplyMeaning> toAll(Set<String> lists, int count) {
        if (lists.contains(NONE)) {
            return Optional.of(ReplyMeaning.NO);
        }
        if (lists.contains(ANY)) {
            return answer(lists).filter(ReplyMeaning.NO::equals);
        }
        boolean counted = isCounted(lists, count);
        if (!counted && !lists.contains(ALL)) {
            return lists.contains(WHATEVER) ? answer(lists).filter(ReplyMeaning.YES::equals) : Optional.empty();
        }
        if (lists.contains(MAYBE)) {
            return Optional.of(ReplyMeaning.MAYBE);
        }
        boolean silent = Stream.concat(AGREES.stream(), REFUSES.stream()).noneMatch(lists::contains);
        return silent && counted ? Optional.of(ReplyMeaning.YES) : answer(lists);
    }

    private static boolean isCounted(Set<String> lists, int count) {
        return count == 2 && lists.contains(BOTH) || count == 3 && lists.contains(THREE);
    }

    /** The yes or no beside the places that a text names; empty for a text that names none. */
    static Optional<ReplyMeaning> besidePlaces(String text, int count) {
        return PhraseCover.lists(PLACES, text)
                .filter(lists -> places(lists, count).isPresent())
                .flatMap(lists -> answer(lists).stream())
                .findFirst();
    }

    private static Optional<ReplyMeaning> answer(Set<String> lists) {
        return ReplyMeaning.yesOrNo(lists, AGREES, REFUSES);
    }

    /** The places of a list of so many things that a text names, one after another, each way of reading it: "the second", "both". */
    static Stream<List<Integer>> places(String text, int count) {
        return PhraseCover.lists(PLACES, text).flatMap(lists -> places(lists, count).stream());
    }

    /** The place among so many things by which a text of nothing else chooses one: "la segunda", "the last one". */
    public static Optional<Integer> place(String text, int count) {
        return places(text, count)
                .filter(places -> places.size() == 1)
                .map(places -> places.get(0))
                .findFirst();
    }

    private static Optional<List<Integer>> places(Set<String> lists, int count) {
        if (lists.contains(ALL) || isCounted(lists, count)) {
            return Optional.of(IntStream.range(0, count).boxed().toList());
        }
        List<Integer> found = IntStream.range(0, ORDINALS.size())
                .filter(at -> lists.contains(ORDINALS.get(at)))
                .map(at -> ORDINALS.get(at).equals(LAST) ? count - 1 : at)
                .filter(at -> at < count)
                .boxed()
                .toList();
        return found.size() == 1 ? Optional.of(found) : Optional.empty();
    }
}
