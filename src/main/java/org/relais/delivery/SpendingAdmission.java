package org.relais.delivery;

import io.vertx.core.Future;
import java.util.List;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admission of what one sender has claimed for a broadcast to what its organisation's month may still cost: whatever is under
 * way counts as if it were billed at the dearest rate, so that the ceiling is not passed by what nobody has heard of yet. What
 * does not fit keeps its place, and its broadcast is paused. Answers and confirmations are not asked about. One event loop.
 */
final class SpendingAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(SpendingAdmission.class);
    private static final String REASON = "spending_ceiling";

    private final InFlight.Tools tools;
    private final Sender sender;
    private final SpendingAdmissionStore store = new SpendingAdmissionStore();
    private boolean bounded;

    SpendingAdmission(InFlight.Tools tools, PaceStore.SenderState state) {
        this.tools = tools;
        this.sender = state.sender();
        this.bounded = state.bounded();
    }

    /** What the database says now. */
    void bounded(boolean now) {
        bounded = now;
    }

    /** What may go on. Never fails: without the database nothing does. */
    Future<List<ClaimedDelivery>> admit(Lane lane, List<ClaimedDelivery> taken) {
        return !bounded || lane.key().broadcastId() == 0
                ? Future.succeededFuture(taken)
                : store.room(tools.pool(), sender, tools.clock().instant())
                        .map(room -> going(lane, taken, room.orElse(0L)))
                        .otherwise(fault -> {
                            LOG.warn("what may still be spent could not be asked: {}", fault.toString());
                            putBack(taken);
                            return List.of();
                        });
    }

    private List<ClaimedDelivery> going(Lane lane, List<ClaimedDelivery> taken, long room) {
        if (room >= 0) {
            return taken;
        }
        int fits = (int) Math.max(0, taken.size() + room);
        putBack(taken.subList(fits, taken.size()));
        store.pause(tools.pool(), sender.organisationId(), lane.key().broadcastId())
                .onFailure(fault -> LOG.warn("a broadcast was not paused at its ceiling: {}", fault.toString()));
        return taken.subList(0, fits);
    }

    private void putBack(List<ClaimedDelivery> taken) {
        taken.forEach(one ->
                tools.dispatcher().later(one, REASON, tools.clock().instant().plus(Reactions.STAND)));
    }
}
