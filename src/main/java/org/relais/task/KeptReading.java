package org.relais.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reading that takes too long for a page: told at once as it was last read, with the moment of that, and read anew behind it
 * for all who look, so that only whoever asks when nothing is kept waits. Of each key there is one reading at a time. From
 * any thread.
 */
public final class KeptReading<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(KeptReading.class);

    /** Of more keys, those that were asked for longest ago are forgotten. */
    private static final int MOST = 200;
    /** For one part of reading, so many of rest: however long it takes, it costs a tenth of a connection. */
    private static final int REST = 9;

    private final Duration fresh;
    private final InstantSource clock;
    private final Function<K, Future<V>> read;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, Future<Kept<V>>> underWay = new HashMap<>();

    /**
     * What was read.
     *
     * @param at when reading it had ended
     * @param renewing whether it is being read anew
     */
    public record Kept<V>(V value, Instant at, boolean renewing) {}

    private record Entry<V>(V value, Instant at, Duration rest) {}

    /** @param fresh as long, and nine times as long as reading took, what was read is not read anew */
    public KeptReading(Duration fresh, InstantSource clock, Function<K, Future<V>> read) {
        this.fresh = fresh;
        this.clock = clock;
        this.read = read;
    }

    /**
     * As it was last read, or as it is read now when nothing is kept.
     *
     * @param oldest what was read longer ago is not told any more
     */
    public Future<Kept<V>> ask(K key, Duration oldest) {
        return last(key, oldest).map(Future::succeededFuture).orElseGet(() -> renewed(key));
    }

    /** As it was last read; empty when nothing is kept. */
    public Optional<Kept<V>> last(K key, Duration oldest) {
        Instant now = clock.instant();
        Entry<V> entry = entry(key);
        if (entry == null || isOver(entry, oldest, now)) {
            return Optional.empty();
        }
        boolean renewing = isOver(entry, entry.rest(), now);
        if (renewing) {
            var unused = renewed(key);
        }
        return Optional.of(new Kept<>(entry.value(), entry.at(), renewing));
    }

    /** Also when the clock was set back. */
    private static boolean isOver(Entry<?> entry, Duration age, Instant now) {
        return now.isBefore(entry.at()) || !now.isBefore(entry.at().plus(age));
    }

    private synchronized @Nullable Entry<V> entry(K key) {
        return entries.get(key);
    }

    private Future<Kept<V>> renewed(K key) {
        Promise<Kept<V>> answer = Promise.promise();
        synchronized (this) {
            Future<Kept<V>> already = underWay.get(key);
            if (already != null) {
                return RequestScope.heard(already);
            }
            underWay.put(key, answer.future());
        }
        RequestScope.outside(() -> begin(key, answer));
        return RequestScope.heard(answer.future());
    }

    private void begin(K key, Promise<Kept<V>> answer) {
        Instant began = clock.instant();
        attempt(key)
                .map(value -> keep(key, value, Duration.between(began, clock.instant())))
                .onFailure(fault -> {
                    if (entry(key) != null) {
                        LOG.warn("{} is told as it was: reading it anew failed", key, fault);
                    }
                })
                .onComplete(done -> {
                    over(key);
                    answer.handle(done);
                });
    }

    private Future<V> attempt(K key) {
        // What throws has failed, whatever it throws.
        return Future.succeededFuture().compose(begun -> read.apply(key));
    }

    private synchronized void over(K key) {
        underWay.remove(key);
    }

    /** Keeps what was just read by other means, which took so long. */
    public synchronized Kept<V> keep(K key, V value, Duration took) {
        Duration rest = took.multipliedBy(REST);
        Entry<V> entry = new Entry<>(value, clock.instant(), rest.compareTo(fresh) > 0 ? rest : fresh);
        entries.put(key, entry);
        if (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
        return new Kept<>(entry.value(), entry.at(), false);
    }
}
