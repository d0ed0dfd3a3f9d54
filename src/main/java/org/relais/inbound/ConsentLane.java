package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.relais.inbound.Received.Key;

/**
 * Stores webhooks that may change consent: each in one transaction of its own, with what it does to consent, so that
 * either both are known or neither. They don't join the large batches, because they take the locks of people: somebody
 * else's long transaction on one of them (an import, a merge) must hold up that one webhook and no other. The
 * database joins the commits of those that run at the same time.
 */
final class ConsentLane {
    private static final int ATTEMPTS = 4;

    private final Pool pool;
    private final InboxStore store;
    private final ConsentEffects effects;
    private final Turns turns;
    private final LongAdder transactions = new LongAdder();

    /** @param mostAtOnce transactions at the same time; the pool has at least as many connections */
    ConsentLane(Pool pool, InboxStore store, ConsentEffects effects, int mostAtOnce) {
        this.pool = pool;
        this.store = store;
        this.effects = effects;
        this.turns = new Turns(mostAtOnce);
    }

    /**
     * Completes once the events and what they do to consent are committed, now or by an earlier delivery.
     *
     * @param receivedAt when the webhook came, before it waited for its turn: what orders the events of one second
     * @return stops and holds among them whose wait is not over
     */
    Future<List<Owed>> store(List<Received> events, Instant receivedAt) {
        return turns.run(() -> attempt(events, receivedAt, ATTEMPTS));
    }

    /** Transactions begun so far. */
    long transactions() {
        return transactions.sum();
    }

    private Future<List<Owed>> attempt(List<Received> events, Instant receivedAt, int left) {
        transactions.increment();
        return pool.withTransaction(transaction -> storeIn(transaction, events, receivedAt))
                .recover(fault -> left > 1 && worthRepeating(fault)
                        ? attempt(events, receivedAt, left - 1)
                        : Future.failedFuture(fault));
    }

    private Future<List<Owed>> storeIn(SqlConnection transaction, List<Received> events, Instant receivedAt) {
        // As the platform put them into the webhook: its times are whole seconds, and the last word of a second counts.
        List<Received> once = Received.once(events);
        List<Received> ordered = Received.byKey(once);
        return store.insertReturning(transaction, ordered, receivedAt)
                .compose(ids -> effects.apply(transaction, news(once, ids, receivedAt))
                        .compose(owed -> withEarlier(transaction, ordered, ids, owed)));
    }

    /** What an earlier delivery of the same webhook committed is owed until its wait is over. */
    private Future<List<Owed>> withEarlier(
            SqlConnection transaction, List<Received> events, Map<Key, Long> news, List<Owed> owed) {
        List<Received> known =
                events.stream().filter(event -> !news.containsKey(event.key())).toList();
        return known.isEmpty()
                ? Future.succeededFuture(owed)
                : store.owed(transaction, known).map(earlier -> Stream.concat(owed.stream(), earlier.values().stream())
                        .toList());
    }

    private static List<ConsentEffects.Stored> news(List<Received> events, Map<Key, Long> ids, Instant receivedAt) {
        List<ConsentEffects.Stored> stored = new ArrayList<>();
        events.forEach(event -> {
            Long id = ids.get(event.key());
            if (id != null) {
                stored.add(new ConsentEffects.Stored(id, event.event(), receivedAt));
            }
        });
        return stored;
    }

    /** Deadlock, lost serialisation, or a row that somebody else created first: another attempt finds it settled. */
    private static boolean worthRepeating(Throwable fault) {
        return fault instanceof PgException pg
                && (pg.getSqlState().equals("40P01")
                        || pg.getSqlState().equals("40001")
                        || pg.getSqlState().equals("23505"));
    }
}
