package org.relais.inbound;

import org.relais.conversation.ButtonPayload;

/**
 * The one question of a hold. Its stop button is a stop whoever presses it and whenever; its other button only ends the
 * hold whose ledger event it names.
 */
final class HoldQuestion {
    static final ButtonPayload STOP = ButtonPayload.of("hold", "stop");
    static final String PART = "hold";
    static final String CONTINUE = "continue";

    private HoldQuestion() {}
}
