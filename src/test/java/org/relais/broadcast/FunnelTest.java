package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.broadcast.Funnel.Count;
import org.relais.broadcast.Funnel.Step;
import org.relais.testing.Unit;

/** What was received and read is a part of those of whom a platform tells it; what people did, of everybody. */
@Unit
class FunnelTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 28, 12, 0);

    private static Count count(Step step, String channel, long people) {
        return new Count(step, channel, NOON, people);
    }

    @Test
    void aChannelThatTellsNothingCountsForWhatPeopleDidOnly() {
        Funnel funnel = new Funnel(
                List.of(
                        count(Step.SENT, "one", 20),
                        count(Step.ANSWERED, "one", 5),
                        count(Step.SENT, "two", 10),
                        count(Step.RECEIVED, "two", 9),
                        count(Step.READ, "two", 4)),
                false);

        assertThat(funnel.untold()).containsExactly("one");
        assertThat(funnel.of(Step.SENT)).isEqualTo(30);
        assertThat(funnel.of(Step.RECEIVED)).isEqualTo(10);
        assertThat(funnel.of(Step.READ)).isEqualTo(10);
        assertThat(funnel.of(Step.STOPPED)).isEqualTo(30);
    }

    @Test
    void whereNothingWasToldThereIsNothingToBeAPartOf() {
        Funnel funnel = new Funnel(List.of(count(Step.SENT, "one", 3)), false);

        assertThat(funnel.of(Step.RECEIVED)).isZero();
        assertThat(funnel.of(Step.ANSWERED)).isEqualTo(3);
    }
}
