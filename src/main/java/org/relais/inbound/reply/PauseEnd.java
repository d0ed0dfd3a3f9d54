package org.relais.inbound.reply;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * The day on which a pause ends, where its words say so: "until the 12th", "bis Ende Januar", "deux semaines", by the words of
 * {@code replies/*.properties}. A pure function, safe for any number of threads.
 */
final class PauseEnd {
    private static final Phrases DAYS = ReplyFiles.phrases("pause.days");
    private static final Phrases WEEKS = ReplyFiles.phrases("pause.weeks");
    private static final Phrases MONTHS = ReplyFiles.phrases("pause.months");
    private static final Phrases ONE = ReplyFiles.phrases("pause.one");
    /** In front of a month or a feast that is to be over. */
    private static final Phrases AFTER = ReplyFiles.phrases("pause.after");

    private static final Phrases MIDDLE = ReplyFiles.phrases("pause.middle");
    private static final Phrases NEW_YEAR = ReplyFiles.phrases("pause.new_year");
    private static final Phrases CHRISTMAS = ReplyFiles.phrases("pause.christmas");
    private static final Phrases THIS_DAY = ReplyFiles.phrases("pause.day.this");
    private static final Phrases THIS_WEEK = ReplyFiles.phrases("pause.week.this");
    private static final Phrases NEXT_WEEK = ReplyFiles.phrases("pause.week.next");
    private static final Phrases THIS_MONTH = ReplyFiles.phrases("pause.month.this");
    private static final Phrases THIS_YEAR = ReplyFiles.phrases("pause.year.this");
    private static final Phrases SCHOOL = ReplyFiles.phrases("pause.school");

    /** Words, from "after" to what is to be over: "nach dem". */
    private static final int FRONT = 3;

    private static final int MIDDLE_DAY = 15;
    private static final int CHRISTMAS_DAY = 25;

    private PauseEnd() {}

    /** The first day of messages again; empty where it is not said, or not surely. */
    static Optional<LocalDate> of(String text, LocalDate today) {
        List<String> words = WordPhrase.words(text);
        LocalDate first = today.plusDays(1);
        return DayWords.of(text, first).stream()
                .max(Comparator.naturalOrder())
                .or(() -> places(words)
                        .flatMap(at -> month(words, at, first).stream())
                        .findFirst())
                .or(() -> places(words)
                        .flatMap(at -> period(words, at, today).stream())
                        .findFirst())
                .or(() -> running(words, today))
                .or(() -> feast(words, first));
    }

    private static Stream<Integer> places(List<String> words) {
        return IntStream.range(0, words.size()).boxed();
    }

    /** "Until January" is until it begins, "after January" until it is over. */
    private static Optional<LocalDate> month(List<String> words, int at, LocalDate first) {
        return DayWords.monthAt(words, at)
                .map(month -> LocalDate.of(first.getYear(), month, 1))
                .map(begin -> is(MIDDLE, words, at)
                        ? begin.withDayOfMonth(MIDDLE_DAY)
                        : is(AFTER, words, at) ? begin.plusMonths(1) : begin)
                // The end of a month that has begun is this year's.
                .map(end -> end.isBefore(first) ? end.plusYears(1) : end);
    }

    private static boolean is(Phrases in, List<String> words, int at) {
        return in.isIn(words.subList(Math.max(0, at - FRONT), at));
    }

    private static LocalDate next(LocalDate from, Month month, int day) {
        LocalDate then = LocalDate.of(from.getYear(), month, day);
        return then.isAfter(from) ? then : then.plusYears(1);
    }

    private static Optional<LocalDate> period(List<String> words, int at, LocalDate today) {
        int count = at == 0 ? 0 : count(words.get(at - 1));
        if (count <= 0) {
            return Optional.empty();
        }
        return DAYS.longest(words, at) > 0
                ? Optional.of(today.plusDays(count))
                : WEEKS.longest(words, at) > 0
                        ? Optional.of(today.plusWeeks(count))
                        : MONTHS.longest(words, at) > 0 ? Optional.of(today.plusMonths(count)) : Optional.empty();
    }

    /** "Don't write me this week": what runs now, or comes next, is over with its last day. */
    private static Optional<LocalDate> running(List<String> words, LocalDate today) {
        LocalDate monday = today.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        return NEXT_WEEK.isIn(words)
                ? Optional.of(monday.plusWeeks(1))
                : THIS_WEEK.isIn(words)
                        ? Optional.of(monday)
                        : THIS_MONTH.isIn(words)
                                ? Optional.of(today.with(TemporalAdjusters.firstDayOfNextMonth()))
                                : THIS_YEAR.isIn(words)
                                        ? Optional.of(today.with(TemporalAdjusters.firstDayOfNextYear()))
                                        : Optional.of(today.plusDays(1)).filter(day -> THIS_DAY.isIn(words));
    }

    private static int count(String word) {
        return ONE.longest(List.of(word), 0) > 0 ? 1 : Companions.number(word);
    }

    private static Optional<LocalDate> feast(List<String> words, LocalDate first) {
        LocalDate yesterday = first.minusDays(1);
        if (NEW_YEAR.isIn(words)) {
            return Optional.of(next(yesterday, Month.JANUARY, 2));
        }
        if (CHRISTMAS.isIn(words)) {
            LocalDate christmas = next(yesterday, Month.DECEMBER, CHRISTMAS_DAY);
            return Optional.of(AFTER.isIn(words) ? christmas.plusDays(2) : christmas);
        }
        // After the summer, or after Christmas.
        boolean winter = first.getMonthValue() > Month.OCTOBER.getValue();
        return SCHOOL.isIn(words)
                ? Optional.of(winter ? next(yesterday, Month.JANUARY, 5) : next(yesterday, Month.SEPTEMBER, 1))
                : Optional.empty();
    }
}
