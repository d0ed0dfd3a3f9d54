package org.relais.broadcast;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.brake.Braking;
import org.relais.consent.Purpose;

/**
 * One message to many people.
 *
 * @param variantId its second text, for a half of its people; null: everybody gets the same
 * @param purpose {@link Purpose#BROADCAST}, or {@link Purpose#FIRST_CONTACT} for people who never asked for it
 * @param channel only addresses of this channel; null: each person's preferred one
 * @param stateReason why it stands still, when it was not an organiser's wish
 * @param createdBy who composed it, as in the audit trail
 * @param scheduledAt when it starts by itself; null unless it was scheduled
 * @param expandedAt when everybody of the audience had a delivery
 * @param finishedAt when none of its deliveries was open any more; also set some time after a cancel
 * @param notAfter what has not been sent by then is cancelled
 * @param seed what is drawn at random for this broadcast hangs on it
 * @param braking null for none
 * @param declaration what its organisation said it is; null: nothing yet
 * @param version changes with every update of the draft
 * @param counted how many it is for; null: nobody has counted them since it started
 */
public record Broadcast(
        long id,
        long organisationId,
        String title,
        long messageId,
        @Nullable Long variantId,
        Audience audience,
        Purpose purpose,
        @Nullable String channel,
        BroadcastState state,
        @Nullable String stateReason,
        String createdBy,
        Instant createdAt,
        @Nullable Instant scheduledAt,
        @Nullable Instant startedAt,
        @Nullable Instant expandedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant notAfter,
        long seed,
        @Nullable Braking braking,
        @Nullable Declaration declaration,
        int version,
        @Nullable Counted counted) {

    /**
     * How many a broadcast is for, as they stood at its start.
     *
     * @param people whether or not they may be messaged
     * @param messageable of one with a brake, those whom it could go to when its first part was drawn
     */
    public record Counted(long people, long messageable) {}

    /** Where one of its texts is stored; the first where it has one only. */
    long textId(Variant which) {
        return which == Variant.B && variantId != null ? variantId : messageId;
    }

    /** Whether its brake holds the rest until somebody decides. */
    public boolean isHeldByBrake() {
        return stateReason != null && Braking.HELD.contains(stateReason);
    }
}
