package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.channel.Channel;
import org.relais.channel.Limits;
import org.relais.channel.SendOutcome;
import org.relais.consent.LeaseClock;
import org.relais.contact.AddressId;
import org.relais.delivery.MessageRenderer.PreparedMessage;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sender's turn of permits, claim and dispatch: first the pacer grants, then as many are claimed, and those are sent
 * at once. One event loop.
 */
final class SenderLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SenderLoop.class);
    private static final int LARGEST_CLAIM = 200;
    /** Claims asked for at once by a fast sender: one under way, and one for the next statement. */
    private static final int CLAIMS = 2;

    private static final int FAST = 2_000;
    private static final int DEFER_PAGE = 5_000;
    private static final int OUTAGE_AFTER = 20;
    private static final Duration LONGEST_STAND = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final InFlight inFlight;
    private final InFlight.Tools tools;
    private final Sender sender;
    private final Channel channel;
    private final Limits limits;
    private final SenderLease group;
    private final RecipientAdmission admission;
    private final SpendingAdmission spending;
    private final ClaimStore store = new ClaimStore();
    private final Pacer pacer;
    private final PairLimits pairs;
    private final PerContactOrder lines = new PerContactOrder();
    private final int claims;
    private final Map<Lane.Key, Long> servedAt = new HashMap<>();
    private final Map<Lane.Key, QueuePosition> places = new HashMap<>();
    private final Runnable run = this::run;

    private final List<Lane> lanes = new ArrayList<>();
    private boolean active = true;
    private boolean closed;
    private int claiming;
    private long turn;
    private long timer = -1;
    private long server;
    private int troubles;

    SenderLoop(
            InFlight inFlight,
            PaceStore.SenderState state,
            Channel channel,
            Limits limits,
            SenderLease group,
            long now) {
        this.inFlight = inFlight;
        this.tools = inFlight.tools();
        this.sender = state.sender();
        this.channel = channel;
        this.limits = limits;
        this.group = group;
        this.admission = new RecipientAdmission(tools, channel, state, limits.uniquePerDay());
        this.spending = new SpendingAdmission(tools, state, group.spending());
        this.pacer = new Pacer(limits.perSecond(), now);
        this.pairs = new PairLimits(limits.pairInterval(), limits.pairBurst());
        this.claims = limits.perSecond() >= FAST ? CLAIMS : 1;
        this.server = tools.serverChanges().getAsLong();
    }

    Sender sender() {
        return sender;
    }

    /** What it began with; with other ones it is another loop. */
    Limits limits() {
        return limits;
    }

    /** Where the lanes were left, so that the next look need not begin before that. */
    Map<Lane.Key, QueuePosition> places() {
        return places;
    }

    /** The lanes that are known to have something due: nobody need look for it. */
    Set<Lane.Key> due() {
        Instant now = tools.clock().instant();
        return lanes.stream()
                .filter(lane -> !lane.head().notBefore().isAfter(now))
                .map(Lane::key)
                .collect(Collectors.toSet());
    }

    /** What was found queued for this sender; of the lanes that were {@code notLookedFor}, all that is known stays true. */
    void lanes(List<Lane> found, Set<Lane.Key> notLookedFor) {
        lanes.removeIf(lane -> !notLookedFor.contains(lane.key()));
        lanes.addAll(found);
        servedAt.keySet().retainAll(lanes.stream().map(Lane::key).collect(Collectors.toSet()));
        run();
    }

    /** As {@link #lanes(List, Set)}, of a look through all lanes from their beginnings. */
    void allLanes(List<Lane> found) {
        places.clear();
        found.forEach(lane -> places.put(lane.key(), lane.head().before()));
        lanes(found, Set.of());
    }

    /** Whether it may send at all, whether a platform told it (here or on another node) to stand still, and its pool. */
    void state(PaceStore.SenderState state) {
        active = state.active();
        admission.pool(state.pool(), state.most());
        spending.bounded(state.bounded());
        Instant throttledUntil = state.throttledUntil();
        if (throttledUntil != null) {
            stand(Duration.between(tools.clock().instant(), throttledUntil));
        }
        run();
    }

    /** Grants nothing for a while: somebody else paced this sender until a moment ago, and its last second counts. */
    void stand(Duration time) {
        if (!time.isNegative()) {
            pacer.stand(tools.nanoTime().getAsLong() + time.toNanos());
        }
    }

    void close() {
        closed = true;
        tools.vertx().cancelTimer(timer);
    }

    void run() {
        while (!closed && active && inFlight.mayClaim() && claiming < claims && step()) {
            // Each step begins one claim.
        }
    }

    private boolean mayClaim() {
        LeaseClock.Reading now = tools.leaseClock().read();
        return !closed && active && pacer.silence(now.nanos()).isZero() && group.heldAt(now);
    }

    private boolean step() {
        Instant now = tools.clock().instant();
        Optional<Lane> next = next(now);
        if (next.isEmpty()) {
            return false;
        }
        Lane lane = next.get();
        if (!group.heldAt(tools.leaseClock().read())) {
            return false;
        }
        long nanos = tools.nanoTime().getAsLong();
        int granted = pacer.grant(nanos, Math.min(LARGEST_CLAIM, inFlight.room()));
        if (granted == 0) {
            wakeAt(pacer.nextAt(nanos), nanos);
            return false;
        }
        int room = inFlight.slots().take(granted, lane.key().urgent(), run);
        if (room == 0) {
            pacer.use(nanos, granted, 0);
            return false;
        }
        claim(lane, granted, room);
        return true;
    }

    /** The due lane with the best priority; among equals the one whose turn is longest ago. */
    private Optional<Lane> next(Instant now) {
        return lanes.stream()
                .filter(lane -> !lane.head().notBefore().isAfter(now))
                .min(Comparator.<Lane>comparingInt(lane -> lane.key().priority())
                        .thenComparingLong(lane -> servedAt.getOrDefault(lane.key(), -1L)));
    }

    /** What stands here by ids of ours is believed only while the server is the same: another one may give them out again. */
    private void forgetOtherServer() {
        long now = tools.serverChanges().getAsLong();
        if (now != server) {
            server = now;
            places.clear();
            lines.forgetIds();
        }
    }

    private void claim(Lane lane, int granted, int people) {
        forgetOtherServer();
        claiming++;
        servedAt.put(lane.key(), turn++);
        QueuePosition after = places.getOrDefault(lane.key(), QueuePosition.BEGINNING);
        inFlight.claimStarted(people);
        long server = this.server;
        inFlight.claims()
                .claim(new ClaimStore.ClaimRequest(sender, lane, after, people), this::mayClaim)
                .onComplete(done -> {
                    claiming--;
                    inFlight.slots()
                            .give(people
                                    - (done.succeeded() ? done.result().taken().size() : 0));
                    if (done.succeeded()) {
                        claimed(lane, granted, people, done.result(), server);
                    } else {
                        LOG.warn("a claim failed: {}", done.cause().toString());
                        pacer.use(tools.nanoTime().getAsLong(), granted, 0);
                        places.remove(lane.key());
                        stand(Reactions.STAND);
                    }
                    inFlight.claimEnded(people, done.succeeded());
                    run();
                });
    }

    private void claimed(Lane lane, int granted, int people, ClaimStore.Result result, long server) {
        pacer.use(tools.nanoTime().getAsLong(), granted, result.taken().size());
        forgetOtherServer();
        if (server == this.server) {
            places.merge(lane.key(), result.last().behind(lane.key()), QueuePosition::later);
        }
        if (result.found() < people) {
            lanes.remove(lane);
            if (result.found() > 0) {
                tools.look().run();
            }
        }
        if (result.deferred() > 0 && !lane.key().urgent()) {
            defer(
                    lane,
                    store.defer(tools.pool(), lane, DEFER_PAGE, tools.clock().instant()));
        }
        if (!result.taken().isEmpty()) {
            dispatch(lane, result.taken(), server);
        }
    }

    /**
     * Outside somebody's contact hours, or of a portfolio that has reached its limit, there are mostly many: they are moved by
     * the page, not a few per grant.
     */
    private void defer(Lane lane, Future<Integer> moved) {
        lanes.remove(lane);
        moved.onFailure(fault -> LOG.warn("what has to wait could not be moved: {}", fault.toString()))
                .onComplete(done -> tools.look().run());
    }

    private void dispatch(Lane lane, List<ClaimedDelivery> taken, long server) {
        inFlight.began(taken, server);
        Instant until = tools.clock().instant().plus(tools.settings().lease());
        taken.forEach(one -> lines.claimed(contact(one), one.id(), priority(one), until));
        spending.admit(lane, taken).compose(admission::admit).onSuccess(admitted -> {
            Set<ClaimedDelivery> going = new HashSet<>(admitted.going());
            taken.stream().filter(one -> !going.contains(one)).forEach(one -> lines.goesBack(contact(one), one.id()));
            admitted.waiting()
                    .forEach(one -> tools.dispatcher().later(one.taken(), RecipientPools.REASON, one.until()));
            if (!admitted.waiting().isEmpty() && !lane.key().urgent()) {
                defer(lane, admission.defer(lane));
            }
            if (!admitted.going().isEmpty()) {
                begin(admitted.going(), server);
            }
        });
    }

    private void begin(List<ClaimedDelivery> taken, long server) {
        Set<Long> messageIds = taken.stream().map(ClaimedDelivery::messageId).collect(Collectors.toSet());
        tools.messages()
                .find(messageIds)
                .recover(fault -> {
                    LOG.warn("messages could not be read: {}", fault.toString());
                    return Future.succeededFuture(Map.of());
                })
                .onSuccess(messages -> taken.stream()
                        .sorted(Comparator.comparingLong(ClaimedDelivery::id))
                        .forEach(one -> inFlight.starts().add(one, server, lasts -> noted(one, messages, lasts))));
    }

    private static long contact(ClaimedDelivery taken) {
        return taken.recipient().claim().contactId();
    }

    private static int priority(ClaimedDelivery taken) {
        return taken.recipient().claim().purpose().priority();
    }

    private void noted(ClaimedDelivery taken, Map<Long, PreparedMessage> messages, boolean lasts) {
        if (lasts) {
            dispatch(taken, messages);
        } else {
            keepsPlace(taken);
            tools.dispatcher().expired(taken);
        }
    }

    /** It is due at once again, before what was enqueued after it. */
    private void keepsPlace(ClaimedDelivery taken) {
        Instant now = tools.clock().instant();
        forgetOtherServer();
        lines.behind(contact(taken), taken.id(), now, now);
    }

    private void dispatch(ClaimedDelivery taken, Map<Long, PreparedMessage> messages) {
        long contactId = contact(taken);
        if (!pacer.silence(tools.nanoTime().getAsLong()).isZero()) {
            // Claimed while the platform was asking for silence: the sender waits, what it sends keeps its place.
            keepsPlace(taken);
            tools.dispatcher().later(taken, "throttled", null);
            return;
        }
        Instant now = tools.clock().instant();
        forgetOtherServer();
        if (!lines.enter(contactId, taken.id(), priority(taken), now)) {
            Instant again = lines.moment(contactId, taken.id(), now);
            tools.dispatcher().later(taken, "in_line", again);
            return;
        }
        boolean begun = false;
        try {
            begun = begin(taken, messages, contactId);
        } finally {
            if (!begun) {
                lines.leave(contactId);
            }
        }
    }

    private boolean begin(ClaimedDelivery taken, Map<Long, PreparedMessage> messages, long contactId) {
        long nanos = tools.nanoTime().getAsLong();
        AddressId address = taken.recipient().claim().address();
        long wait = channel.pairInterval(address)
                .map(interval -> pairs.take(address, nanos, interval))
                .orElseGet(() -> pairs.take(address, nanos));
        Instant now = tools.clock().instant();
        if (wait > 0) {
            tools.dispatcher()
                    .later(taken, "pair_limit", lines.behind(contactId, taken.id(), now.plusNanos(wait), now));
            return false;
        }
        return tools.dispatcher().dispatch(taken, channel, messages, this::heard);
    }

    private void heard(ClaimedDelivery taken, SendOutcome outcome) {
        react(taken, outcome);
        lines.leave(contact(taken));
    }

    private void react(ClaimedDelivery taken, SendOutcome outcome) {
        long now = tools.nanoTime().getAsLong();
        switch (outcome.kind()) {
            case THROTTLE_SENDER -> {
                if (outcome.retryAfter() == null) {
                    pacer.slow(now);
                }
                stand(Reactions.standstill(outcome));
            }
            case PAUSE_SENDER -> active = false;
            case STOP_TEMPLATE ->
                lanes.removeIf(lane -> Long.valueOf(lane.key().broadcastId())
                        .equals(taken.recipient().broadcastId()));
            case DELAY_PAIR -> delayPair(taken, Reactions.standstill(outcome), now);
            case RETRY, NOT_BEGUN, UNKNOWN -> trouble();
            case ACCEPTED, WITHHELD -> {
                troubles = 0;
                pairs.arrived(taken.recipient().claim().address(), now);
            }
            case UNREACHABLE, SUPPRESS, REJECTED -> troubles = 0;
            case EXPIRED -> {
                // Says something about this node, nothing about the platform.
            }
        }
    }

    /**
     * A pair that is too fast rests. A longer wait is about messages of this kind (WhatsApp 131049, a day): it delays
     * this delivery, and must not hold up the answers and the confirmation that the person is waiting for.
     */
    private void delayPair(ClaimedDelivery taken, Duration wait, long now) {
        if (wait.compareTo(LONGEST_REST) <= 0) {
            pairs.rest(taken.recipient().claim().address(), now + wait.toNanos());
        }
    }

    /** Something went back to where it stood in its lane, behind what was claimed since. */
    void requeued(ClaimedDelivery taken) {
        Long broadcastId = taken.recipient().broadcastId();
        places.remove(new Lane.Key(sender.id(), priority(taken), broadcastId == null ? 0 : broadcastId));
    }

    /** A platform that fails again and again is left alone for a while, so that an outage doesn't use up all retries. */
    private void trouble() {
        troubles++;
        if (troubles >= OUTAGE_AFTER) {
            int beyond = Math.min(6, troubles / OUTAGE_AFTER - 1);
            long millis = Math.min(LONGEST_STAND.toMillis(), 500L << beyond);
            stand(Duration.ofMillis(millis));
        }
    }

    private void wakeAt(long at, long now) {
        tools.vertx().cancelTimer(timer);
        long millis = Math.max(1, Duration.ofNanos(at - now).toMillis() + 1);
        timer = tools.vertx().setTimer(millis, fired -> run());
    }
}
