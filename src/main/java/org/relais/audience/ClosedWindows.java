package org.relais.audience;

import java.time.Instant;
import java.util.Set;

/**
 * Where a message reaches only people who have written lately, because it has no template that the platform has approved.
 *
 * @param channels those with such a window; empty when the message reaches everybody
 * @param except senders of these channels that have a template which carries any message
 * @param since whoever wrote last at this instant or before, or never, is not reached there
 */
public record ClosedWindows(Set<String> channels, Set<Long> except, Instant since) {
    public static final ClosedWindows NONE = new ClosedWindows(Set.of(), Instant.EPOCH);

    /** The reason of those who get nothing for it, in counts and in deliveries. */
    public static final String REASON = "window_closed";

    public ClosedWindows {
        channels = Set.copyOf(channels);
        except = Set.copyOf(except);
    }

    /** For whichever sender. */
    public ClosedWindows(Set<String> channels, Instant since) {
        this(channels, Set.of(), since);
    }
}
