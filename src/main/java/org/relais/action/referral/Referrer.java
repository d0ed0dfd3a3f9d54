package org.relais.action.referral;

import org.jspecify.annotations.Nullable;
import org.relais.conversation.Reply;

/**
 * Who brings somebody.
 *
 * @param addressId where the link goes; null: their preferred address
 * @param senderId who sends it; null: the sender they last wrote to
 * @param language null: the organisation's
 */
record Referrer(
        long organisationId,
        long contactId,
        @Nullable Long addressId,
        @Nullable Long senderId,
        @Nullable String language) {

    static Referrer of(Reply reply) {
        return new Referrer(
                reply.organisationId(),
                reply.contactId(),
                reply.addressId(),
                reply.sender().id(),
                reply.language());
    }
}
