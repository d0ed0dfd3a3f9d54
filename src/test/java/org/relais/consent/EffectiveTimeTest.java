package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.testing.Unit;

@Unit
class EffectiveTimeTest {
    private static final Instant OPTED_IN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant HOUR_BEFORE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant HOUR_AFTER = Instant.parse("2026-03-01T11:00:00Z");
    private static final ConsentSnapshot AGREED =
            new ConsentSnapshot(ConsentClass.REGULAR, ConsentState.SUBSCRIBED, null, OPTED_IN, OPTED_IN, null);

    /** Whether the platform says when it was, or this node. */
    @ParameterizedTest
    @EnumSource(
            value = EventSource.class,
            names = {"WEBHOOK", "PAGE", "CONSOLE", "API", "VOLUNTEER"})
    void byAClockThatIsBehindNoStopIsOlderThanTheOptIn(EventSource source) {
        for (Instant told : new Instant[] {HOUR_BEFORE, HOUR_AFTER}) {
            assertThat(after(ConsentEvent.stop(1, 1, told, source), HOUR_BEFORE))
                    .isEqualTo(ConsentState.UNSUBSCRIBED);
            assertThat(after(ConsentEvent.hold(1, 1, told, source), HOUR_BEFORE))
                    .isEqualTo(ConsentState.HELD);
        }
    }

    @Test
    void aStopThatComesLateIsOlderThanTheOptIn() {
        assertThat(after(ConsentEvent.stop(1, 1, HOUR_BEFORE, EventSource.WEBHOOK), HOUR_AFTER))
                .isEqualTo(ConsentState.SUBSCRIBED);
    }

    @Test
    void aStartOfTheFutureIsOfThePresent() {
        ConsentEvent start = ConsentEvent.optIn(1, 1, OptIn.KEYWORD, HOUR_AFTER, EventSource.WEBHOOK);
        assertThat(EffectiveTime.of(start, AGREED, HOUR_BEFORE)).isEqualTo(HOUR_BEFORE);
    }

    private static ConsentState after(ConsentEvent event, Instant now) {
        return ConsentRules.next(AGREED, event, EffectiveTime.of(event, AGREED, now))
                .next()
                .state();
    }
}
