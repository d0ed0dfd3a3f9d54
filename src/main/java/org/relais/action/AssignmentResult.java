package org.relais.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of assigning people by hand.
 *
 * @param broadcastId the offer that goes out to them; null when there was nobody left to offer it to
 * @param assigned contact ids of those who are offered it now
 * @param before those who had been offered it before
 * @param leftOut those who can't be written to, and so are not offered it
 */
public record AssignmentResult(
        @Nullable Long broadcastId, List<Long> assigned, List<Long> before, List<LeftOut> leftOut) {
    public AssignmentResult {
        assigned = List.copyOf(assigned);
        before = List.copyOf(before);
        leftOut = List.copyOf(leftOut);
    }

    /** @param reason as the database's definition of who may be messaged names it, such as {@code unsubscribed} */
    public record LeftOut(long contactId, String reason) {}
}
