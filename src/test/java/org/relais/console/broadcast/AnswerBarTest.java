package org.relais.console.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Parts in percent, side by side. */
@Unit
class AnswerBarTest {
    @Test
    void partsOfOneWholeAddUpToAHundred() {
        assertThat(AnswerBar.shares(List.of(2L, 1L, 1L, 1L, 3L), 8)).containsExactly(25L, 13L, 12L, 12L, 38L);
        assertThat(AnswerBar.shares(List.of(5L, 1L, 1L, 1L, 4L), 12)).containsExactly(42L, 8L, 8L, 8L, 34L);
        assertThat(AnswerBar.shares(List.of(1L, 1L, 1L), 3)).hasSize(3).satisfies(shares -> assertThat(
                        shares.stream().mapToLong(Long::longValue).sum())
                .isEqualTo(100));
        assertThat(AnswerBar.shares(List.of(12L, 0L), 12)).containsExactly(100L, 0L);
    }

    @Test
    void partsThatAreNotTheWholeAreRoundedEachByItself() {
        assertThat(AnswerBar.shares(List.of(1L, 1L), 3)).containsExactly(33L, 33L);
        assertThat(AnswerBar.shares(List.of(0L, 0L), 0)).containsExactly(0L, 0L);
    }
}
