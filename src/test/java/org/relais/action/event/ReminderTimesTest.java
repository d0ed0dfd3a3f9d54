package org.relais.action.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.organisation.ContactRules;
import org.relais.testing.Unit;

@Unit
class ReminderTimesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final ZoneId REUNION = ZoneId.of("Indian/Reunion");
    private static final Instant LONG_BEFORE = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theDayBeforeAtTheSameTimeOfDayAndTwoHoursBefore() {
        // A Thursday.
        assertThat(reminders("2026-11-26T18:00", PARIS))
                .containsExactly("day 2026-11-25T18:00", "hours 2026-11-26T16:00");
    }

    @Test
    void theDayBeforeIsADayOfTheClockWhenClocksChange() {
        // On Sunday 25 October 2026 clocks go back: from Saturday 18:00 to Sunday 18:00 it is 25 hours.
        ContactRules always = ContactRules.DEFAULT.atAnyHour();
        assertThat(reminders("2026-10-25T18:00", PARIS, always, LONG_BEFORE))
                .containsExactly("day 2026-10-24T18:00", "hours 2026-10-25T16:00");
        assertThat(of("2026-10-25T18:00", PARIS, always, LONG_BEFORE).get(0).at())
                .isEqualTo(Instant.parse("2026-10-24T16:00:00Z"));
        // On Sunday 28 March 2027 they go forward: 23 hours. Two hours before 4:00 is 1:00, because 2:00 to 3:00 is
        // left out.
        assertThat(reminders("2027-03-28T04:00", PARIS, always, LONG_BEFORE))
                .containsExactly("day 2027-03-27T04:00", "hours 2027-03-28T01:00");
    }

    @Test
    void eachOnTheirOwnClock() {
        Instant start =
                ZonedDateTime.parse("2026-11-26T18:00+01:00[Europe/Paris]").toInstant();
        List<ReminderTimes.Reminder> reunion = ReminderTimes.of(start, REUNION, ContactRules.DEFAULT, LONG_BEFORE);
        // 18:00 in Paris is 21:00 on Réunion, outside the hours: shortly before they end, on the day before and the
        // day.
        assertThat(words(reunion, REUNION)).containsExactly("day 2026-11-26T09:00", "hours 2026-11-26T19:00");
    }

    @Test
    void insideContactHoursOnly() {
        // Monday evening: Sunday is no day, so in the morning of the day itself.
        assertThat(reminders("2026-11-30T18:00", PARIS))
                .containsExactly("day 2026-11-30T09:00", "hours 2026-11-30T16:00");
        // Monday at ten: the morning would be too late, so on Saturday before the hours end.
        assertThat(reminders("2026-11-30T10:00", PARIS))
                .containsExactly("day 2026-11-28T19:30", "hours 2026-11-30T09:00");
        // Quarter past nine: two hours before is night, and the evening before is no reminder of what is about to
        // begin.
        assertThat(reminders("2026-11-26T09:15", PARIS)).containsExactly("day 2026-11-25T09:15");
        // Late at night: before the hours of that day end.
        assertThat(reminders("2026-11-26T23:00", PARIS))
                .containsExactly("day 2026-11-26T09:00", "hours 2026-11-26T19:30");
    }

    @Test
    void nothingThatIsPastOrTooLate() {
        assertThat(reminders("2026-11-26T18:00", PARIS, ContactRules.DEFAULT, Instant.parse("2026-11-26T08:00:00Z")))
                .containsExactly("hours 2026-11-26T16:00");
        assertThat(reminders("2026-11-26T18:00", PARIS, ContactRules.DEFAULT, Instant.parse("2026-11-26T15:30:00Z")))
                .isEmpty();
        assertThat(of("2026-11-26T18:00", PARIS, ContactRules.DEFAULT, LONG_BEFORE))
                .extracting(ReminderTimes.Reminder::notAfter)
                .containsExactly(Instant.parse("2026-11-26T15:00:00Z"), Instant.parse("2026-11-26T17:00:00Z"));
    }

    private static List<String> reminders(String start, ZoneId zone) {
        return reminders(start, zone, ContactRules.DEFAULT, LONG_BEFORE);
    }

    private static List<String> reminders(String start, ZoneId zone, ContactRules rules, Instant now) {
        return words(of(start, zone, rules, now), zone);
    }

    private static List<ReminderTimes.Reminder> of(String start, ZoneId zone, ContactRules rules, Instant now) {
        return ReminderTimes.of(
                java.time.LocalDateTime.parse(start).atZone(zone).toInstant(), zone, rules, now);
    }

    private static List<String> words(List<ReminderTimes.Reminder> reminders, ZoneId zone) {
        return reminders.stream()
                .map(reminder -> reminder.kind().word() + " "
                        + reminder.at().atZone(zone).toLocalDateTime())
                .toList();
    }
}
