package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceFacetStore;
import org.relais.audience.AudienceMember;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Declaration;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Preview;
import org.relais.database.Paging;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
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

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionCloser ending;
    private final InstantSource clock;
    private final ActionAudit audit;
    private final ActionOffers offers;
    private final ActionOpening opening;
    private final ManualAssignments assignments;
    private final ActionStore store = new ActionStore();
    private final OfferStore offered = new OfferStore();
    private final MessageStore messages = new MessageStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();

    public ActionService(
            Pool pool, BroadcastService broadcasts, ActionKinds kinds, ActionCloser ending, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.ending = ending;
        this.clock = clock;
        this.audit = new ActionAudit(clock);
        this.offers = new ActionOffers(pool, broadcasts, kinds, clock);
        this.opening = new ActionOpening(pool, broadcasts, kinds, offers, clock);
        this.assignments = new ManualAssignments(pool, broadcasts, offers, clock);
    }

    /** Composes an action. */
    public Future<Action> create(Actor actor, ActionDraft draft) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> checked(actor.organisationId(), draft))
                .compose(checked -> pool.withTransaction(tx -> insert(tx, actor, checked)
                        .compose(created ->
                                audit.write(tx, actor, "create", created.id()).map(created))));
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
                                : Future.succeededFuture(ActionChange.refused(found)))));
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
                        : audit.write(tx, actor, "update", before.id()).map(new ActionChange.Done(after.get())));
    }

    public Future<Optional<Action>> find(long organisationId, long actionId) {
        return store.find(pool, organisationId, actionId);
    }

    /** Actions that the actor may see, newest first: a coordinator those that they have been given. No states: all. */
    public Future<List<Action>> page(Actor actor, Set<ActionState> states, long before, int limit) {
        return actor.role() == Role.COORDINATOR
                ? store.some(pool, actor.organisationId(), actor.actions(), states, before, limit)
                : store.page(pool, actor.organisationId(), Paging.before(before), states, limit);
    }

    /** As {@link ActionStore#page}; a null state: all. */
    public Future<List<Action>> page(long organisationId, Paging paging, @Nullable ActionState state, int limit) {
        return store.page(pool, organisationId, paging, state == null ? Set.of() : Set.of(state), limit);
    }

    /** The offer as it was composed. */
    public Future<MessageSpec> message(Action action) {
        return offers.composed(pool, action);
    }

    /**
     * What volunteers would read.
     *
     * @param passedOn what follows a yes to share; empty for other kinds
     * @param ways what comes after that, with the buttons by which it is shared; empty where other words come before them
     * @param group what comes last, the link into the group that they help to grow; empty where there is none
     */
    public record Looks(List<Preview> offer, List<Preview> passedOn, List<Preview> ways, List<Preview> group) {
        public static final Looks NONE = new Looks(List.of(), List.of(), List.of(), List.of());

        public Looks {
            offer = List.copyOf(offer);
            passedOn = List.copyOf(passedOn);
            ways = List.copyOf(ways);
            group = List.copyOf(group);
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

    /**
     * The same with what its kind would say of it that is not stored yet.
     *
     * @param details under the text of the offer, by language
     */
    public Future<Looks> preview(long organisationId, ActionDraft draft, UnaryOperator<String> details) {
        return offers.looks(organisationId, draft, details);
    }

    /** What people call the free columns of an organisation, by name. */
    public Future<Map<String, String>> columns(long organisationId) {
        return facets.titles(pool, organisationId);
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

    /** It as the broadcast that would offer it now to whom it is for. */
    public Future<BroadcastDraft> offer(Action action) {
        return offers.of(action, action.audience());
    }

    /** Everything that is said in it besides the offer, as far as it is written. */
    public Future<List<SpokenPart>> spoken(Action action) {
        return offers.spoken(action);
    }

    /** The people it is meant for one by one; as {@link BroadcastService#dryRun}. */
    public Future<List<AudienceMember>> dryRun(Action action, long after, int limit) {
        return offers.of(action, action.audience())
                .compose(draft -> broadcasts.dryRun(action.organisationId(), draft, after, limit));
    }

    /** Broadcasts that offer it, oldest first. */
    public Future<List<Long>> offers(Action action) {
        return offered.offers(pool, action);
    }

    /** Opens a draft and begins to offer it. */
    public Future<ActionChange> open(Actor actor, long actionId) {
        return open(actor, actionId, null);
    }

    /** @param version the one that was looked at: refused when somebody has changed it meanwhile; null for any */
    public Future<ActionChange> open(Actor actor, long actionId, @Nullable Integer version) {
        return opening.open(actor, actionId, version);
    }

    /** Everything that keeps a draft from being opened now, each with its field; empty when nothing does. */
    public Future<List<Fault>> obstacles(Action action) {
        return opening.obstacles(action);
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
        return opening.declare(actor, actionId, declaration);
    }

    /** Offers an open action to people picked by hand who may be written to and have not been offered it before. */
    public Future<AssignmentResult> assign(Actor actor, Action action, List<Long> contactIds) {
        return assignments.assign(actor, action, contactIds);
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
                .compose(permitted -> ending.end(
                        actor.organisationId(), actionId, state, tx -> audit.write(tx, actor, step, actionId)));
    }

    private Future<ActionDraft> checked(long organisationId, ActionDraft draft) {
        return offers.refuseFaults(organisationId, draft).map(draft);
    }
}
