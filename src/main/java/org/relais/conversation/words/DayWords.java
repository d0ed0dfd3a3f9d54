package org.relais.conversation.words;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.consent.stopword.Folding;

/**
 * Words that name a day, in every language that is read: "samedi", "sat", "le 12", "12th", "12 décembre". A pure function, safe
 * for any number of threads.
 */
public final class DayWords {
    /** "Do" and "di" are other words as well. */
    private static final int FEWEST_LETTERS = 3;

    /** Shorter ones may be any word: "qui" is a Thursday, and "who". */
    private static final int LONG_NAME = 4;

    private static final int LAST_OF_MONTH = 31;

    /** "Segunda" is a Monday, and "the second". */
    private static final Phrases ORDINALS =
            ReplyFiles.phrases(List.of("ordinal.1", "ordinal.2", "ordinal.3", "ordinal.4"));

    private static final Pattern DATE = Pattern.compile("(\\d{1,2})(st|nd|rd|th|er|eme|ten|te)?");
    private static final Phrases IN_FRONT = ReplyFiles.phrases("day.front");
    private static final Phrases SURELY_IN_FRONT = ReplyFiles.phrases("day.date");
    /** What is counted or told by a number in front of it. */
    private static final Phrases COUNTED = ReplyFiles.phrases(List.of("number.counted", "day.hour"));

    private static final Phrases BEHIND = ReplyFiles.phrases(List.of("opening", "politeness"));
    private static final List<Map<String, DayOfWeek>> WEEKDAYS = weekdays();
    private static final Map<String, Set<Month>> MONTHS = months();
    private static final Map<String, Month> WHOLE_MONTHS = wholeMonths();
    private static final String MAY = "may";

    /** By the language, what today and tomorrow are called. */
    private static final Map<String, Phrases> TODAY = ReplyFiles.phrasesByLanguage("day.today");

    private static final Map<String, Phrases> TOMORROW = ReplyFiles.phrasesByLanguage("day.tomorrow");
    /** "I'll tell you tonight" puts it off. */
    private static final Phrases LATER = ReplyFiles.phrases("later");
    /** "Por la mañana" is no day. */
    private static final Phrases TIMES = ReplyFiles.phrases("which.time");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private DayWords() {}

    /**
     * A text with the name of its weekday for "tonight" or "tomorrow", where one of these days is that: of what is on that day it puts
     * nothing off.
     *
     * @param today when it was written
     */
    public static String named(String text, LocalDate today, Set<LocalDate> days) {
        LocalDate tomorrow = today.plusDays(1);
        String named = days.contains(today) ? named(text, TODAY, today.getDayOfWeek()) : text;
        return days.contains(tomorrow) ? named(named, TOMORROW, tomorrow.getDayOfWeek()) : named;
    }

    private static String named(String text, Map<String, Phrases> byLanguage, DayOfWeek day) {
        List<MatchResult> written = WORD.matcher(text).results().toList();
        List<String> words =
                written.stream().map(word -> Folding.fold(word.group())).toList();
        List<String> languages = byLanguage.keySet().stream()
                .sorted(Comparator.comparing((String language) -> -known(words, language))
                        .thenComparing(language -> language))
                .toList();
        for (String language : languages) {
            for (int at = 0; at < words.size(); at++) {
                int length = Objects.requireNonNull(byLanguage.get(language)).longest(words, at);
                if (length > 0 && !isWithin(words, at, length)) {
                    return text.substring(0, written.get(at).start())
                            + day.getDisplayName(TextStyle.FULL, Locale.forLanguageTag(language))
                            + text.substring(written.get(at + length - 1).end());
                }
            }
        }
        return text;
    }

    /** "Morgen" is of two languages. */
    private static long known(List<String> words, String language) {
        return words.stream().filter(ReplyFiles.vocabulary(language)::contains).count();
    }

    /** Whether these words are part of a longer phrase that names no day, or behind one that puts something off. */
    private static boolean isWithin(List<String> words, int at, int length) {
        return IntStream.rangeClosed(0, at)
                .anyMatch(
                        from -> from + TIMES.longest(words, from) >= at + length && TIMES.longest(words, from) > length
                                || LATER.longest(words, from) > length && from + LATER.longest(words, from) >= at);
    }

    /** How many words from here on name this day; 0 when they don't. "Samedi" names every Saturday, "samedi 5" only one. */
    public static int lengthAt(List<String> words, int at, LocalDate day) {
        String word = words.get(at);
        boolean weekday = WEEKDAYS.stream().anyMatch(names -> day.getDayOfWeek().equals(names.get(word)));
        if (!weekday) {
            return dateAt(words, at, day);
        }
        int number = numberBehind(words, at);
        int date = number < 0 ? 0 : numberOf(words, number, day);
        return number < 0 ? 1 : date == 0 ? 0 : number - at + date;
    }

    /**
     * The days that a text surely names, each the first one from this day on that it can be: within a year.
     *
     * @param from when it was written
     */
    public static Set<LocalDate> of(String text, LocalDate from) {
        List<String> words = WordPhrase.words(text);
        return IntStream.range(0, words.size())
                .filter(at -> lengthAt(words, at) > 0)
                .boxed()
                .flatMap(at -> from.datesUntil(from.plusYears(1))
                        .filter(day -> lengthAt(words, at, day) > 0)
                        .limit(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Where the number of its date stands behind a weekday: "samedi 5", "Saturday the 5th", "Saturday, December 5"; -1 for none. */
    private static int numberBehind(List<String> words, int weekday) {
        int at = weekday + 1;
        at += at < words.size() ? IN_FRONT.longest(words, at) : 0;
        at += at < words.size() && MONTHS.containsKey(words.get(at)) ? 1 : 0;
        return at < words.size() && isNumber(words, at) ? at : -1;
    }

    /** "Samedi 14 h" and "samedi 4 personnes" have no number of a date. */
    private static boolean isNumber(List<String> words, int at) {
        Matcher date = DATE.matcher(words.get(at));
        return date.matches()
                && Integer.parseInt(date.group(1)) <= LAST_OF_MONTH
                && (at + 1 == words.size()
                        || COUNTED.longest(words, at + 1) == 0
                                && !DATE.matcher(words.get(at + 1)).matches());
    }

    /** How many words from here on surely name some day, by a whole name or a date; 0 when they don't. */
    public static int lengthAt(List<String> words, int at) {
        String word = words.get(at);
        if (word.length() >= LONG_NAME
                && WEEKDAYS.stream().anyMatch(names -> names.containsKey(word))
                && ORDINALS.longest(words, at) == 0) {
            int number = numberBehind(words, at);
            return number < 0 ? 1 : number - at + (isMonth(words, number + 1) ? 2 : 1);
        }
        if (!DATE.matcher(word).matches()) {
            return 0;
        }
        return isMonth(words, at + 1) ? 2 : isDate(words, at) ? 1 : 0;
    }

    /** A text without the days that it surely names, and what leads to them. */
    public static String without(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> left = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int day = lengthLed(words, at);
            if (day == 0) {
                left.add(words.get(at));
            }
            at += Math.max(day, 1);
        }
        return String.join(" ", left);
    }

    /** The same with what leads to it: "am Sonntag". */
    public static int lengthLed(List<String> words, int at) {
        int front = IN_FRONT.longest(words, at);
        int day = at + front < words.size() ? lengthAt(words, at + front) : 0;
        return day > 0 ? front + day : lengthAt(words, at);
    }

    /** The month that has this whole name; empty for none. "May" is one where nothing follows it. */
    public static Optional<Month> monthAt(List<String> words, int at) {
        return at + 1 < words.size() && words.get(at).equals(MAY)
                ? Optional.empty()
                : Optional.ofNullable(WHOLE_MONTHS.get(words.get(at)));
    }

    private static boolean isMonth(List<String> words, int at) {
        return at < words.size() && MONTHS.containsKey(words.get(at));
    }

    /** "Le 12", where nothing that is counted or numbered follows: "le 12 rue des Lilas" is no day. */
    private static boolean isDate(List<String> words, int at) {
        boolean last = at + 1 == words.size() || BEHIND.longest(words, at + 1) > 0;
        return last && at > 0 && SURELY_IN_FRONT.longest(words, at - 1) > 0;
    }

    /** Whether a text surely names any day. */
    public static boolean isIn(List<String> words) {
        return count(words) > 0;
    }

    /** How many words of a text surely begin to name a day. */
    public static long count(List<String> words) {
        return IntStream.range(0, words.size())
                .filter(at -> lengthAt(words, at) > 0)
                .count();
    }

    private static int dateAt(List<String> words, int at, LocalDate day) {
        int length = numberOf(words, at, day);
        if (length != 1) {
            return length;
        }
        Matcher date = DATE.matcher(words.get(at));
        Set<Month> before = at > 0 ? MONTHS.get(words.get(at - 1)) : null;
        boolean named = before != null && before.contains(day.getMonth());
        return named
                        || date.matches() && date.group(2) != null
                        || at > 0 && IN_FRONT.longest(words, at - 1) > 0
                        || isBareDate(words, at, day)
                ? 1
                : 0;
    }

    /** "23 ok": a number in front of all else that is no number of people. */
    private static boolean isBareDate(List<String> words, int at, LocalDate day) {
        return at == 0 && words.size() > 1 && day.getDayOfMonth() > Companions.MOST && COUNTED.longest(words, 1) == 0;
    }

    /** The words from here on that are the number of this day, with its month if it has one behind it; 0 when they aren't. */
    private static int numberOf(List<String> words, int at, LocalDate day) {
        Matcher date = DATE.matcher(words.get(at));
        if (!date.matches() || Integer.parseInt(date.group(1)) != day.getDayOfMonth()) {
            return 0;
        }
        Set<Month> behind = at + 1 < words.size() ? MONTHS.get(words.get(at + 1)) : null;
        return behind == null ? 1 : behind.contains(day.getMonth()) ? 2 : 0;
    }

    private static List<Map<String, DayOfWeek>> weekdays() {
        return languages().map(DayWords::weekdays).toList();
    }

    /** Also of several: "can't do Thursdays", "donnerstags nie", "los sábados". */
    private static Map<String, DayOfWeek> weekdays(Locale language) {
        Map<String, DayOfWeek> names = names(language);
        Map<String, DayOfWeek> several = new HashMap<>(names);
        names.forEach((name, day) -> {
            if (name.length() > LONG_NAME) {
                several.putIfAbsent(name + 's', day);
            }
        });
        return several;
    }

    private static Map<String, DayOfWeek> names(Locale language) {
        Set<String> not = ReplyFiles.words(language.getLanguage(), "day.not").collect(Collectors.toSet());
        Map<String, DayOfWeek> names = new HashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            each(language, (style, locale) -> {
                String first =
                        WordPhrase.words(day.getDisplayName(style, locale)).get(0);
                if (first.length() >= FEWEST_LETTERS && !not.contains(first)) {
                    names.put(first, day);
                }
            });
            ReplyFiles.words(language.getLanguage(), "day." + day.getValue())
                    .forEach(word -> names.put(WordPhrase.words(word).get(0), day));
        }
        return names;
    }

    private static Map<String, Set<Month>> months() {
        Map<String, Set<Month>> names = new HashMap<>();
        languages().forEach(language -> {
            for (Month month : Month.values()) {
                each(language, (style, locale) -> names.computeIfAbsent(
                                WordPhrase.words(month.getDisplayName(style, locale))
                                        .get(0),
                                word -> new HashSet<>())
                        .add(month));
            }
        });
        return names;
    }

    private static Map<String, Month> wholeMonths() {
        Map<String, Month> names = new HashMap<>();
        languages().forEach(language -> Stream.of(Month.values())
                .forEach(month -> names.putIfAbsent(
                        WordPhrase.words(month.getDisplayName(TextStyle.FULL, language))
                                .get(0),
                        month)));
        return names;
    }

    private static void each(Locale language, BiConsumer<TextStyle, Locale> take) {
        Stream.of(TextStyle.FULL, TextStyle.SHORT).forEach(style -> take.accept(style, language));
    }

    private static Stream<Locale> languages() {
        return ReplyFiles.languages().stream()
                .filter(language -> !language.equals("any"))
                .map(Locale::forLanguageTag);
    }
}
