package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;

/**
 * A stored stop or hold for which nothing says yet that nothing to the person is open: the answer to its webhook waits.
 *
 * @param ledgerEventId the event it wrote to the ledger; null when it changed nothing there
 */
public record PendingStop(
        long inboxId, long organisationId, long contactId, ConsentEffectKind effect, @Nullable Long ledgerEventId) {}
