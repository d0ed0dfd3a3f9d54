package org.relais.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reading that many ask for and that costs much: of each key one at a time, and none sooner than an interval after the one
 * before ended, nor than three times as long after it as it took. Whoever asks meanwhile hears of the next, together with all others: nothing that anybody is told was read
 * before they asked. From any thread.
 */
public final class SharedReading<K, V> {
    /** For one part of reading, so many of rest. */
    private static final int REST = 3;

    private final Vertx vertx;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final Function<K, Future<V>> read;
    /** Those who wait for the next reading of a key that is being read, or was a moment ago. */
    private final Map<K, List<Promise<V>>> waiting = new HashMap<>();

    /**
     * @param interval at least a millisecond
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SharedReading(Vertx vertx, Duration interval, LongSupplier nanoTime, Function<K, Future<V>> read) {
        this.vertx = vertx;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.read = read;
    }

    /** What is read of it from now on. */
    public Future<V> ask(K key) {
        Promise<V> answer = RequestScope.promise();
        synchronized (this) {
            List<Promise<V>> next = waiting.get(key);
            if (next != null) {
                next.add(answer);
                return answer.future();
            }
            waiting.put(key, new ArrayList<>());
        }
        RequestScope.outside(() -> begin(key, List.of(answer)));
        return answer.future();
    }

    private void begin(K key, List<Promise<V>> asking) {
        long began = nanoTime.getAsLong();
        attempt(key).onComplete(done -> {
            vertx.setTimer(rest(nanoTime.getAsLong() - began), rested -> {
                List<Promise<V>> next = next(key);
                if (next != null) {
                    begin(key, next);
                }
            });
            asking.forEach(answer -> answer.handle(done));
        });
    }

    private long rest(long tookNanos) {
        return Math.max(interval.toMillis(), REST * Duration.ofNanos(tookNanos).toMillis());
    }

    private Future<V> attempt(K key) {
        // What throws has failed, whatever it throws.
        return Future.succeededFuture().compose(begun -> read.apply(key));
    }

    private synchronized @Nullable List<Promise<V>> next(K key) {
        List<Promise<V>> next = waiting.remove(key);
        if (next == null || next.isEmpty()) {
            return null;
        }
        waiting.put(key, new ArrayList<>());
        return next;
    }
}
