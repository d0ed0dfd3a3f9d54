package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Times of a day as people write them: "18h", "7.30 pm", "um 18 Uhr", "half 7", and "6" by itself or behind a word that leads to a
 * time. Which of some labels is meant is found by the time alone, in whatever way the labels write theirs. A pure function,
 * safe for any number of threads.
 */
public final class ClockTime {
    private static final int HOUR = 60;
    private static final int HALF_A_DAY = 12 * HOUR;
    private static final String LEADS =
            "at|by|from|around|about|after|till|until|um|ab|gegen|so gegen|erst um|vers|a|à|des|dès|pour|las|le|les|alle|às|as|om|rond|vanaf|tegen|الساعة|بعد";
    private static final String UNITS = "h|hrs|uhr|uur|u|heures?|horas?|ore|o'?clock|am|pm|a\\.m|p\\.m";
    /** "halb sieben" is half past six, and "half seven" is half past seven in Britain. */
    private static final Pattern TIME = Pattern.compile("(?<![\\d€$£])(?:(?<half>half|halb)\\s+(?<of>\\d{1,2}|[a-z]+)"
            + "|(?:(?<lead>" + LEADS
            + ")\\s+)?(?<hour>\\d{1,2})(?:\\s*(?:[:.]|h|u)(?<minutes>[0-5]\\d))?\\s*(?<unit>(?:" + UNITS
            + ")\\b)?)(?!\\d|\\s*[€$£%]|[:/])");

    private static final List<String> HOURS = List.of(
            "one,eins",
            "two,zwei,twee",
            "three,drei,drie",
            "four,vier",
            "five,fünf,vijf",
            "six,sechs,zes",
            "seven,sieben,zeven",
            "eight,acht",
            "nine,neun,negen",
            "ten,zehn,tien",
            "eleven,elf",
            "twelve,zwölf,twaalf");

    private ClockTime() {}

    /**
     * The one label whose time a text names: in one of its clauses that denies nothing, and no other label's in any.
     *
     * @param labels of which at least two name a time
     * @param denies whether a clause says no
     */
    public static Optional<Integer> chosen(String text, List<String> labels, Predicate<String> denies) {
        List<List<Integer>> own =
                labels.stream().map(label -> times(label, true)).toList();
        if (own.stream().filter(times -> times.size() == 1).count() < 2) {
            return Optional.empty();
        }
        List<Integer> meant = Clauses.of(text.replaceAll("(\\d)[.:](\\d\\d)", "$1h$2"))
                .filter(clause -> !denies.test(clause))
                .flatMap(clause -> times(clause, isBare(clause)).stream().flatMap(time -> among(time, own).stream()))
                .distinct()
                .toList();
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    private static boolean isBare(String clause) {
        return WordPhrase.words(clause).size() == 1;
    }

    /** By the very time, else by the same on a clock's face. */
    private static Optional<Integer> among(int time, List<List<Integer>> labels) {
        return Stream.of(24 * HOUR, HALF_A_DAY)
                .map(day -> IntStream.range(0, labels.size())
                        .filter(at ->
                                labels.get(at).size() == 1 && labels.get(at).get(0) % day == time % day)
                        .boxed()
                        .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .filter(found -> found.size() == 1)
                .map(found -> found.get(0));
    }

    /** @param bare whether a mere number is a time */
    private static List<Integer> times(String text, boolean bare) {
        List<Integer> found = new ArrayList<>();
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            if (matcher.group("half") != null) {
                hour(matcher.group("of")).ifPresent(hour -> {
                    found.add(hour * HOUR + HOUR / 2);
                    found.add((hour + 11) % 12 * HOUR + HOUR / 2);
                });
            } else if (bare
                    || matcher.group("lead") != null
                    || matcher.group("minutes") != null
                    || matcher.group("unit") != null) {
                int hour = Integer.parseInt(matcher.group("hour"));
                String unit = Optional.ofNullable(matcher.group("unit")).orElse("");
                int minutes = Integer.parseInt(
                        Optional.ofNullable(matcher.group("minutes")).orElse("0"));
                if (hour <= 24) {
                    found.add((hour + (unit.startsWith("p") && hour < 12 ? 12 : 0)) % 24 * HOUR + minutes);
                }
            }
        }
        return found.stream().distinct().toList();
    }

    private static Optional<Integer> hour(String written) {
        return Character.isDigit(written.charAt(0))
                ? Optional.of(Integer.parseInt(written)).filter(hour -> hour > 0 && hour <= 12)
                : IntStream.range(0, HOURS.size())
                        .filter(at -> List.of(HOURS.get(at).split(",")).contains(written))
                        .mapToObj(at -> at + 1)
                        .findFirst();
    }
}
