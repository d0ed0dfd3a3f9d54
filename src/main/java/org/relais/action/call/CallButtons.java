package org.relais.action.call;

import org.relais.conversation.ButtonPayload;
import org.relais.conversation.DialogueExit;

/** What the buttons of calls carry. An attempt is looked up together with whoever pressed. */
final class CallButtons {
    /** The part of every button here, and of the conversation. */
    static final String PART = DialogueExit.CALLS;

    static final String NEXT = "next";
    static final String PAUSE = "pause";
    static final String TALK = "talk";
    static final String GO = "go";
    static final String PICK = "pick";
    static final String RESULTS = "results";
    static final String RESULT = "result";
    static final String AT = "at";
    static final String TYPE = "type";
    static final String FIX = "fix";
    static final String STANDS = "stands";
    static final String KEEP = "keep";
    static final String REMOVE = DialogueExit.REMOVE_SOMEBODY;

    private CallButtons() {}

    /** Give me a contact of this action. */
    static ButtonPayload next(long actionId) {
        return ButtonPayload.of(PART, NEXT, actionId);
    }

    /** No more for now. */
    static ButtonPayload pause(long actionId) {
        return ButtonPayload.of(PART, PAUSE, actionId);
    }

    /** The person is on the telephone. */
    static ButtonPayload talk(long attemptId) {
        return ButtonPayload.of(PART, TALK, attemptId);
    }

    /** On from this step, without an answer. */
    static ButtonPayload go(long attemptId, int step) {
        return ButtonPayload.of(PART, GO, attemptId, step);
    }

    /** This answer to the question of this step. */
    static ButtonPayload pick(long attemptId, int step, int option) {
        return ButtonPayload.of(PART, PICK, attemptId, step, option);
    }

    /** The call is over: show the results. */
    static ButtonPayload results(long attemptId) {
        return ButtonPayload.of(PART, RESULTS, attemptId);
    }

    static ButtonPayload result(long attemptId, CallResult result) {
        return ButtonPayload.of(PART, RESULT, attemptId, result.code());
    }

    /** The contact asked to be removed. */
    static ButtonPayload remove(long attemptId) {
        return ButtonPayload.of(PART, REMOVE, attemptId);
    }

    /** The contact did not ask to be removed: on from where the call stands. */
    static ButtonPayload keep(long attemptId) {
        return ButtonPayload.of(PART, KEEP, attemptId);
    }

    /** The same, on from this step. */
    static ButtonPayload keep(long attemptId, int step) {
        return ButtonPayload.of(PART, KEEP, attemptId, step);
    }

    /** The result that was just given was a slip: show the results again. */
    static ButtonPayload fix(long attemptId) {
        return ButtonPayload.of(PART, FIX, attemptId);
    }

    /** The result that was to be corrected stands. */
    static ButtonPayload stands(long attemptId) {
        return ButtonPayload.of(PART, STANDS, attemptId);
    }

    /** To be called back at this time. */
    static ButtonPayload at(long attemptId, long epochMinute) {
        return ButtonPayload.of(PART, AT, attemptId, epochMinute);
    }

    /** To be called back at a time that is typed. */
    static ButtonPayload type(long attemptId) {
        return ButtonPayload.of(PART, TYPE, attemptId);
    }
}
