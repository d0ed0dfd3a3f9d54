package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentService;

/** Sees removals through that volunteers have reported: as after every stop, the outbox is emptied of the person. */
public final class ReferralStops {
    private final Pool pool;
    private final ConsentService consent;
    private final ReferralStore store = new ReferralStore();

    public ReferralStops(Pool pool, ConsentService consent) {
        this.pool = pool;
        this.consent = consent;
    }

    /** To be called every few seconds; what a process leaves undone is found by the next one. */
    public Future<Void> seeThrough() {
        return store.owed(pool).compose(owed -> {
            Future<Void> all = Future.succeededFuture();
            for (ReferralStore.PendingStop each : owed) {
                all = all.compose(before -> consent.enforce(
                                ConsentChange.stands(each.organisationId(), each.contactId(), each.stopEventId())))
                        .compose(enforced -> store.paid(pool, each));
            }
            return all;
        });
    }
}
