package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.relais.channel.InboundEvent.Kind;
import org.relais.contact.ConsentState;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboundMessageStore;

/**
 * What nobody understood is for the organisers to read; the person is told so at most once a day, and not at all after
 * a stop or while a hold is open.
 */
final class OrganiserStage implements ReplyStage {
    private static final Duration BETWEEN_RECEIPTS = Duration.ofDays(1);

    private final InboundMessageStore messages;
    private final ReplyMessages replyMessages;
    private final InstantSource clock;

    OrganiserStage(InboundMessageStore messages, ReplyMessages replyMessages, InstantSource clock) {
        this.messages = messages;
        this.replyMessages = replyMessages;
        this.clock = clock;
    }

    @Override
    public Future<Optional<InboxOutcome>> tryOn(SqlConnection transaction, ReplyContext replyContext) {
        return keep(transaction, replyContext)
                .compose(id -> id.isEmpty() || silent(replyContext)
                        ? Future.succeededFuture()
                        : receipt(transaction, replyContext, id.get()))
                .compose(done -> ReplyStage.end(InboxOutcome.KEPT));
    }

    /** The row's id; empty when it is there already. */
    Future<Optional<Long>> keep(SqlConnection transaction, ReplyContext replyContext) {
        return messages.insert(
                transaction,
                replyContext.organisationId(),
                replyContext.person().contactId(),
                replyContext.sender().id(),
                replyContext.addressId(),
                replyContext.event().eventKey(),
                Objects.requireNonNullElse(replyContext.event().text(), ""),
                InboundMessage.Kind.MESSAGE,
                content(replyContext),
                replyContext.contextDeliveryId(),
                replyContext.open().receivedAt());
    }

    private static InboundMessage.Content content(ReplyContext replyContext) {
        if (replyContext.is(Kind.CARD)) {
            return InboundMessage.Content.CARD;
        }
        String text = replyContext.event().text();
        return text == null || text.isBlank() ? InboundMessage.Content.OTHER : InboundMessage.Content.TEXT;
    }

    private Future<Void> receipt(SqlConnection transaction, ReplyContext replyContext, long messageId) {
        Instant now = clock.instant();
        return messages.takeReceipt(
                        transaction, messageId, replyContext.person().contactId(), now, now.minus(BETWEEN_RECEIPTS))
                .compose(taken -> taken
                        ? replyMessages.say(transaction, replyContext.listener(), receiptKey(replyContext))
                        : Future.succeededFuture());
    }

    private static boolean silent(ReplyContext replyContext) {
        ConsentState state = replyContext.person().state();
        return state == ConsentState.UNSUBSCRIBED || state == ConsentState.HELD;
    }

    private static String receiptKey(ReplyContext replyContext) {
        boolean readable = replyContext.is(Kind.TEXT) || replyContext.is(Kind.BUTTON);
        return readable ? "unknown.receipt" : "unsupported.receipt";
    }
}
