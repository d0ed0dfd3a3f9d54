package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionCloser;
import org.relais.action.event.EventAnswerStore.Untold;
import org.relais.task.Sequence;

/**
 * What a change of an event leads to, page by page, each in a transaction of its own; what a crash leaves is found by the
 * next run. Each person is told each change once.
 */
public final class EventFollowUps {
    private static final int PAGE = 100;

    private final Pool pool;
    private final Attendance attendance;
    private final EventNotices notices;
    private final ActionCloser closer;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final EventStore events = new EventStore();
    private final EventAnswerStore answers = new EventAnswerStore();

    EventFollowUps(
            Pool pool,
            Attendance attendance,
            EventNotices notices,
            ActionCloser closer,
            LongConsumer wake,
            InstantSource clock) {
        this.closer = closer;
        this.pool = pool;
        this.attendance = attendance;
        this.notices = notices;
        this.wake = wake;
        this.clock = clock;
    }

    /** Tells everybody who counts on coming to any event what they don't know yet; returns how many were told. */
    public Future<Integer> tellAll() {
        return tell(null, 0);
    }

    /** Ends the action of an event that is cancelled: nobody is offered it any more. */
    Future<Void> end(Event event) {
        return closer.endNow(event.organisationId(), event.actionId()).mapEmpty();
    }

    /** As {@link #tellAll}, of one event. */
    Future<Integer> tell(long actionId) {
        return tell(actionId, 0);
    }

    /** Gives away places that have become free without an answer, such as by an erasure. */
    public Future<Void> fillAll() {
        return events.withRoom(pool, clock.instant())
                .compose(found -> Sequence.each(found, actionId -> pool.withTransaction(tx -> events.lock(tx, actionId)
                                .compose(event -> event.isEmpty()
                                        ? Future.succeededFuture(event)
                                        : attendance.fill(tx, event.get()).map(event)))
                        .onSuccess(event -> event.ifPresent(filled -> wake.accept(filled.organisationId())))));
    }

    /**
     * Takes people off the lists who have stopped since they answered: nobody can tell them any more that a place is theirs,
     * and it goes to whoever waits. Each in a transaction of its own; completes with how many.
     */
    public Future<Integer> releaseStopped() {
        return answers.stopped(pool, clock.instant(), PAGE).compose(stopped -> {
            Future<Integer> all = Future.succeededFuture(0);
            for (EventAnswerStore.Stopped each : stopped) {
                all = all.compose(
                        before -> pool.withTransaction(tx -> attendance.stopped(tx, each.actionId(), each.contactId()))
                                .onSuccess(event -> event.ifPresent(left -> wake.accept(left.organisationId())))
                                .map(event -> before + (event.isPresent() ? 1 : 0)));
            }
            return all;
        });
    }

    private Future<Integer> tell(@Nullable Long actionId, int before) {
        return pool.withTransaction(tx -> answers.untold(tx, actionId, PAGE, clock.instant())
                        .compose(page -> tell(tx, page).map(page)))
                .onSuccess(page ->
                        page.stream().map(Untold::organisationId).distinct().forEach(wake::accept))
                .compose(page -> page.size() < PAGE
                        ? Future.succeededFuture(before + page.size())
                        : tell(actionId, before + page.size()));
    }

    private Future<Void> tell(SqlConnection tx, List<Untold> page) {
        return Sequence.each(page, untold -> events.find(tx, untold.actionId())
                .compose(event -> tell(tx, event.orElseThrow(), untold.attendee())));
    }

    private Future<Void> tell(SqlConnection tx, Event event, Attendee attendee) {
        return attendance
                .house(tx, event.organisationId())
                .compose(house -> notices.takeBack(tx, event, attendee.answerId())
                        .map(notices.messages(house.profile(), event, attendee))
                        .compose(messages -> notices.tell(
                                tx,
                                event,
                                attendee,
                                event.cancelled() ? messages.cancelled() : messages.changed(attendee.standing())))
                        .compose(told -> attendee.standing() == AttendanceState.YES && !event.cancelled()
                                ? notices.remind(tx, house.profile(), house.rules(), event, attendee)
                                : Future.succeededFuture()))
                .compose(done -> answers.told(tx, attendee.answerId(), event.sequence()));
    }
}
