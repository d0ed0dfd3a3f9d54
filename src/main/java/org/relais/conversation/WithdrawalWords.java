package org.relais.conversation;

import java.util.List;
import java.util.stream.IntStream;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * What is said of an answer given before: that it is taken back, given up, kept or changed. A pure function, safe for any number of
 * threads.
 */
final class WithdrawalWords {
    static final Phrases KEPT = ReplyFiles.phrases("keep");
    private static final List<PhraseCover> KEPT_COVERS =
            PhraseCover.ofEveryLanguage("keep", "go_on.no", "opening", "tail", "politeness");
    private static final Phrases TAKING_BACK = ReplyFiles.phrases("take_back");
    private static final Phrases CHANGING = ReplyFiles.phrases("change");
    private static final Phrases CANCELLING = ReplyFiles.phrases("cancel");
    /** "I've cancelled my plans". */
    private static final Phrases PLANS = ReplyFiles.phrases("cancel.plans");

    private static final Phrases COMING = ReplyFiles.phrases(List.of("come", "come.go", "yes.anywhere"));

    private static final Phrases KIN = ReplyFiles.phrases("kin");
    private static final Phrases KIN_DENIED = ReplyFiles.phrases("kin.not");
    private static final Phrases TROUBLE = ReplyFiles.phrases("trouble");
    /** "I'm no longer ill". */
    private static final Phrases TROUBLE_OVER = ReplyFiles.phrases("trouble.not");

    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");

    private WithdrawalWords() {}

    /** Whether something that may be come to is given up: "annulez le repas"; what is said of our lists and messages is not. */
    static boolean isCancelled(List<String> words) {
        return !LISTS.isIn(words)
                && IntStream.range(0, words.size())
                        .anyMatch(at -> CANCELLING.longest(words, at) > 0 && !DenialWords.isNegated(words, at));
    }

    /**
     * "I've cancelled my plans, I'm coming", "I can come, the meeting is off": what is said beside what was given up for it; the
     * text itself where nothing was.
     */
    static String withoutPlans(String text) {
        List<String> clauses = Clauses.firstAndRest(text);
        if (clauses.size() == 2 && EventInquiry.isOff(text) && isFree(clauses.get(0))) {
            return clauses.get(0).strip();
        }
        boolean freed = clauses.size() == 2 && PLANS.isIn(WordPhrase.words(clauses.get(0)));
        return freed
                        && COMING.isIn(WordPhrase.words(clauses.get(1)))
                        && ReplyWords.read(clauses.get(1))
                                .filter(reading -> reading.meaning() == ReplyMeaning.YES)
                                .isPresent()
                ? clauses.get(1).strip()
                : text;
    }

    private static boolean isFree(String clause) {
        return !PLANS.isIn(WordPhrase.words(clause))
                && ReplyWords.read(clause)
                        .filter(reading -> reading.meaning() == ReplyMeaning.YES)
                        .isPresent();
    }

    /** "I am her son, she can't come": who writes says it for whom we write to. */
    static boolean isOfKin(List<String> words) {
        return KIN.isIn(words) && KIN_DENIED.isIn(words);
    }

    /** Whether a text denies in one clause that something is given up: "no, cancelo" does not. */
    static boolean isKept(String text) {
        return Clauses.of(text).anyMatch(clause -> KEPT.isIn(WordPhrase.words(clause)));
    }

    /** The same of a text that says nothing else. */
    static boolean isMerelyKept(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(KEPT_COVERS, text, "keep");
    }

    /** Whether a no takes a yes back: "I can't come any more". */
    static boolean takesBack(String text) {
        List<String> words = WordPhrase.words(withoutPlans(text));
        return TAKING_BACK.isIn(words) || isOfTrouble(text) || isCancelled(words) || isOfKin(words);
    }

    /** Whether a text speaks of somebody who is ill, hurt or has died; not of who is so no more. */
    static boolean isOfTrouble(String text) {
        return TROUBLE.isIn(TROUBLE_OVER.without(WordPhrase.words(text)));
    }

    /** The same of a text that denies nothing beside that. */
    static boolean isMereTrouble(String text) {
        return isOfTrouble(text)
                && ReplyWords.read(String.join(" ", TROUBLE.without(WordPhrase.words(text))))
                        .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                        .isEmpty();
    }

    /** Whether a text says in a sentence that one does not come or gives something up, and speaks of none of our lists and messages. */
    static boolean leaves(String text) {
        List<String> words = WordPhrase.words(text);
        return !LISTS.isIn(words)
                && !isKept(text)
                && (TAKING_BACK.isIn(words)
                        || Position.ANYWHERE.saying(ReplyMeaning.NO).isIn(words));
    }

    /** Whether it is said in place of what was said before: "in the end I can come". */
    static boolean changes(String text) {
        return CHANGING.isIn(WordPhrase.words(text));
    }
}
