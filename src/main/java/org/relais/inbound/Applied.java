package org.relais.inbound;

import org.jspecify.annotations.Nullable;

/**
 * Whom an event was about and what it did to their consent.
 *
 * @param ledgerEventId the ledger event that began an episode of being stopped or held; null when the event changed
 *     nothing, so that nothing is owed for it
 */
record Applied(
        long organisationId, long contactId, @Nullable Long addressId, Effect effect, @Nullable Long ledgerEventId) {}
