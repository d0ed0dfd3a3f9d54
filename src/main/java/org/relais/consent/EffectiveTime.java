package org.relais.consent;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.EventSource;

/**
 * The time by which an event is ordered: the platform's, as far as it can be true.
 *
 * <p>A time in the future would let one START outlast every STOP to come, so it is cut to the present. A stop stamped
 * before anything a platform would still deliver is stamped wrongly, and must not lose to an opt-in for that.
 *
 * <p>What is known already and lies ahead of this node's clock, another clock has told. Which of the two is wrong nobody
 * knows, so a stop or a hold that comes now counts as later than it.
 */
public final class EffectiveTime {
    /** WhatsApp delivers again for up to 7 days, Telegram for one; a day on top for clocks. */
    private static final Duration OLDEST_DELIVERY = Duration.ofDays(8);

    private EffectiveTime() {}

    /** @param standing how the person stands whom it is about */
    static Instant of(ConsentEvent event, ConsentSnapshot standing, Instant now) {
        Instant at = told(event, now);
        return switch (event.kind()) {
            case OPT_OUT -> behind(standing.optedInAt(), at, now);
            case HOLD -> behind(standing.heldAt(), behind(standing.optedInAt(), at, now), now);
            case OPT_IN, RELEASE, CLASS_CHANGE, PLATFORM_RESUME -> at;
        };
    }

    /** The event's own time, as far as it can be true. */
    static Instant told(ConsentEvent event, Instant now) {
        boolean future = event.occurredAt().isAfter(now);
        boolean mistakenStop = event.kind() == ConsentEvent.Kind.OPT_OUT
                && event.source() == EventSource.WEBHOOK
                && event.occurredAt().isBefore(now.minus(OLDEST_DELIVERY));
        return future || mistakenStop ? now : event.occurredAt();
    }

    private static Instant behind(@Nullable Instant known, Instant at, Instant now) {
        return known != null && known.isAfter(now) && !at.isAfter(known) ? known.plus(1, ChronoUnit.MICROS) : at;
    }
}
