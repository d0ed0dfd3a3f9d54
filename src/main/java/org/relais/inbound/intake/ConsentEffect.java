package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;

/**
 * Whom an event was about and what it did to their consent.
 *
 * @param effect null when it came too late to change anything
 * @param ledgerEventId its event in the ledger; for a start only when it began a subscription
 */
public record ConsentEffect(
        long organisationId,
        long contactId,
        @Nullable Long addressId,
        @Nullable ConsentEffectKind effect,
        @Nullable Long ledgerEventId) {}
