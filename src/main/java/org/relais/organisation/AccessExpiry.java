package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;

/** Deletion of what opens nothing any more: links, invitations, sessions and challenges that have expired. */
public final class AccessExpiry {
    /** For how long an invitation that has expired can still say so. */
    static final Duration INVITATIONS_KEPT = Duration.ofDays(30);

    private final Pool pool;
    private final AccessStore access;
    private final InvitationStore invitations;
    private final SessionStore sessions;
    private final PasskeyStore passkeys;

    public AccessExpiry(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.invitations = new InvitationStore(clock);
        this.sessions = new SessionStore(clock);
        this.passkeys = new PasskeyStore(clock);
    }

    /** Deletes what is over by now. */
    public Future<Void> prune() {
        return access.pruneSignInLinks(pool)
                .compose(links -> invitations.prune(pool, INVITATIONS_KEPT))
                .compose(invited -> sessions.prune(pool))
                .compose(ended -> passkeys.pruneChallenges(pool));
    }
}
