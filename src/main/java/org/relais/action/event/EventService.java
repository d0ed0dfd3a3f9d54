package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionState;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What organisers do with events. A change is committed first; then everybody who counts on coming is told, page by page. */
public final class EventService {
    private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

    private final Pool pool;
    private final Attendance attendance;
    private final EventFollowUps upkeep;
    private final EventReach reach;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final EventStore events = new EventStore();
    private final AttendeeStore attendees = new AttendeeStore();
    private final EventFiguresStore figures = new EventFiguresStore();
    private final AuditStore audit;

    EventService(
            Pool pool,
            Attendance attendance,
            EventFollowUps upkeep,
            EventReach reach,
            LongConsumer wake,
            InstantSource clock) {
        this.reach = reach;
        this.pool = pool;
        this.attendance = attendance;
        this.upkeep = upkeep;
        this.wake = wake;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** What came of an organiser's wish. */
    public sealed interface Outcome {}

    /** @param event as it is now */
    public record Done(Event event) implements Outcome {}

    /** The organisation has no such event action. */
    public record Missing() implements Outcome {}

    /** It is cancelled or over: nothing was changed. */
    public record Closed() implements Outcome {}

    public Future<Optional<Event>> find(long organisationId, long actionId) {
        return events.find(pool, organisationId, actionId);
    }

    /**
     * What an invitation would say of an event that is not stored so yet, by language.
     *
     * @param actionId whose places may all be taken, 0 for one that is not stored at all
     */
    public Future<UnaryOperator<String>> invitation(long organisationId, long actionId, EventDetails details) {
        // An id that another organisation has must not tell of its places.
        return events.find(pool, organisationId, actionId)
                .map(known -> new Event(
                        known.map(Event::actionId).orElse(0L), organisationId, details, 0, clock.instant(), null, null))
                .compose(event -> attendance.invitation(pool, event));
    }

    /**
     * Says what, when and where the event is, for the first time or anew. Whoever is told of a change may answer it: an action that
     * has ended before its event opens again with it.
     *
     * @param details as {@link EventDetails#read} makes them
     */
    public Future<Outcome> describe(Actor actor, long actionId, EventDetails details) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(tx -> action(tx, actor.organisationId(), actionId)
                        .compose(action -> action.isEmpty()
                                ? Future.succeededFuture((Outcome) new Missing())
                                : action.get().state() == ActionState.CANCELLED
                                        ? Future.succeededFuture(new Closed())
                                        : describe(tx, action.get(), details)
                                                .compose(outcome -> audited(
                                                        tx,
                                                        actor,
                                                        action.get().state() == ActionState.DRAFT
                                                                ? "describe"
                                                                : "update",
                                                        actionId,
                                                        outcome)))))
                .onSuccess(this::tell);
    }

    /** A draft may wait for its place; what people were told of may not lose it. */
    private Future<Outcome> describe(SqlConnection tx, Action action, EventDetails details) {
        Instant now = clock.instant();
        if (details.place().isEmpty() && action.state() != ActionState.DRAFT) {
            return Future.failedFuture(new InvalidInputException("place", FaultCode.REQUIRED));
        }
        return events.lock(tx, action.id())
                .compose(before -> before.isEmpty()
                        ? events.insert(tx, action.organisationId(), action.id(), details, now)
                                .compose(inserted -> described(tx, action, details))
                        : !before.get().open(now)
                                ? Future.succeededFuture(new Closed())
                                : change(tx, action, before.get(), details));
    }

    private Future<Outcome> change(SqlConnection tx, Action action, Event before, EventDetails details) {
        boolean told = !details.tellsNothingNew(before.details());
        Future<Void> opened = told && action.state() == ActionState.ENDED
                ? events.reopen(tx, before.actionId(), clock.instant())
                : Future.succeededFuture();
        return opened.compose(open ->
                        events.update(tx, before.organisationId(), before.actionId(), details, told, clock.instant()))
                .compose(updated -> events.lock(tx, before.actionId()))
                .map(Optional::orElseThrow)
                .compose(event -> attendance.fill(tx, event))
                .compose(filled -> described(tx, action, details));
    }

    /** After the event nobody can answer, so its action ends with it. */
    private Future<Outcome> described(SqlConnection tx, Action action, EventDetails details) {
        return events.endWith(tx, action.id(), details.endsAt())
                .compose(ends -> events.find(tx, action.organisationId(), action.id()))
                .map(event -> new Done(event.orElseThrow()));
    }

    /**
     * Cancels it for good; everybody who counts on coming, or may come, is told.
     *
     * @param note as {@link Event#note} reads it
     */
    public Future<Outcome> cancel(Actor actor, long actionId, @Nullable String note) {
        return actor.permitted(Permission.ACTIONS)
                .compose(permitted -> pool.withTransaction(tx -> action(tx, actor.organisationId(), actionId)
                        .compose(held -> events.find(tx, actor.organisationId(), actionId))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture((Outcome) new Missing())
                                : events.lock(tx, actionId)
                                        .map(Optional::orElseThrow)
                                        .compose(event -> event.open(clock.instant())
                                                ? cancel(tx, event, note)
                                                : Future.succeededFuture(new Closed())))
                        .compose(outcome -> audited(tx, actor, "cancel", actionId, outcome))))
                .compose(outcome -> outcome instanceof Done done
                        ? upkeep.end(done.event()).recover(EventService::later).map(outcome)
                        : Future.succeededFuture(outcome))
                .onSuccess(this::tell);
    }

    /** What whoever counts on coming reads when it is cancelled with this note, by language. */
    public Future<Map<String, String>> cancellation(Event event, @Nullable String note) {
        return attendance.cancellation(
                pool,
                new Event(
                        event.actionId(),
                        event.organisationId(),
                        event.details(),
                        event.sequence() + 1,
                        clock.instant(),
                        clock.instant(),
                        note));
    }

    /** What those who stand so read when it is changed to this, by language; nothing when that is no news to them. */
    public Future<Map<String, String>> change(Event before, EventDetails details, AttendanceState standing) {
        return details.tellsNothingNew(before.details())
                ? Future.succeededFuture(Map.of())
                : attendance.change(
                        pool,
                        new Event(
                                before.actionId(),
                                before.organisationId(),
                                details,
                                before.sequence() + 1,
                                clock.instant(),
                                null,
                                null),
                        standing);
    }

    private Future<Outcome> audited(SqlConnection tx, Actor actor, String step, long actionId, Outcome outcome) {
        return outcome instanceof Done
                ? audit.write(tx, actor, "event." + step, "action:" + actionId).map(outcome)
                : Future.succeededFuture(outcome);
    }

    private Future<Outcome> cancel(SqlConnection tx, Event event, @Nullable String note) {
        return events.cancel(tx, event.actionId(), note, clock.instant())
                // Nobody is asked any more; what goes out of the offer is taken back with the action's end.
                .compose(cancelled -> events.endWith(tx, event.actionId(), clock.instant()))
                .compose(ended -> events.find(tx, event.organisationId(), event.actionId()))
                .map(cancelled -> new Done(cancelled.orElseThrow()));
    }

    /** The event is cancelled whatever happens: its action's time is over, and the next upkeep ends it. */
    private static Future<Void> later(Throwable fault) {
        LOG.warn("the action of a cancelled event is ended by the next upkeep: {}", fault.toString());
        return Future.succeededFuture();
    }

    /** Not awaited: the change stands, and what a crash leaves untold is told by the next upkeep. */
    private void tell(Outcome outcome) {
        if (outcome instanceof Done done) {
            wake.accept(done.event().organisationId());
            upkeep.tell(done.event().actionId())
                    .onFailure(fault -> LOG.warn(
                            "a change of event {} is told by the next upkeep: {}",
                            done.event().actionId(),
                            fault.toString()));
        }
    }

    /**
     * People with their answers, in the order in which they came to stand there.
     *
     * @param standing null for all
     * @param afterAnswerId the last of the page before, 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<AttendeeStore.Line>> answers(
            long organisationId, long actionId, @Nullable AttendanceState standing, long afterAnswerId, int limit) {
        return attendees.page(pool, organisationId, actionId, standing, afterAnswerId, limit);
    }

    /** Those who stand so in the order in which they came to, behind so many: places are given in that of the waiting list. */
    public Future<List<AttendeeStore.Line>> alike(Event event, AttendanceState standing, long before, int limit) {
        return attendees.alike(pool, event.organisationId(), event.actionId(), standing, before, limit);
    }

    /** How many each of these people brings; who brings nobody is left out. */
    public Future<Map<Long, Integer>> companions(long organisationId, long actionId, Collection<Long> contactIds) {
        return attendees.companions(pool, organisationId, actionId, contactIds);
    }

    /** Where these people stand; who has not answered, or whose answer is forgotten, is left out. */
    public Future<Map<Long, AttendanceState>> standings(
            long organisationId, long actionId, Collection<Long> contactIds) {
        return attendees.standings(pool, organisationId, actionId, contactIds);
    }

    /** Whom reminders and changes do not reach, with the number to call them by; nobody once it is over. */
    public Future<List<Unreached>> unreached(Event event) {
        return event.over(clock.instant()) ? Future.succeededFuture(List.of()) : reach.all(event);
    }

    /** Whom a cancellation reached; nobody as long as it takes place. */
    public Future<EventFigures.Told> told(Event event) {
        return event.cancelled()
                ? figures.told(pool, event.actionId())
                : Future.succeededFuture(EventFigures.Told.NONE);
    }

    public Future<EventFigures> figures(Event event) {
        return figures.of(pool, event);
    }

    /** Where people stand now, without the days. */
    public Future<EventFigures> now(long actionId) {
        return figures.now(pool, actionId);
    }

    private Future<Optional<Action>> action(SqlConnection tx, long organisationId, long actionId) {
        return actions.lock(tx, organisationId, actionId)
                .map(found -> found.filter(action -> action.type() == ActionType.EVENT));
    }
}
