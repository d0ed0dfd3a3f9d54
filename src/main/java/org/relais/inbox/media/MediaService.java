package org.relais.inbox.media;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What organisers see of what people sent besides words, and the one thing they can do about it. */
public final class MediaService {
    private final InboundMediaStore store = new InboundMediaStore();
    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;

    public MediaService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came with a message of that organisation, as far as its bytes are kept. */
    public Future<Optional<InboundMediaStore.Kept>> find(long organisationId, long messageId) {
        return store.find(pool, organisationId, messageId);
    }

    /** Has the platform asked once more; false when there is nothing that failed and can still be asked for. */
    public Future<Boolean> again(Actor actor, long messageId) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.again(transaction, actor.organisationId(), messageId, clock.instant())
                                .compose(changed -> audit.write(
                                        changed,
                                        transaction,
                                        actor,
                                        "inbound_message.fetch",
                                        "inbound_message:" + messageId))));
    }
}
