package org.relais.organisation;

/**
 * On whose behalf a request is worked.
 *
 * @param name what the audit trail and the ledger write: {@code organiser:<id>} or {@code token:<id>}
 */
public record Actor(long organisationId, String name, Role role) {}
