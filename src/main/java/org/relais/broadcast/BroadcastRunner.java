package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.relais.channel.ChannelRegistry;
import org.relais.delivery.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves broadcasts along on this node: starts what is due, expands, empties what was cancelled, closes what is done.
 * The database says what there is to do, so a restart goes on where the last run stood; row locks make several nodes
 * take turns.
 */
public final class BroadcastRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BroadcastRunner.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    /** Expansions at once on this node: more would only take each other's disk. */
    private static final int EXPANSIONS = 2;

    private static final String CANCELLED = "broadcast_cancelled";

    private final Vertx vertx;
    private final Pool pool;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final Expansion expansion;
    private final BroadcastStore store = new BroadcastStore();
    /** Work under way on this node, by broadcast. */
    private final Map<Long, Future<Boolean>> work = new HashMap<>();

    private boolean running;
    private boolean nudged;
    private long timer = -1;
    private Future<Void> round = Future.succeededFuture();

    /**
     * @param pool connections for the runner's own statements
     * @param wake tells the engine that an organisation has something queued, after its commit
     */
    public BroadcastRunner(
            Vertx vertx, Pool pool, ChannelRegistry channels, Outbox outbox, LongConsumer wake, InstantSource clock) {
        this(vertx, pool, outbox, wake, clock, new Expansion(pool, channels, outbox, clock, Expansion.PAGE));
    }

    BroadcastRunner(
            Vertx vertx, Pool pool, Outbox outbox, LongConsumer wake, InstantSource clock, Expansion expansion) {
        this.vertx = vertx;
        this.pool = pool;
        this.outbox = outbox;
        this.wake = wake;
        this.clock = clock;
        this.expansion = expansion;
    }

    /** Begins; what was under way when the service last ended goes on at once. */
    public synchronized void start() {
        running = true;
        timer = vertx.setTimer(1, fired -> begin());
    }

    /** Begins nothing more; completes when the pages under way are committed. */
    public synchronized Future<Void> stop() {
        running = false;
        vertx.cancelTimer(timer);
        return Future.join(List.copyOf(work.values())).transform(done -> round);
    }

    /** Looks for work now instead of within half a second: to be called after something was committed. */
    public synchronized void nudge() {
        nudged = true;
        if (running && vertx.cancelTimer(timer)) {
            timer = vertx.setTimer(1, fired -> begin());
        }
    }

    /** The organisation has something to send: both the runner and the engine look at once. */
    void resumed(long organisationId) {
        wake.accept(organisationId);
        nudge();
    }

    private synchronized void begin() {
        if (!running) {
            return;
        }
        nudged = false;
        round = store.startDue(pool, clock.instant())
                .compose(started -> store.running(pool))
                .compose(this::workOn)
                .onFailure(fault -> LOG.warn("broadcasts are left alone for a moment: {}", fault.getMessage()))
                .otherwiseEmpty()
                .onComplete(done -> again());
    }

    private synchronized void again() {
        if (running) {
            timer = vertx.setTimer(nudged ? 1 : ROUND.toMillis(), fired -> begin());
        }
    }

    private Future<Void> workOn(List<Broadcast> broadcasts) {
        broadcasts.forEach(this::takeUp);
        return broadcasts.isEmpty()
                ? Future.succeededFuture()
                : pool.withTransaction(transaction -> store.finish(transaction, clock.instant()))
                        .mapEmpty();
    }

    private synchronized void takeUp(Broadcast broadcast) {
        if (!running || work.containsKey(broadcast.id())) {
            return;
        }
        if (broadcast.state() == BroadcastState.EXPANDING && work.size() < EXPANSIONS) {
            track(broadcast, expand(broadcast));
        } else if (broadcast.state() == BroadcastState.CANCELLED) {
            track(
                    broadcast,
                    outbox.cancelBroadcast(pool, broadcast.id(), CANCELLED).map(cancelled -> cancelled > 0));
        }
    }

    /** @param task completes with whether it changed anything: then there may be more to do at once */
    private void track(Broadcast broadcast, Future<Boolean> task) {
        work.put(broadcast.id(), task);
        task.onFailure(fault -> LOG.warn("broadcast {} waits for another try: {}", broadcast.id(), fault.getMessage()))
                .otherwise(false)
                .onSuccess(changed -> forget(broadcast.id(), changed));
    }

    private synchronized void forget(long broadcastId, boolean changed) {
        work.remove(broadcastId);
        if (changed) {
            nudge();
        }
    }

    private Future<Boolean> expand(Broadcast broadcast) {
        return expansion.step(broadcast.id()).compose(step -> {
            if (step != Expansion.Step.NOT_OURS) {
                wake.accept(broadcast.organisationId());
            }
            return step == Expansion.Step.PAGE && isRunning()
                    ? expand(broadcast)
                    : Future.succeededFuture(step == Expansion.Step.COMPLETE);
        });
    }

    private synchronized boolean isRunning() {
        return running;
    }
}
