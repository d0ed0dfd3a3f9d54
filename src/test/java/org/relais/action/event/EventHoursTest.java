package org.relais.action.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** The hours of an event stay together at the end of a line. */
@Unit
class EventHoursTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void betweenTwoHoursOfADayNoLineBreaks() {
        assertThat(french("2026-12-12T13:00:00Z", "2026-12-12T16:00:00Z"))
                .endsWith("14\u00a0h\u00a0–\u2060\u00a017\u00a0h");
        assertThat(french("2026-12-12T08:30:00Z", "2026-12-12T16:15:00Z"))
                .endsWith(" 9\u00a0h\u00a030\u00a0–\u2060\u00a017\u00a0h\u00a015");
        assertThat(french("2026-12-12T13:00:00Z", "2026-12-13T16:00:00Z"))
                .as("between two days it may")
                .doesNotContain("\u00a0–");
    }

    @Test
    void aNightIsOfTheDayOfItsEvening() {
        assertThat(french("2026-12-02T21:30:00Z", "2026-12-02T23:30:00Z"))
                .startsWith("mercredi 2 décembre 2026")
                .endsWith("22\u00a0h\u00a030\u00a0–\u2060\u00a00\u00a0h\u00a030")
                .doesNotContain("jeudi");
        assertThat(french("2026-12-02T21:30:00Z", "2026-12-03T07:00:00Z"))
                .as("a night until the morning")
                .contains("jeudi 3 décembre");
    }

    private static String french(String from, String to) {
        EventDetails event =
                new EventDetails("Fête", Instant.parse(from), Instant.parse(to), PARIS, "Lyon", null, null, 30);
        return EventTime.words(event, "fr", PARIS);
    }
}
