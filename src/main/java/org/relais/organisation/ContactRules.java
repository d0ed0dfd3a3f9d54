package org.relais.organisation;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When people may be contacted, in their own time zone, and how long their data is kept.
 *
 * @param days days of the week on which messages may begin
 * @param mentionEveryDays 0: every broadcast carries the legal mention; n: at least once in n days
 * @param mentionLink whether the legal mention also links to the person's own page to stop
 * @param occasionalRetentionDays days after the one contact until an occasional person's data goes (CNIL: two months)
 * @param regularSilenceDays days of silence after which a regular contact's data goes
 */
public record ContactRules(
        LocalTime from,
        LocalTime until,
        Set<DayOfWeek> days,
        int mentionEveryDays,
        boolean mentionLink,
        int occasionalRetentionDays,
        int regularSilenceDays) {

    /** 9 to 20 h, no Sunday, mention every time, 60 days, three years. */
    public static final ContactRules DEFAULT = new ContactRules(
            LocalTime.of(9, 0),
            LocalTime.of(20, 0),
            Set.of(
                    DayOfWeek.MONDAY,
                    DayOfWeek.TUESDAY,
                    DayOfWeek.WEDNESDAY,
                    DayOfWeek.THURSDAY,
                    DayOfWeek.FRIDAY,
                    DayOfWeek.SATURDAY),
            0,
            false,
            60,
            1095);

    public ContactRules {
        days = Set.copyOf(days);
    }

    /** Whether no hour of the days is left out. */
    public boolean wholeDays() {
        return from.equals(LocalTime.MIN) && !until.isBefore(LocalTime.of(23, 59));
    }

    /** When messages may begin from that moment on, for people of that zone: as {@code next_contact_time} in SQL. */
    public Instant opening(Instant at, ZoneId zone) {
        ZonedDateTime time = at.atZone(zone);
        for (int day = 0; day < 8; day++) {
            LocalTime clock = time.toLocalTime();
            if (days.contains(time.getDayOfWeek()) && clock.isBefore(until)) {
                return clock.isBefore(from) ? time.with(from).toInstant() : time.toInstant();
            }
            time = time.toLocalDate().plusDays(1).atStartOfDay(zone);
        }
        return at;
    }

    /** The same rules at any hour of any day, for demonstrations and tests. */
    public ContactRules atAnyHour() {
        return new ContactRules(
                LocalTime.MIN,
                LocalTime.of(23, 59, 59),
                Set.of(DayOfWeek.values()),
                mentionEveryDays,
                mentionLink,
                occasionalRetentionDays,
                regularSilenceDays);
    }
}
