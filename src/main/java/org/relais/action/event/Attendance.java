package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;

/**
 * Who comes and who waits. Everything that gives or frees a place runs under the lock of the event's row, in the caller's
 * transaction.
 */
final class Attendance {
    /** Places given in one transaction; {@link EventFollowUps} goes on with the rest. */
    private static final int MOST_PLACES_AT_ONCE = 200;

    /** By the cause of a turn, why what was queued before it is not sent any more; by any other it is just not needed. */
    private static final Map<String, String> TAKEN_BACK = Map.of("answer", "event_answer_changed", "stop", "stopped");

    private final EventStore events = new EventStore();
    private final EventAnswerStore answers = new EventAnswerStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();
    private final OrganisationStore organisations;
    private final EventNotices notices;
    private final InstantSource clock;

    Attendance(EventNotices notices, InstantSource clock) {
        this.notices = notices;
        this.organisations = new OrganisationStore(clock);
        this.clock = clock;
    }

    /**
     * What came of an answer.
     *
     * @param event as it is
     * @param before null for a first answer
     * @param after the same as before when nothing was changed, or when the event can't be answered any more
     * @param place in the waiting list, from 1; 0 for everybody else
     */
    record Answered(Event event, @Nullable AttendanceState before, @Nullable AttendanceState after, long place) {
        boolean again() {
            return before == after;
        }
    }

    /** The organisation's words and hours. */
    record House(OrganisationProfile profile, ContactRules rules) {}

    /** Writes down an answer; empty when there is no such event. */
    Future<Optional<Answered>> answer(
            SqlClient tx, long organisationId, long actionId, long contactId, AttendanceAnswer choice) {
        return events.lock(tx, actionId)
                .map(found -> found.filter(event -> event.organisationId() == organisationId))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<Answered>empty())
                        : house(tx, organisationId)
                                .compose(house -> answer(tx, house, found.get(), contactId, choice))
                                .map(Optional::of));
    }

    private Future<Answered> answer(SqlClient tx, House house, Event event, long contactId, AttendanceAnswer choice) {
        return answers.find(tx, event.actionId(), contactId).compose(known -> {
            AttendanceState before = known.map(Attendee::standing).orElse(null);
            return event.open(clock.instant())
                    ? fill(tx, house, event)
                            .compose(filled -> answers.find(tx, event.actionId(), contactId))
                            .compose(now -> wanted(tx, event, now.map(Attendee::standing), choice))
                            .compose(after -> move(tx, house, event, contactId, before, after))
                    : Future.succeededFuture(new Answered(event, before, before, 0));
        });
    }

    /**
     * The person has stopped: they do not come, and the place goes on.
     *
     * @return the event, if that has changed anything
     */
    Future<Optional<Event>> stopped(SqlClient tx, long actionId, long contactId) {
        // The part first and then the event, as whoever answers an offer does.
        return answers.lockPart(tx, actionId, contactId)
                .compose(locked -> events.lock(tx, actionId))
                .compose(event -> answers.stillStopped(tx, actionId, contactId)
                        .compose(attendee -> event.isEmpty() || attendee.isEmpty()
                                ? Future.succeededFuture(Optional.<Event>empty())
                                : stopped(tx, event.get(), attendee.get()).map(event)));
    }

    /** The same of somebody who is back before it was seen to. */
    Future<Optional<Event>> leave(SqlClient tx, long actionId, long contactId) {
        return answers.lockPart(tx, actionId, contactId)
                .compose(locked -> events.lock(tx, actionId))
                .compose(event -> answers.find(tx, actionId, contactId)
                        .compose(attendee -> event.isEmpty()
                                        || attendee.filter(one -> one.standing().expects())
                                                .isEmpty()
                                ? Future.succeededFuture(event)
                                : stopped(tx, event.get(), attendee.get()).map(event)));
    }

    private Future<Void> stopped(SqlClient tx, Event event, Attendee attendee) {
        return put(tx, event, attendee.contactId(), attendee.standing(), AttendanceState.STOPPED, "stop")
                .compose(put -> events.left(tx, event.actionId(), attendee.contactId(), clock.instant()))
                .compose(left ->
                        attendee.standing() == AttendanceState.YES ? fill(tx, event) : Future.succeededFuture());
    }

    private Future<AttendanceState> wanted(
            SqlClient tx, Event event, Optional<AttendanceState> before, AttendanceAnswer choice) {
        if (choice != AttendanceAnswer.YES) {
            return Future.succeededFuture(choice.standing());
        }
        return before.filter(AttendanceState::expects)
                .map(Future::succeededFuture)
                .orElseGet(() -> free(tx, event).map(free -> free > 0 ? AttendanceState.YES : AttendanceState.WAITING));
    }

    private Future<Answered> move(
            SqlClient tx,
            House house,
            Event event,
            long contactId,
            @Nullable AttendanceState before,
            AttendanceState after) {
        Future<Void> moved = before == after
                ? Future.succeededFuture()
                : put(tx, event, contactId, before, after, "answer")
                        .compose(attendee -> after == AttendanceState.YES
                                ? notices.remind(tx, house.profile(), house.rules(), event, attendee)
                                : Future.succeededFuture())
                        .compose(done ->
                                before == AttendanceState.YES ? fill(tx, house, event) : Future.succeededFuture());
        return moved.compose(done -> after == AttendanceState.WAITING
                        ? answers.place(tx, event.actionId(), contactId)
                        : Future.succeededFuture(0L))
                .map(place -> new Answered(event, before, after, place));
    }

    private Future<Attendee> put(
            SqlClient tx,
            Event event,
            long contactId,
            @Nullable AttendanceState before,
            AttendanceState after,
            String cause) {
        Instant now = clock.instant();
        return notices.takeBackOf(tx, event, contactId, TAKEN_BACK.getOrDefault(cause, "not_needed"))
                .compose(done -> answers.put(tx, event, contactId, after, now))
                .compose(done -> answers.turn(tx, event, before, after, cause, now))
                .compose(done -> answers.find(tx, event.actionId(), contactId))
                .map(Optional::orElseThrow);
    }

    /** Gives places that are free to the first who wait, and tells them; the caller holds the event's lock. */
    Future<Void> fill(SqlClient tx, Event event) {
        return house(tx, event.organisationId()).compose(house -> fill(tx, house, event));
    }

    /** The same of every event to come that somebody waits for, whom nobody could tell so far that a place is theirs. */
    Future<Void> fillAwaited(SqlClient tx, long contactId) {
        return answers.waiting(tx, contactId, clock.instant())
                .compose(waiting ->
                        Sequence.each(waiting.stream().sorted().toList(), actionId -> events.lock(tx, actionId)
                                .compose(event -> event.isEmpty() || event.get().cancelled()
                                        ? Future.succeededFuture()
                                        : fill(tx, event.get()))));
    }

    private Future<Void> fill(SqlClient tx, House house, Event event) {
        return event.open(clock.instant()) && event.details().capacity() != null
                ? free(tx, event).compose(free -> fill(tx, house, event, Math.min(free, MOST_PLACES_AT_ONCE)))
                : event.open(clock.instant()) ? fill(tx, house, event, MOST_PLACES_AT_ONCE) : Future.succeededFuture();
    }

    private Future<Void> fill(SqlClient tx, House house, Event event, long places) {
        return places <= 0
                ? Future.succeededFuture()
                : answers.nextWaiting(tx, event.actionId())
                        .compose(next -> next.isEmpty()
                                ? Future.succeededFuture()
                                : promote(tx, house, event, next.get())
                                        .compose(done -> fill(tx, house, event, places - 1)));
    }

    private Future<Void> promote(SqlClient tx, House house, Event event, Attendee next) {
        return put(tx, event, next.contactId(), AttendanceState.WAITING, AttendanceState.YES, "place")
                .compose(attendee -> notices.tell(
                                tx,
                                event,
                                attendee,
                                notices.messages(house.profile(), event, attendee)
                                        .promoted())
                        .compose(told -> notices.remind(tx, house.profile(), house.rules(), event, attendee)));
    }

    /** Whether the next yes would wait. */
    Future<Boolean> full(SqlClient client, Event event) {
        return free(client, event).map(free -> free <= 0);
    }

    /** What an invitation says of the event as it stands, by language. */
    Future<UnaryOperator<String>> invitation(SqlClient client, Event event) {
        return house(client, event.organisationId())
                .compose(house -> full(client, event).map(full -> new EventMessages(
                                house.profile(), event, null, event.details().zone(), "")
                        .invitation(full)));
    }

    /** What whoever counts on coming reads when it is cancelled, by language. */
    Future<Map<String, String>> cancellation(SqlClient client, Event event) {
        return read(client, event, EventMessages::cancelled);
    }

    /** What those who stand so read of an event that was changed to this, by language. */
    Future<Map<String, String>> change(SqlClient client, Event event, AttendanceState standing) {
        return read(client, event, messages -> messages.changed(standing));
    }

    private Future<Map<String, String>> read(
            SqlClient client, Event event, Function<EventMessages, MessageSpec> message) {
        return house(client, event.organisationId())
                .map(house -> message.apply(notices.messages(house.profile(), event)).bodies().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, body -> body.getValue().fill(name -> name, text -> text))));
    }

    private Future<Long> free(SqlClient tx, Event event) {
        Integer capacity = event.details().capacity();
        return capacity == null
                ? Future.succeededFuture(Long.MAX_VALUE)
                : answers.taken(tx, event.actionId()).map(taken -> capacity - taken);
    }

    Future<House> house(SqlClient tx, long organisationId) {
        return profiles.of(tx, organisationId).compose(profile -> organisations
                .find(tx, organisationId)
                .map(organisation ->
                        new House(profile, organisation.map(Organisation::rules).orElseThrow())));
    }
}
