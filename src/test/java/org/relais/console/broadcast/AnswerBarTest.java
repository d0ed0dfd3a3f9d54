package org.relais.console.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Parts in percent, side by side. */
@Unit
class AnswerBarTest {
    @Test
    void aPartIsRoundedByItselfWhateverStandsBesideIt() {
        assertThat(AnswerBar.share(4, 9)).as("44.4").isEqualTo(44);
        assertThat(AnswerBar.share(5, 9)).as("55.6").isEqualTo(56);
        assertThat(AnswerBar.share(1, 8)).as("12.5").isEqualTo(13);
        assertThat(AnswerBar.share(12, 12)).isEqualTo(100);
        assertThat(AnswerBar.share(0, 0)).as("of nothing").isZero();
    }
}
