package org.relais.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be sent to one person, as it stands; the meaning of the times is that of the table {@code consent}.
 *
 * @param basisEventId ledger event the state rests on
 * @param heldFrom the state a hold interrupted; null unless held
 */
public record Consent(
        long contactId,
        long organisationId,
        ConsentClass consentClass,
        ConsentState state,
        Instant changedAt,
        long basisEventId,
        @Nullable Instant stoppedAt,
        @Nullable Instant optedInAt,
        @Nullable Instant heldAt,
        @Nullable ConsentState heldFrom,
        @Nullable Instant occasionalSpentAt,
        @Nullable Long confirmedStopId,
        @Nullable Long questionedHoldId) {}
