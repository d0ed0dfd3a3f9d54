package org.relais.console.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.relais.ledger.LedgerDayStore.Day;
import org.relais.testing.Unit;

/** Bars fit their drawing, on one scale for both sides of the line. */
@Unit
class DaysChartTest {
    /** A Sunday. */
    private static final LocalDate LAST = LocalDate.of(2026, 11, 29);

    private static DaysChart chart(long[] joined, long[] stopped) {
        return DaysChart.of(IntStream.range(0, joined.length)
                .mapToObj(at -> new Day(LAST.minusDays(joined.length - 1L - at), joined[at], 0, stopped[at]))
                .toList());
    }

    @Test
    void bothSidesHaveOneScale() {
        DaysChart chart = chart(new long[] {0, 30, 48}, new long[] {48, 0, 1});
        assertThat(chart.top()).isEqualTo(50);
        assertThat(chart.bottom()).isEqualTo(50);
        assertThat(chart.columns().get(2).joined())
                .isEqualTo(chart.columns().get(0).stopped());
        assertThat(chart.columns())
                .allMatch(column -> column.joined() <= chart.line() - DaysChart.MARGIN)
                .allMatch(column -> chart.line() + column.stopped() <= DaysChart.HEIGHT - DaysChart.MARGIN);
        assertThat(chart.best().map(Day::joined)).contains(48L);
        assertThat(chart.tellsBottom()).isTrue();
    }

    @Test
    void oneAmongHundredsIsSeen() {
        DaysChart chart = chart(new long[] {900, 1, 0}, new long[] {0, 0, 1});
        assertThat(chart.top()).isEqualTo(1_000);
        assertThat(chart.columns())
                .extracting(DaysChart.Column::joined)
                .element(1)
                .isEqualTo(3);
        assertThat(chart.columns())
                .extracting(DaysChart.Column::joined)
                .element(2)
                .isEqualTo(0);
        assertThat(chart.tellsBottom()).isFalse();
        assertThat(chart.line() + chart.columns().get(2).stopped()).isLessThanOrEqualTo(DaysChart.HEIGHT);
    }

    @Test
    void weekendsAreMarkedAndEachWeekIsNamedFromTodayBack() {
        long[] none = new long[30];
        long[] first = new long[30];
        first[0] = 1;
        DaysChart chart = chart(none, first);
        List<DaysChart.Column> columns = chart.columns();
        assertThat(columns.stream().filter(DaysChart.Column::weekend)).hasSize(10);
        assertThat(columns.get(29).weekend()).isTrue();
        assertThat(columns.stream().filter(DaysChart.Column::named).map(column -> column.day()
                        .day()))
                .containsExactly(LAST.minusWeeks(4), LAST.minusWeeks(3), LAST.minusWeeks(2), LAST.minusWeeks(1), LAST);
        assertThat(chart.best()).isEmpty();
        assertThat(chart.bottom()).isOne();
    }

    @Test
    void daysBeforeTheFirstAreLeftOutAsLongAsAWeekIsLeft() {
        long[] none = new long[30];
        long[] since = new long[30];
        since[20] = 1;
        assertThat(chart(since, none).columns()).hasSize(10);
        long[] today = new long[30];
        today[29] = 1;
        DaysChart week = chart(today, none);
        assertThat(week.columns()).hasSize(7);
        assertThat(week.columns().stream().filter(DaysChart.Column::named)).hasSize(4);
        assertThat(week.bottom()).isZero();
    }
}
