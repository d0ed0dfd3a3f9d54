package org.relais.action.event;

import com.ibm.icu.text.DateIntervalFormat;
import com.ibm.icu.util.DateInterval;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.relais.text.WrittenDate;

/** When an event is, in words: by the clock on the wall of its place. */
final class EventTime {
    private static final String WITH_TIME = "yMMMMEEEEdjm";
    /** The hours of one day stay on one line. */
    private static final Pattern BETWEEN_HOURS = Pattern.compile("(?<=\\d{2})\\h+–\\h+(?=\\d{1,2}[:.]\\d{2})");

    private EventTime() {}

    /**
     * Such as "samedi 28 novembre 2026 à 18:00 – 20:00", the last two with blanks between them that do not break.
     *
     * @param reader the reader's own zone: where it shows another time then, the place's zone is named
     */
    static String words(EventDetails event, String language, ZoneId reader) {
        // Europe's English: day before month, 24 hours.
        ULocale locale = new ULocale(language.equals("en") ? "en_150" : language);
        DateIntervalFormat format = DateIntervalFormat.getInstance(WITH_TIME, locale);
        TimeZone zone = TimeZone.getTimeZone(event.zone().getId());
        format.setTimeZone(zone);
        String formatted = format.format(
                new DateInterval(event.startsAt().toEpochMilli(), event.endsAt().toEpochMilli()));
        String words = WrittenDate.of(BETWEEN_HOURS.matcher(formatted).replaceAll("\u00a0–\u00a0"), language);
        return sameClock(event.startsAt(), event.zone(), reader)
                ? words
                : words + " (" + zone.getDisplayName(false, TimeZone.GENERIC_LOCATION, locale) + ")";
    }

    private static boolean sameClock(Instant at, ZoneId one, ZoneId other) {
        return one.getRules().getOffset(at).equals(other.getRules().getOffset(at));
    }
}
