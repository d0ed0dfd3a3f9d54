package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** Service that ends the public pages of messages that volunteers pass on. */
public final class ShareService {
    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ShareStore store = new ShareStore();

    public ShareService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /**
     * Ends the pages of a message; a time that is later than one set before opens them again.
     *
     * @param at null: now
     * @return false when the organisation has no such message
     */
    public Future<Boolean> end(Actor actor, long messageId, @Nullable Instant at) {
        Instant now = clock.instant();
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(
                        tx -> store.end(tx, actor.organisationId(), messageId, at == null ? now : at, actor.name(), now)
                                .compose(ended -> ended
                                        ? audit.write(tx, actor, "share.end", "message:" + messageId)
                                                .map(true)
                                        : Future.succeededFuture(false))));
    }
}
