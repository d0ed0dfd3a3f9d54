package org.relais.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be sent to one person, as it is stored.
 *
 * @param changedAt platform's time of the event that set the state
 * @param basisEventId ledger event the state rests on
 * @param occasionalSpentAt when the one contact of an occasional person was spent
 * @param confirmedStopId the stop (its ledger event) that was confirmed
 * @param questionedHoldId the hold whose question was asked
 */
public record Consent(
        long contactId,
        long organisationId,
        Standing standing,
        Instant changedAt,
        long basisEventId,
        @Nullable Instant occasionalSpentAt,
        @Nullable Long confirmedStopId,
        @Nullable Long questionedHoldId) {

    public ConsentState state() {
        return standing.state();
    }

    public ConsentClass consentClass() {
        return standing.consentClass();
    }
}
