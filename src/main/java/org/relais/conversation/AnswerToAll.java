package org.relais.conversation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.ReplyWords.Reading;
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
    private static final String NONE = "which.none";
    private static final String FITS = "which.fits";
    private static final String LAST = "ordinal.last";
    private static final List<String> ORDINALS = List.of("ordinal.1", "ordinal.2", "ordinal.3", "ordinal.4", LAST);
    private static final List<String> AGREES = List.of(FITS, "yes", "yes.anywhere");
    private static final List<String> REFUSES = List.of("no", "no.anywhere", "no.end", "give_up");
    private static final Phrases TO_BOTH = ReplyFiles.phrases("which.to_both");
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
            FITS,
            "yes",
            "yes.anywhere",
            "no",
            "no.anywhere",
            "no.end",
            "which.fill",
            "opening",
            "politeness");
    private static final List<PhraseCover> ALL_OF_THEM = PhraseCover.ofEveryLanguage(
            ALL,
            BOTH,
            NONE,
            FITS,
            "no",
            "no.anywhere",
            "give_up",
            "yes",
            "yes.anywhere",
            "which.fill",
            "opening",
            "politeness");

    private AnswerToAll() {}

    /**
     * What a text says that is about all of so many things: "both work for me", "neither"; empty for one that says anything
     * else. "Both" alone agrees to two.
     */
    public static Optional<ReplyMeaning> toAll(String text, int count) {
        if (WordPhrase.asks(text)) {
            return Optional.empty();
        }
        return PhraseCover.lists(ALL_OF_THEM, text)
                .flatMap(lists -> toAll(lists, count).stream())
                .findFirst()
                .or(() -> count == 2 ? toBoth(text) : Optional.empty())
                .or(() -> NOTHING.isIn(WordPhrase.words(text))
                        ? yesOrNo(text).filter(ReplyMeaning.NO::equals)
                        : Optional.empty());
    }

    /** "Thanks a lot, I'll come to both then". */
    private static Optional<ReplyMeaning> toBoth(String text) {
        return TO_BOTH.isIn(WordPhrase.words(text)) ? yesOrNo(text) : Optional.empty();
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

    /** Whether a text refuses all without naming anything: "none", "ni l'un ni l'autre". */
    public static boolean isNone(String text) {
        return PhraseCover.lists(ALL_OF_THEM, text).anyMatch(lists -> lists.contains(NONE));
    }

    private static Optional<ReplyMeaning> toAll(Set<String> lists, int count) {
        boolean both = count == 2 && lists.contains(BOTH);
        if (lists.contains(NONE)) {
            return Optional.of(ReplyMeaning.NO);
        }
        if (!both && !lists.contains(ALL)) {
            return Optional.empty();
        }
        boolean silent = Stream.concat(AGREES.stream(), REFUSES.stream()).noneMatch(lists::contains);
        return silent && both ? Optional.of(ReplyMeaning.YES) : answer(lists);
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
        if (lists.contains(ALL) || count == 2 && lists.contains(BOTH)) {
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
