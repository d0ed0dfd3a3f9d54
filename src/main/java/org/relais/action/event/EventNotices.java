package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.relais.action.event.ReminderTimes.Reminder;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.organisation.ContactRules;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;
import org.relais.template.PlatformTemplate;

/**
 * Messages that an answer or a change leads to, as broadcasts' kin: the claim lets none out to somebody who has not
 * agreed, nor outside contact hours. Each is noted with its answer and taken back when that changes.
 */
final class EventNotices {
    static final String CHANGE = "change";

    private final EventAnswerStore answers = new EventAnswerStore();
    private final EventStore events = new EventStore();
    private final Outbox outbox;
    private final LongFunction<String> pages;
    private final InstantSource clock;

    /** @param pages address of an action's public page; empty when there are no public pages */
    EventNotices(Outbox outbox, LongFunction<String> pages, InstantSource clock) {
        this.outbox = outbox;
        this.pages = pages;
        this.clock = clock;
    }

    EventMessages messages(OrganisationProfile profile, Event event, Attendee attendee) {
        return new EventMessages(profile, event, attendee.language(), attendee.zone(), pages.apply(event.actionId()));
    }

    /** The same to anybody, by the clock of the place. */
    EventMessages messages(OrganisationProfile profile, Event event) {
        return new EventMessages(profile, event, null, event.details().zone(), pages.apply(event.actionId()));
    }

    /** Queues the reminders of somebody who comes. */
    Future<Void> remind(SqlClient tx, OrganisationProfile profile, ContactRules rules, Event event, Attendee attendee) {
        EventMessages messages = messages(profile, event, attendee);
        List<Reminder> reminders =
                ReminderTimes.of(event.details().startsAt(), attendee.zone(), rules, clock.instant());
        return Sequence.each(
                reminders,
                reminder -> queue(
                        tx,
                        event,
                        attendee,
                        new Notice(
                                reminder.kind().word(),
                                messages.reminder(reminder.kind()),
                                reminder.at(),
                                reminder.notAfter())));
    }

    /** Tells somebody at once, or when their contact hours next open; of no use after the event. */
    Future<Void> tell(SqlClient tx, Event event, Attendee attendee, MessageSpec message) {
        Notice notice =
                new Notice(CHANGE, message, clock.instant(), event.details().endsAt());
        return queue(tx, event, attendee, notice);
    }

    /** Takes back everything that is still queued because of this answer: the event is not what it says any more. */
    Future<Void> takeBack(SqlClient tx, Event event, long answerId) {
        return answers.takeNotices(tx, answerId)
                .compose(deliveries -> outbox.cancel(
                        tx,
                        event.organisationId(),
                        deliveries,
                        event.cancelled() ? "event_cancelled" : "event_changed"))
                .mapEmpty();
    }

    /**
     * Takes back everything that is still queued because of how this person stood.
     *
     * @param reason of the deliveries
     */
    Future<Void> takeBackOf(SqlClient tx, Event event, long contactId, String reason) {
        return answers.takeNotices(tx, event.actionId(), contactId)
                .compose(deliveries -> outbox.cancel(tx, event.organisationId(), deliveries, reason))
                .mapEmpty();
    }

    /**
     * Whoever is held no more is told what was kept back meanwhile of events that they count on: a change, a cancellation, a place
     * that is theirs, and the reminders that are still to come.
     */
    Future<Void> release(SqlClient tx, long contactId) {
        Instant now = clock.instant();
        return answers.noted(tx, contactId, now)
                .compose(noted -> noted.isEmpty()
                        ? Future.succeededFuture()
                        : outbox.release(tx, contactId, noted, now.plus(Outbox.BEHIND_ANSWER))
                                .mapEmpty());
    }

    /** A message about an event, and between when it may begin. */
    private record Notice(String kind, MessageSpec message, Instant notBefore, Instant notAfter) {}

    private Future<Void> queue(SqlClient tx, Event event, Attendee attendee, Notice notice) {
        return events.invitation(tx, event.actionId())
                .map(invitation -> delivery(event, attendee, carried(event, notice.message(), invitation), notice))
                .compose(delivery -> outbox.enqueue(tx, delivery))
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture()
                        : answers.note(tx, attendee.answerId(), notice.kind(), id.get()));
    }

    /** Where free-form text is not allowed, in the invitation's template, if that has a place for a text. */
    private static MessageSpec carried(Event event, MessageSpec message, Optional<MessageSpec> invitation) {
        return message.in(invitation
                .flatMap(offer -> offer.template()
                        .filter(PlatformTemplate::carriesAnyText)
                        .map(template -> template.carrying(
                                message.language(), offer.language(), EventMessages.payloads(event.actionId()))))
                .orElse(null));
    }

    private static NewDelivery delivery(Event event, Attendee attendee, MessageSpec carried, Notice notice) {
        return NewDelivery.broadcast(
                        event.organisationId(),
                        attendee.contactId(),
                        DeliveryContent.of(carried),
                        notice.notBefore(),
                        notice.notAfter())
                .about(event.actionId());
    }
}
