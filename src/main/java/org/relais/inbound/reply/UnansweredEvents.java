package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import org.relais.channel.InboundEvent;
import org.relais.consent.ConsentEvent;
import org.relais.inbound.intake.ConsentServices;
import org.relais.inbound.intake.ContactSightings;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.organisation.Sender;

/** What people do that is written down and never answered: texts they edit, and that they unblock a sender. */
final class UnansweredEvents {
    private final ConsentServices services;
    private final RightsIntake rights;

    UnansweredEvents(ConsentServices services, RightsIntake rights) {
        this.services = services;
        this.rights = rights;
    }

    RightsIntake rights() {
        return rights;
    }

    /**
     * An edit that says stop was one when it was stored; one that exercises a right opens its request; any other changes
     * nothing that was answered.
     */
    Future<EventRouter.Routed> edited(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        return rights.exercised(open.event()).isEmpty()
                ? Future.succeededFuture(EventRouter.Routed.of(InboxOutcome.IGNORED, sender))
                : services.identities()
                        .resolve(transaction, ContactSightings.of(sender, open.event()))
                        .compose(resolved -> rights.open(
                                        transaction,
                                        sender.organisationId(),
                                        resolved.contactId(),
                                        open.event(),
                                        open.receivedAt())
                                .map(new EventRouter.Routed(
                                        InboxOutcome.APPLIED, sender.organisationId(), resolved.contactId())));
    }

    /** To unblock is not to consent: it is written down, and nothing is sent. */
    Future<EventRouter.Routed> resumed(SqlConnection transaction, InboundEvent event, Sender sender) {
        return services.identities()
                .resolve(transaction, ContactSightings.of(sender, event))
                .compose(resolved -> services.consent()
                        .apply(
                                transaction,
                                ConsentEvent.platformResume(
                                                sender.organisationId(), resolved.contactId(), event.platformTime())
                                        .from(event.channel(), event.eventKey())))
                .map(change ->
                        new EventRouter.Routed(InboxOutcome.APPLIED, sender.organisationId(), change.contactId()));
    }
}
