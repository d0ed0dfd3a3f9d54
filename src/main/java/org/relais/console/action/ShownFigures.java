package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.relais.action.Action;
import org.relais.action.ActionFigures;
import org.relais.action.ActionFigures.Counts;
import org.relais.action.ActionFigures.Day;

/**
 * Figures of actions as pages show them. Whoever looks at an action asks again every few seconds, and its days are counted
 * from each offer: those of an action that many were offered are counted once for all who look, and kept for some seconds.
 */
final class ShownFigures {
    /** As many offers are counted in some milliseconds. */
    static final long LARGE = 20_000;

    private static final Duration KEPT = Duration.ofSeconds(15);

    private final Pool pool;
    private final LongSupplier nanoTime;
    private final long large;
    private final ActionFigures figures = new ActionFigures();
    private final Map<Key, Kept<Counts>> counts = new ConcurrentHashMap<>();
    private final Map<Key, Kept<Future<List<Day>>>> days = new ConcurrentHashMap<>();

    /** @param createdAt because the id may be another action's after a failover */
    private record Key(long id, Instant createdAt) {
        private static Key of(Action action) {
            return new Key(action.id(), action.createdAt());
        }
    }

    private record Kept<V>(V value, long since) {
        private boolean fresh(long now) {
            return now - since < KEPT.toNanos();
        }
    }

    /** @param large how many offers an action has at least whose figures are kept */
    ShownFigures(Pool pool, LongSupplier nanoTime, long large) {
        this.pool = pool;
        this.nanoTime = nanoTime;
        this.large = large;
    }

    /** What came of each; all are there. */
    Future<Map<Long, Counts>> counts(long organisationId, Collection<Action> actions) {
        long now = nanoTime.getAsLong();
        forget(now);
        Map<Long, Counts> known = new HashMap<>();
        actions.forEach(action -> {
            Kept<Counts> kept = counts.get(Key.of(action));
            if (kept != null) {
                known.put(action.id(), kept.value());
            }
        });
        List<Action> unknown = actions.stream()
                .filter(action -> !known.containsKey(action.id()))
                .toList();
        return unknown.isEmpty()
                ? Future.succeededFuture(known)
                : figures.of(
                                pool,
                                organisationId,
                                unknown.stream().map(Action::id).toList())
                        .map(counted -> {
                            unknown.forEach(action -> known.put(
                                    action.id(), keep(action, counted.getOrDefault(action.id(), Counts.NONE), now)));
                            return known;
                        });
    }

    private Counts keep(Action action, Counts counted, long now) {
        if (counted.offered() >= large) {
            counts.put(Key.of(action), new Kept<>(counted, now));
        }
        return counted;
    }

    /** Its days; {@code known} are its counts. */
    Future<List<Day>> days(Action action, Counts known) {
        if (known.offered() < large) {
            return figures.days(pool, action);
        }
        Key key = Key.of(action);
        return days.computeIfAbsent(
                        key,
                        missing -> new Kept<>(
                                figures.days(pool, action).onFailure(fault -> days.remove(key)), nanoTime.getAsLong()))
                .value();
    }

    private void forget(long now) {
        counts.values().removeIf(kept -> !kept.fresh(now));
        days.values().removeIf(kept -> !kept.fresh(now));
    }
}
