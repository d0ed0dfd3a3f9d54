package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relais.organisation.ContactRules;
import org.relais.testing.Unit;

/** When a broadcast leaves: reckoned by the sender's pace, the contact hours and the platform's limit. */
@Unit
class DepartureTest {
    /** A Thursday, in the hours of {@link ContactRules#DEFAULT}: 9 to 20 h, no Sunday. */
    private static final Instant NOON = Instant.parse("2026-12-03T11:00:00Z");

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void withinTheHoursAllLeaveAtThePaceOfTheSender() {
        Departure departure = departure(3_000, 25, null, NOON);

        assertThat(departure.atOnce()).isEqualTo(3_000);
        assertThat(departure.first()).isEqualTo(NOON);
        assertThat(departure.last()).isEqualTo(NOON.plusSeconds(120));
        assertThat(departure.waitingForHours() + departure.waitingForLimit()).isZero();
    }

    @Test
    void whatDoesNotFitIntoTheHoursLeavesTheNextDayAndNotOnSunday() {
        Instant saturday = Instant.parse("2026-12-05T18:59:00Z");
        Departure departure = departure(100, 1, null, saturday);

        assertThat(departure.atOnce()).isEqualTo(60);
        assertThat(departure.waitingForHours()).isEqualTo(40);
        assertThat(departure.last()).isEqualTo(Instant.parse("2026-12-07T08:00:40Z"));
    }

    @Test
    void outsideTheHoursNobodyLeavesAtOnce() {
        Departure departure = departure(10, 5, null, Instant.parse("2026-12-03T22:00:00Z"));

        assertThat(departure.atOnce()).isZero();
        assertThat(departure.waitingForHours()).isEqualTo(10);
        assertThat(departure.first()).isEqualTo(Instant.parse("2026-12-04T08:00:00Z"));
    }

    @Test
    void aLimitOfPeopleLetsTheNextLeaveADayLater() {
        Departure departure = departure(2_500, 100, new Departure.Limit(1_000, 400), NOON);

        assertThat(departure.atOnce()).isEqualTo(400);
        assertThat(departure.waitingForLimit()).isEqualTo(2_100);
        // 400 on Thursday, 1,000 on Friday, 1,000 on Saturday, and the rest when Sunday is over.
        assertThat(departure.last()).isEqualTo(Instant.parse("2026-12-07T08:00:01Z"));
    }

    @Test
    void aFullLimitLetsNobodyLeaveToday() {
        Departure departure = departure(10, 10, new Departure.Limit(1_000, 0), NOON);

        assertThat(departure.atOnce()).isZero();
        assertThat(departure.first()).isEqualTo(NOON.plus(Duration.ofDays(1)));
        assertThat(departure.last()).isEqualTo(NOON.plus(Duration.ofDays(1)).plusSeconds(1));
    }

    @Test
    void aMillionIsReckonedToo() {
        Departure departure = departure(1_000_000, 25, null, NOON);

        assertThat(departure.atOnce() + departure.waitingForHours()).isEqualTo(1_000_000);
        // Eight hours today are 720,000; the rest takes 3 hours, 6 minutes and 40 seconds of the morning.
        assertThat(departure.last()).isEqualTo(Instant.parse("2026-12-04T11:06:40Z"));
    }

    private static Departure departure(long people, int pace, Departure.@Nullable Limit limit, Instant start) {
        return Departure.of(
                "telegram", people, new Departure.Conditions(pace, limit, ContactRules.DEFAULT, PARIS), start);
    }
}
