package org.relais.action.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.input.StrictObject;

/**
 * An event as it stands.
 *
 * @param actionId the action that it is
 * @param sequence how often it was changed; RFC 5545's SEQUENCE
 * @param changedAt when it was written or changed last
 * @param cancelNote why it is cancelled, or what takes place instead; null where nobody said
 */
public record Event(
        long actionId,
        long organisationId,
        EventDetails details,
        int sequence,
        Instant changedAt,
        @Nullable Instant cancelledAt,
        @Nullable String cancelNote) {
    /** So many characters may be said of a cancellation. */
    public static final int LONGEST_NOTE = 300;

    /**
     * Reads what is said of a cancellation: an optional {@code note}.
     *
     * @return null when nothing is
     * @throws org.relais.input.InvalidInputException naming every fault
     */
    public static @Nullable String note(StrictObject said) {
        String note = said.optionalText("note", LONGEST_NOTE).orElse(null);
        said.done();
        return note;
    }

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
