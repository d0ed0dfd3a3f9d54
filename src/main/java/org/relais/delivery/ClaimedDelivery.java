package org.relais.delivery;

import org.jspecify.annotations.Nullable;
import org.relais.consent.Claim;

/**
 * A delivery that this node has just claimed.
 *
 * @param retries how often it was certainly not taken before
 * @param batchId the claim it was taken by
 * @param spacedMention whether the organisation spaces the legal mention, so that it must be noted per person
 * @param addressId where it goes
 * @param request id of the request or webhook that it comes of, for the log; null: of none
 */
record ClaimedDelivery(
        DeliveryRecipient recipient,
        long messageId,
        int retries,
        boolean spacedMention,
        long batchId,
        long addressId,
        @Nullable String request) {

    long id() {
        return recipient.claim().deliveryId();
    }

    /** @param signed as {@link Attempt#signed} */
    Attempt tried(boolean signed) {
        Claim claim = recipient.claim();
        return new Attempt(
                claim.deliveryId(), claim.attempt(), retries, recipient.broadcastId(), claim.purpose(), signed);
    }
}
