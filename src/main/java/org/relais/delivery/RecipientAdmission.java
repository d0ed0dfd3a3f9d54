package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.consent.Purpose;
import org.relais.template.Renderer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admission of what one sender has claimed to its portfolio's pool of different people: whoever wrote lately needs no place,
 * and a stop's confirmation waits for none. One event loop.
 */
final class RecipientAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(RecipientAdmission.class);
    private static final int PAGE = 5_000;
    /** A window that closes so soon may be closed when the message arrives. */
    private static final Duration CLOSING = Duration.ofMinutes(5);
    /** When nobody knows when there is room. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final InFlight.Tools tools;
    private final Channel channel;
    private final long configured;
    private final RecipientPoolStore store = new RecipientPoolStore();
    private RecipientPoolStore.Pool pool;
    private @Nullable Long learnt;
    private long deferred;
    private @Nullable Instant deferredUntil;

    /**
     * What may begin, and what has no place.
     *
     * @param roomAt when the first place becomes free
     */
    record Admitted(List<ClaimedDelivery> going, List<ClaimedDelivery> waiting, Instant roomAt) {}

    /** @param configured different people in 24 hours by the configuration; {@link Long#MAX_VALUE} for no limit */
    RecipientAdmission(InFlight.Tools tools, Channel channel, PaceStore.SenderState state, long configured) {
        this.tools = tools;
        this.channel = channel;
        this.configured = configured;
        this.pool = state.pool();
        this.learnt = state.most();
    }

    /** What the database says now. */
    void pool(RecipientPoolStore.Pool now, @Nullable Long most) {
        pool = now;
        learnt = most;
    }

    private boolean limited() {
        return learnt != null || configured != Long.MAX_VALUE;
    }

    private long limit() {
        return learnt == null ? configured : Math.min(configured, learnt);
    }

    /** Takes places for those who need one. Never fails: without the database nothing goes. */
    Future<Admitted> admit(List<ClaimedDelivery> taken) {
        Instant now = tools.clock().instant();
        if (!limited()) {
            return Future.succeededFuture(new Admitted(taken, List.of(), now));
        }
        Map<Boolean, List<ClaimedDelivery>> byNeed =
                taken.stream().collect(Collectors.partitioningBy(one -> needsPlace(one, now)));
        Map<Boolean, List<ClaimedDelivery>> needing = byNeed.get(true).stream()
                .collect(Collectors.partitioningBy(
                        one -> one.recipient().claim().purpose() == Purpose.CONFIRMATION));
        needing.get(true).forEach(confirmation -> note(confirmation, now));
        List<ClaimedDelivery> asking = needing.get(false);
        return asking.isEmpty()
                ? Future.succeededFuture(new Admitted(taken, List.of(), now))
                : admit(taken, asking, now);
    }

    private boolean needsPlace(ClaimedDelivery one, Instant now) {
        return !Renderer.windowOpen(
                channel.features(), one.recipient().claim().lastInboundAt(), now.plus(CLOSING));
    }

    /** It goes in any case; that it went counts. */
    private void note(ClaimedDelivery confirmation, Instant now) {
        store.admit(tools.pool(), pool, Long.MAX_VALUE, List.of(confirmation.addressId()), now)
                .onFailure(fault -> LOG.warn("a confirmation was not counted: {}", fault.toString()));
    }

    private Future<Admitted> admit(List<ClaimedDelivery> taken, List<ClaimedDelivery> asking, Instant now) {
        RecipientPoolStore.Pool asked = pool;
        List<Long> addresses =
                asking.stream().map(ClaimedDelivery::addressId).distinct().toList();
        return store.admit(tools.pool(), asked, configured, addresses, now)
                .compose(places -> places.containsAll(addresses)
                        ? Future.succeededFuture(new Admitted(taken, List.of(), now))
                        : store.firstPlace(tools.pool(), asked, limit())
                                .map(first -> split(taken, asking, places, first.orElse(now.plus(AGAIN)))))
                .recover(fault -> {
                    LOG.warn("places could not be taken: {}", fault.toString());
                    return Future.succeededFuture(split(taken, asking, Set.of(), now.plus(Reactions.STAND)));
                });
    }

    private static Admitted split(
            List<ClaimedDelivery> taken, List<ClaimedDelivery> asking, Set<Long> places, Instant roomAt) {
        Set<ClaimedDelivery> without = asking.stream()
                .filter(one -> !places.contains(one.addressId()))
                .collect(Collectors.toSet());
        return new Admitted(
                taken.stream().filter(one -> !without.contains(one)).toList(),
                taken.stream().filter(without::contains).toList(),
                roomAt);
    }

    /**
     * Moves a page of what is due in a lane and has no place to when it has one: behind what this node moved before, as long
     * as that waits.
     *
     * @return how many were moved
     */
    Future<Integer> defer(Lane lane, Instant roomAt) {
        Instant now = tools.clock().instant();
        if (deferredUntil == null || !now.isBefore(deferredUntil)) {
            deferred = 0;
            deferredUntil = roomAt;
        }
        Instant window = now.plus(CLOSING).minus(Duration.ofHours(channel.features().templateWindowHours()));
        return store.defer(
                        tools.pool(),
                        new RecipientPoolStore.Deferral(pool, lane.key(), limit(), deferred, PAGE),
                        window,
                        now)
                .onSuccess(moved -> deferred += moved);
    }
}
