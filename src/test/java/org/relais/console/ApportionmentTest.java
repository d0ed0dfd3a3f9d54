package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** What is shown of a whole adds up to it. */
@Unit
class ApportionmentTest {
    @Test
    void thirdsMakeAHundredAndTheFirstOfEqualsGoesUp() {
        assertThat(Apportionment.percent(List.of(1L, 1L, 1L), 3)).containsExactly(34L, 33L, 33L);
        assertThat(Apportionment.percent(List.of(70L, 87L, 57L), 214)).containsExactly(33L, 41L, 26L);
    }

    @Test
    void whatIsLeftOfTheWholeHasItsShare() {
        assertThat(Apportionment.percent(List.of(1L, 1L), 3)).containsExactly(34L, 33L);
        assertThat(Apportionment.percent(List.of(0L), 0)).containsExactly(0L);
    }

    @Test
    void severalAnswersOfEachPersonAreRoundedEachByItself() {
        assertThat(Apportionment.percent(List.of(3L, 2L), 3)).containsExactly(100L, 67L);
    }

    @Test
    void centsMakeTheSumThatIsShown() {
        assertThat(Apportionment.rounded(
                        List.of(new BigDecimal("0.125"), new BigDecimal("0.125"), new BigDecimal("1.004")), 2))
                .containsExactly(new BigDecimal("0.13"), new BigDecimal("0.12"), new BigDecimal("1.00"));
    }

    @Property
    void sharesOfAWholeMakeAHundred(@ForAll @Size(min = 1, max = 9) List<@IntRange(max = 100_000) Integer> people) {
        List<Long> parts = people.stream().map(Integer::longValue).toList();
        long whole = parts.stream().mapToLong(Long::longValue).sum();
        List<Long> shares = Apportionment.percent(parts, whole);
        assertThat(shares.stream().mapToLong(Long::longValue).sum()).isEqualTo(whole == 0 ? 0 : 100);
        for (int place = 0; place < shares.size() && whole > 0; place++) {
            assertThat((double) shares.get(place))
                    .isBetween(100.0 * parts.get(place) / whole - 1, 100.0 * parts.get(place) / whole + 1);
        }
    }
}
