package org.relais.inbound.intake;

import java.time.Duration;
import java.time.Instant;
import org.relais.channel.InboundEvent;

/**
 * When a stop or start happened, where the platform's clock only tells the second: STOP and START in one second are a
 * person who changes their mind, or a machine that tries us.
 *
 * <p>What arrives within the second it names happened before it arrived, and that is as near as we get: then arrival
 * orders the two. What arrives later was held up somewhere, and its place in the second is unknown: a stop is then
 * taken to be at its end and everything else at its beginning, so that nothing undoes a stop by chance. No event
 * leaves its second, so later seconds always win.
 */
public final class ConsentEventTime {
    private static final Duration REST_OF_SECOND = Duration.ofSeconds(1).minusNanos(1_000);

    private ConsentEventTime() {}

    public static Instant of(InboundEvent event, ConsentEffectKind effect, Instant receivedAt) {
        Instant second = event.platformTime();
        if (second.getNano() != 0) {
            return second;
        }
        if (!receivedAt.isBefore(second) && receivedAt.isBefore(second.plusSeconds(1))) {
            return receivedAt;
        }
        return effect.waits() ? second.plus(REST_OF_SECOND) : second;
    }
}
