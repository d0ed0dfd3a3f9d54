package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.action.Action;
import org.relais.action.ActionKind;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.OfferButton;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/** Coming to an event: yes, maybe and no under the offer itself. */
final class EventKind implements ActionKind {
    private final Attendance attendance;
    private final EventDialogue dialogue;
    private final InstantSource clock;
    private final EventStore events = new EventStore();

    EventKind(Attendance attendance, EventDialogue dialogue, InstantSource clock) {
        this.attendance = attendance;
        this.dialogue = dialogue;
        this.clock = clock;
    }

    @Override
    public ActionType type() {
        return ActionType.EVENT;
    }

    @Override
    public List<OfferButton> buttons() {
        return List.of(
                new OfferButton(OfferButton.YES, "event.yes"),
                new OfferButton(AttendanceAnswer.MAYBE.word(), "event.maybe"),
                new OfferButton(OfferButton.NO, "event.no"));
    }

    @Override
    public boolean acceptanceCounts() {
        return true;
    }

    @Override
    public Future<Optional<String>> stats(SqlClient tx, Reply reply, OrganisationTexts texts) {
        return dialogue.answered(tx, reply.contactId())
                .map(count -> count == 0
                        ? Optional.empty()
                        : Optional.of(texts.text("stats.events", Map.of("count", count))));
    }

    /** When and where it is, and whether a yes would have to wait. */
    @Override
    public Future<Optional<UnaryOperator<String>>> details(SqlClient tx, long organisationId, long actionId) {
        return events.find(tx, organisationId, actionId)
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : attendance.invitation(tx, event.get()).map(Optional::of));
    }

    @Override
    public Future<List<Fault>> missing(SqlClient tx, Action action) {
        return events.find(tx, action.organisationId(), action.id())
                .map(event -> event.isEmpty()
                        ? List.of(Fault.of("event", FaultCode.EVENT_REQUIRED))
                        : !event.get().open(clock.instant())
                                ? List.of(Fault.of("event", FaultCode.EVENT_OVER))
                                : missing(event.get().details()));
    }

    private List<Fault> missing(EventDetails details) {
        List<Fault> missing = new ArrayList<>();
        if (!details.startsAt().isAfter(clock.instant())) {
            missing.add(Fault.of("startsAt", FaultCode.EVENT_PAST));
        }
        if (details.place().isEmpty()) {
            missing.add(Fault.of("place", FaultCode.EVENT_PLACE_REQUIRED));
        }
        return missing;
    }

    /** The draft may have been changed since the event was described. */
    @Override
    public Future<Void> opened(SqlClient tx, Action action) {
        return events.find(tx, action.organisationId(), action.id())
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture()
                        : events.endWith(tx, action.id(), event.get().details().endsAt()));
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        AttendanceAnswer choice = Optional.ofNullable(assignment.answer())
                .flatMap(AttendanceAnswer::of)
                .orElse(AttendanceAnswer.YES);
        return dialogue.answer(tx, reply, action.id(), choice)
                .compose(answered -> answered.isEmpty()
                        ? Future.succeededFuture(ReplyResult.silent())
                        : dialogue.say(tx, reply, answered.get()));
    }

    @Override
    public Future<Optional<LocalDate>> day(SqlClient tx, Action action) {
        return events.find(tx, action.organisationId(), action.id())
                .map(event -> event.map(found -> found.details().day()));
    }

    /** Who waits is not told that they come, however often they say that they would. */
    @Override
    public Future<Optional<ReplyResult>> repeated(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return accepted(tx, reply, action, assignment).map(Optional::of);
    }

    /** The action of a cancelled event only ends. */
    @Override
    public Future<String> overKey(SqlClient tx, Action action) {
        return events.find(tx, action.organisationId(), action.id())
                .map(event -> event.filter(Event::cancelled).isPresent() ? Action.CANCELLED_KEY : action.overKey());
    }

    @Override
    public Future<Optional<String>> line(SqlClient tx, Action action, long contactId) {
        return dialogue.stands(tx, action.id(), contactId).map(stands -> stands.filter(AttendanceState::mayCome)
                .map(standing -> "event.line." + standing.sqlName()));
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return events.find(tx, action.organisationId(), action.id())
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(ReplyResult.silent())
                        : dialogue.standing(tx, reply, event.get()));
    }

    @Override
    public Future<Void> withdrawn(SqlClient tx, Action action, Assignment assignment) {
        return attendance
                .answer(tx, action.organisationId(), action.id(), assignment.contactId(), AttendanceAnswer.NO)
                .mapEmpty();
    }

    @Override
    public Future<Void> declined(SqlClient tx, Action action, Assignment assignment) {
        return withdrawn(tx, action, assignment);
    }

    /** Who cancels the action cancels the event; at the end of one that took place, whoever said yes has done their part. */
    @Override
    public Future<Void> ended(SqlClient tx, Action action) {
        return events.lock(tx, action.id())
                .compose(event -> event.isEmpty() || event.get().cancelled()
                        ? Future.succeededFuture()
                        : event.get().over(clock.instant())
                                ? events.done(tx, action.id(), clock.instant())
                                : action.state() == ActionState.CANCELLED
                                        ? events.cancel(tx, action.id(), null, clock.instant())
                                                .mapEmpty()
                                        : Future.succeededFuture());
    }
}
