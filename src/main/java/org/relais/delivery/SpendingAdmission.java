package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admission of what one sender has claimed for a broadcast to what its organisation's month may still cost: whatever is under
 * way counts as if it were billed at the dearest rate, so that the ceiling is not passed by what nobody has heard of yet. What
 * does not fit keeps its place, and its broadcast is paused, by an answer that was asked for since it was claimed. Answers and
 * confirmations are not asked about. One event loop.
 */
final class SpendingAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(SpendingAdmission.class);
    private static final String REASON = "spending_ceiling";

    private final InFlight.Tools tools;
    private final Sender sender;
    private final SpendingRoom known;
    private final SpendingAdmissionStore store = new SpendingAdmissionStore();
    private boolean bounded;

    /** @param known of all senders that one pacer has of this organisation and channel */
    SpendingAdmission(InFlight.Tools tools, PaceStore.SenderState state, SpendingRoom known) {
        this.tools = tools;
        this.known = known;
        this.sender = state.sender();
        this.bounded = state.bounded();
    }

    /** What the database says now. */
    void bounded(boolean now) {
        bounded = now;
    }

    /** What may go on. Never fails: without the database nothing does. */
    Future<List<ClaimedDelivery>> admit(Lane lane, List<ClaimedDelivery> taken) {
        long now = tools.nanoTime().getAsLong();
        if (lane.key().broadcastId() == 0 || known.take(taken.size(), now) || !bounded) {
            return Future.succeededFuture(taken);
        }
        SpendingRoom.Question question = known.question(now);
        return store.room(tools.pool(), sender, tools.clock().instant())
                .onSuccess(room -> known.answered(question, room.orElse(SpendingRoom.UNBOUNDED)))
                .map(room -> going(lane, taken, room.orElse(SpendingRoom.UNBOUNDED)))
                .otherwise(fault -> {
                    LOG.warn("what may still be spent could not be asked: {}", fault.toString());
                    putBack(taken, again());
                    return List.of();
                });
    }

    private List<ClaimedDelivery> going(Lane lane, List<ClaimedDelivery> taken, long room) {
        if (room >= 0) {
            return taken;
        }
        int fits = (int) Math.max(0, taken.size() + room);
        hold(lane.key().broadcastId(), taken.subList(fits, taken.size()));
        return taken.subList(0, fits);
    }

    /** Paused first: what is due and keeps its place would be claimed again at once. */
    private void hold(long broadcastId, List<ClaimedDelivery> waiting) {
        store.pause(tools.pool(), sender.organisationId(), broadcastId)
                .onSuccess(paused -> putBack(waiting, null))
                .onFailure(fault -> {
                    LOG.warn("a broadcast was not paused at its ceiling: {}", fault.toString());
                    putBack(waiting, again());
                });
    }

    private Instant again() {
        return tools.clock().instant().plus(Reactions.STAND);
    }

    /** @param notBefore null where they keep their place */
    private void putBack(List<ClaimedDelivery> waiting, @Nullable Instant notBefore) {
        waiting.forEach(one -> tools.dispatcher().later(one, REASON, notBefore));
    }
}
