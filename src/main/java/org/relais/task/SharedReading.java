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
import org.jspecify.annotations.Nullable;

/**
 * Reading that many ask for and that costs much: of each key one at a time, and none sooner than an interval after the one
 * before began. Whoever asks meanwhile hears of the next, together with all others: nothing that anybody is told was read
 * before they asked. From any thread.
 */
public final class SharedReading<K, V> {
    private final Vertx vertx;
    private final Duration interval;
    private final Function<K, Future<V>> read;
    /** Those who wait for the next reading of a key that is being read, or was a moment ago. */
    private final Map<K, List<Promise<V>>> waiting = new HashMap<>();

    public SharedReading(Vertx vertx, Duration interval, Function<K, Future<V>> read) {
        this.vertx = vertx;
        this.interval = interval;
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
        Promise<Void> rested = Promise.promise();
        vertx.setTimer(interval.toMillis(), passed -> rested.complete());
        attempt(key)
                .onComplete(done -> asking.forEach(answer -> answer.handle(done)))
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .compose(read -> rested.future())
                .onComplete(done -> {
                    List<Promise<V>> next = next(key);
                    if (next != null) {
                        begin(key, next);
                    }
                });
    }

    private Future<V> attempt(K key) {
        try {
            return read.apply(key);
        } catch (RuntimeException fault) {
            return Future.failedFuture(fault);
        }
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
