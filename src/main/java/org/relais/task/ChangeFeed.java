package org.relais.task;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feed that tells listeners how a thing that others change stands: read for all listeners at once, at most once per
 * interval, and only while there is any. A failed reading is logged and tried again after the interval.
 *
 * @param <K> what is listened to
 * @param <V> how it stands; a change is what is not equal to what the listener was told last
 */
public final class ChangeFeed<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Vertx vertx;
    private final Duration interval;
    private final Function<Set<K>, Future<Map<K, V>>> read;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private boolean polling;
    private boolean reading;
    private boolean again;
    private long timer;

    /** @param read how all of these stand; what is missing from its answer is told to nobody */
    public ChangeFeed(Vertx vertx, Duration interval, Function<Set<K>, Future<Map<K, V>>> read) {
        this.vertx = vertx;
        this.interval = interval;
        this.read = read;
    }

    /**
     * Hands {@code listener} the present standing at once and then every change of it, on the caller's own context, until
     * the subscription is closed.
     */
    public Subscription subscribe(K key, Handler<V> listener) {
        Subscription subscription = new Subscription(key, vertx.getOrCreateContext(), listener);
        synchronized (this) {
            subscriptions.add(subscription);
            if (!polling) {
                polling = true;
                RequestScope.outside(() -> timer = vertx.setTimer(1, fired -> poll()));
            }
        }
        return subscription;
    }

    /** Has it read now, for whoever listens, however much of the interval is left; from any thread. */
    public synchronized void look() {
        if (reading) {
            again = true;
        } else if (polling && vertx.cancelTimer(timer)) {
            RequestScope.outside(() -> timer = vertx.setTimer(1, fired -> poll()));
        }
    }

    /** One who listens; closing it twice does no harm. */
    public final class Subscription implements AutoCloseable {
        private final K key;
        private final Context context;
        private final Handler<V> listener;
        private @Nullable V last;

        private Subscription(K key, Context context, Handler<V> listener) {
            this.key = key;
            this.context = context;
            this.listener = listener;
        }

        @Override
        public void close() {
            remove(this);
        }

        private void offer(@Nullable V value) {
            if (value != null && !value.equals(last)) {
                last = value;
                context.runOnContext(now -> deliver(value));
            }
        }

        private void deliver(V value) {
            if (listens(this)) {
                listener.handle(value);
            }
        }
    }

    private synchronized void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    private synchronized boolean listens(Subscription subscription) {
        return subscriptions.contains(subscription);
    }

    private synchronized List<Subscription> begin() {
        reading = true;
        again = false;
        return List.copyOf(subscriptions);
    }

    private void poll() {
        List<Subscription> now = begin();
        read.apply(now.stream().map(each -> each.key).collect(Collectors.toSet()))
                .onSuccess(found -> now.forEach(each -> each.offer(found.get(each.key))))
                .onFailure(fault -> LOG.warn("what changes is not shown for a moment: {}", fault.getMessage()))
                .onComplete(done -> rest());
    }

    private synchronized void rest() {
        reading = false;
        polling = !subscriptions.isEmpty();
        if (polling) {
            timer = vertx.setTimer(again ? 1 : interval.toMillis(), fired -> poll());
        }
    }
}
