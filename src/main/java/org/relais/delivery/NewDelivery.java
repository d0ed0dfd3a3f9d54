package org.relais.delivery;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;

/**
 * One message to one person, to be queued. Whether it may be sent is decided when it is claimed, not here.
 *
 * @param addressId where to; null: the person's preferred address (last wrote on it, else the first active one whose
 *     channel has a sender)
 * @param senderId who sends; null: the sender the person last wrote to, else the organisation's first of the channel
 * @param broadcastId null for anything but a broadcast; a person gets one delivery per broadcast
 * @param actionId of what is said in the course of an action, which it costs; null for all else
 * @param variables values of this delivery's own, which go before the contact's variables; empty for none
 * @param notBefore earliest time; contact hours may make it later
 * @param notAfter cancelled ({@code expired}) instead of sent after this; null: never
 * @param basisEventId for a confirmation the ledger event of the stop (there is at most one confirmation per event);
 *     null for all else: the claim notes the basis of the consent it found
 */
public record NewDelivery(
        long organisationId,
        long contactId,
        @Nullable Long addressId,
        @Nullable Long senderId,
        @Nullable Long broadcastId,
        @Nullable Long actionId,
        Purpose purpose,
        DeliveryContent content,
        JsonObject variables,
        Instant notBefore,
        @Nullable Instant notAfter,
        @Nullable Long basisEventId) {

    /**
     * Where a person is written to at once.
     *
     * @param addressId null: the person's preferred address
     * @param senderId null: the sender of that address
     */
    public record Chat(long organisationId, long contactId, @Nullable Long addressId, @Nullable Long senderId) {
        public static Chat preferred(long organisationId, long contactId) {
            return new Chat(organisationId, contactId, null, null);
        }
    }

    /** A message to the person's own address, now, without further wishes. */
    public static NewDelivery now(Chat chat, Purpose purpose, DeliveryContent content, Instant now) {
        return new NewDelivery(
                chat.organisationId(),
                chat.contactId(),
                chat.addressId(),
                chat.senderId(),
                null,
                null,
                purpose,
                content,
                new JsonObject(),
                now,
                null,
                null);
    }

    /** What a broadcast's kin says to somebody, on the person's preferred address. */
    public static NewDelivery broadcast(
            long organisationId,
            long contactId,
            DeliveryContent content,
            Instant notBefore,
            @Nullable Instant notAfter) {
        return new NewDelivery(
                organisationId,
                contactId,
                null,
                null,
                null,
                null,
                Purpose.BROADCAST,
                content,
                new JsonObject(),
                notBefore,
                notAfter,
                null);
    }

    /** The same as {@link #now}, ordered by a stop: the one confirmation of ledger event {@code stopEventId}. */
    public static NewDelivery confirmation(
            Chat chat, DeliveryContent content, Instant now, Instant notAfter, long stopEventId) {
        return new NewDelivery(
                chat.organisationId(),
                chat.contactId(),
                chat.addressId(),
                chat.senderId(),
                null,
                null,
                Purpose.CONFIRMATION,
                content,
                new JsonObject(),
                now,
                notAfter,
                stopEventId);
    }

    /** The same in the course of an action; null for none. */
    public NewDelivery about(@Nullable Long action) {
        return new NewDelivery(
                organisationId,
                contactId,
                addressId,
                senderId,
                broadcastId,
                action,
                purpose,
                content,
                variables,
                notBefore,
                notAfter,
                basisEventId);
    }
}
