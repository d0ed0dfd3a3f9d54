package org.relais.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message to one person, as it stands.
 *
 * @param broadcastId null for anything but a broadcast
 * @param channel null while no address or sender was found for it
 * @param purpose SQL name of {@link org.relais.consent.Purpose}
 * @param state one of {@link #STATES}
 * @param reason why, in our words or the platform's code; always there when it failed, or was suppressed or cancelled
 * @param attempt how often it was claimed
 * @param basisEventId the ledger event it was sent under; null until it is claimed
 * @param basisClass the person's consent class then
 * @param externalId the platform's id of it
 * @param notBefore earliest time; contact hours may make it later
 * @param notAfter cancelled instead of sent after this
 */
public record Delivery(
        long id,
        long contactId,
        @Nullable Long broadcastId,
        @Nullable String channel,
        String purpose,
        String state,
        @Nullable String reason,
        int attempt,
        @Nullable Long basisEventId,
        @Nullable String basisClass,
        @Nullable String externalId,
        Instant notBefore,
        @Nullable Instant notAfter,
        Instant queuedAt,
        @Nullable Instant claimedAt,
        @Nullable Instant settledAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant readAt) {
    /** Every state there is, in the order in which a delivery may take them. */
    public static final List<String> STATES = List.of(
            "queued",
            "sending",
            "accepted",
            "delivered",
            "read",
            "withheld",
            "unknown",
            "failed",
            "suppressed",
            "cancelled");
}
