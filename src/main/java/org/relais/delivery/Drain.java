package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.consent.SectionStops;
import org.relais.consent.StopEnforcer;
import org.relais.task.OutageLog;
import org.relais.task.RequestScope;
import org.slf4j.LoggerFactory;

/**
 * Second half of every stop: cancels what is queued for the person and waits until nothing to them is open, on any node.
 * The package's description says why a stop may be answered then.
 *
 * <p>In a federation it does so for whoever the person is in its other sections as well, and is over when both are.
 *
 * <p>All stops that wait on this node share one statement at a time, so that a thousand stops a second cost no more
 * round trips than ten. Safe for use from any thread.
 */
public final class Drain implements StopEnforcer {
    /** Between two looks when no settling on this node prompts one: what is open may be another node's. */
    private static final long LOOK_AGAIN_MILLIS = 10;

    private final Vertx vertx;
    private final Pool pool;
    private final InstantSource clock;
    private final Duration bound;
    private final @Nullable SectionStops sections;
    private final DrainStore store = new DrainStore();
    private final OutageLog outage = new OutageLog(LoggerFactory.getLogger(Drain.class), "answers to stops");

    private final List<Waiter> waiting = new ArrayList<>();
    private boolean looking;
    private boolean lookAgain;
    private boolean timerSet;

    /** One that knows of no federation. */
    public Drain(Vertx vertx, Pool pool, InstantSource clock, Duration bound) {
        this(vertx, pool, clock, bound, null);
    }

    /**
     * @param bound how long a stop may wait for what is in flight (5 s unless configured)
     * @param sections stops people in the other sections of a federation
     */
    public Drain(Vertx vertx, Pool pool, InstantSource clock, Duration bound, @Nullable SectionStops sections) {
        this.sections = sections;
        this.vertx = vertx;
        this.pool = pool;
        this.clock = clock;
        this.bound = bound;
    }

    @Override
    public Future<Enforced> enforce(long organisationId, long contactId) {
        SectionStops others = sections;
        Waiter waiter = waiter(contactId);
        return others == null
                ? waiter.promise.future()
                : waiter.federated
                        .future()
                        .compose(federated -> federated
                                ? elsewhere(others, organisationId, contactId)
                                : Future.succeededFuture(List.<Long>of()))
                        .compose(inFlight -> waiter.promise.future().map(own -> own.with(inFlight)));
    }

    private Waiter waiter(long contactId) {
        Waiter waiter = new Waiter(contactId, System.nanoTime(), bound);
        synchronized (this) {
            waiting.add(waiter);
        }
        RequestScope.outside(this::look);
        return waiter;
    }

    /** The same person in the other sections; completes with what is still in flight there at the bound. */
    private Future<List<Long>> elsewhere(SectionStops others, long organisationId, long contactId) {
        return others.stop(organisationId, contactId).compose(people -> {
            List<Future<Enforced>> waits = people.stream()
                    .map(person -> waiter(person.contactId()).promise.future().compose(enforced -> others.note(
                                    person, enforced)
                            .map(enforced)))
                    .toList();
            return Future.join(waits)
                    .compose(all -> others.followed(organisationId, contactId))
                    .map(noted -> waits.stream()
                            .flatMap(wait -> wait.result().inFlight().stream())
                            .toList());
        });
    }

    /** Something to these people was settled on this node: who waits for one of them looks now, not at the next tick. */
    void settled(Set<Long> contactIds) {
        boolean awaited;
        synchronized (this) {
            awaited = waiting.stream().anyMatch(waiter -> contactIds.contains(waiter.contactId));
        }
        if (awaited) {
            RequestScope.outside(this::look);
        }
    }

    private void look() {
        List<Waiter> round;
        synchronized (this) {
            if (looking) {
                lookAgain = true;
                return;
            }
            if (waiting.isEmpty()) {
                return;
            }
            looking = true;
            lookAgain = false;
            round = List.copyOf(waiting);
        }
        Set<Long> contactIds = new LinkedHashSet<>();
        round.forEach(waiter -> contactIds.add(waiter.contactId));
        store.cancelAndLook(pool, contactIds, clock.instant())
                .onSuccess(found -> outage.succeeded())
                .compose(found -> outlast(sift(round, found)))
                .onFailure(fault -> giveUp(round, fault))
                .onComplete(done -> next());
    }

    /** Lets go whoever has nothing open any more, or has waited long enough; returns who may have, but was not looked at yet. */
    private List<Waiter> sift(List<Waiter> round, Map<Long, DrainStore.Found> found) {
        long now = System.nanoTime();
        List<Waiter> ready = new ArrayList<>();
        List<Waiter> late = new ArrayList<>();
        for (Waiter waiter : round) {
            DrainStore.Found person = found.getOrDefault(waiter.contactId, new DrainStore.Found(0, List.of(), false));
            waiter.federated.tryComplete(person.federated());
            waiter.cancelled += person.cancelled();
            waiter.open = person.open();
            if (waiter.open.isEmpty() || waiter.isLate(now) && waiter.outlasts) {
                ready.add(waiter);
            } else if (waiter.isLate(now)) {
                late.add(waiter);
            }
        }
        synchronized (this) {
            waiting.removeAll(ready);
        }
        ready.forEach(waiter -> waiter.promise.complete(new Enforced(waiter.cancelled, waiter.open)));
        return late;
    }

    /** A node whose own bound is longer may begin what it has claimed for longer: so long the stop waits, too. */
    private Future<Void> outlast(List<Waiter> late) {
        if (late.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<Long> open = new LinkedHashSet<>();
        late.forEach(waiter -> open.addAll(waiter.open));
        return store.mayBegin(pool, open)
                .onSuccess(startWithin -> late.forEach(waiter -> waiter.outlast(EngineSettings.boundOf(startWithin))))
                .mapEmpty();
    }

    /** Without the database nobody knows what is open: past the bound the stop fails, and the platform tells us again. */
    private void giveUp(List<Waiter> round, Throwable fault) {
        outage.failed(fault);
        long now = System.nanoTime();
        List<Waiter> late = round.stream().filter(waiter -> waiter.isLate(now)).toList();
        synchronized (this) {
            waiting.removeAll(late);
        }
        late.forEach(waiter -> {
            waiter.federated.tryFail(fault);
            waiter.promise.tryFail(fault);
        });
    }

    private void next() {
        boolean now;
        synchronized (this) {
            looking = false;
            now = lookAgain;
            if (!now && !waiting.isEmpty() && !timerSet) {
                timerSet = true;
                vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> tick());
            }
        }
        if (now) {
            look();
        }
    }

    private void tick() {
        synchronized (this) {
            timerSet = false;
        }
        look();
    }

    private static final class Waiter {
        private final long contactId;
        private final long from;
        private final Promise<Enforced> promise = RequestScope.promise();
        private final Promise<Boolean> federated = RequestScope.promise();
        private int cancelled;
        private List<Long> open = List.of();
        private Duration bound;
        /** Whether the bound is known to be that of every node that holds something of theirs. */
        private boolean outlasts;

        /** @param from reading of the monotonic clock, after the stop was committed */
        private Waiter(long contactId, long from, Duration bound) {
            this.contactId = contactId;
            this.from = from;
            this.bound = bound;
        }

        boolean isLate(long now) {
            return now - from >= bound.toNanos();
        }

        void outlast(Duration other) {
            bound = other.compareTo(bound) > 0 ? other : bound;
            outlasts = true;
        }
    }
}
