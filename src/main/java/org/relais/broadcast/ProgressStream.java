package org.relais.broadcast;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.delivery.ProgressStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how broadcasts come along. The counters are read at most every half second, for all listeners at once,
 * and only while there is any.
 */
public final class ProgressStream {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressStream.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Pool pool;
    private final BroadcastStore broadcasts = new BroadcastStore();
    private final ProgressStore counters = new ProgressStore();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private boolean polling;

    public ProgressStream(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /** A broadcast with how far it has come. */
    public record Update(Broadcast broadcast, Progress progress) {}

    /**
     * Hands {@code listener} the present standing at once and then every change of it, on the caller's own context, until
     * the subscription is closed. Nothing comes for a broadcast that the organisation does not have.
     */
    public Subscription subscribe(long organisationId, long broadcastId, Handler<Update> listener) {
        Subscription subscription = new Subscription(organisationId, broadcastId, vertx.getOrCreateContext(), listener);
        synchronized (this) {
            subscriptions.add(subscription);
            if (!polling) {
                polling = true;
                vertx.setTimer(1, fired -> poll());
            }
        }
        return subscription;
    }

    /** One who listens; closing it twice does no harm. */
    public final class Subscription implements AutoCloseable {
        private final long organisationId;
        private final long broadcastId;
        private final Context context;
        private final Handler<Update> listener;
        private @Nullable Update last;

        private Subscription(long organisationId, long broadcastId, Context context, Handler<Update> listener) {
            this.organisationId = organisationId;
            this.broadcastId = broadcastId;
            this.context = context;
            this.listener = listener;
        }

        @Override
        public void close() {
            remove(this);
        }

        private void offer(Update update) {
            if (!update.equals(last)) {
                last = update;
                context.runOnContext(now -> deliver(update));
            }
        }

        private void deliver(Update update) {
            if (listens(this)) {
                listener.handle(update);
            }
        }
    }

    private synchronized void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    private synchronized boolean listens(Subscription subscription) {
        return subscriptions.contains(subscription);
    }

    private synchronized List<Subscription> listening() {
        return List.copyOf(subscriptions);
    }

    private void poll() {
        List<Subscription> now = listening();
        Set<Long> ids = now.stream().map(each -> each.broadcastId).collect(Collectors.toSet());
        broadcasts
                .findAll(pool, ids)
                .compose(found -> counters.of(pool, ids).map(counts -> offer(now, found, counts)))
                .onFailure(fault -> LOG.warn("progress is not shown for a moment: {}", fault.getMessage()))
                .onComplete(done -> again());
    }

    private static Void offer(
            List<Subscription> listeners, Map<Long, Broadcast> found, Map<Long, List<ProgressStore.Count>> counts) {
        for (Subscription listener : listeners) {
            Broadcast broadcast = found.get(listener.broadcastId);
            if (broadcast != null && broadcast.organisationId() == listener.organisationId) {
                listener.offer(
                        new Update(broadcast, Progress.of(counts.getOrDefault(listener.broadcastId, List.of()))));
            }
        }
        return null;
    }

    private synchronized void again() {
        polling = !subscriptions.isEmpty();
        if (polling) {
            vertx.setTimer(INTERVAL.toMillis(), fired -> poll());
        }
    }
}
