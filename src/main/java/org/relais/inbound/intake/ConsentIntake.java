package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.relais.database.DurabilityStore;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.InboxEvent.Key;
import org.relais.task.ConcurrencyLimit;

/**
 * Stores webhooks that may change consent: each in one transaction of its own, with what it does to consent, so that
 * either both are known or neither. They don't join the large batches, because they take the locks of people: somebody
 * else's long transaction on one of them (an import, a merge) must hold up that one webhook and no other. The
 * database joins the commits of those that run at the same time.
 */
final class ConsentIntake {
    private static final int ATTEMPTS = 4;

    private final Pool pool;
    private final InboxStore store;
    private final DurabilityStore durability = new DurabilityStore();
    private final ConsentEffectWriter effects;
    private final ConcurrencyLimit limit;
    private final boolean requireStandby;
    private final LongAdder transactions = new LongAdder();

    /** @param settings how many transactions at the same time; the pool has at least as many connections */
    ConsentIntake(Pool pool, InboxStore store, ConsentEffectWriter effects, Intake.Settings settings) {
        this.pool = pool;
        this.store = store;
        this.effects = effects;
        this.limit = new ConcurrencyLimit(settings.consentTransactions());
        this.requireStandby = settings.requireStandby();
    }

    /**
     * Completes once the events and what they do to consent are committed, now or by an earlier delivery.
     *
     * @param receivedAt when the webhook came, before it waited for its turn: what orders the events of one second
     * @return stops and holds among them whose wait is not over
     */
    Future<List<PendingStop>> store(List<InboxEvent> events, Instant receivedAt) {
        return limit.run(() -> attempt(events, receivedAt, ATTEMPTS));
    }

    /** Transactions begun so far. */
    long transactions() {
        return transactions.sum();
    }

    private Future<List<PendingStop>> attempt(List<InboxEvent> events, Instant receivedAt, int left) {
        transactions.increment();
        return pool.withTransaction(transaction ->
                        surviving(transaction).compose(so -> storeIn(transaction, events, receivedAt)))
                .recover(fault -> left > 1 && SqlFaults.isPassing(fault)
                        ? attempt(events, receivedAt, left - 1)
                        : Future.failedFuture(fault));
    }

    /** Asked in the transaction itself: what was so a minute ago may not be any more. */
    private Future<Void> surviving(SqlConnection transaction) {
        if (!requireStandby) {
            return Future.succeededFuture();
        }
        return durability.ask(transaction)
                .compose(found -> found.survivesThePrimary() && found.commitsNow()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StandbyMissingException()));
    }

    private Future<List<PendingStop>> storeIn(SqlConnection transaction, List<InboxEvent> events, Instant receivedAt) {
        // As the platform put them into the webhook: its times are whole seconds, and the last word of a second counts.
        List<InboxEvent> once = InboxEvent.once(events);
        List<InboxEvent> ordered = InboxEvent.byKey(once);
        return store.insertReturning(transaction, ordered, receivedAt)
                .compose(ids -> effects.apply(transaction, news(once, ids, receivedAt))
                        .compose(pending -> withEarlier(transaction, ordered, ids, pending)));
    }

    /** What an earlier delivery of the same webhook committed is owed until its wait is over. */
    private Future<List<PendingStop>> withEarlier(
            SqlConnection transaction, List<InboxEvent> events, Map<Key, Long> news, List<PendingStop> pending) {
        List<InboxEvent> known =
                events.stream().filter(event -> !news.containsKey(event.key())).toList();
        return known.isEmpty()
                ? Future.succeededFuture(pending)
                : store.pending(transaction, known)
                        .map(earlier -> Stream.concat(pending.stream(), earlier.values().stream())
                                .toList());
    }

    private static List<ConsentEffectWriter.StoredEvent> news(
            List<InboxEvent> events, Map<Key, Long> ids, Instant receivedAt) {
        List<ConsentEffectWriter.StoredEvent> stored = new ArrayList<>();
        events.forEach(event -> {
            Long id = ids.get(event.key());
            if (id != null) {
                stored.add(new ConsentEffectWriter.StoredEvent(id, event.event(), receivedAt));
            }
        });
        return stored;
    }
}
