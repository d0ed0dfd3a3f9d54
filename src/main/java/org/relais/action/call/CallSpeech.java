package org.relais.action.call;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.CallReport;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuestionParts;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;

/** What a volunteer types in the middle of calls, read by what was asked. A pure function. */
final class CallSpeech {
    private static final List<PhraseCover> THEM =
            PhraseCover.ofEveryLanguage("call.them", "go_on.yes", "opening", "politeness");

    private static final int A_MERE_WHAT = 2;

    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /** Whether it is no more for now: "demain" is a time where one is asked for, and so is one that a call back is wished at. */
    boolean isPause(Reply reply, String text, Instant now) {
        Optional<Conversation> open = reply.conversationOf(CallButtons.PART);
        return interpreter.dialogueWord(text, reply.language()).equals(Optional.of(DialogueWord.LEAVE))
                || open.filter(one -> one.state().equals(CallTurns.TIME)
                                && CallEnding.isMerePause(text)
                                && !CallBackTimes.isTime(text, now))
                        .isPresent()
                || open.filter(one -> !CallTurns.awaitsWords(one))
                        .filter(one -> !isCallBack(text, one, now))
                        .filter(one -> CallEnding.isPause(text) && !CallWish.asksNext(text)
                                || CallEnding.isDone(text)
                                        && CallTurns.offered(one, CallButtons.PAUSE)
                                                .isPresent()
                                || CallEnding.isNotNow(text)
                                || interpreter.meaning(text).equals(Optional.of(ReplyMeaning.LATER))
                                        && CallEnding.of(text).isEmpty())
                        .isPresent();
    }

    /** Whether a text says when the person is to be called back: beside words that say so, or alone where no step is asked. */
    boolean isCallBack(String text, Conversation open, Instant now) {
        boolean alone = open.data().getInteger("step", -1) == -1 && CallBackTimes.isTime(text, now);
        return !CallTurns.awaitsWords(open)
                && !CallEnding.isNotNow(text)
                && open.isOfSomebodyCalled()
                && !isLabel(text, open, now)
                && interpreter.report(text).filter(CallReport.REMOVAL::equals).isEmpty()
                && (alone
                        || CallEnding.isCallBack(text)
                                && CallBackTimes.spoken(text, now).isPresent());
    }

    /** The result that words name; a number is given up only where the results are asked. */
    Optional<CallResult> result(String text, Conversation open) {
        return CallTurns.awaitsWords(open)
                ? Optional.empty()
                : CallEnding.of(text)
                        .flatMap(CallSpeech::result)
                        .filter(found -> found != CallResult.WRONG_NUMBER || asksResult(open));
    }

    /** What an ending is noted as; empty for a call that has only begun. */
    static Optional<CallResult> result(CallEnding ending) {
        return switch (ending) {
            case NO_ANSWER -> Optional.of(CallResult.NO_ANSWER);
            case REFUSED -> Optional.of(CallResult.REFUSED);
            case WRONG_NUMBER -> Optional.of(CallResult.WRONG_NUMBER);
            case REACHED -> Optional.of(CallResult.REACHED);
            case CALL_BACK -> Optional.of(CallResult.CALL_BACK);
            case ANSWERED -> Optional.empty();
        };
    }

    /** What is said of the person called, where a question of the script offers answers: "she'll come", "he doesn't know yet". */
    Optional<ReplyMeaning> ofThem(String text, Conversation open) {
        boolean asked = open.data().getInteger("step", -1) >= 0 && !CallTurns.awaitsWords(open) && !asksRemoval(open);
        return !asked
                ? Optional.empty()
                : CallEnding.saysYes(text)
                        ? Optional.of(ReplyMeaning.YES)
                        : CallEnding.saysNo(text)
                                ? Optional.of(ReplyMeaning.NO)
                                : CallEnding.isUnsure(text) ? Optional.of(ReplyMeaning.MAYBE) : Optional.empty();
    }

    /** The one answer that stands there and says this. */
    Optional<ButtonPayload> saying(ReplyMeaning meaning, Conversation open, Instant now) {
        return interpreter.saying(meaning, OpenMessage.of(CallTurns.choices(open), now));
    }

    private static boolean asksResult(Conversation open) {
        return CallTurns.choices(open).choices().stream()
                .map(choice -> CallResult.ofCode(choice.payload()
                        .arguments()
                        .get(choice.payload().arguments().size() - 1)))
                .anyMatch(Optional.of(CallResult.WRONG_NUMBER)::equals);
    }

    /** One of the answers that stand there, in the volunteer's own words. */
    Optional<ButtonPayload> meant(String text, Conversation open, Instant now) {
        return interpreter
                .chosen(text, OpenMessage.of(CallTurns.choices(open), now))
                .or(() -> CallEnding.of(text)
                        .filter(CallEnding.ANSWERED::equals)
                        .flatMap(answered -> CallTurns.offered(open, CallButtons.TALK)));
    }

    boolean isLabel(String text, Conversation open, Instant now) {
        return interpreter
                .labelled(text, OpenMessage.of(CallTurns.choices(open), now))
                .isPresent();
    }

    /** Whether it is just being asked if the person called is to be removed. */
    static boolean asksRemoval(Conversation open) {
        List<ReplyChoices.Choice> choices = CallTurns.choices(open).choices();
        long attempt = open.data().getLong("attempt", 0L);
        return choices.size() == 2 && choices.get(0).payload().equals(CallButtons.result(attempt, CallResult.REMOVED));
    }

    /** Whether a text says that what is asked is said of the person called, and not of who writes: "a ella, no a mí". */
    static boolean isOfThem(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(THEM, text, "call.them");
    }

    /** What a plain yes or no means there: the labels say more than that, so that a word alone is none of them. */
    static Optional<ButtonPayload> toRemoval(Optional<ReplyMeaning> said, Conversation open) {
        List<ReplyChoices.Choice> choices = CallTurns.choices(open).choices();
        return said.flatMap(meaning -> switch (meaning) {
            case YES -> Optional.of(choices.get(0).payload());
            case NO -> Optional.of(choices.get(1).payload());
            case MAYBE, LATER -> Optional.empty();
        });
    }

    /**
     * Whether a text says nothing of the call, and is answered elsewhere: a question to whoever organises, thanks, good wishes.
     * Where a number is from is asked by the person called.
     */
    boolean isAside(String text, Conversation open, Instant now) {
        boolean kind = Thanks.isIn(text) || Pleasantry.of(text).isPresent();
        boolean reports = WordPhrase.asks(text)
                ? interpreter
                        .report(text)
                        .filter(report -> report != CallReport.RESULT)
                        .isPresent()
                : interpreter.report(text).isPresent() || CallEnding.of(text).isPresent();
        boolean comes = WordPhrase.asks(text) && interpreter.attends(text).isPresent();
        boolean asks = !reports
                && (comes || QuestionParts.of(text).anyMatch(OpenQuestion::isBegun))
                && !CallWish.asksNext(text);
        return (kind || asks) && !CallTurns.awaitsWords(open) && !asksRemoval(open) && !isLabel(text, open, now);
    }

    /** Whether a text asks more than "what?": our question again is no answer to it. */
    static boolean asksMuch(String text) {
        return WordPhrase.asks(text) && WordPhrase.words(text).size() > A_MERE_WHAT;
    }
}
