package org.relais.conversation.words;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;

/**
 * A wish for our messages, by the words of {@code replies/*.properties}: to get them on, where it is asked whether they are to
 * stop, or to get them again after a stop. Every word of the text must belong to it: whatever else is said may be a refusal,
 * and "no" without a comma may belong to the verb. A pure function, safe for any number of threads.
 */
public enum ContinueWish {
    /** Not to be asked any more: "si quiero seguir", "non non, continuez". */
    GO_ON("go_on"),
    /** To be back: "quiero volver", "I stopped by mistake". */
    COME_BACK("come_back"),
    /** To be taken in again, which is asked as well as said: "me podéis volver a meter?" */
    TAKEN_BACK("come_back.ask"),
    /** What takes a stop back that has been: "I was joking", "after all it interests me". Where none is, it may say anything. */
    REGRET("come_back.stopped");

    private static final String YES = "go_on.yes";
    private static final String NO = "go_on.no";
    private static final String FILL = "go_on.fill";
    /** A no that never belongs to the verb behind it: "no carry on", and never "no sigan". */
    private static final String APART = "go_on.apart";
    /** An "oh" may stand before that no. */
    private static final int FIRST_WORDS = 2;

    private static final Phrases GOING_ON = ReplyFiles.phrases("go_on");
    private static final Phrases DENIALS = ReplyFiles.phrases("negation");
    private static final Phrases OURS = ReplyFiles.phrases("go_on.ours");
    /** A complaint of messages without end, which is said like the wish for them: "you don't stop". */
    private static final Phrases RESTLESS = ReplyFiles.phrases("go_on.restless");
    /** What refuses with more behind it: "sigan no más", and never "sigan no más mensajes". */
    private static final String WHOLE = "go_on.whole";

    private static final List<PhraseCover> WHOLE_COVERS =
            PhraseCover.ofEveryLanguage(WHOLE, YES, "opening", "politeness");

    private static final List<Apart> APARTS = ReplyFiles.languages().stream()
            .map(language -> new Apart(
                    ReplyFiles.phrases(language, APART),
                    PhraseCover.of(language, "go_on", YES, APART, FILL, "vocative", "opening", "politeness")))
            .toList();

    private static final List<PhraseCover> NOES = PhraseCover.ofEveryLanguage(NO, "opening", "politeness");

    private final String list;
    private final List<PhraseCover> covers;
    private final List<PhraseCover> asides;

    /** Words of a language for going on, and its no that stands apart from them; none where it has no such no. */
    private record Apart(Phrases no, PhraseCover cover) {
        /** Whether it goes on, with such a no at this place. */
        boolean goesOn(List<String> words, int at) {
            return no.longest(words, at) > 0 && isCovered(words);
        }

        /** Whether in a language whose no belongs to the verb the rest alone would go on, so that the whole refuses. */
        boolean refuses(List<String> words, int at) {
            return no.isEmpty() && isCovered(words.subList(at + 1, words.size()));
        }

        private boolean isCovered(List<String> words) {
            return cover.read(words)
                    .filter(parts -> parts.stream().anyMatch(part -> part.list().equals("go_on")))
                    .isPresent();
        }
    }

    ContinueWish(String list) {
        this.list = list;
        // A wish to be back is also in words of going on, as long as it says that one is back.
        this.covers = list.equals("go_on")
                ? PhraseCover.ofEveryLanguage(list, YES, FILL, "vocative", "opening", "politeness")
                : list.equals("come_back.stopped")
                        ? PhraseCover.ofEveryLanguage(
                                list, "come_back", "come_back.ask", "go_on", YES, NO, FILL, "opening", "politeness")
                        : PhraseCover.ofEveryLanguage(list, "go_on", YES, FILL, "opening", "politeness");
        this.asides = PhraseCover.ofEveryLanguage(YES, NO, FILL, "vocative", "opening", "politeness");
    }

    /** Whether a text wishes for messages in any of these ways, and says nothing else. */
    public static boolean isAny(String text) {
        return Stream.of(GO_ON, COME_BACK, TAKEN_BACK).anyMatch(wish -> wish.isIn(text));
    }

    /**
     * Whether one clause of several is a word to start with and none is one to stop with: "sorry, I didn't mean to stop. START". Whatever
     * else it says, it is asked whether they wish to be back.
     */
    public static boolean isStartBeside(StopDetector detector, String text) {
        List<Verdict> said = Clauses.of(text).map(detector::detect).toList();
        return said.size() > 1
                && said.stream().anyMatch(verdict -> verdict.intent() == Intent.OPT_IN && verdict.isKeyword())
                && said.stream().noneMatch(verdict -> verdict.intent() == Intent.OPT_OUT);
    }

    /** Whether a text is a no, and says nothing else. */
    public static boolean isMereNo(String text) {
        return PhraseCover.says(NOES, text, NO);
    }

    /** Whether a text says this and nothing else; of questions only {@link #TAKEN_BACK} is one. */
    public boolean isIn(String text) {
        if (WordPhrase.asks(text)) {
            return this == TAKEN_BACK && PhraseCover.says(covers, text, list);
        }
        List<Optional<Boolean>> read = Clauses.of(text).map(this::read).toList();
        return !isRestless(text) && read.stream().allMatch(Optional::isPresent) && read.contains(Optional.of(true));
    }

    /** Whether it complains that we never stop, and wishes for no more. */
    static boolean isRestless(String text) {
        return RESTLESS.isIn(WordPhrase.words(text));
    }

    /** Whether a no to something of ours, such as their end, wishes for our messages: "no, keep them coming". */
    public static boolean isOfMessages(String text) {
        return GO_ON.isIn(text) && OURS.isIn(WordPhrase.words(text));
    }

    /** Whether the first clause that is no mere no begins with a denial of the stop: "no, don't stop, just the carols I don't want". */
    public static boolean isBegun(String text) {
        return Clauses.of(text)
                .filter(clause -> !isRestless(text) && !isMereNo(clause))
                .findFirst()
                .map(WordPhrase::words)
                .filter(words -> IntStream.rangeClosed(0, Math.min(FIRST_WORDS, words.size() - 1))
                        .anyMatch(at -> DENIALS.isIn(words.subList(at, at + GOING_ON.longest(words, at)))
                                && OURS.longest(words, at) > 0))
                .isPresent();
    }

    private static boolean isBehindNo(String clause) {
        List<String> words = WordPhrase.words(clause);
        return IntStream.range(0, Math.min(FIRST_WORDS, words.size()))
                .anyMatch(at -> APARTS.stream().anyMatch(apart -> apart.goesOn(words, at))
                        && APARTS.stream().noneMatch(apart -> apart.refuses(words, at)));
    }

    private static boolean isWhole(String clause) {
        return PhraseCover.says(WHOLE_COVERS, clause, WHOLE);
    }

    /** Whether a clause says it; empty where it says something else. */
    private Optional<Boolean> read(String clause) {
        return PhraseCover.lists(covers, clause)
                .map(lists -> lists.contains(list))
                .max(Boolean::compare)
                .filter(says -> says || this == COME_BACK || this == REGRET)
                .or(() -> list.equals("go_on")
                        ? Optional.of(isWhole(clause) || isBehindNo(clause)).filter(whole -> whole)
                        : Optional.empty())
                .or(() -> PhraseCover.lists(asides, clause).findAny().map(lists -> false));
    }
}
