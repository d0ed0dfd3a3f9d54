package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.InboxEvent.Key;

/**
 * Stores webhooks that change nothing about consent, many in one statement and so one commit. A webhook is written at
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
    private final int mostEvents;
    private final Deque<Webhook> waiting = new ArrayDeque<>();
    private final LongAdder statements = new LongAdder();
    private int inserting;

    private record Webhook(List<InboxEvent> events, Promise<List<PendingStop>> answer) {}

    /** @param mostEvents in one statement, unless a single webhook has more */
    BatchInsert(Pool pool, InboxStore store, InstantSource clock, int mostEvents) {
        this.pool = pool;
        this.store = store;
        this.clock = clock;
        this.mostEvents = mostEvents;
    }

    /**
     * Completes once the events are committed, now or by an earlier delivery of the same webhook.
     *
     * @return stops and holds among them, from an earlier delivery, whose wait is not over
     */
    Future<List<PendingStop>> store(List<InboxEvent> events) {
        Promise<List<PendingStop>> answer = Promise.promise();
        List<Webhook> batch;
        synchronized (this) {
            waiting.add(new Webhook(events, answer));
            batch = inserting == 0 || inserting < AT_ONCE && waiting.size() >= WORTH_ANOTHER ? nextBatch() : null;
        }
        if (batch != null) {
            insert(batch);
        }
        return answer.future();
    }

    /** Insert statements so far. */
    long statements() {
        return statements.sum();
    }

    /** Takes what waits, up to the bound; null when nothing does. Called under the lock. */
    private @Nullable List<Webhook> nextBatch() {
        List<Webhook> batch = new ArrayList<>();
        int events = 0;
        Webhook next = waiting.peek();
        while (next != null && (batch.isEmpty() || events + next.events().size() <= mostEvents)) {
            batch.add(waiting.remove());
            events += next.events().size();
            next = waiting.peek();
        }
        if (batch.isEmpty()) {
            return null;
        }
        inserting++;
        return batch;
    }

    private void insert(List<Webhook> batch) {
        write(batch.stream().flatMap(webhook -> webhook.events().stream()).toList())
                .onSuccess(owed -> batch.forEach(webhook -> webhook.answer().complete(owed(webhook, owed))))
                .onFailure(fault -> insertEach(batch, fault))
                .onComplete(result -> goOn());
    }

    private void goOn() {
        List<Webhook> batch;
        synchronized (this) {
            inserting--;
            batch = inserting == 0 || waiting.size() >= WORTH_ANOTHER ? nextBatch() : null;
        }
        if (batch != null) {
            insert(batch);
        }
    }

    /** One webhook that the database refuses must not cost the others their place. */
    private void insertEach(List<Webhook> batch, Throwable fault) {
        if (batch.size() == 1 || !SqlFaults.isOfData(fault)) {
            batch.forEach(webhook -> webhook.answer().fail(fault));
            return;
        }
        batch.forEach(webhook ->
                write(webhook.events()).map(owed -> owed(webhook, owed)).onComplete(webhook.answer()));
    }

    private Future<Map<Key, PendingStop>> write(List<InboxEvent> events) {
        List<InboxEvent> ordered = InboxEvent.byKey(InboxEvent.once(events));
        statements.increment();
        return store.insert(pool, ordered, clock.instant())
                .compose(inserted ->
                        inserted == ordered.size() ? Future.succeededFuture(Map.of()) : store.owed(pool, ordered));
    }

    private static List<PendingStop> owed(Webhook webhook, Map<Key, PendingStop> owed) {
        if (owed.isEmpty()) {
            return List.of();
        }
        return webhook.events().stream()
                .map(event -> owed.get(event.key()))
                .filter(found -> found != null)
                .toList();
    }
}
