package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.relais.broadcast.Funnel.Count;
import org.relais.broadcast.Funnel.Step;
import org.relais.testing.Unit;

/** Every step is a part of everybody to whom it was sent; who is silent stands once, and what no platform tells is said. */
@Unit
class FunnelTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 28, 12, 0);

    private static Funnel funnel(Count... counts) {
        return new Funnel(List.of(counts), false, Set.of("one"));
    }

    private static Count of(Step step, String channel, boolean answered, long people) {
        return new Count(step, channel, NOON, answered, people);
    }

    private static final Funnel TWO = funnel(
            of(Step.SENT, "one", false, 15),
            of(Step.SENT, "one", true, 5),
            of(Step.ANSWERED, "one", true, 5),
            of(Step.SENT, "two", false, 7),
            of(Step.SENT, "two", true, 3),
            of(Step.RECEIVED, "two", false, 6),
            of(Step.RECEIVED, "two", true, 3),
            of(Step.READ, "two", false, 2),
            of(Step.READ, "two", true, 2),
            of(Step.ANSWERED, "two", true, 3));

    @Test
    void aPlatformThatTellsWhatWasReceivedHasNotToldItYet() {
        Funnel soon = funnel(of(Step.SENT, "one", false, 2), of(Step.SENT, "two", false, 4));

        assertThat(soon.untold()).containsExactly("one");
        assertThat(soon.silent()).isEqualTo(new Funnel.Silent(0, 0, 4, 2));
    }

    @Test
    void everyStepIsAPartOfAllToWhomItWasSent() {
        assertThat(TWO.sent()).isEqualTo(30);
        assertThat(TWO.total())
                .containsEntry(Step.RECEIVED, 9L)
                .containsEntry(Step.READ, 4L)
                .containsEntry(Step.ANSWERED, 8L);
    }

    @Test
    void whatAPlatformDoesNotTellIsKnownOfNobodyOfItsChannel() {
        assertThat(TWO.untold()).containsExactly("one");
        assertThat(TWO.unknown(Step.RECEIVED)).isEqualTo(20);
        assertThat(TWO.unknown(Step.READ)).isEqualTo(20);
        assertThat(TWO.unknown(Step.ANSWERED)).isZero();
        assertThat(funnel(of(Step.SENT, "one", false, 3)).unknown(Step.READ)).isEqualTo(3);
    }

    @Test
    void aStepIsAPartOfThoseOfWhomItCanBeKnown() {
        assertThat(TWO.known(Step.READ)).isEqualTo(10);
        assertThat(TWO.known(Step.ANSWERED)).isEqualTo(TWO.sent()).isEqualTo(30);
    }

    @Test
    void theFirstTwoDaysAreShownByHourAndLongerTimesByDay() {
        Count first = of(Step.SENT, "two", false, 4);
        Count late = new Count(Step.ANSWERED, "two", NOON.plusDays(2), true, 1);
        Funnel near = Funnel.ofHours(List.of(first, late), Set.of());
        assertThat(near.daily()).isFalse();
        assertThat(near.byTime()).containsOnlyKeys(NOON, NOON.plusDays(2));

        Count evening = new Count(Step.ANSWERED, "two", NOON.plusHours(8), true, 1);
        Count later = new Count(Step.ANSWERED, "two", NOON.plusHours(49), true, 1);
        Funnel far = Funnel.ofHours(List.of(first, evening, later), Set.of());
        assertThat(far.daily()).isTrue();
        assertThat(far.byTime())
                .containsOnlyKeys(
                        NOON.toLocalDate().atStartOfDay(),
                        NOON.toLocalDate().plusDays(2).atStartOfDay());
        assertThat(far.total()).isEqualTo(Map.of(Step.SENT, 4L, Step.ANSWERED, 2L));
        assertThat(Funnel.ofHours(List.of(), Set.of()).daily()).isFalse();
    }

    @Test
    void whoHasNotAnsweredIsCountedOnceByHowFarItCame() {
        assertThat(TWO.silent()).isEqualTo(new Funnel.Silent(2, 4, 1, 15));
        assertThat(TWO.silent().all()).isEqualTo(TWO.sent() - 8);
    }

    @Test
    void nobodyIsSilentWhereAllHaveAnswered() {
        Funnel all = funnel(
                of(Step.SENT, "two", true, 4), of(Step.RECEIVED, "two", true, 4), of(Step.ANSWERED, "two", true, 4));
        assertThat(all.silent()).isEqualTo(new Funnel.Silent(0, 0, 0, 0));
    }
}
