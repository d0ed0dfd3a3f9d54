package org.relais.action.event;

import com.ibm.icu.text.DateIntervalFormat;
import com.ibm.icu.util.DateInterval;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.text.WrittenDate;

/** When an event is, in words: by the clock on the wall of its place. */
public final class EventTime {
    private static final String WITH_TIME = "yMMMMEEEEdjm";
    private static final String HOURS = "jm";
    /** As one writes them in French outside of tables: "14 h", "14 h 30". */
    private static final Pattern FRENCH_HOUR = Pattern.compile("\\b0?(\\d{1,2}):(\\d{2})\\b");
    /** The hours of one day stay on one line: after a dash a line may break even before a blank that does not, so a joiner follows. */
    private static final Pattern BETWEEN_HOURS = Pattern.compile("(?<=\\d{2})\\h+–\\h+(?=\\d{1,2}[:.]\\d{2})");

    private static final Pattern TWO_HOURS = Pattern.compile("(\\d{1,2}[:.]\\d{2})(\\h*–\\h*)(\\d{1,2}[:.]\\d{2})");
    /** Until then a night belongs to the evening before it. */
    private static final LocalTime MORNING = LocalTime.of(6, 0);

    private static final String KEPT = "\u00a0–\u2060\u00a0";

    private EventTime() {}

    /**
     * Such as "samedi 28 novembre 2026, 18 h – 20 h", the last two with blanks between them that do not break.
     *
     * @param reader the reader's own zone: where it shows another time then, the place's zone is named
     */
    public static String words(EventDetails event, String language, ZoneId reader) {
        String words = words(event, language, WITH_TIME);
        return sameClock(event.startsAt(), event.zone(), reader)
                ? words
                : words + " ("
                        + TimeZone.getTimeZone(event.zone().getId())
                                .getDisplayName(false, TimeZone.GENERIC_LOCATION, locale(language))
                        + ")";
    }

    /** Whether it ends on the day on which it begins, or in the night behind its evening: its hours say all. */
    public static boolean isOfOneDay(EventDetails event) {
        return LocalDate.ofInstant(event.endsAt(), event.zone()).equals(event.day()) || isOvernight(event);
    }

    private static boolean isOvernight(EventDetails event) {
        return LocalDate.ofInstant(event.endsAt(), event.zone())
                        .equals(event.day().plusDays(1))
                && LocalTime.ofInstant(event.startsAt(), event.zone()).isAfter(LocalTime.NOON)
                && LocalTime.ofInstant(event.endsAt(), event.zone()).isBefore(MORNING);
    }

    /** The hours of an event {@linkplain #isOfOneDay of one day}, "18 h – 20 h"; of any other both days besides. */
    public static String hours(EventDetails event, String language) {
        return words(event, language, HOURS);
    }

    private static String words(EventDetails event, String language, String skeleton) {
        DateIntervalFormat format = DateIntervalFormat.getInstance(skeleton, locale(language));
        format.setTimeZone(TimeZone.getTimeZone(event.zone().getId()));
        Instant starts = event.startsAt();
        String formatted = format.format(
                new DateInterval(starts.toEpochMilli(), event.endsAt().toEpochMilli()));
        if (isOvernight(event)) {
            // As of one day, with its hours the other way round; a language that writes hours otherwise keeps both
            // days.
            Instant morning = ZonedDateTime.ofInstant(event.endsAt(), event.zone())
                    .minusDays(1)
                    .toInstant();
            Matcher hours =
                    TWO_HOURS.matcher(format.format(new DateInterval(morning.toEpochMilli(), starts.toEpochMilli())));
            formatted = hours.find() ? hours.replaceFirst("$3$2$1") : formatted;
        }
        String kept = BETWEEN_HOURS.matcher(formatted).replaceAll(KEPT);
        return WrittenDate.of(language.equals("fr") ? spoken(kept) : kept, language);
    }

    private static String spoken(String french) {
        return FRENCH_HOUR
                .matcher(french)
                .replaceAll(hour ->
                        hour.group(1) + "\u00a0h" + (hour.group(2).equals("00") ? "" : "\u00a0" + hour.group(2)));
    }

    /** Europe's English: day before month, 24 hours. */
    private static ULocale locale(String language) {
        return new ULocale(language.equals("en") ? "en_150" : language);
    }

    private static boolean sameClock(Instant at, ZoneId one, ZoneId other) {
        return one.getRules().getOffset(at).equals(other.getRules().getOffset(at));
    }
}
