package org.relais.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * What may be sent to one person, as it is stored.
 *
 * @param changedAt platform's time of the event that set the state
 * @param basisEventId ledger event the state rests on
 * @param occasionalSpentAt when the one contact of an occasional person was spent
 * @param confirmedStopId the stop (its ledger event) that was confirmed
 * @param questionedHoldId the hold whose question was asked
 * @param occasionalDeliveryId the delivery that the one contact was spent on
 * @param sections the other organisations of its federation, where a stop holds too; empty without one
 */
public record Consent(
        long contactId,
        long organisationId,
        ConsentSnapshot standing,
        Instant changedAt,
        long basisEventId,
        @Nullable Instant occasionalSpentAt,
        @Nullable Long confirmedStopId,
        @Nullable Long questionedHoldId,
        @Nullable Long occasionalDeliveryId,
        List<Long> sections) {

    Consent standing(ConsentSnapshot next, Instant changedAt) {
        return new Consent(
                contactId,
                organisationId,
                next,
                changedAt,
                basisEventId,
                occasionalSpentAt,
                confirmedStopId,
                questionedHoldId,
                occasionalDeliveryId,
                sections);
    }

    Consent restingOn(long eventId) {
        return new Consent(
                contactId,
                organisationId,
                standing,
                changedAt,
                eventId,
                occasionalSpentAt,
                confirmedStopId,
                questionedHoldId,
                occasionalDeliveryId,
                sections);
    }

    public ConsentState state() {
        return standing.state();
    }

    public ConsentClass consentClass() {
        return standing.consentClass();
    }
}
