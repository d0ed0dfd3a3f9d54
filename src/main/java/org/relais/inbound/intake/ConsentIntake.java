package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.relais.database.DurabilityStore;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.InboxEvent.Key;
import org.relais.task.ConcurrencyLimit;

/**
 * Intake of webhooks that may change consent: each in one transaction of its own, with what it does to consent, so that
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

    /**
     * @param events of a webhook, in its order
     * @param ids of the rows of those that were new
     */
    private record Inserted(List<InboxEvent> events, Map<Key, Long> ids) {
        List<InboxEvent> known() {
            return events.stream()
                    .filter(event -> !ids.containsKey(event.key()))
                    .toList();
        }

        /** @param apart what some of the known ones are now, by the key that they had */
        Inserted with(Map<Key, InboxEvent> apart, Map<Key, Long> more) {
            Map<Key, Long> all = new HashMap<>(ids);
            all.putAll(more);
            return new Inserted(
                    events.stream()
                            .map(event -> ids.containsKey(event.key()) ? event : apart.getOrDefault(event.key(), event))
                            .toList(),
                    all);
        }
    }

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

    /** Stores an event of so many bytes as a stop's is stored, and takes it back: fails when a stop would be refused. */
    Future<Void> rehearse(int bytes, Instant at) {
        return pool.withConnection(connection -> connection.begin().compose(transaction -> surviving(connection)
                .compose(so -> store.rehearse(connection, bytes, at))
                .eventually(transaction::rollback)));
    }

    /** Transactions begun so far. */
    long transactions() {
        return transactions.sum();
    }

    private Future<List<PendingStop>> attempt(List<InboxEvent> events, Instant receivedAt, int left) {
        transactions.increment();
        return pool.withTransaction(
                        transaction -> surviving(transaction).compose(so -> storeIn(transaction, events, receivedAt)))
                .recover(fault -> left > 1 && SqlFaults.isPassing(fault)
                        ? attempt(events, receivedAt, left - 1)
                        : Future.failedFuture(fault));
    }

    /** Asked in the transaction itself: what was so a minute ago may not be any more. */
    private Future<Void> surviving(SqlConnection transaction) {
        if (!requireStandby) {
            return Future.succeededFuture();
        }
        return durability
                .ask(transaction)
                .compose(found -> found.survivesThePrimary() && found.commitsNow()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new StandbyMissingException(found.words())));
    }

    private Future<List<PendingStop>> storeIn(SqlConnection transaction, List<InboxEvent> events, Instant receivedAt) {
        // As the platform put them into the webhook: its times are whole seconds, and the last word of a second counts.
        List<InboxEvent> once = InboxEvent.once(events);
        return store.insertReturning(transaction, once, receivedAt)
                .compose(ids -> insertApart(transaction, new Inserted(once, ids), receivedAt))
                .compose(inserted -> effects.apply(transaction, news(inserted, receivedAt))
                        .compose(pending -> withEarlier(transaction, inserted, pending)));
    }

    /** What is known by its key only, and says something else, has a place of its own: it may be a stop. */
    private Future<Inserted> insertApart(SqlConnection transaction, Inserted inserted, Instant receivedAt) {
        return inserted.known().isEmpty()
                ? Future.succeededFuture(inserted)
                : store.apart(transaction, inserted.known())
                        .compose(apart -> apart.isEmpty()
                                ? Future.succeededFuture(inserted)
                                : store.insertReturning(transaction, List.copyOf(apart.values()), receivedAt)
                                        .map(ids -> inserted.with(apart, ids)));
    }

    /** What an earlier delivery of the same webhook committed is owed until its wait is over. */
    private Future<List<PendingStop>> withEarlier(
            SqlConnection transaction, Inserted inserted, List<PendingStop> pending) {
        List<InboxEvent> known = InboxEvent.byKey(inserted.known());
        return known.isEmpty()
                ? Future.succeededFuture(pending)
                : store.pending(transaction, known)
                        .map(earlier -> Stream.concat(pending.stream(), earlier.values().stream())
                                .toList());
    }

    private static List<ConsentEffectWriter.StoredEvent> news(Inserted inserted, Instant receivedAt) {
        List<ConsentEffectWriter.StoredEvent> stored = new ArrayList<>();
        inserted.events().forEach(event -> {
            Long id = inserted.ids().get(event.key());
            if (id != null) {
                stored.add(new ConsentEffectWriter.StoredEvent(id, event, receivedAt));
            }
        });
        return stored;
    }
}
