package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.Day;
import org.relais.task.KeptReading;

/**
 * Figures of actions as pages show them. Whoever looks at an action asks again every few seconds, and its figures are
 * counted from each answer and its days from each offer: those of an action that many were offered are told as they were
 * counted last, with the time of that, and counted anew behind it for all who look.
 */
final class FiguresCache {
    /** As many offers are counted in some milliseconds. */
    static final long LARGE = 20_000;

    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration OLDEST = Duration.ofHours(1);

    private final Pool pool;
    private final InstantSource clock;
    private final long large;
    private final ActionFiguresStore figures = new ActionFiguresStore();
    private final KeptReading<Key, Counts> counts;
    private final KeptReading<Key, List<Day>> days;

    /** Which action; {@code createdAt} because the id may be another's after a failover. */
    private record Key(long organisationId, long id, Instant createdAt) {
        private static Key of(Action action) {
            return new Key(action.organisationId(), action.id(), action.createdAt());
        }
    }

    /**
     * What came of actions.
     *
     * @param since when the oldest of it was counted; null when all of it was just now
     */
    record Shown<V>(V value, @Nullable Instant since) {
        static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
            return one == null || other != null && other.isBefore(one) ? other : one;
        }
    }

    /** @param large how many offers an action has at least whose figures are kept */
    FiguresCache(Pool pool, InstantSource clock, long large) {
        this.pool = pool;
        this.clock = clock;
        this.large = large;
        this.counts = new KeptReading<>(FRESH, clock, this::count);
        this.days = new KeptReading<>(FRESH, clock, key -> figures.days(pool, key.organisationId(), key.id()));
    }

    private Future<Counts> count(Key key) {
        return figures.of(pool, key.organisationId(), List.of(key.id()))
                .map(counted -> counted.getOrDefault(key.id(), Counts.NONE));
    }

    /** What came of each; all are there. */
    Future<Shown<Map<Long, Counts>>> counts(long organisationId, Collection<Action> actions) {
        Map<Long, Counts> known = new HashMap<>();
        Instant since = null;
        for (Action action : actions) {
            KeptReading.Kept<Counts> last = counts.last(Key.of(action), OLDEST).orElse(null);
            if (last != null) {
                known.put(action.id(), last.value());
                since = Shown.earlier(since, last.at());
            }
        }
        Instant oldest = since;
        List<Action> unknown = actions.stream()
                .filter(action -> !known.containsKey(action.id()))
                .toList();
        return unknown.isEmpty()
                ? Future.succeededFuture(new Shown<>(known, oldest))
                : read(organisationId, unknown).map(counted -> {
                    known.putAll(counted);
                    return new Shown<>(known, oldest);
                });
    }

    private Future<Map<Long, Counts>> read(long organisationId, List<Action> actions) {
        Instant began = clock.instant();
        return figures.of(pool, organisationId, actions.stream().map(Action::id).toList())
                .map(counted -> {
                    Duration took = Duration.between(began, clock.instant());
                    Map<Long, Counts> all = new HashMap<>();
                    actions.forEach(action ->
                            all.put(action.id(), keep(action, counted.getOrDefault(action.id(), Counts.NONE), took)));
                    return all;
                });
    }

    private Counts keep(Action action, Counts counted, Duration took) {
        return counted.offered() < large
                ? counted
                : counts.keep(Key.of(action), counted, took).value();
    }

    /** Its days; {@code known} are its counts. */
    Future<Shown<List<Day>>> days(Action action, Counts known) {
        return known.offered() < large
                ? figures.days(pool, action.organisationId(), action.id()).map(found -> new Shown<>(found, null))
                : days.ask(Key.of(action), OLDEST).map(last -> new Shown<>(last.value(), last.at()));
    }
}
