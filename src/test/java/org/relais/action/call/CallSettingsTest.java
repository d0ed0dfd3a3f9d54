package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** When somebody who did not answer is called again: never woken by it. */
@Unit
class CallSettingsTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void aPauseThatEndsInTheNightLastsUntilTheMorning() {
        Duration hours = Duration.ofHours(4);
        assertThat(again(hours, "2026-11-30T21:55")).isEqualTo("2026-12-01T09:00");
        assertThat(again(hours, "2026-11-30T18:00")).isEqualTo("2026-12-01T09:00");
        assertThat(again(hours, "2026-11-30T16:59")).isEqualTo("2026-11-30T20:59");
        assertThat(again(hours, "2026-12-01T03:00")).isEqualTo("2026-12-01T09:00");
        assertThat(again(Duration.ofDays(2), "2026-11-30T10:00")).isEqualTo("2026-12-02T10:00");
    }

    @Test
    void aShortPauseIsOfTheSameEvening() {
        assertThat(again(Duration.ofMinutes(15), "2026-11-30T20:50")).isEqualTo("2026-11-30T21:05");
    }

    private static String again(Duration pause, String called) {
        return new CallSettings(Duration.ofMinutes(15), 3, pause, Map.of())
                .again(LocalDateTime.parse(called).atZone(PARIS).toInstant(), PARIS)
                .atZone(PARIS)
                .toLocalDateTime()
                .toString();
    }
}
