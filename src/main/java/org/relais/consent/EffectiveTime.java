package org.relais.consent;

import java.time.Duration;
import java.time.Instant;
import org.relais.ledger.EventSource;

/**
 * The time by which an event is ordered: the platform's, as far as it can be true.
 *
 * <p>A time in the future would let one START outlast every STOP to come, so it is cut to the present. A stop stamped
 * before anything a platform would still deliver is stamped wrongly, and must not lose to an opt-in for that.
 */
public final class EffectiveTime {
    /** WhatsApp delivers again for up to 7 days, Telegram for one; a day on top for clocks. */
    private static final Duration OLDEST_DELIVERY = Duration.ofDays(8);

    private EffectiveTime() {}

    static Instant of(ConsentEvent event, Instant now) {
        boolean future = event.occurredAt().isAfter(now);
        boolean mistakenStop = event.kind() == ConsentEvent.Kind.OPT_OUT
                && event.source() == EventSource.WEBHOOK
                && event.occurredAt().isBefore(now.minus(OLDEST_DELIVERY));
        return future || mistakenStop ? now : event.occurredAt();
    }
}
