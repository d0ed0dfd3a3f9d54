package org.relais.inbound.intake;

import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.contact.ConsentState;

/**
 * A stop or hold whose wait is over.
 *
 * @param enforced what was cancelled, and what was still in flight when the bound was hit
 */
public record DrainedStop(PendingStop pending, Enforced enforced) {

    /** Whether the ledger is told what came of it: a stop that it knows of. */
    boolean noted() {
        return pending.effect() == ConsentEffectKind.STOP && pending.ledgerEventId() != null;
    }

    public DrainedStop withCancelled(int cancelled) {
        return new DrainedStop(pending, new Enforced(cancelled, enforced.inFlight()));
    }

    /** The stop as the ledger knows it; only when it is {@link #noted}. */
    ConsentChange stop() {
        Long event = pending.ledgerEventId();
        if (event == null) {
            throw new IllegalStateException("the ledger knows of no such stop");
        }
        return new ConsentChange(
                pending.organisationId(),
                pending.contactId(),
                ConsentEvent.Kind.OPT_OUT,
                ConsentState.UNSUBSCRIBED,
                ConsentState.UNSUBSCRIBED,
                true,
                event);
    }
}
