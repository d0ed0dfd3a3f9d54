package org.relais.organisation;

import java.time.Instant;

/**
 * Invitation to enter the console, as it was made; its secret is known to whoever has the link.
 *
 * @param role which the invited person will have
 */
public record Invitation(long id, String email, String name, Role role, Instant expiresAt) {

    /** Whether it lets somebody in, and why not. */
    public enum State {
        OPEN,
        /** Somebody has entered by it. */
        ACCEPTED,
        /** Taken back, or replaced by another one to the same address. */
        REVOKED,
        EXPIRED,
        /** Somebody of its address may enter already, so that it is not needed. */
        MEMBER
    }
}
