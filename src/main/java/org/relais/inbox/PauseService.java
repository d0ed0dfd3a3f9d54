package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.ledger.EventSource;

/** Ends pauses on the day that people gave: from then on they are where they were before. */
public final class PauseService {
    private static final int AT_ONCE = 200;

    private final Pool pool;
    private final ConsentService consent;
    private final InstantSource clock;
    private final PauseStore store = new PauseStore();

    public PauseService(Pool pool, ConsentService consent, InstantSource clock) {
        this.pool = pool;
        this.consent = consent;
        this.clock = clock;
    }

    /** Completes with how many were ended. */
    public Future<Integer> end() {
        Instant now = clock.instant();
        return pool.withTransaction(tx -> store.over(tx, now, AT_ONCE)
                .compose(over -> over.isEmpty() ? Future.succeededFuture(0) : consent.apply(
                                tx,
                                over.stream()
                                        .map(paused -> ConsentEvent.release(
                                                        paused.organisationId(),
                                                        paused.contactId(),
                                                        now,
                                                        EventSource.SYSTEM)
                                                .detail(new JsonObject().put("rule", "pause over")))
                                        .toList())
                        .map(over.size())));
    }
}
