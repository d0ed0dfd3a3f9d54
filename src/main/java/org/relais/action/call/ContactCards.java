package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.relais.action.call.ContactCardStore.Card;
import org.relais.consent.Purpose;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;

/**
 * Cards that show numbers to volunteers, taken away again when the call is over: out of the chat where the platform lets
 * us, and out of our own copy of the message always.
 */
final class ContactCards {
    private final Outbox outbox;
    private final Predicate<String> editable;
    private final InstantSource clock;
    private final ContactCardStore store = new ContactCardStore();
    private final CallAttemptStore attempts = new CallAttemptStore();

    /**
     * @param editable whether a message on the channel of this name can be edited after it was sent
     */
    ContactCards(Outbox outbox, Predicate<String> editable, InstantSource clock) {
        this.outbox = outbox;
        this.editable = editable;
        this.clock = clock;
    }

    /** Puts a card into the chat from which the volunteer wrote, in front of everything that answers them. */
    Future<Void> show(SqlClient tx, Reply reply, long actionId, long attemptId, MessageSpec card) {
        return outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                        new NewDelivery.Chat(
                                                reply.organisationId(),
                                                reply.contactId(),
                                                reply.addressId(),
                                                reply.sender().id()),
                                        Purpose.REPLY,
                                        DeliveryContent.of(card),
                                        clock.instant())
                                .about(actionId))
                .compose(delivery -> attempts.card(tx, attemptId, delivery.orElseThrow()));
    }

    /** Takes the number of a call that is over out of its chat; completes with the card, if it was still to be done. */
    Future<Optional<Card>> clear(SqlClient tx, long attemptId) {
        return store.of(tx, attemptId).compose(card -> clear(tx, card).map(card));
    }

    /** Does so for the next call that ended without its volunteer; completes with false when there is none. */
    Future<Boolean> clearNext(SqlClient tx) {
        return store.any(tx).compose(card -> clear(tx, card));
    }

    private Future<Boolean> clear(SqlClient tx, Optional<Card> found) {
        if (found.isEmpty()) {
            return Future.succeededFuture(false);
        }
        Card card = found.get();
        Long delivery = card.deliveryId();
        Future<Void> cleared = delivery == null ? Future.succeededFuture() : clear(tx, card, delivery);
        return cleared.compose(done -> store.cleared(tx, card.attemptId(), clock.instant()))
                .map(true);
    }

    private Future<Void> clear(SqlClient tx, Card card, long deliveryId) {
        return OrganisationTexts.of(tx, card.organisationId(), card.language()).compose(speech -> {
            JsonObject over = MessageSpecCodec.encode(speech.say("call.card.over", Map.of()));
            return outbox.cancel(tx, card.organisationId(), List.of(deliveryId), "call_over")
                    .compose(cancelled -> cancelled > 0 ? Future.succeededFuture() : edit(tx, card, deliveryId, over))
                    .compose(edited -> store.forget(tx, deliveryId, over));
        });
    }

    private Future<Void> edit(SqlClient tx, Card card, long deliveryId, JsonObject over) {
        Long volunteer = card.volunteerId();
        String channel = card.channel();
        if (volunteer == null || channel == null || !editable.test(channel)) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant();
        return outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                new NewDelivery.Chat(
                                        card.organisationId(), volunteer, card.chatAddressId(), card.senderId()),
                                Purpose.REPLY,
                                DeliveryContent.Inline.replacing(deliveryId, over),
                                now))
                .mapEmpty();
    }
}
