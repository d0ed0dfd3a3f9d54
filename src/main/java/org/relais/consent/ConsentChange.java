package org.relais.consent;

import org.relais.contact.ConsentState;

/**
 * What came of one {@link ConsentEvent}.
 *
 * @param contactId the contact it was applied to: the one that the event's contact is now, after every merge
 * @param applied whether it counted; false for a late START, a repeated STOP, an old button
 * @param ledgerEventId its row in the ledger, applied or not
 */
public record ConsentChange(
        long organisationId,
        long contactId,
        ConsentEvent.Kind kind,
        ConsentState before,
        ConsentState after,
        boolean applied,
        long ledgerEventId) {

    /** A stop that was committed before, of which the second half is still owed ({@link ConsentService#enforce}). */
    public static ConsentChange stands(long organisationId, long contactId, long ledgerEventId) {
        return new ConsentChange(
                organisationId,
                contactId,
                ConsentEvent.Kind.OPT_OUT,
                ConsentState.UNSUBSCRIBED,
                ConsentState.UNSUBSCRIBED,
                false,
                ledgerEventId);
    }

    /** Whether it began an episode of not being messaged: true for exactly one of any number of stops at once. */
    public boolean firstStop() {
        return applied && before != ConsentState.UNSUBSCRIBED && after == ConsentState.UNSUBSCRIBED;
    }

    /** Whether nothing may be sent any more and the outbox must be emptied of this person before answering. */
    public boolean stopped() {
        return kind == ConsentEvent.Kind.OPT_OUT && after == ConsentState.UNSUBSCRIBED;
    }
}
