package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.relais.task.RequestScope;

/**
 * Queue of messages: they are put in and taken out again. Everything runs on the caller's client, so that it can be part
 * of the caller's transaction; tell {@link DeliveryEngine#wake} after the commit if it is urgent.
 *
 * <p>To queue a message is never a decision that it may be sent: that one is taken again by the claim.
 */
public final class Outbox {
    /** What somebody's own words bring back begins no sooner behind what is said to these words. */
    public static final Duration BEHIND_ANSWER = Duration.ofSeconds(2);

    private static final int CANCEL_PAGE = 5_000;

    private final InstantSource clock;
    private final int cancelPage;
    private final OutboxStore store = new OutboxStore();

    public Outbox(InstantSource clock) {
        this(clock, CANCEL_PAGE);
    }

    Outbox(InstantSource clock, int cancelPage) {
        this.clock = clock;
        this.cancelPage = cancelPage;
    }

    /**
     * Queues one message; a person without a fitting address gets a {@code suppressed} row with reason
     * {@code no_address}.
     *
     * @return the delivery's id; empty when the person has one of this broadcast, or of this stop's confirmation, already
     */
    public Future<Optional<Long>> enqueue(SqlClient client, NewDelivery delivery) {
        return store.insert(client, delivery, RequestScope.id(), clock.instant());
    }

    /**
     * Cancels everything still queued of a broadcast, in pages that each commit by themselves, until nothing is left;
     * set the broadcast's own state first: nothing of it is claimed from then on.
     *
     * @return how many were cancelled
     */
    public Future<Integer> cancelBroadcast(Pool pool, long broadcastId, String reason) {
        return cancelFrom(pool, broadcastId, reason, 0, 0);
    }

    /** Cancels those of the given deliveries that are still queued. */
    public Future<Integer> cancel(SqlClient client, long organisationId, List<Long> deliveryIds, String reason) {
        return store.cancel(client, organisationId, deliveryIds.toArray(Long[]::new), reason, clock.instant());
    }

    /**
     * Queues again those of the given deliveries that were kept back from a person while they were held, and are not expired. The claim judges
     * them like any other.
     *
     * @return when the first of them is due, within contact hours; empty when none was kept back
     */
    public Future<Optional<Instant>> release(
            SqlClient client, long contactId, List<Long> deliveryIds, Instant notBefore) {
        return store.release(client, contactId, deliveryIds.toArray(Long[]::new), notBefore);
    }

    private Future<Integer> cancelFrom(Pool pool, long broadcastId, String reason, long after, int before) {
        return store.cancelPage(pool, broadcastId, reason, cancelPage, after, clock.instant())
                .compose(page -> {
                    int cancelled = before + page.count();
                    Long further = page.further();
                    return further == null
                            ? Future.succeededFuture(cancelled)
                            : cancelFrom(pool, broadcastId, reason, further, cancelled);
                });
    }
}
