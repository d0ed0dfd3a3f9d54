package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.InboxEvent.Key;
import org.relais.task.Batcher;

/**
 * Insert of webhooks that change nothing about consent, many in one statement and so one commit. A webhook is written at
 * once when no insert is under way, and else with all the others that came meanwhile: the busier, the larger the
 * batches, and never a wait for a timer. When many wait, a second insert is prepared while the first one's commit is
 * on its way to the disk. Rows go in ordered by key, so that two nodes storing the same redelivered
 * events wait for each other in one direction only.
 */
final class BatchInsert {
    /** Inserts at once: one computes while the other waits for the disk. */
    private static final int AT_ONCE = 2;
    /** So many events are worth a second insert: half of what the platforms send at once. */
    private static final int WORTH_ANOTHER = 32;

    private final Pool pool;
    private final InboxStore store;
    private final InstantSource clock;
    private final LongAdder statements = new LongAdder();
    private final Batcher<List<InboxEvent>, List<PendingStop>> webhooks;

    /** @param mostEvents in one statement, unless a single webhook has more */
    BatchInsert(Pool pool, InboxStore store, InstantSource clock, int mostEvents) {
        this.pool = pool;
        this.store = store;
        this.clock = clock;
        this.webhooks = new Batcher<>(Batcher.upTo(mostEvents, List::size), AT_ONCE, WORTH_ANOTHER, this::insert);
    }

    /**
     * Completes once the events are committed, now or by an earlier delivery of the same webhook.
     *
     * @return stops and holds among them, from an earlier delivery, whose wait is not over
     */
    Future<List<PendingStop>> store(List<InboxEvent> events) {
        return webhooks.add(events);
    }

    /** Insert statements so far. */
    long statements() {
        return statements.sum();
    }

    private Future<List<Future<List<PendingStop>>>> insert(List<List<InboxEvent>> batch) {
        return write(batch.stream().flatMap(List::stream).toList())
                .map(pending -> batch.stream()
                        .map(events -> Future.succeededFuture(pending(events, pending)))
                        .toList())
                .recover(fault -> insertEach(batch, fault));
    }

    /** One webhook that the database refuses must not cost the others their place. */
    private Future<List<Future<List<PendingStop>>>> insertEach(List<List<InboxEvent>> batch, Throwable fault) {
        if (batch.size() == 1 || !SqlFaults.isOfData(fault)) {
            return Future.failedFuture(fault);
        }
        List<Future<List<PendingStop>>> each = batch.stream()
                .map(events -> write(events).map(pending -> pending(events, pending)))
                .toList();
        return Future.join(each).transform(done -> Future.succeededFuture(each));
    }

    private Future<Map<Key, PendingStop>> write(List<InboxEvent> events) {
        List<InboxEvent> once = InboxEvent.once(events);
        statements.increment();
        return store.insert(pool, once, clock.instant())
                .compose(inserted -> inserted == once.size()
                        ? Future.succeededFuture(Map.of())
                        : writeApart(once).compose(apart -> store.pending(pool, once)));
    }

    /** What is known by its key only, and says something else. */
    private Future<Void> writeApart(List<InboxEvent> known) {
        return store.apart(pool, known)
                .compose(apart -> apart.isEmpty()
                        ? Future.succeededFuture()
                        : store.insert(pool, List.copyOf(apart.values()), clock.instant())
                                .mapEmpty());
    }

    private static List<PendingStop> pending(List<InboxEvent> events, Map<Key, PendingStop> pending) {
        if (pending.isEmpty()) {
            return List.of();
        }
        return events.stream()
                .map(event -> pending.get(event.key()))
                .filter(found -> found != null)
                .toList();
    }
}
