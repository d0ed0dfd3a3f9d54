package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;

/** Takes the people out of the answers to past events, once a day, for every organisation. */
public final class EventForgetting {
    private static final int BATCH = 500;

    private final Pool pool;
    private final OrganisationStore organisations;
    private final InstantSource clock;
    private final EventRetention retention = new EventRetention();

    public EventForgetting(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.clock = clock;
    }

    /** Completes with how many answers lost their person. */
    public Future<Integer> run() {
        Instant now = clock.instant();
        return organisations.all(pool).compose(all -> {
            Future<Integer> done = Future.succeededFuture(0);
            for (Organisation organisation : all) {
                done = done.compose(before -> clear(organisation.id(), now, before));
            }
            return done;
        });
    }

    private Future<Integer> clear(long organisationId, Instant now, int before) {
        return pool.withTransaction(tx -> retention.clear(tx, organisationId, now, BATCH))
                .compose(count -> count < BATCH
                        ? Future.succeededFuture(before + count)
                        : clear(organisationId, now, before + count));
    }
}
