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
    private final ReplyMessages voice;
    private final InstantSource clock;

    OrganiserStage(InboundMessageStore messages, ReplyMessages voice, InstantSource clock) {
        this.messages = messages;
        this.voice = voice;
        this.clock = clock;
    }

    @Override
    public Future<Optional<InboxOutcome>> tryOn(SqlConnection transaction, ReplyContext encounter) {
        return keep(transaction, encounter)
                .compose(id -> id.isEmpty() || silent(encounter)
                        ? Future.succeededFuture()
                        : receipt(transaction, encounter, id.get()))
                .compose(done -> ReplyStage.end(InboxOutcome.KEPT));
    }

    private Future<Optional<Long>> keep(SqlConnection transaction, ReplyContext encounter) {
        return messages.insert(
                transaction,
                encounter.organisationId(),
                encounter.person().contactId(),
                encounter.sender().id(),
                encounter.addressId(),
                encounter.event().eventKey(),
                Objects.requireNonNullElse(encounter.event().text(), ""),
                InboundMessage.Kind.MESSAGE,
                content(encounter),
                encounter.contextDeliveryId(),
                encounter.open().receivedAt());
    }

    private static InboundMessage.Content content(ReplyContext encounter) {
        if (encounter.is(Kind.CARD)) {
            return InboundMessage.Content.CARD;
        }
        String text = encounter.event().text();
        return text == null || text.isBlank() ? InboundMessage.Content.OTHER : InboundMessage.Content.TEXT;
    }

    private Future<Void> receipt(SqlConnection transaction, ReplyContext encounter, long messageId) {
        Instant now = clock.instant();
        return messages.takeReceipt(
                        transaction, messageId, encounter.person().contactId(), now, now.minus(BETWEEN_RECEIPTS))
                .compose(taken -> taken
                        ? voice.say(transaction, encounter.listener(), receiptKey(encounter))
                        : Future.succeededFuture());
    }

    private static boolean silent(ReplyContext encounter) {
        ConsentState state = encounter.person().state();
        return state == ConsentState.UNSUBSCRIBED || state == ConsentState.HELD;
    }

    private static String receiptKey(ReplyContext encounter) {
        boolean readable = encounter.is(Kind.TEXT) || encounter.is(Kind.BUTTON);
        return readable ? "unknown.receipt" : "unsupported.receipt";
    }
}
