package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;

/** Offers of open actions to people picked by hand. As of {@link ActionService}. */
final class ManualAssignments {
    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionOffers offers;
    private final InstantSource clock;
    private final ActionAudit audit;
    private final ActionStore actions = new ActionStore();
    private final OfferStore offered = new OfferStore();
    private final ManualAssignmentStore store = new ManualAssignmentStore();

    ManualAssignments(Pool pool, BroadcastService broadcasts, ActionOffers offers, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.offers = offers;
        this.clock = clock;
        this.audit = new ActionAudit(clock);
    }

    /** Offers an open action to people picked by hand who may be written to and have not been offered it before. */
    Future<AssignmentResult> assign(Actor actor, Action action, List<Long> contactIds) {
        return actor.permitted(Permission.ACTIONS).compose(permitted -> assignable(actor, action, contactIds));
    }

    private Future<AssignmentResult> assignable(Actor actor, Action action, List<Long> contactIds) {
        if (!action.isOpen(clock.instant())) {
            return Future.failedFuture(new InvalidInputException("", FaultCode.ACTION_NOT_OPEN));
        }
        return store.standing(pool, action, contactIds).compose(standing -> {
            List<Fault> faults = new ArrayList<>();
            for (int at = 0; at < contactIds.size(); at++) {
                if (!standing.known().contains(contactIds.get(at))) {
                    faults.add(Fault.of("contacts[" + at + "]", FaultCode.CONTACT_UNKNOWN));
                }
            }
            if (standing.expanding()) {
                faults.add(Fault.of("", FaultCode.ACTION_BEING_PREPARED));
            }
            if (!faults.isEmpty()) {
                return Future.failedFuture(new InvalidInputException(faults));
            }
            return standing.free().isEmpty()
                    ? Future.succeededFuture(assigned(null, contactIds, standing))
                    : assign(actor, action, contactIds, standing);
        });
    }

    private static AssignmentResult assigned(
            @Nullable Long broadcastId, List<Long> wanted, ManualAssignmentStore.Candidates standing) {
        Set<Long> leftOut = standing.leftOut().stream()
                .map(AssignmentResult.LeftOut::contactId)
                .collect(Collectors.toSet());
        List<Long> before = wanted.stream()
                .filter(id -> !standing.free().contains(id) && !leftOut.contains(id))
                .toList();
        return new AssignmentResult(broadcastId, standing.free(), before, standing.leftOut());
    }

    private Future<AssignmentResult> assign(
            Actor actor, Action action, List<Long> wanted, ManualAssignmentStore.Candidates standing) {
        List<Long> free = standing.free();
        return offers.prepared(actor, action, Audience.of(free))
                .compose(broadcast -> pool.withTransaction(tx -> takeHand(tx, actor, action, broadcast, free))
                        .recover(fault -> offers.dropped(broadcast).compose(deleted -> Future.failedFuture(fault)))
                        .compose(taken -> broadcasts.sendOffer(action.organisationId(), broadcast.id()))
                        .map(assigned(broadcast.id(), wanted, standing)));
    }

    /** Two organisers at once take turns here, and the second one learns that the people are taken. */
    private Future<Void> takeHand(
            SqlClient tx, Actor actor, Action action, Broadcast broadcast, List<Long> contactIds) {
        return actions.lock(tx, action.organisationId(), action.id())
                .compose(locked -> store.standing(tx, action, contactIds).compose(standing -> {
                    boolean open =
                            locked.filter(now -> now.isOpen(clock.instant())).isPresent();
                    return open && standing.free().size() == contactIds.size() && !standing.expanding()
                            ? offered.offer(tx, action, broadcast.id(), contactIds, actor.name(), clock.instant())
                                    .compose(stored -> audit.write(tx, actor, "assign", action.id()))
                            : Future.failedFuture(new InvalidInputException("", FaultCode.ACTION_CHANGED));
                }));
    }
}
