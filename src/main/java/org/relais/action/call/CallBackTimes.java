package org.relais.action.call;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.relais.text.Languages;

/**
 * When somebody asked to be called back: always in the contact's own time zone, inside the organisation's contact hours
 * and within sixty days. Times that people type are read in every language that volunteers are written to in.
 */
final class CallBackTimes {
    private static final Duration FURTHEST = Duration.ofDays(60);
    private static final int MOST_OFFERED = 3;
    private static final int MOST_WORDS = 8;
    /** Nobody is called at such an hour of the night: "at 6" is in the afternoon. */
    private static final int FIRST_MORNING_HOUR = 8;

    private static final LocalTime MORNING = LocalTime.of(10, 0);
    private static final LocalTime AFTERNOON = LocalTime.of(15, 0);
    private static final LocalTime EVENING = LocalTime.of(18, 30);

    private static final Pattern IN = Pattern.compile("(?:in|dans|en|tra|fra|daqui a|em|over|بعد) (?:"
            + "(\\d{1,2}|an|a|one|une|una|uma|un'|einer|een) ?(?:h|hours?|heures?|horas?|ora|ore|stunden?|uur|ساعة|ساعات)"
            + "|(\\d{1,3}) ?(?:m|mins?|minutes?|minutos?|minuti|minuten|دقيقة|دقائق))");
    private static final String IN_THE_MORNING = "du mat(?:in)?|de la manana|in the morning|morgens|fruh|del mattino"
            + "|di mattina|da manha|'?s ochtends|'?s morgens|صباحا|الصبح";
    private static final String LATER_IN_THE_DAY =
            "de l'?(?:apres-midi|aprem)|du soir|ce soir|(?:de|por) la (?:tarde|noche)"
                    + "|in the (?:afternoon|evening)|at night|tonight|nachmittags|abends|am (?:nachmittag|abend)"
                    + "|(?:del|di|nel) pomeriggio|(?:di|della) sera|stasera|da (?:tarde|noite)|'?s (?:middags|avonds)|مساء|عصرا|بعد الظهر";
    private static final Pattern CLOCK =
            Pattern.compile("(?:(?:at|a|vers|by|on|a las|a la|um|gegen|alle|alle ore|as|om|rond|الساعة) )?"
                    + "(\\d{1,2})(?: ?[:h.] ?(\\d{2})?)? ?(am|pm)?(?: ?(?:uhr|uur|horas|heures|ore))?(?: (?:("
                    + IN_THE_MORNING
                    + ")|(" + LATER_IN_THE_DAY + ")))?");

    private static final String MORNINGS =
            "matin|matinee|morning|por la manana|de la manana|esta manana|vormittag|fruh|mattina|mattino|manha|ochtend|صباحا|الصباح|الصبح";
    private static final String NOONS = "midi|noon|mediodia|mittag|mezzogiorno|meio-dia|ظهرا|الظهر";
    private static final String AFTERNOONS =
            "apres-midi|aprem|afternoon|tarde|nachmittag|pomeriggio|middag|بعد الظهر|عصرا|العصر";
    private static final String EVENINGS = "soir|soiree|evening|tonight|noche|abend|sera|noite|avond|مساء|المساء";
    /** "demain matin", "ce soir", "morgen Nachmittag", "stasera", "vanavond". */
    private static final Pattern PART_OF_DAY =
            Pattern.compile("(?:(.+?) )??(?:(?:ce|cet|cette|this|in the|dans la|dans l'|au|en"
                    + "|por la|esta|este|al|am|diesen|questa|questo|sta|nel|di|de|da|na|pela|deze|van|in de|في) ?|a )?"
                    + "(?:debut de |fin de |late |early )?(?:(" + MORNINGS + ")|(" + NOONS + ")|(" + AFTERNOONS + ")|("
                    + EVENINGS + "))");

    /** "Zaterdagochtend", "Freitagnachmittag". */
    private static final String PART_WRITTEN_TO_DAY =
            "(?<!\\p{L})(morgen|\\p{L}+dag|\\p{L}+tag|mittwoch)(ochtend|middag|avond|vormittag|nachmittag|mittag|abend)";
    /** "Montagmorgen": behind a day it is no tomorrow. */
    private static final String MORNING_WRITTEN_TO_DAY = "(?<!\\p{L})(\\p{L}+tag|mittwoch) ?(?:morgen|fruh)(?!\\p{L})";

    private static final Set<String> TODAY = Set.of(
            "today",
            "aujourd'hui",
            "aujourdhui",
            "soir",
            "evening",
            "afternoon",
            "apres-midi",
            "tonight",
            "hoy",
            "heute",
            "oggi",
            "hoje",
            "vandaag",
            "اليوم");
    private static final Set<String> TOMORROW =
            Set.of("tomorrow", "demain", "manana", "morgen", "domani", "amanha", "غدا", "بكرة", "بكرا");
    private static final Set<String> DAY_AFTER = Set.of(
            "apres-demain", "pasado manana", "ubermorgen", "dopodomani", "depois de amanha", "overmorgen", "بعد غد");

    private static final Pattern MORNING_DAY = Pattern.compile(".* (?:" + MORNINGS + ")(?: (?:a|at|vers|um|alle))?");

    private static final Pattern DATE = Pattern.compile("(\\d{1,2})[/.](\\d{1,2})(?:[/.](\\d{4}))?");
    private static final Pattern ISO_DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");

    private static final Map<String, DayOfWeek> WEEKDAYS = weekdays();

    private CallBackTimes() {}

    /** What came of a text. */
    sealed interface Read {}

    record At(Instant time) implements Read {}

    /** Not a time that is understood. */
    record Unreadable() implements Read {}

    /** Past, or too far away. */
    record OutOfRange() implements Read {}

    /** Outside the hours in which people may be called. */
    record Closed() implements Read {}

    /** Times to choose from, the soonest first: in an hour, and the next mornings and evenings on which calls are allowed. */
    static List<Instant> offered(CallAttempt attempt, Instant now) {
        ZonedDateTime local = now.atZone(attempt.zone()).truncatedTo(ChronoUnit.MINUTES);
        List<Instant> times = new ArrayList<>();
        add(times, attempt, local.plusHours(1), local);
        for (int day = 0; day < 8 && times.size() < MOST_OFFERED; day++) {
            LocalDate date = local.toLocalDate().plusDays(day);
            add(times, attempt, date.atTime(MORNING).atZone(attempt.zone()), local);
            add(times, attempt, date.atTime(EVENING).atZone(attempt.zone()), local);
        }
        return times.stream().sorted().limit(MOST_OFFERED).toList();
    }

    private static void add(List<Instant> times, CallAttempt attempt, ZonedDateTime time, ZonedDateTime now) {
        boolean later = !time.isBefore(now.plusHours(1));
        if (later && allowed(attempt, time) && times.size() < MOST_OFFERED && !times.contains(time.toInstant())) {
            times.add(time.toInstant());
        }
    }

    /** Reads what a volunteer typed. */
    static Read read(String text, CallAttempt attempt, Instant now) {
        ZonedDateTime local = now.atZone(attempt.zone()).truncatedTo(ChronoUnit.MINUTES);
        return time(fold(text), local)
                .<Read>map(time -> judged(time, attempt, now))
                .orElseGet(Unreadable::new);
    }

    /** The longest part of a text that says a time, as it is written there; empty when none does. */
    static Optional<String> spoken(String text, Instant now) {
        ZonedDateTime local = now.atZone(ZoneOffset.UTC);
        // "Más tarde" is later, and no afternoon.
        String[] words = fold(text).replaceAll("\\b(mas|mais) tarde\\b", "-").split("[\\s!?;]+");
        for (int length = Math.min(words.length, MOST_WORDS); length > 0; length--) {
            for (int from = 0; from + length <= words.length; from++) {
                String part = String.join(" ", Arrays.copyOfRange(words, from, from + length));
                if (time(part, local).isPresent()) {
                    return Optional.of(part);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the whole text is a time. */
    static boolean isTime(String text, Instant now) {
        return time(fold(text), now.atZone(ZoneOffset.UTC)).isPresent();
    }

    /** Whether people may be called then; for a time that came with a button. */
    static Read judged(Instant time, CallAttempt attempt, Instant now) {
        return judged(time.atZone(attempt.zone()), attempt, now);
    }

    private static Read judged(ZonedDateTime time, CallAttempt attempt, Instant now) {
        Instant instant = time.toInstant();
        if (!instant.isAfter(now) || instant.isAfter(now.plus(FURTHEST))) {
            return new OutOfRange();
        }
        return allowed(attempt, time) ? new At(instant) : new Closed();
    }

    /** As {@code next_contact_time} in SQL. */
    private static boolean allowed(CallAttempt attempt, ZonedDateTime time) {
        LocalTime clock = time.toLocalTime();
        return attempt.days().contains(time.getDayOfWeek().getValue())
                && !clock.isBefore(attempt.from())
                && clock.isBefore(attempt.until());
    }

    private static Optional<ZonedDateTime> time(String text, ZonedDateTime now) {
        Matcher in = IN.matcher(text);
        if (in.matches()) {
            return Optional.of(
                    in.group(2) == null
                            ? now.plusHours(number(in.group(1)))
                            : now.plusMinutes(Long.parseLong(in.group(2))));
        }
        try {
            return dated(text, now);
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    private static long number(String word) {
        return Character.isDigit(word.charAt(0)) ? Long.parseLong(word) : 1;
    }

    /** A day and a time, in this order or the other, or one of the two. */
    private static Optional<ZonedDateTime> dated(String text, ZonedDateTime now) {
        Optional<LocalTime> alone = clock(text);
        if (alone.isPresent()) {
            ZonedDateTime today = now.toLocalDate().atTime(alone.get()).atZone(now.getZone());
            return Optional.of(today.isAfter(now) ? today : today.plusDays(1));
        }
        Optional<ZonedDateTime> part = partOfDay(text, now);
        if (part.isPresent()) {
            return part;
        }
        for (int space = text.indexOf(' '); space > 0; space = text.indexOf(' ', space + 1)) {
            String before = text.substring(0, space);
            String after = text.substring(space + 1);
            Optional<ZonedDateTime> found = together(before, after, now).or(() -> together(after, before, now));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A part of a day, of today when no day is said. */
    private static Optional<ZonedDateTime> partOfDay(String text, ZonedDateTime now) {
        Matcher part = PART_OF_DAY.matcher(text);
        if (!part.matches()) {
            return Optional.empty();
        }
        LocalTime clock = part.group(2) != null
                ? MORNING
                : part.group(3) != null ? LocalTime.NOON : part.group(4) != null ? AFTERNOON : EVENING;
        LocalDate today = now.toLocalDate();
        return (part.group(1) == null ? Optional.of(today) : day(part.group(1), today))
                .map(date -> date.atTime(clock).atZone(now.getZone()));
    }

    private static Optional<ZonedDateTime> together(String day, String time, ZonedDateTime now) {
        // "Tomorrow morning at 7" says which 7.
        String said = MORNING_DAY.matcher(day).matches() && time.matches("\\D*[1-7](?!\\d).*")
                ? time.replaceFirst("(\\d)", "0$1")
                : time;
        return day(day, now.toLocalDate())
                .flatMap(date -> clock(said).map(clock -> date.atTime(clock).atZone(now.getZone())));
    }

    private static Optional<LocalTime> clock(String text) {
        if (text.matches(NOONS)) {
            return Optional.of(LocalTime.NOON);
        }
        Matcher clock = CLOCK.matcher(text);
        // A bare number is a choice or a day; an hour has a sign of its own.
        if (!clock.matches() || text.matches("\\d+")) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(clock.group(1));
        String half = clock.group(3);
        if (half != null) {
            hour = hour % 12 + (half.equals("pm") ? 12 : 0);
        } else if (clock.group(5) != null && hour < 12 || clock.group(4) == null && isBare(clock.group(1))) {
            hour += 12;
        }
        return Optional.of(LocalTime.of(hour, clock.group(2) == null ? 0 : Integer.parseInt(clock.group(2))));
    }

    private static boolean isBare(String hour) {
        return !hour.startsWith("0") && Integer.parseInt(hour) < FIRST_MORNING_HOUR;
    }

    private static Optional<LocalDate> day(String text, LocalDate today) {
        String word = text.replaceFirst("^(on|le|ce|this|next|el|am|il|na|no|op|este|يوم) ", "")
                .replaceFirst(" (prochain|at|a|vers)$", "")
                .replaceFirst(
                        " (matin|soir|apres-midi|morning|evening|afternoon|ochtend|middag|avond|vormittag|nachmittag|abend|mattina|sera)$",
                        "");
        if (TODAY.contains(word)) {
            return Optional.of(today);
        }
        if (TOMORROW.contains(word)) {
            return Optional.of(today.plusDays(1));
        }
        if (DAY_AFTER.contains(word)) {
            return Optional.of(today.plusDays(2));
        }
        return weekday(word, today).or(() -> date(word, today));
    }

    /** The next day of that name, never today. */
    private static Optional<LocalDate> weekday(String word, LocalDate today) {
        return Optional.ofNullable(WEEKDAYS.get(word))
                .map(day -> today.plusDays(
                        1 + Math.floorMod(day.getValue() - today.getDayOfWeek().getValue() - 1, 7)));
    }

    /** In all languages, whole and short; "segunda" is short for "segunda-feira". */
    private static Map<String, DayOfWeek> weekdays() {
        Map<String, DayOfWeek> named = new HashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            Languages.ALL.stream()
                    .map(Locale::forLanguageTag)
                    .flatMap(language -> Stream.of(
                            day.getDisplayName(TextStyle.FULL, language),
                            day.getDisplayName(TextStyle.SHORT, language)))
                    .map(CallBackTimes::fold)
                    .flatMap(name -> Stream.of(name, name.replaceFirst("-.*", "")))
                    .forEach(name -> named.putIfAbsent(name, day));
        }
        return Map.copyOf(named);
    }

    /** A date without its year is the next one of that day and month. */
    private static Optional<LocalDate> date(String word, LocalDate today) {
        Matcher iso = ISO_DATE.matcher(word);
        if (iso.matches()) {
            return Optional.of(LocalDate.parse(word));
        }
        Matcher date = DATE.matcher(word);
        if (!date.matches()) {
            return Optional.empty();
        }
        int day = Integer.parseInt(date.group(1));
        int month = Integer.parseInt(date.group(2));
        if (date.group(3) != null) {
            return Optional.of(LocalDate.of(Integer.parseInt(date.group(3)), month, day));
        }
        LocalDate thisYear = LocalDate.of(today.getYear(), month, day);
        return Optional.of(thisYear.isBefore(today) ? thisYear.plusYears(1) : thisYear);
    }

    private static String fold(String text) {
        return Normalizer.normalize(digits(text), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replace('’', '\'')
                .replace(',', ' ')
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .strip()
                .replaceFirst("[.!?]+$", "")
                .replaceFirst(PART_WRITTEN_TO_DAY, "$1 $2")
                .replaceFirst(MORNING_WRITTEN_TO_DAY, "$1 vormittag");
    }

    /** Arabic digits as the others. */
    private static String digits(String text) {
        return text.codePoints()
                .map(sign -> Character.isDigit(sign) ? '0' + Character.digit(sign, 10) : sign)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
