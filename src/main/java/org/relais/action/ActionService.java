package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceMember;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Declaration;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Preview;
import org.relais.database.Paging;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.organisation.Role;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;

/**
 * What organisers do with actions. An action is offered by a broadcast, so that the audience, contact hours, pace, stops
 * and progress are those of every broadcast. Wrong input fails with {@link InvalidInputException}, which names every field;
 * a step that the action's state does not allow is an {@link ActionChange.Refused}. In both cases nothing has changed.
 */
public final class ActionService {
    /** Most people assigned by hand at once. */
    public static final int MOST_ASSIGNED = 1_000;

    private static final Fault UNDECLARED = Fault.of("declaration", FaultCode.DECLARATION_REQUIRED);

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionKinds kinds;
    private final ActionCloser ending;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ActionStore store = new ActionStore();
    private final ActionOffers offers;
    private final ManualAssignmentStore hand = new ManualAssignmentStore();
    private final MessageStore messages = new MessageStore();

    public ActionService(
            Pool pool, BroadcastService broadcasts, ActionKinds kinds, ActionCloser ending, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.kinds = kinds;
        this.ending = ending;
        this.clock = clock;
        this.audit = new AuditStore(clock);
        this.offers = new ActionOffers(pool, broadcasts, kinds, clock);
    }

    private Future<Void> audited(SqlClient tx, Actor actor, String step, long actionId) {
        return audit.write(tx, actor, "action." + step, "action:" + actionId);
    }

    /** Composes an action. */
    public Future<Action> create(Actor actor, ActionDraft draft) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> checked(actor.organisationId(), draft))
                .compose(checked -> pool.withTransaction(
                        tx -> insert(tx, actor, checked).compose(created -> audited(tx, actor, "create", created.id())
                                .map(created))));
    }

    private Future<Action> insert(SqlClient tx, Actor actor, ActionDraft draft) {
        long organisationId = actor.organisationId();
        Instant now = clock.instant();
        return messages.insert(tx, organisationId, draft.message(), now)
                .compose(messageId -> store.insert(tx, organisationId, draft, messageId, actor.name(), now));
    }

    /**
     * Replaces a draft; what kind of action it is stays.
     *
     * @param version the one that was edited: refused when somebody has changed it meanwhile
     */
    public Future<ActionChange> update(Actor actor, long actionId, int version, ActionDraft draft) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> checked(actor.organisationId(), draft))
                .compose(checked -> pool.withTransaction(tx -> store.lock(tx, actor.organisationId(), actionId)
                        .compose(found -> found.isPresent()
                                        && found.get().state() == ActionState.DRAFT
                                        && found.get().version() == version
                                ? replace(tx, actor, found.get(), checked)
                                : Future.succeededFuture(refused(found)))));
    }

    private Future<ActionChange> replace(SqlClient tx, Actor actor, Action before, ActionDraft draft) {
        if (before.type() != draft.type()) {
            return Future.failedFuture(new InvalidInputException(
                    "kind", FaultCode.KIND_FIXED, before.type().sqlName()));
        }
        return messages.insert(tx, before.organisationId(), draft.message(), clock.instant())
                .compose(messageId ->
                        store.update(tx, before.organisationId(), before.id(), before.version(), draft, messageId))
                .compose(after -> after.isEmpty()
                        ? Future.succeededFuture(new ActionChange.Refused(before))
                        : audited(tx, actor, "update", before.id()).map(new ActionChange.Done(after.get())));
    }

    public Future<Optional<Action>> find(long organisationId, long actionId) {
        return store.find(pool, organisationId, actionId);
    }

    /** Actions that the actor may see, newest first: a coordinator those that they have been given. */
    public Future<List<Action>> page(Actor actor, long before, int limit) {
        return actor.role() == Role.COORDINATOR
                ? store.some(pool, actor.organisationId(), actor.actions(), before, limit)
                : store.page(pool, actor.organisationId(), Paging.before(before), null, limit);
    }

    /** As {@link ActionStore#page}. */
    public Future<List<Action>> page(long organisationId, Paging paging, @Nullable ActionState state, int limit) {
        return store.page(pool, organisationId, paging, state, limit);
    }

    /** The offer as it was composed. */
    public Future<MessageSpec> message(Action action) {
        return messages.find(pool, action.organisationId(), action.messageId())
                .map(found -> found.orElseThrow(
                        () -> new IllegalStateException("message " + action.messageId() + " is gone")));
    }

    /**
     * What volunteers would read.
     *
     * @param passedOn what follows a yes to share; empty for other kinds
     */
    public record Looks(List<Preview> offer, List<Preview> passedOn) {
        public Looks {
            offer = List.copyOf(offer);
            passedOn = List.copyOf(passedOn);
        }
    }

    /**
     * What volunteers would read of a draft, whether or not it is stored.
     *
     * @param actionId the action it is, or would become, a draft of; 0 for none yet
     * @param contactId as for {@link BroadcastService#preview}
     */
    public Future<Looks> preview(long organisationId, long actionId, ActionDraft draft, @Nullable Long contactId) {
        return offers.looks(organisationId, actionId, draft, contactId);
    }

    /** Who would be offered a draft now, whether or not it is stored. */
    public Future<Forecast> forecast(long organisationId, ActionDraft draft) {
        return broadcasts.forecast(organisationId, ActionOffers.draft(draft, draft.message()));
    }

    /** Who would be offered it now, and who would not and why. */
    public Future<Forecast> forecast(Action action) {
        return offers.of(action, action.audience())
                .compose(draft -> broadcasts.forecast(action.organisationId(), draft));
    }

    /** The people it is meant for one by one; as {@link BroadcastService#dryRun}. */
    public Future<List<AudienceMember>> dryRun(Action action, long after, int limit) {
        return offers.of(action, action.audience())
                .compose(draft -> broadcasts.dryRun(action.organisationId(), draft, after, limit));
    }

    /** Broadcasts that offer it, oldest first. */
    public Future<List<Long>> offers(Action action) {
        return store.offers(pool, action);
    }

    /** Opens a draft and begins to offer it. */
    public Future<ActionChange> open(Actor actor, long actionId) {
        return open(actor, actionId, null);
    }

    /** @param version the one that was looked at: refused when somebody has changed it meanwhile; null for any */
    public Future<ActionChange> open(Actor actor, long actionId, @Nullable Integer version) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> store.find(pool, actor.organisationId(), actionId))
                .compose(found -> found.isEmpty()
                                || found.get().state() != ActionState.DRAFT
                                || (version != null && version != found.get().version())
                        ? Future.succeededFuture(refused(found))
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
    public Future<List<Fault>> obstacles(Action action) {
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
                .compose(missing -> mustDeclare(action.organisationId()))
                .map(required -> {
                    if (required && action.declaration() == null) {
                        faults.add(UNDECLARED);
                    }
                    return faults;
                });
    }

    /** Whether the organisation has to say of each action what it is before it is opened. */
    public Future<Boolean> mustDeclare(long organisationId) {
        return broadcasts.mustDeclare(organisationId);
    }

    /**
     * Says what an action is that was opened before its organisation had to say so: it is offered again then. Refused for any
     * other, also for one of which it was said.
     */
    public Future<ActionChange> declare(Actor actor, long actionId, Declaration declaration) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> store.find(pool, actor.organisationId(), actionId))
                .compose(found -> found.isEmpty()
                                || found.get().state() != ActionState.OPEN
                                || found.get().declaration() != null
                        ? Future.succeededFuture(refused(found))
                        : declare(actor, found.get(), declaration));
    }

    private Future<ActionChange> declare(Actor actor, Action action, Declaration declaration) {
        return message(action)
                .map(message -> ActionDraft.of(action, message).declared(declaration))
                .compose(draft -> refuseFaults(action.organisationId(), draft))
                .compose(fitting -> pool.withTransaction(tx -> store.declare(tx, action, declaration)
                        .compose(declared -> declared.isEmpty()
                                ? Future.succeededFuture(new ActionChange.Refused(action))
                                : audited(tx, actor, "declare", action.id())
                                        .map(new ActionChange.Done(declared.get())))));
    }

    private Future<ActionChange> open(SqlClient tx, Actor actor, Action seen, Broadcast broadcast) {
        return store.lock(tx, seen.organisationId(), seen.id())
                .compose(locked -> locked.isEmpty()
                                || locked.get().state() != ActionState.DRAFT
                                || locked.get().version() != seen.version()
                        ? Future.succeededFuture(refused(locked))
                        : opened(tx, actor, seen, broadcast));
    }

    private Future<ActionChange> opened(SqlClient tx, Actor actor, Action draft, Broadcast broadcast) {
        Instant now = clock.instant();
        return offers.texts(tx, draft)
                .compose(texts -> stored(tx, draft, texts, broadcast.messageId()))
                .compose(stored -> store.open(tx, draft, stored, now))
                .map(found -> found.orElseThrow(() -> new InvalidInputException(List.of(UNDECLARED))))
                .compose(action -> store.offer(tx, action, broadcast.id(), null, actor.name(), now)
                        .compose(offered -> store.note(tx, action, null, "opened", new JsonObject(), now))
                        .compose(noted -> kinds.of(action).opened(tx, action))
                        .compose(told -> audited(tx, actor, "open", action.id()))
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

    /** Offers an open action to people picked by hand who may be written to and have not been offered it before. */
    public Future<AssignmentResult> assign(Actor actor, Action action, List<Long> contactIds) {
        return actor.permitted(Permission.ACTIONS).compose(permitted -> assignable(actor, action, contactIds));
    }

    private Future<AssignmentResult> assignable(Actor actor, Action action, List<Long> contactIds) {
        if (!action.isOpen(clock.instant())) {
            return Future.failedFuture(new InvalidInputException("", FaultCode.ACTION_NOT_OPEN));
        }
        return hand.standing(pool, action, contactIds).compose(standing -> {
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
        return store.lock(tx, action.organisationId(), action.id())
                .compose(locked -> hand.standing(tx, action, contactIds).compose(standing -> {
                    boolean open =
                            locked.filter(now -> now.isOpen(clock.instant())).isPresent();
                    return open && standing.free().size() == contactIds.size() && !standing.expanding()
                            ? store.offer(tx, action, broadcast.id(), contactIds, actor.name(), clock.instant())
                                    .compose(offered -> audited(tx, actor, "assign", action.id()))
                            : Future.failedFuture(new InvalidInputException("", FaultCode.ACTION_CHANGED));
                }));
    }

    /** Ends an open action: nobody is offered it any more, and nobody can act in it. */
    public Future<ActionChange> end(Actor actor, long actionId) {
        return over(actor, actionId, ActionState.ENDED, "end");
    }

    /** Gives up a draft or an open action. */
    public Future<ActionChange> cancel(Actor actor, long actionId) {
        return over(actor, actionId, ActionState.CANCELLED, "cancel");
    }

    private Future<ActionChange> over(Actor actor, long actionId, ActionState state, String step) {
        return (state == ActionState.ENDED ? actor.permittedToRun(actionId) : actor.permitted(Permission.ACTIONS))
                .compose(permitted ->
                        ending.end(actor.organisationId(), actionId, state, tx -> audited(tx, actor, step, actionId)));
    }

    private Future<ActionDraft> checked(long organisationId, ActionDraft draft) {
        return refuseFaults(organisationId, draft).map(draft);
    }

    /** Judged as the broadcast that it will be, and as what follows a yes. */
    private Future<Void> refuseFaults(long organisationId, ActionDraft draft) {
        return offers.looks(organisationId, 0, draft, null).mapEmpty();
    }

    static ActionChange refused(Optional<Action> found) {
        return found.<ActionChange>map(ActionChange.Refused::new).orElseGet(ActionChange.Missing::new);
    }
}
