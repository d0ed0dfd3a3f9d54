package org.relais.console.home;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.relais.ledger.LedgerDayStore.Day;

/**
 * Who joined and who stopped, day by day, as bars above and below a line: lengths in a drawing {@link #HEIGHT} high, in which
 * each day is {@link #DAY} wide.
 *
 * @param top the largest number of the scale above the line, a round one
 * @param bottom the same below; 0 when nobody stopped
 * @param line how far the line is from the top
 */
public record DaysChart(List<Column> columns, long top, long bottom, int line) {
    public static final int HEIGHT = 180;
    public static final int DAY = 10;

    /** Room above the scale for the half of its uppermost number. */
    public static final int MARGIN = 8;

    /** Whoever came or went alone among hundreds is seen. */
    private static final int SHORTEST = 3;

    private static final int WEEK = 7;

    public DaysChart {
        columns = List.copyOf(columns);
    }

    /**
     * One day.
     *
     * @param joined length of the bar above the line
     * @param stopped length of the one below
     * @param weekend whether it is a Saturday or a Sunday
     * @param named whether its date stands under it
     */
    public record Column(Day day, int joined, int stopped, boolean weekend, boolean named) {}

    /** Without the days before the first on which anything happened, as long as a week is left. */
    public static DaysChart of(List<Day> every) {
        List<Day> days = sinceFirst(every);
        long top = round(days.stream().mapToLong(Day::joined).max().orElse(0));
        long most = days.stream().mapToLong(Day::stopped).max().orElse(0);
        long bottom = most == 0 ? 0 : round(most);
        int room = HEIGHT - MARGIN - (bottom == 0 ? 1 : MARGIN);
        double unit = (double) room / (top + bottom);
        int named = Math.max(2, Math.min(WEEK, days.size() / 4));
        List<Column> columns = new ArrayList<>();
        for (int at = 0; at < days.size(); at++) {
            Day day = days.get(at);
            DayOfWeek name = day.day().getDayOfWeek();
            columns.add(new Column(
                    day,
                    length(day.joined(), unit),
                    length(day.stopped(), unit),
                    name == DayOfWeek.SATURDAY || name == DayOfWeek.SUNDAY,
                    (days.size() - 1 - at) % named == 0));
        }
        return new DaysChart(columns, top, bottom, MARGIN + (int) Math.round(top * unit));
    }

    /** The day on which most joined; empty when nobody did. */
    public Optional<Day> best() {
        return columns.stream()
                .map(Column::day)
                .filter(day -> day.joined() > 0)
                .max(Comparator.comparingLong(Day::joined));
    }

    /** Whether there is room for the number below the line. */
    public boolean tellsBottom() {
        return HEIGHT - line > 3 * MARGIN;
    }

    private static List<Day> sinceFirst(List<Day> days) {
        int first = 0;
        while (first < days.size() - WEEK && isQuiet(days.get(first))) {
            first++;
        }
        return days.subList(first, days.size());
    }

    private static boolean isQuiet(Day day) {
        return day.joined() + day.added() + day.stopped() == 0;
    }

    private static int length(long people, double unit) {
        return people == 0 ? 0 : Math.max(SHORTEST, (int) Math.round(people * unit));
    }

    /** The next of 1, 2, 5, 10, 20, 50 and so on. */
    private static long round(long people) {
        long power = 1;
        while (true) {
            for (long step : new long[] {1, 2, 5}) {
                if (step * power >= people) {
                    return step * power;
                }
            }
            power *= 10;
        }
    }
}
