package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Declaration;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;
import org.relais.template.MessageStore;

/**
 * Opening of drafts, and what keeps one from being opened; what an action is, where it has to be said. As of
 * {@link ActionService}.
 */
final class ActionOpening {
    private static final Fault UNDECLARED = Fault.of("declaration", FaultCode.DECLARATION_REQUIRED);

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionKinds kinds;
    private final ActionOffers offers;
    private final InstantSource clock;
    private final ActionAudit audit;
    private final ActionStore store = new ActionStore();
    private final OfferStore offered = new OfferStore();
    private final ActionEventStore events = new ActionEventStore();
    private final MessageStore messages = new MessageStore();

    ActionOpening(Pool pool, BroadcastService broadcasts, ActionKinds kinds, ActionOffers offers, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.kinds = kinds;
        this.offers = offers;
        this.clock = clock;
        this.audit = new ActionAudit(clock);
    }

    /** @param version the one that was looked at: refused when somebody has changed it meanwhile; null for any */
    Future<ActionChange> open(Actor actor, long actionId, @Nullable Integer version) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> store.find(pool, actor.organisationId(), actionId))
                .compose(found -> found.isEmpty()
                                || found.get().state() != ActionState.DRAFT
                                || (version != null && version != found.get().version())
                        ? Future.succeededFuture(ActionChange.refused(found))
                        : open(actor, found.get()));
    }

    private Future<ActionChange> open(Actor actor, Action action) {
        return refuseIncomplete(action)
                .compose(complete -> kinds.of(action).prepared(action))
                .compose(ready -> offers.prepared(actor, action, action.audience()))
                .compose(broadcast -> pool.withTransaction(tx -> open(tx, actor, action, broadcast))
                        .recover(fault -> offers.dropped(broadcast).compose(deleted -> Future.failedFuture(fault)))
                        .compose(change -> sent(action.organisationId(), broadcast, change)));
    }

    /** Everything that keeps a draft from being opened now, each with its field; empty when nothing does. */
    Future<List<Fault>> obstacles(Action action) {
        return missing(action).compose(missing -> offers.of(action, action.audience())
                .compose(offer -> broadcasts.refuseUnready(action.organisationId(), offer))
                .map(missing)
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(Stream.concat(missing.stream(), invalid.faults().stream())
                                .toList())
                        : Future.failedFuture(fault)));
    }

    private Future<Void> refuseIncomplete(Action action) {
        return missing(action)
                .compose(missing -> missing.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new InvalidInputException(missing)));
    }

    private Future<List<Fault>> missing(Action action) {
        List<Fault> faults = new ArrayList<>();
        Instant endsAt = action.endsAt();
        if (endsAt != null && !endsAt.isAfter(clock.instant())) {
            faults.add(Fault.of("endsAt", FaultCode.MUST_BE_FUTURE));
        }
        return kinds.of(action)
                .missing(pool, action)
                .onSuccess(faults::addAll)
                .compose(missing -> broadcasts.mustDeclare(action.organisationId()))
                .map(required -> {
                    if (required && action.declaration() == null) {
                        faults.add(UNDECLARED);
                    }
                    return faults;
                });
    }

    /**
     * Says what an action is that was opened before its organisation had to say so: it is offered again then. Refused for any
     * other, also for one of which it was said.
     */
    Future<ActionChange> declare(Actor actor, long actionId, Declaration declaration) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> store.find(pool, actor.organisationId(), actionId))
                .compose(found -> found.isEmpty()
                                || found.get().state() != ActionState.OPEN
                                || found.get().declaration() != null
                        ? Future.succeededFuture(ActionChange.refused(found))
                        : declare(actor, found.get(), declaration));
    }

    private Future<ActionChange> declare(Actor actor, Action action, Declaration declaration) {
        return offers.composed(pool, action)
                .map(message -> ActionDraft.of(action, message).declared(declaration))
                .compose(draft -> offers.refuseFaults(action.organisationId(), draft))
                .compose(fitting -> pool.withTransaction(tx -> store.declare(tx, action, declaration)
                        .compose(declared -> declared.isEmpty()
                                ? Future.succeededFuture(new ActionChange.Refused(action))
                                : audit.write(tx, actor, "declare", action.id())
                                        .map(new ActionChange.Done(declared.get())))));
    }

    private Future<ActionChange> open(SqlClient tx, Actor actor, Action seen, Broadcast broadcast) {
        return store.lock(tx, seen.organisationId(), seen.id())
                .compose(locked -> locked.isEmpty()
                                || locked.get().state() != ActionState.DRAFT
                                || locked.get().version() != seen.version()
                        ? Future.succeededFuture(ActionChange.refused(locked))
                        : opened(tx, actor, seen, broadcast));
    }

    private Future<ActionChange> opened(SqlClient tx, Actor actor, Action draft, Broadcast broadcast) {
        Instant now = clock.instant();
        return offers.texts(tx, draft)
                .compose(texts -> stored(tx, draft, texts, broadcast.messageId()))
                .compose(stored -> store.open(tx, draft, stored, now))
                .map(found -> found.orElseThrow(() -> new InvalidInputException(List.of(UNDECLARED))))
                .compose(action -> offered.offer(tx, action, broadcast.id(), null, actor.name(), now)
                        .compose(begun -> events.note(tx, action, null, "opened", new JsonObject(), now))
                        .compose(noted -> kinds.of(action).opened(tx, action))
                        .compose(told -> audit.write(tx, actor, "open", action.id()))
                        .map(new ActionChange.Done(action)));
    }

    private Future<ActionStore.Messages> stored(SqlClient tx, Action draft, ActionMessages texts, long offerId) {
        Instant now = clock.instant();
        Future<@Nullable Long> content = texts.content()
                .map(spec ->
                        messages.insert(tx, draft.organisationId(), spec, now).<@Nullable Long>map(id -> id))
                .orElseGet(() -> Future.succeededFuture(null));
        return content.compose(contentId -> messages.insert(tx, draft.organisationId(), texts.reminder(), now)
                .map(reminderId -> new ActionStore.Messages(offerId, contentId, reminderId)));
    }

    /** Sends what was committed, and deletes what was not used; a process that ends here is made good by {@link ActionCloser#upkeep}. */
    private Future<ActionChange> sent(long organisationId, Broadcast broadcast, ActionChange change) {
        return change instanceof ActionChange.Done
                ? broadcasts.sendOffer(organisationId, broadcast.id()).map(change)
                : offers.dropped(broadcast).map(change);
    }
}
