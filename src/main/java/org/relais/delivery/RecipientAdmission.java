package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private long moved;
    private @Nullable Instant firstGoes;

    /** What may begin, and what has no place. */
    record Admitted(List<ClaimedDelivery> going, List<Waiting> waiting) {}

    /** @param until when it has a place, as far as anybody knows */
    record Waiting(ClaimedDelivery taken, Instant until) {}

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
            return Future.succeededFuture(new Admitted(taken, List.of()));
        }
        List<ClaimedDelivery> needing =
                taken.stream().filter(one -> needsPlace(one, now)).toList();
        needing.stream().filter(RecipientAdmission::isConfirmation).forEach(one -> note(one, now));
        List<ClaimedDelivery> asking =
                needing.stream().filter(one -> !isConfirmation(one)).toList();
        return asking.isEmpty() ? Future.succeededFuture(new Admitted(taken, List.of())) : admit(taken, asking, now);
    }

    private static boolean isConfirmation(ClaimedDelivery one) {
        return one.recipient().claim().purpose() == Purpose.CONFIRMATION;
    }

    private boolean needsPlace(ClaimedDelivery one, Instant now) {
        return !Renderer.windowOpen(channel.features(), one.recipient().claim().lastInboundAt(), now.plus(CLOSING));
    }

    /** It goes in any case; that it went counts. */
    private void note(ClaimedDelivery confirmation, Instant now) {
        store.count(tools.pool(), pool, confirmation.addressId(), now)
                .onFailure(fault -> LOG.warn("a confirmation was not counted: {}", fault.toString()));
    }

    private Future<Admitted> admit(List<ClaimedDelivery> taken, List<ClaimedDelivery> asking, Instant now) {
        List<Long> addresses =
                asking.stream().map(ClaimedDelivery::addressId).distinct().toList();
        Long limit = configured == Long.MAX_VALUE ? null : Long.valueOf(configured);
        return store.admit(tools.pool(), pool, limit, addresses, now)
                .compose(places -> split(
                        taken,
                        asking.stream()
                                .filter(one -> !places.contains(one.addressId()))
                                .toList(),
                        now))
                .recover(fault -> {
                    LOG.warn("places could not be taken: {}", fault.toString());
                    return Future.succeededFuture(admitted(taken, asking, List.of(), now.plus(Reactions.STAND)));
                });
    }

    private Future<Admitted> split(List<ClaimedDelivery> taken, List<ClaimedDelivery> without, Instant now) {
        if (without.isEmpty()) {
            return Future.succeededFuture(new Admitted(taken, List.of()));
        }
        return store.places(tools.pool(), pool, limit(), before(now), without.size())
                .map(places -> {
                    behind(places.isEmpty() ? now : places.get(0), without.size());
                    return admitted(taken, without, places, now.plus(AGAIN));
                });
    }

    private static Admitted admitted(
            List<ClaimedDelivery> taken, List<ClaimedDelivery> without, List<Instant> places, Instant otherwise) {
        Set<ClaimedDelivery> waiting = new HashSet<>(without);
        List<Waiting> until = new ArrayList<>();
        for (int at = 0; at < without.size(); at++) {
            until.add(new Waiting(without.get(at), at < places.size() ? places.get(at) : otherwise));
        }
        return new Admitted(taken.stream().filter(one -> !waiting.contains(one)).toList(), until);
    }

    /** How many this node has sent to wait in front of the next one. */
    private long before(Instant now) {
        if (firstGoes == null || !now.isBefore(firstGoes)) {
            firstGoes = null;
            moved = 0;
        }
        return moved;
    }

    private void behind(Instant first, int count) {
        firstGoes = firstGoes == null ? first : firstGoes;
        moved += count;
    }

    /** Moves a page of what is due in a lane and has no place to when it has one; returns how many were moved. */
    Future<Integer> defer(Lane lane) {
        Instant now = tools.clock().instant();
        Instant window =
                now.plus(CLOSING).minus(Duration.ofHours(channel.features().templateWindowHours()));
        return store.defer(
                        tools.pool(),
                        new RecipientPoolStore.Deferral(pool, lane.key(), limit(), before(now), PAGE),
                        window,
                        now)
                .onSuccess(count -> behind(now.plus(AGAIN), count));
    }
}
