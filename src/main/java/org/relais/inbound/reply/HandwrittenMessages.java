package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbox.HandwrittenMessage;
import org.relais.inbox.HandwrittenMessage.Recipient;
import org.relais.inbox.HandwrittenMessageStore;
import org.relais.inbox.InboundMessage.Content;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people of the organisation write with the platform's own app: kept with the conversation of somebody known, and in the
 * audit trail where that person had stopped. Strangers to whom a telephone writes are none of Relais's business.
 */
final class HandwrittenMessages {
    private static final Logger LOG = LoggerFactory.getLogger(HandwrittenMessages.class);

    private final AuditStore audit;
    private final HandwrittenMessageStore store = new HandwrittenMessageStore();

    HandwrittenMessages(AuditStore audit) {
        this.audit = audit;
    }

    Future<EventRouter.Routed> keep(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        InboundEvent event = open.event();
        List<String> identifiers =
                event.from().stream().map(AddressId::identifier).toList();
        return store.recipient(transaction, sender.organisationId(), event.channel(), identifiers, event.platformTime())
                .compose(recipient -> recipient.isEmpty()
                        ? Future.succeededFuture(EventRouter.Routed.of(InboxOutcome.IGNORED, sender))
                        : keep(transaction, open, sender, recipient.get()));
    }

    private Future<EventRouter.Routed> keep(
            SqlConnection transaction, PendingInboxEvent open, Sender sender, Recipient recipient) {
        InboundEvent event = open.event();
        HandwrittenMessage.Received message = new HandwrittenMessage.Received(
                sender.id(),
                event.eventKey(),
                Objects.requireNonNullElse(event.words(), ""),
                content(event.media()),
                event.platformTime(),
                open.receivedAt());
        return store.insert(transaction, sender.organisationId(), recipient, message)
                .compose(id -> id.isPresent() && recipient.stoppedBefore()
                        ? afterStop(transaction, sender, recipient, id.get())
                        : Future.succeededFuture())
                .map(new EventRouter.Routed(InboxOutcome.KEPT, sender.organisationId(), recipient.contactId()));
    }

    private Future<Void> afterStop(SqlConnection transaction, Sender sender, Recipient recipient, long id) {
        LOG.warn(
                "somebody of organisation {} wrote by hand, with {} sender {}, to contact {}, who had stopped",
                sender.organisationId(),
                sender.channel(),
                sender.id(),
                recipient.contactId());
        return audit.write(
                transaction,
                Actor.service(sender.organisationId(), "platform"),
                "handwritten_message.after_stop",
                "contact:" + recipient.contactId(),
                new JsonObject().put("sender", sender.id()).put("message", id));
    }

    private static Content content(InboundEvent.@Nullable Media media) {
        return media == null
                ? Content.TEXT
                : switch (media.kind()) {
                    case VOICE -> Content.VOICE;
                    case PICTURE -> Content.PICTURE;
                    case VIDEO -> Content.VIDEO;
                    case STICKER -> Content.STICKER;
                    case PLACE -> Content.PLACE;
                    case FILE -> Content.FILE;
                };
    }
}
