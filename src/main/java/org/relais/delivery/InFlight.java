package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.relais.consent.LeaseClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the senders' loops of one node share: tools, places for open requests, and the books on what is claimed. One
 * event loop.
 */
final class InFlight {
    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    private static final long AGAIN_MILLIS = 500;
    /**
     * How many deliveries per place may wait to be settled: enough for the commits of a busy disk, and few enough that
     * a database that is away soon ends all claiming.
     */
    private static final int OPEN_PER_PLACE = 8;

    private final Tools tools;
    private final ConnectionSlots slots;
    private final ClaimBatcher claims;
    private final StartJournal starts;
    private final ClaimLimit limit;
    private final Map<ClaimedDelivery, Batch> open = new IdentityHashMap<>();
    private final Map<Batch, Integer> openInBatch = new HashMap<>();
    private final List<Batch> endedBatches = new ArrayList<>();
    private final Promise<Void> idle = Promise.promise();
    private final SettleStore settleStore = new SettleStore();
    private int claiming;
    private int asked;
    private boolean claimLost;
    private boolean closing;

    /**
     * @param serverChanges as {@link org.relais.database.Connections#serverChanges}
     * @param look prompts a new look at what is queued
     */
    record Tools(
            Vertx vertx,
            Pool pool,
            InstantSource clock,
            LongSupplier nanoTime,
            EngineSettings settings,
            MessageCache messages,
            LongSupplier serverChanges,
            Dispatcher dispatcher,
            Runnable look) {

        /** What leases are judged by: both clocks. */
        LeaseClock leaseClock() {
            return new LeaseClock(clock, nanoTime);
        }
    }

    InFlight(Tools tools, ConnectionSlots slots) {
        this.tools = tools;
        this.slots = slots;
        this.limit =
                new ClaimLimit(OPEN_PER_PLACE * slots.size(), tools.settings().startWithin());
        this.starts = new StartJournal(tools, this::begins);
        this.claims = new ClaimBatcher(tools.pool(), tools.settings(), tools.clock(), tools.nanoTime());
    }

    Tools tools() {
        return tools;
    }

    ConnectionSlots slots() {
        return slots;
    }

    /** Where claims are asked for. */
    ClaimBatcher claims() {
        return claims;
    }

    /** What every claimed delivery passes before it begins. */
    StartJournal starts() {
        return starts;
    }

    /** Whether a claim may begin. */
    boolean mayClaim() {
        return !closing && !claimLost && !full();
    }

    private boolean full() {
        return room() == 0;
    }

    /** How many deliveries may be claimed now. */
    int room() {
        return limit.room(open.size() + asked);
    }

    /** What this node claims of what it could; from any thread. */
    DeliveryEngine.Load load() {
        return new DeliveryEngine.Load(limit.limit(), limit.most());
    }

    void claimStarted(int people) {
        claiming++;
        asked += people;
    }

    private void begins(ClaimedDelivery taken, boolean inTime) {
        long claimedAt = taken.recipient().claim().startWithin().from().nanos();
        long now = tools.nanoTime().getAsLong();
        if (inTime) {
            limit.begins(claimedAt, now, open.size());
        } else {
            limit.expired(claimedAt, now, open.size());
        }
    }

    /** One claim, that several senders may share. */
    private record Batch(long id, long server) {}

    /**
     * The deliveries of one claim.
     *
     * @param server the count of {@link Tools#serverChanges} before it was claimed
     */
    void began(List<ClaimedDelivery> taken, long server) {
        Batch batch = new Batch(taken.get(0).batchId(), server);
        taken.forEach(one -> open.put(one, batch));
        openInBatch.merge(batch, taken.size(), Integer::sum);
    }

    /** Nothing of one delivery is on its way any more: its place is free, though it is still to be settled. */
    void answered() {
        slots.give(1);
        starts.ended();
    }

    /**
     * These are settled.
     *
     * @param writtenFrom when their settlements were first tried to be written
     */
    void ended(List<ClaimedDelivery> all, long writtenFrom) {
        boolean wasFull = full();
        limit.settled(writtenFrom, tools.nanoTime().getAsLong(), open.size());
        for (ClaimedDelivery taken : all) {
            Batch batch = open.remove(taken);
            if (batch != null && openInBatch.merge(batch, -1, Integer::sum) == 0) {
                openInBatch.remove(batch);
                endedBatches.add(batch);
            }
        }
        if (wasFull && !full()) {
            tools.look().run();
        }
        checkIdle();
    }

    /**
     * @param people as many as were asked for
     * @param answered false when nobody knows whether the claim took something: nothing more is claimed until that is
     *     found out and put back
     */
    void claimEnded(int people, boolean answered) {
        boolean wasFull = full();
        claiming--;
        asked -= people;
        claimLost |= !answered;
        if (claimLost && claiming == 0) {
            release();
        }
        if (wasFull && !full()) {
            tools.look().run();
        }
        checkIdle();
    }

    /**
     * Claims of which everything is settled, once. Those of another server than the one that is there now end with their leases:
     * it may have given their ids to others.
     */
    List<Long> endedBatches() {
        long server = tools.serverChanges().getAsLong();
        List<Long> ended = endedBatches.stream()
                .filter(batch -> batch.server() == server)
                .map(Batch::id)
                .toList();
        endedBatches.clear();
        return ended;
    }

    /** How many deliveries are claimed here and not settled yet. */
    int open() {
        return open.size();
    }

    /** No claim from now on; completes when nothing is open any more. */
    Future<Void> close() {
        closing = true;
        checkIdle();
        return idle.future();
    }

    private void release() {
        settleStore
                .release(
                        tools.pool(),
                        tools.settings().node(),
                        open.keySet().stream().map(ClaimedDelivery::id).toList())
                .onSuccess(released -> {
                    claimLost = false;
                    if (released > 0) {
                        LOG.info("{} deliveries of a lost claim are queued again", released);
                    }
                    tools.look().run();
                })
                .onFailure(fault -> tools.vertx().setTimer(AGAIN_MILLIS, timer -> release()));
    }

    private void checkIdle() {
        if (closing && claiming == 0 && open.isEmpty()) {
            idle.tryComplete();
        }
    }
}
