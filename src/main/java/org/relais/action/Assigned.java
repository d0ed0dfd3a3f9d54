package org.relais.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of assigning people by hand.
 *
 * @param broadcastId the offer that goes out to them; null when there was nobody left to offer it to
 * @param assigned contact ids of those who are offered it now
 * @param before those who had been offered it before
 */
public record Assigned(@Nullable Long broadcastId, List<Long> assigned, List<Long> before) {
    public Assigned {
        assigned = List.copyOf(assigned);
        before = List.copyOf(before);
    }
}
