package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.database.Notifications;
import org.relais.database.SqlFaults;
import org.relais.metrics.Meters;
import org.relais.organisation.Sender;
import org.relais.task.Batcher;
import org.relais.task.PeriodicTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node's engine, on one event loop: wires the parts, and repeats what must be repeated. */
final class DeliveryNode extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryNode.class);
    private static final int CONNECTIONS = 8;
    /**
     * Deliveries that may be claimed beyond the connections there are, so that those have work while the next claim is
     * under way; what waits for a connection holds up a stop, so no more than that.
     */
    private static final int AHEAD = 128;

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /** Whatever wakes us meanwhile shares the next look: it asks for every lane of every sender. */
    private static final Duration REST = Duration.ofMillis(10);

    private static final Duration TEND_EVERY = Duration.ofSeconds(1);
    private static final Duration FOLD_EVERY = Duration.ofSeconds(2);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    /** Now and then lanes are looked through from their beginnings, for what was locked when a claim passed by. */
    private static final long WHOLE_LOOK = Duration.ofSeconds(5).toNanos();

    /** How long the end waits for a database that is away. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    /** Claims that one statement ends. */
    private static final int MOST_RESCUED = 20;

    private static final String WAKE_CHANNEL = "relais_delivery";

    private final EngineParts parts;
    private final Pool pool;
    private final Notifications wakeUps;
    private final InFlight inFlight;
    private final Settler settler;
    private final SenderAssignment pacing;
    private final LaneStore store = new LaneStore();
    private final SettleStore settling = new SettleStore();
    private final LeaseWatch<SettleStore.OpenClaim> openClaims = new LeaseWatch<>();
    private final PaceStore pace = new PaceStore();
    private final RecipientPoolStore recipients = new RecipientPoolStore();
    private final ProgressStore progress = new ProgressStore();
    private final WakeStore wakes = new WakeStore();
    private final PeriodicTask look;
    private final List<PeriodicTask> tasks;
    private final Batcher<Long, Void> othersToWake = new Batcher<>(() -> organisation -> true, this::wakeOthers);
    private long wholeLookAt;

    DeliveryNode(Vertx vertx, EngineParts parts) {
        this(vertx, parts, LOOK_EVERY);
    }

    /** @param lookEvery how long to wait for a wake before looking unasked */
    DeliveryNode(Vertx vertx, EngineParts parts, Duration lookEvery) {
        Meters.settling(Stream.of(Settlement.State.values()).map(Settlement.State::sqlName));
        this.parts = parts;
        this.pool = parts.database().walkingPool(CONNECTIONS);
        this.wakeUps = new Notifications(vertx, parts.database(), WAKE_CHANNEL, organisation -> wakeUp());
        EngineSettings settings = parts.settings();
        this.wholeLookAt = parts.nanoTime().getAsLong();
        Reactions reactions = new Reactions(
                pool, parts.consent().platformStop(), parts.environment().sending());
        this.settler = new Settler(vertx, pool, settings.node(), parts.environment(), this::settled);
        Dispatcher dispatcher = new Dispatcher(
                vertx,
                parts.consent().gate(),
                new Dispatcher.Consequences(new RetryPolicy(parts.environment().random()), reactions, settler),
                this::answered,
                parts.clock());
        this.look = new PeriodicTask(vertx, "look for work", REST, lookEvery, this::look);
        this.inFlight = new InFlight(
                new InFlight.Tools(
                        vertx,
                        pool,
                        parts.clock(),
                        parts.nanoTime(),
                        settings,
                        new MessageCache(pool, parts.renderer(), parts.nanoTime(), parts.database()::serverChanges),
                        parts.database()::serverChanges,
                        dispatcher,
                        look::wake),
                new ConnectionSlots(settings.connections() + Math.min(settings.connections(), AHEAD)));
        this.pacing = new SenderAssignment(inFlight, parts.channels());
        this.tasks = List.of(
                new PeriodicTask(vertx, "share out senders", TEND_EVERY, pacing::tend),
                new PeriodicTask(vertx, "rescue", TEND_EVERY, this::rescue),
                new PeriodicTask(vertx, "end claims", TEND_EVERY, this::endBatches),
                new PeriodicTask(vertx, "fold counters", FOLD_EVERY, this::fold),
                new PeriodicTask(vertx, "forget", FORGET_EVERY, this::forget));
    }

    @Override
    public Future<?> start() {
        return wakeUps.start()
                .compose(listening -> pacing.tend())
                .recover(fault -> {
                    LOG.warn("the node begins without its senders: {}", SqlFaults.describe(fault));
                    return Future.succeededFuture();
                })
                .onSuccess(done -> {
                    look.start();
                    tasks.forEach(PeriodicTask::start);
                });
    }

    @Override
    public Future<?> stop() {
        long patience = parts.nanoTime().getAsLong() + SETTLING.toNanos();
        // Without the database nothing can be settled; then the leases run out, as after a crash.
        Future<Void> hopeless =
                settler.stop(inFlight::open, () -> parts.nanoTime().getAsLong() - patience > 0);
        Future<Void> open = Future.any(inFlight.close(), hopeless)
                .<Void>mapEmpty()
                .timeout(parts.settings().lease().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn("the node stops with deliveries that could not be settled"));
        return Future.join(tasks.stream().map(PeriodicTask::stop).toList())
                .eventually(look::stop)
                .eventually(() -> open)
                .eventually(this::endBatches)
                .eventually(pacing::leave)
                .eventually(wakeUps::close)
                .eventually(pool::close);
    }

    /** From any thread. */
    DeliveryEngine.Load load() {
        return inFlight.load();
    }

    /** As {@link #wake}, from any thread. */
    void post(long organisationId) {
        context.runOnContext(go -> wake(organisationId));
    }

    /** Looks for the organisation's work now, here or on the node that paces it. */
    private void wake(long organisationId) {
        if (pacing.paces(organisationId)) {
            look.wake();
        } else {
            othersToWake
                    .add(organisationId)
                    .onFailure(fault -> LOG.debug("other nodes will look by themselves: {}", fault.toString()));
        }
    }

    private void wakeUp() {
        context.runOnContext(go -> look.wake());
    }

    private Future<List<Future<Void>>> wakeOthers(List<Long> organisations) {
        return wakes.notify(pool, WAKE_CHANNEL, Set.copyOf(organisations))
                .onFailure(fault -> LOG.warn("other nodes will look by themselves: {}", fault.toString()))
                .map(done -> Collections.nCopies(organisations.size(), Future.<Void>succeededFuture()));
    }

    private Future<Void> look() {
        List<Sender> senders = pacing.loops().stream().map(SenderLoop::sender).toList();
        if (senders.isEmpty() || !inFlight.mayClaim()) {
            return Future.succeededFuture();
        }
        long now = parts.nanoTime().getAsLong();
        if (now - wholeLookAt >= 0) {
            wholeLookAt = now + WHOLE_LOOK;
            return store.lanes(pool, senders, Map.of(), Set.of())
                    .onSuccess(lanes -> eachLoop(lanes, SenderLoop::allLanes))
                    .mapEmpty();
        }
        Map<Lane.Key, QueuePosition> places = new HashMap<>();
        Set<Lane.Key> due = new HashSet<>();
        pacing.loops().forEach(loop -> {
            places.putAll(loop.places());
            due.addAll(loop.due());
        });
        return store.lanes(pool, senders, places, due)
                .onSuccess(lanes -> eachLoop(lanes, (loop, found) -> loop.lanes(found, due)))
                .mapEmpty();
    }

    private void eachLoop(List<Lane> lanes, BiConsumer<SenderLoop, List<Lane>> told) {
        Map<Long, List<Lane>> bySender =
                lanes.stream().collect(Collectors.groupingBy(lane -> lane.key().senderId()));
        List.copyOf(pacing.loops())
                .forEach(loop ->
                        told.accept(loop, bySender.getOrDefault(loop.sender().id(), List.of())));
    }

    private Future<Void> rescue() {
        return settling.claims(pool)
                .map(claims -> openClaims.over(claims, parts.nanoTime().getAsLong()).stream()
                        .limit(MOST_RESCUED)
                        .toList())
                .compose(over -> over.isEmpty()
                        ? Future.succeededFuture(new SettleStore.Rescued(0, 0))
                        : settling.rescue(pool, over, parts.clock().instant()))
                .onSuccess(rescued -> {
                    if (rescued.unknown() > 0) {
                        LOG.warn("the fate of {} deliveries is unknown: their leases ran out", rescued.unknown());
                    }
                    if (rescued.queued() > 0) {
                        LOG.warn(
                                "{} deliveries are queued again: their leases ran out before they began",
                                rescued.queued());
                        look.wake();
                    }
                })
                .mapEmpty();
    }

    private Future<Void> fold() {
        return progress.fold(pool).mapEmpty();
    }

    private Future<Void> forget() {
        return pace.forget(pool, pacing.silent())
                .compose(done -> recipients.forget(pool, parts.clock().instant()));
    }

    private void answered() {
        inFlight.answered();
    }

    private void settled(List<Settler.Item> items, long writtenFrom) {
        Set<Long> contacts = new HashSet<>();
        items.forEach(item -> {
            contacts.add(item.taken().recipient().claim().contactId());
            Meters.settled(
                    item.settlement().state().sqlName(), item.settlement().reason());
        });
        inFlight.ended(items.stream().map(Settler.Item::taken).toList(), writtenFrom);
        parts.consent().drain().settled(contacts);
        List<Settler.Item> again = items.stream()
                .filter(item -> item.settlement().state() == Settlement.State.QUEUED)
                .toList();
        if (!again.isEmpty()) {
            again.forEach(this::requeued);
            look.wake();
        }
    }

    private void requeued(Settler.Item item) {
        if (item.settlement().notBefore() == null) {
            pacing.loop(item.taken().recipient().claim().sender().id()).ifPresent(loop -> loop.requeued(item.taken()));
        }
    }

    private Future<Void> endBatches() {
        List<Long> ended = inFlight.endedBatches();
        return ended.isEmpty() ? Future.succeededFuture() : settling.endBatches(pool, ended);
    }
}
