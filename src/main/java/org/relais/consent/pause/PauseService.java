package org.relais.consent.pause;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ReleaseListener;
import org.relais.consent.pause.PauseStore.Paused;
import org.relais.ledger.EventSource;
import org.relais.task.Sequence;

/** Ends pauses on the day that people gave: from then on they are where they were before. */
public final class PauseService {
    private static final int AT_ONCE = 200;

    private final Pool pool;
    private final ConsentService consent;
    private final InstantSource clock;
    private final List<ReleaseListener> listeners;
    private final PauseStore store = new PauseStore();

    /** @param listeners told of each person, in this order */
    public PauseService(Pool pool, ConsentService consent, InstantSource clock, List<ReleaseListener> listeners) {
        this.pool = pool;
        this.consent = consent;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /** Completes with how many were ended. */
    public Future<Integer> end() {
        Instant now = clock.instant();
        return pool.withTransaction(tx -> store.over(tx, now, AT_ONCE)
                .compose(over -> over.isEmpty()
                        ? Future.succeededFuture(0)
                        : consent.apply(
                                        tx,
                                        over.stream()
                                                .map(paused -> ConsentEvent.release(
                                                                paused.organisationId(),
                                                                paused.contactId(),
                                                                now,
                                                                EventSource.SYSTEM)
                                                        .detail(new JsonObject().put("rule", "pause over")))
                                                .toList())
                                .compose(released -> told(tx, over))
                                .map(over.size())));
    }

    private Future<Void> told(SqlClient tx, List<Paused> over) {
        return Sequence.each(
                over, paused -> Sequence.each(listeners, listener -> listener.released(tx, paused.contactId())));
    }
}
