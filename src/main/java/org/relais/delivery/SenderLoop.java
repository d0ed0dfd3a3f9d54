package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
    /**
     * For so long what was enqueued later waits for what is tried again: three tries, or WhatsApp's six seconds between two
     * messages to one person. Beyond it an answer now is worth more than its order.
     */
    private static final Duration WORTH_WAITING = Duration.ofSeconds(10);

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
    private final PaceFeedback feedback;
    private final PerContactOrder lines = new PerContactOrder();
    private final int claims;
    private final ClaimBatcher batcher;
    private final StartJournal starts;
    private final SenderLanes lanes = new SenderLanes();
    private final Runnable run = this::run;

    private boolean active = true;
    private boolean closed;
    private int claiming;
    private long timer = -1;
    private long server;

    SenderLoop(
            InFlight inFlight,
            PaceStore.SenderState state,
            Channel channel,
            Limits limits,
            SenderLease group,
            long now) {
        this.inFlight = inFlight;
        this.tools = inFlight.tools();
        this.batcher = inFlight.claims();
        this.starts = inFlight.starts();
        this.sender = state.sender();
        this.channel = channel;
        this.limits = limits;
        this.group = group;
        this.admission = new RecipientAdmission(tools, channel, state, limits.uniquePerDay());
        this.spending = new SpendingAdmission(tools, state, group.spending());
        this.pacer = new Pacer(limits.perSecond(), now);
        this.pairs = new PairLimits(limits.pairInterval(), limits.pairBurst());
        this.feedback = new PaceFeedback(pacer, pairs, tools.nanoTime());
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
        return lanes.places();
    }

    /** The lanes that are known to have something due: nobody need look for it. */
    Set<Lane.Key> due() {
        return lanes.due(tools.clock().instant());
    }

    /** What was found queued for this sender; of the lanes that were {@code notLookedFor}, all that is known stays true. */
    void lanes(List<Lane> found, Set<Lane.Key> notLookedFor) {
        lanes.found(found, notLookedFor);
        run();
    }

    /** As {@link #lanes(List, Set)}, of a look through all lanes from their beginnings. */
    void allLanes(List<Lane> found) {
        lanes.foundAll(found);
        run();
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
        feedback.stand(time);
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
        Lane lane = lanes.next(tools.clock().instant()).orElse(null);
        if (lane == null || !group.heldAt(tools.leaseClock().read())) {
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

    /** What stands here by ids of ours is believed only while the server is the same: another one may give them out again. */
    private void forgetOtherServer() {
        long now = tools.serverChanges().getAsLong();
        if (now != server) {
            server = now;
            lanes.rewindAll();
            lines.forgetIds();
        }
    }

    private void claim(Lane lane, int granted, int people) {
        forgetOtherServer();
        claiming++;
        QueuePosition after = lanes.take(lane.key());
        inFlight.claimStarted(people);
        long server = this.server;
        batcher.claim(new ClaimStore.ClaimRequest(sender, lane, after, people), this::mayClaim)
                .onComplete(done -> {
                    claiming--;
                    inFlight.slots()
                            .give(people
                                    - (done.succeeded() ? done.result().taken().size() : 0));
                    if (done.succeeded()) {
                        claimed(lane, granted, people, done.result(), server);
                    } else {
                        LOG.warn(
                                "a claim for sender {} failed: {}",
                                sender.id(),
                                done.cause().toString());
                        pacer.use(tools.nanoTime().getAsLong(), granted, 0);
                        lanes.rewind(lane.key());
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
            lanes.claimedTo(lane.key(), result.last());
        }
        if (result.found() < people) {
            lanes.drop(lane);
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
        lanes.drop(lane);
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
                        .forEach(one -> starts.add(one, server, lasts -> noted(one, messages, lasts))));
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
            comesBack(taken, null);
            tools.dispatcher().expired(taken);
        }
    }

    /**
     * What is queued again goes before what was enqueued after it.
     *
     * @param notBefore when it is due; null where it keeps its place
     */
    private void comesBack(ClaimedDelivery taken, @Nullable Instant notBefore) {
        Instant now = tools.clock().instant();
        Instant due = notBefore == null ? now : notBefore;
        forgetOtherServer();
        if (due.isBefore(now.plus(WORTH_WAITING))) {
            lines.behind(contact(taken), taken.id(), priority(taken), due, now);
        }
    }

    private void dispatch(ClaimedDelivery taken, Map<Long, PreparedMessage> messages) {
        long contactId = contact(taken);
        if (!pacer.silence(tools.nanoTime().getAsLong()).isZero()) {
            // Claimed while the platform was asking for silence: the sender waits, what it sends keeps its place.
            comesBack(taken, null);
            tools.dispatcher().later(taken, "throttled", null);
            return;
        }
        Instant now = tools.clock().instant();
        forgetOtherServer();
        if (!lines.enter(contactId, taken.id(), priority(taken), now)) {
            Instant again = lines.moment(contactId, taken.id(), priority(taken), now);
            tools.dispatcher().later(taken, "in_line", again);
            return;
        }
        boolean begun = false;
        try {
            begun = begin(taken, messages);
        } finally {
            if (!begun) {
                lines.leave(contactId);
            }
        }
    }

    private boolean begin(ClaimedDelivery taken, Map<Long, PreparedMessage> messages) {
        PreparedMessage message = messages.get(taken.messageId());
        if (message == null) {
            return waits(taken, "message_unreadable", Reactions.STAND);
        }
        long nanos = tools.nanoTime().getAsLong();
        AddressId address = taken.recipient().claim().address();
        long wait = channel.pairInterval(address)
                .map(interval -> pairs.take(address, nanos, interval))
                .orElseGet(() -> pairs.take(address, nanos));
        return wait > 0
                ? waits(taken, "pair_limit", Duration.ofNanos(wait))
                : tools.dispatcher().dispatch(taken, channel, message, this::heard);
    }

    private boolean waits(ClaimedDelivery taken, String reason, Duration time) {
        Instant now = tools.clock().instant();
        Instant again = lines.behind(contact(taken), taken.id(), priority(taken), now.plus(time), now);
        tools.dispatcher().later(taken, reason, again);
        return false;
    }

    private void heard(ClaimedDelivery taken, SendOutcome outcome, Settlement settlement) {
        if (outcome.kind() == SendOutcome.Kind.PAUSE_SENDER) {
            active = false;
        } else if (outcome.kind() == SendOutcome.Kind.STOP_TEMPLATE) {
            lanes.dropBroadcast(taken.recipient().broadcastId());
        }
        feedback.heard(taken.recipient().claim().address(), outcome);
        if (settlement.state() == Settlement.State.QUEUED) {
            comesBack(taken, settlement.notBefore());
        }
        lines.leave(contact(taken));
    }

    /** Something went back to where it stood in its lane, behind what was claimed since. */
    void requeued(ClaimedDelivery taken) {
        Long broadcastId = taken.recipient().broadcastId();
        lanes.rewind(new Lane.Key(sender.id(), priority(taken), broadcastId == null ? 0 : broadcastId));
    }

    private void wakeAt(long at, long now) {
        tools.vertx().cancelTimer(timer);
        long millis = Math.max(1, Duration.ofNanos(at - now).toMillis() + 1);
        timer = tools.vertx().setTimer(millis, fired -> run());
    }
}
