package org.relais.action.call;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Allowance;
import org.relais.action.call.CallMessages.CallQuestion;
import org.relais.action.call.CallTurns.CallPosition;
import org.relais.action.call.CallTurns.Turn;
import org.relais.conversation.ReplyResult;

/** How a call ended, and for one to be made again, when. Runs in the transaction of one reply. */
final class CallResultDialogue {
    private final CallTurns turns;
    private final CallScriptDialogue script;
    private final CallOutcomes outcomes;
    private final InstantSource clock;

    CallResultDialogue(CallTurns turns, CallScriptDialogue script, CallOutcomes outcomes, InstantSource clock) {
        this.turns = turns;
        this.script = script;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** A result; a call back first asks when. */
    Future<ReplyResult> result(Turn turn, CallAttempt attempt, CallResult result) {
        if (result != CallResult.CALL_BACK) {
            return ended(turn, attempt, result, null);
        }
        return outcomes.mayBeCalledAgain(turn.tx(), attempt)
                .compose(again -> again
                        ? turns.said(
                                turn,
                                turn.words().times(attempt, clock.instant()),
                                new CallPosition(attempt.id(), CallTurns.TIME, -1))
                        : script.results(turn, attempt));
    }

    /** A time to call back, by button. */
    Future<ReplyResult> at(Turn turn, CallAttempt attempt, Instant time) {
        return callBack(turn, attempt, CallBackTimes.judged(time, attempt, clock.instant()));
    }

    /** A time to call back, in words. */
    Future<ReplyResult> time(Turn turn, CallAttempt attempt, String words) {
        return callBack(turn, attempt, CallBackTimes.read(words, attempt, clock.instant()));
    }

    /** The volunteer wants to type it. */
    Future<ReplyResult> type(Turn turn, CallAttempt attempt) {
        return askTime(turn, attempt, "call.when.ask");
    }

    private Future<ReplyResult> callBack(Turn turn, CallAttempt attempt, CallBackTimes.Read read) {
        if (read instanceof CallBackTimes.At at) {
            return outcomes.mayBeCalledAgain(turn.tx(), attempt)
                    .compose(again -> again
                            ? ended(turn, attempt, CallResult.CALL_BACK, at.time())
                            : script.results(turn, attempt));
        }
        return askTime(
                turn,
                attempt,
                read instanceof CallBackTimes.Closed
                        ? "call.when.closed"
                        : read instanceof CallBackTimes.OutOfRange ? "call.when.range" : "call.when.unreadable");
    }

    private Future<ReplyResult> askTime(Turn turn, CallAttempt attempt, String key) {
        return turns.said(
                turn,
                turn.words().typed(key, attempt, clock.instant()),
                new CallPosition(attempt.id(), CallTurns.TIME, -1));
    }

    /** A removal is honoured whatever became of the call. */
    Future<ReplyResult> removed(Turn turn, CallAttempt attempt) {
        return ended(turn, attempt, CallResult.REMOVED, null);
    }

    private Future<ReplyResult> ended(Turn turn, CallAttempt attempt, CallResult result, @Nullable Instant at) {
        if (result != CallResult.CALL_BACK && result.sqlName().equals(attempt.result())) {
            return turns.already(turn);
        }
        return outcomes.record(turn.tx(), turn.reply(), attempt, result, at)
                .compose(done -> afterwards(turn, attempt, result, at, done));
    }

    private Future<ReplyResult> afterwards(
            Turn turn, CallAttempt attempt, CallResult result, @Nullable Instant at, CallOutcomes.Noted noted) {
        CallMessages words = turn.words();
        Map<String, Object> arguments = new HashMap<>(CallMessages.count(noted.calls()));
        arguments.putAll(words.speech().profile().organisation().arguments());
        arguments.put("name", words.name(attempt.contactName()));
        boolean corrected = attempt.result() != null && !attempt.reportable();
        arguments.put("result", words.result(result));
        arguments.put("time", at == null ? "" : words.time(at, attempt.zone()));
        String said = corrected ? "call.corrected" : "call.noted";
        String key =
                switch (result) {
                    case CALL_BACK, REMOVED, WRONG_NUMBER -> said + "." + result.sqlName();
                    case REACHED, NO_ANSWER, REFUSED -> said;
                };
        boolean more = noted.allowance() == Allowance.MORE;
        CallQuestion asked = words.noted(key, arguments, attempt, result, more);
        return turns.said(turn, asked, null).map(answer -> noted.with(answer, words));
    }
}
