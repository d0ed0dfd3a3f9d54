package org.relais.action.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands.
 *
 * @param actionId the action that it is
 * @param sequence how often it was changed; RFC 5545's SEQUENCE
 * @param changedAt when it was written or changed last
 */
public record Event(
        long actionId,
        long organisationId,
        EventDetails details,
        int sequence,
        Instant changedAt,
        @Nullable Instant cancelledAt) {

    public boolean cancelled() {
        return cancelledAt != null;
    }

    public boolean over(Instant now) {
        return !now.isBefore(details.endsAt());
    }

    /** Whether it can still be answered. */
    public boolean open(Instant now) {
        return !cancelled() && !over(now);
    }
}
