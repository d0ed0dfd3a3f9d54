package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.template.MessageSpec;

/**
 * What volunteers do in an action: answers, units of work, done. Every change is written down as an event in the same
 * transaction, and every answer takes back a reminder that is still queued.
 */
public final class Assignments {
    private static final String UNIT = "unit";

    private final Outbox outbox;
    private final InstantSource clock;
    private final ActionEventStore events = new ActionEventStore();
    private final AssignmentStore store = new AssignmentStore();

    public Assignments(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Notes that the volunteer takes part; empty when they are done already. */
    public Future<Optional<Assignment>> accept(
            SqlClient tx, Action action, Assignment before, String answer, long addressId) {
        Instant now = clock.instant();
        boolean further = before.state() == AssignmentState.ACCEPTED;
        return (further
                        ? store.answer(tx, before.id(), answer, addressId, now)
                        : store.accept(tx, before.id(), answer, addressId, now))
                .compose(after -> after.isEmpty()
                        ? Future.succeededFuture(after)
                        : changed(
                                        tx,
                                        action,
                                        after.get(),
                                        further ? "answered" : "accepted",
                                        new JsonObject().put("answer", answer),
                                        now)
                                .map(after));
    }

    /** Notes that the volunteer does not take part; empty when they are done already. */
    public Future<Optional<Assignment>> decline(SqlClient tx, Action action, Assignment before, long addressId) {
        Instant now = clock.instant();
        return store.decline(tx, before.id(), OfferButton.NO, addressId, now)
                .compose(after -> after.isEmpty()
                        ? Future.succeededFuture(after)
                        : changed(tx, action, after.get(), "declined", new JsonObject(), now)
                                .map(after));
    }

    /**
     * Marks the volunteer's part as done.
     *
     * @param language of the volunteer; null: the organisation's
     * @return the thanks with the running total, to be sent by the caller; empty when it was done before or they do not
     *     take part
     */
    public Future<Optional<MessageSpec>> done(
            SqlClient tx, Action action, Assignment assignment, @Nullable String language) {
        Instant now = clock.instant();
        return store.done(tx, assignment.id(), now)
                .compose(after -> after.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : changed(tx, action, after.get(), "done", new JsonObject(), now)
                                .compose(noted -> thanks(tx, action, after.get(), language))
                                .compose(
                                        thanks -> events.note(tx, action, after.get(), "thanked", new JsonObject(), now)
                                                .map(Optional.of(thanks))));
    }

    /**
     * Marks the volunteer's part as done by something they did elsewhere, such as on their share page, and thanks them in
     * the chat; does nothing when it was done before.
     */
    public Future<Boolean> doneElsewhere(SqlClient tx, Action action, Assignment assignment) {
        return store.language(tx, assignment)
                .compose(language -> done(tx, action, assignment, language.orElse(null)))
                .compose(thanks -> thanks.isEmpty()
                        ? Future.succeededFuture(false)
                        : tell(tx, assignment, thanks.get()).map(true));
    }

    /**
     * Counts one unit of work (one contact called, say) towards the ceilings and puts off the next reminder.
     *
     * @param detail never personal data
     */
    public Future<Void> unit(SqlClient tx, Action action, Assignment assignment, JsonObject detail) {
        return changed(tx, action, assignment, UNIT, detail, clock.instant());
    }

    /**
     * Whether the volunteer may do one more unit: the ceiling in all is the action's own, that of a day holds for all that
     * they do on it, in whatever action.
     */
    public Future<Allowance> allowance(SqlClient tx, Action action, Assignment assignment) {
        Integer inAll = action.perVolunteer();
        Integer perDay = action.perDay();
        if (inAll == null && perDay == null) {
            return Future.succeededFuture(Allowance.MORE);
        }
        return store.units(tx, assignment, clock.instant()).map(units -> {
            if (inAll != null && units.inAll() >= inAll) {
                return Allowance.NO_MORE;
            }
            return perDay != null && units.today() >= perDay ? Allowance.NOT_TODAY : Allowance.MORE;
        });
    }

    /** The volunteer has said or done something in the action: the next reminder counts from now. */
    public Future<Void> active(SqlClient tx, Assignment assignment) {
        return store.touch(tx, assignment.id(), clock.instant()).compose(touched -> quiet(tx, assignment));
    }

    /** Says something to the volunteer that answers what they just did, where they answered from. */
    public Future<Void> tell(SqlClient tx, Assignment assignment, MessageSpec message) {
        return outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                        new NewDelivery.Chat(
                                                assignment.organisationId(),
                                                assignment.contactId(),
                                                assignment.addressId(),
                                                null),
                                        Purpose.REPLY,
                                        DeliveryContent.of(message),
                                        clock.instant())
                                .about(assignment.actionId()))
                .mapEmpty();
    }

    private Future<Void> changed(
            SqlClient tx, Action action, Assignment assignment, String kind, JsonObject detail, Instant now) {
        return events.note(tx, action, assignment, kind, detail, now).compose(noted -> active(tx, assignment));
    }

    /** A reminder that is still queued is not needed any more. */
    private Future<Void> quiet(SqlClient tx, Assignment assignment) {
        return store.takeBackReminder(tx, assignment.id())
                .compose(delivery -> delivery.isEmpty()
                        ? Future.succeededFuture()
                        : outbox.cancel(tx, assignment.organisationId(), List.of(delivery.get()), "not_needed")
                                .mapEmpty());
    }

    private Future<MessageSpec> thanks(SqlClient tx, Action action, Assignment assignment, @Nullable String language) {
        return OrganisationTexts.of(tx, action.organisationId(), language)
                .compose(speech -> store.own(tx, action.organisationId(), assignment.contactId())
                        .map(own -> speech.say("action.thanks", Map.of("title", action.title(), "count", own.done()))));
    }
}
