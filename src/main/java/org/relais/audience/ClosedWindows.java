package org.relais.audience;

import java.time.Instant;
import java.util.Set;

/**
 * Where a message reaches only people who have written lately, because it has no template that the platform has approved.
 *
 * @param channels those with such a window; empty when the message reaches everybody
 * @param since whoever wrote last at this instant or before, or never, is not reached there
 */
public record ClosedWindows(Set<String> channels, Instant since) {
    public static final ClosedWindows NONE = new ClosedWindows(Set.of(), Instant.EPOCH);

    /** The reason of those who get nothing for it, in counts and in deliveries. */
    public static final String REASON = "window_closed";

    public ClosedWindows {
        channels = Set.copyOf(channels);
    }
}
