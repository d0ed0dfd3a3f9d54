package org.relais.action.named;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentService;

/** Sees removals through that volunteers have reported: as after every stop, the outbox is emptied of the person. */
public final class NamedStops {
    private final Pool pool;
    private final ConsentService consent;
    private final NamedStore store = new NamedStore();

    public NamedStops(Pool pool, ConsentService consent) {
        this.pool = pool;
        this.consent = consent;
    }

    /** To be called every few seconds; what a process leaves undone is found by the next one. */
    public Future<Void> seeThrough() {
        return store.owed(pool).compose(owed -> {
            Future<Void> all = Future.succeededFuture();
            for (NamedStore.Owed each : owed) {
                all = all.compose(before -> consent.enforce(
                                ConsentChange.stands(each.organisationId(), each.contactId(), each.stopEventId())))
                        .compose(enforced -> store.paid(pool, each));
            }
            return all;
        });
    }
}
