package org.relais.audience;

import java.util.Set;

/**
 * Who answered a broadcast, or did not.
 *
 * @param payloads of the buttons that are meant; empty: any
 * @param answered true: their last answer is one of these; false: they got the broadcast and it is none of these
 */
public record AnswerCondition(long broadcastId, Set<String> payloads, boolean answered) {
    public AnswerCondition {
        payloads = Set.copyOf(payloads);
    }
}
