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
import org.relais.broadcast.brake.Brakes;
import org.relais.broadcast.brake.Braking;
import org.relais.channel.ChannelRegistry;
import org.relais.delivery.Outbox;
import org.relais.task.PeriodicTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runner of broadcasts on this node: starts what is due, expands, lets go what a brake held, empties what was cancelled, closes what is done.
 * The database says what there is to do, so a restart goes on where the last run stood; row locks make several nodes
 * take turns.
 */
public final class BroadcastRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BroadcastRunner.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Expansions at once on this node: more would only take each other's disk. */
    private static final int EXPANSIONS = 2;

    private static final String CANCELLED = "broadcast_cancelled";

    private final Pool pool;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final Expansion expansion;
    private final Brakes brakes;
    private final BroadcastRunStore store = new BroadcastRunStore();
    /** Work under way on this node, by broadcast. */
    private final Map<Long, Future<Boolean>> work = new HashMap<>();

    private final PeriodicTask rounds;

    private boolean running;

    /**
     * @param pool connections for the runner's own statements
     * @param wake tells the engine that an organisation has something queued, after its commit
     */
    public BroadcastRunner(
            Vertx vertx, Pool pool, ChannelRegistry channels, Outbox outbox, LongConsumer wake, InstantSource clock) {
        this(vertx, pool, outbox, wake, clock, new Expansion(pool, channels, clock, Expansion.PAGE));
    }

    BroadcastRunner(
            Vertx vertx, Pool pool, Outbox outbox, LongConsumer wake, InstantSource clock, Expansion expansion) {
        this.pool = pool;
        this.outbox = outbox;
        this.wake = wake;
        this.clock = clock;
        this.expansion = expansion;
        this.brakes = new Brakes(pool, clock);
        this.rounds = new PeriodicTask(vertx, "moving broadcasts along", PAUSE, this::round);
    }

    /** Begins; what was under way when the service last ended goes on at once. */
    public synchronized void start() {
        running = true;
        rounds.start();
    }

    /** Begins nothing more; completes when the pages under way are committed. */
    public synchronized Future<Void> stop() {
        running = false;
        Future<Void> last = rounds.stop();
        return Future.join(List.copyOf(work.values())).transform(done -> last);
    }

    /** Looks for work now instead of within half a second: to be called after something was committed. */
    public void nudge() {
        rounds.wake();
    }

    /** The organisation has something to send: both the runner and the engine look at once. */
    void resumed(long organisationId) {
        wake.accept(organisationId);
        nudge();
    }

    /** Where its broadcasts are queued. */
    Outbox outbox() {
        return outbox;
    }

    private Future<Void> round() {
        return store.startDue(pool, clock.instant())
                .compose(started -> store.running(pool))
                .compose(this::workOn);
    }

    private Future<Void> workOn(List<Broadcast> broadcasts) {
        if (broadcasts.isEmpty()) {
            return Future.succeededFuture();
        }
        broadcasts.stream().filter(each -> !isWatched(each)).forEach(this::takeUp);
        List<Long> watched = broadcasts.stream()
                .filter(BroadcastRunner::isWatched)
                .map(Broadcast::id)
                .toList();
        return (watched.isEmpty() ? Future.<Void>succeededFuture() : brakes.look(watched))
                .compose(looked -> pool.withTransaction(transaction -> store.finish(transaction, clock.instant())))
                .mapEmpty();
    }

    private static boolean isWatched(Broadcast broadcast) {
        return broadcast.state() == BroadcastState.EXPANDING
                && broadcast.braking() != null
                && broadcast.braking().stage() == Braking.Stage.WATCH;
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
