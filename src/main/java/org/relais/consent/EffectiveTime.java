package org.relais.consent;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.EventSource;

/**
 * The time by which an event is ordered: the platform's, as far as it can be true.
 *
 * <p>A time in the future would let one START outlast every STOP to come, so it is cut to the present. A stop stamped
 * before anything a platform would still deliver is stamped wrongly, and must not lose to an opt-in for that.
 *
 * <p>What is known already and lies ahead of this node's clock, another clock has told. Which of the two is wrong nobody
 * knows, so a stop or a hold that comes now counts as later than it. The same is true of a stop and an opt-in by a button of a
 * platform that does not say when it was pressed: it has only the time of the node that heard of it. Unless the button was not
 * there before the stop, nobody knows which came first.
 *
 * <p>A stop on a page, by an organiser or by a volunteer's report has no time but the node's. Where that is behind, what was
 * written before the stop could look later; so the database's clock counts where it is ahead of it.
 */
public final class EffectiveTime {
    /** WhatsApp delivers again for up to 7 days, Telegram for one; a day on top for clocks. */
    private static final Duration OLDEST_DELIVERY = Duration.ofDays(8);

    private static final Set<EventSource> NO_PLATFORM =
            Set.of(EventSource.PAGE, EventSource.API, EventSource.CONSOLE, EventSource.VOLUNTEER);
    /** Nearer to each other than this two clocks are one. */
    private static final Duration SAME_CLOCK = Duration.ofSeconds(1);

    private EffectiveTime() {}

    /** @param standing how the person stands whom it is about */
    static Instant of(ConsentEvent event, ConsentSnapshot standing, Instant now) {
        return of(event, standing, null, now);
    }

    /** @param notBefore of the newest opt-in, by the platform's clock, where its time is only ours; null where it is the platform's */
    static Instant of(ConsentEvent event, ConsentSnapshot standing, @Nullable Instant notBefore, Instant now) {
        Instant at = told(event, now);
        return switch (event.kind()) {
            case OPT_OUT ->
                notBefore == null || at.isBefore(notBefore)
                        ? behind(standing.optedInAt(), at, now)
                        : behind(standing.optedInAt(), at);
            case HOLD -> behind(standing.heldAt(), behind(standing.optedInAt(), at, now), now);
            case OPT_IN, RELEASE, CLASS_CHANGE, PLATFORM_RESUME -> at;
        };
    }

    /** Whether it is a stop that has no time but the node's. */
    static boolean isOfNode(ConsentEvent event) {
        return event.kind() == ConsentEvent.Kind.OPT_OUT && NO_PLATFORM.contains(event.source());
    }

    /** How far the database's clock is ahead of a node's; zero where they are one, or it is behind. */
    static Duration ahead(Instant ofDatabase, Instant ofNode) {
        Duration ahead = Duration.between(ofNode, ofDatabase);
        return ahead.compareTo(SAME_CLOCK) > 0 ? ahead : Duration.ZERO;
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
        return known != null && known.isAfter(now) ? behind(known, at) : at;
    }

    private static Instant behind(@Nullable Instant known, Instant at) {
        return known != null && !at.isAfter(known) ? known.plus(1, ChronoUnit.MICROS) : at;
    }
}
