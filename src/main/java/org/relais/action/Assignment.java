package org.relais.action;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One volunteer's part in an action.
 *
 * @param answer the verb of the button they last answered with; null while they have not
 * @param addressId where they answered from; null: their preferred address
 */
public record Assignment(
        long id,
        long organisationId,
        long actionId,
        long contactId,
        AssignmentState state,
        @Nullable String answer,
        @Nullable Instant acceptedAt,
        @Nullable Instant declinedAt,
        @Nullable Instant doneAt,
        int reminders,
        @Nullable Long addressId) {

    /** Whether the volunteer has said yes and not taken it back. */
    public boolean takesPart() {
        return state == AssignmentState.ACCEPTED || state == AssignmentState.DONE;
    }

    /** When the volunteer last answered; empty while they have not. */
    public Optional<Instant> answeredAt() {
        return Stream.of(acceptedAt, declinedAt, doneAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }
}
