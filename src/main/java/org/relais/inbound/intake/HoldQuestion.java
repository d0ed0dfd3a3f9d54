package org.relais.inbound.intake;

import org.relais.conversation.ButtonPayload;

/**
 * The buttons of the one question of a hold, "shall we stop?". Its stop button is a stop whoever presses it and
 * whenever; its other button ends only the hold whose ledger event it names.
 */
public final class HoldQuestion {
    private static final String PART = "hold";
    private static final String CONTINUE = "continue";

    public static final ButtonPayload STOP = ButtonPayload.of(PART, "stop");

    private HoldQuestion() {}

    public static ButtonPayload goOn(long holdEventId) {
        return ButtonPayload.of(PART, CONTINUE, holdEventId);
    }

    public static boolean isStop(ButtonPayload payload) {
        return payload.is(PART, "stop");
    }

    /** Whether the button asks to go on after exactly this hold. */
    public static boolean isGoOn(ButtonPayload payload, long holdEventId) {
        return payload.is(PART, CONTINUE) && payload.id(0).orElse(0) == holdEventId;
    }
}
