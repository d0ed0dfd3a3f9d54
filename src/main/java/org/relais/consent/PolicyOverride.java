package org.relais.consent;

import java.time.Instant;

/**
 * An owner's written word that the organisation uses a channel although the platform's terms bar its kind.
 *
 * @param statement what the owner wrote when taking the responsibility, 20 to 4,000 characters
 * @param ledgerEventId the ledger's entry of it
 */
public record PolicyOverride(
        long organisationId, String channel, String statement, String actor, long ledgerEventId, Instant at) {}
