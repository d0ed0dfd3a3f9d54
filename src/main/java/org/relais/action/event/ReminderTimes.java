package org.relais.action.event;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.organisation.ContactRules;

/**
 * When a person is reminded: the day before at the event's time of day and two hours before, both on their own clock and
 * only inside contact hours. A moment outside of these moves to the next opening while that is still of use, else to the
 * end of the contact hours before it; one that is past, or would come too early to remind, is left out.
 */
final class ReminderTimes {
    private static final Duration BEFORE = Duration.ofHours(2);
    /** A reminder of the day before that slips to the day itself must come well before the second one. */
    private static final Duration DAY_OF_USE = Duration.ofHours(4);

    private static final Duration HOURS_OF_USE = Duration.ofMinutes(30);
    /** Earlier than this is no reminder of what is about to begin. */
    private static final Duration HOURS_EARLIEST = Duration.ofHours(6);
    /** Left to the queue before the contact hours end. */
    private static final Duration MARGIN = Duration.ofMinutes(30);

    private static final int DAYS_LOOKED_AT = 8;

    private ReminderTimes() {}

    /** Which reminder. */
    enum Kind {
        DAY("day"),
        HOURS("hours");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * @param notAfter when it would be of no use any more
     */
    record Reminder(Kind kind, Instant at, Instant notAfter) {}

    /** @param zone the person's */
    static List<Reminder> of(Instant startsAt, ZoneId zone, ContactRules rules, Instant now) {
        List<Reminder> reminders = new ArrayList<>();
        Instant dayBefore = startsAt.atZone(zone).minusDays(1).toInstant();
        if (dayBefore.isAfter(now)) {
            moved(dayBefore, startsAt.minus(DAY_OF_USE), zone, rules)
                    .filter(at -> at.isAfter(now))
                    .ifPresent(at -> reminders.add(new Reminder(Kind.DAY, at, startsAt.minus(BEFORE))));
        }
        Instant twoHours = startsAt.minus(BEFORE);
        if (twoHours.isAfter(now)) {
            moved(twoHours, startsAt.minus(HOURS_OF_USE), zone, rules)
                    .filter(at -> at.isAfter(now) && !at.isBefore(startsAt.minus(HOURS_EARLIEST)))
                    .ifPresent(at -> reminders.add(new Reminder(Kind.HOURS, at, startsAt)));
        }
        return reminders;
    }

    private static Optional<Instant> moved(Instant wanted, Instant latest, ZoneId zone, ContactRules rules) {
        return opening(wanted, zone, rules).filter(at -> !at.isAfter(latest)).or(() -> closing(wanted, zone, rules));
    }

    /** The first moment from then on that is inside contact hours. */
    private static Optional<Instant> opening(Instant from, ZoneId zone, ContactRules rules) {
        LocalDate first = from.atZone(zone).toLocalDate();
        for (int day = 0; day < DAYS_LOOKED_AT; day++) {
            LocalDate date = first.plusDays(day);
            Instant opens = at(date, zone, rules.from());
            Instant closes = at(date, zone, rules.until());
            Instant moment = opens.isAfter(from) ? opens : from;
            if (rules.days().contains(date.getDayOfWeek()) && moment.isBefore(closes)) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }

    /** Shortly before the last end of contact hours before then. */
    private static Optional<Instant> closing(Instant before, ZoneId zone, ContactRules rules) {
        LocalDate first = before.atZone(zone).toLocalDate();
        for (int day = 0; day < DAYS_LOOKED_AT; day++) {
            LocalDate date = first.minusDays(day);
            Instant opens = at(date, zone, rules.from());
            Instant last = at(date, zone, rules.until()).minus(MARGIN);
            Instant moment = last.isBefore(opens) ? opens : last;
            if (rules.days().contains(date.getDayOfWeek()) && moment.isBefore(before)) {
                return Optional.of(moment);
            }
        }
        return Optional.empty();
    }

    private static Instant at(LocalDate date, ZoneId zone, java.time.LocalTime time) {
        return ZonedDateTime.of(date, time, zone).toInstant();
    }
}
