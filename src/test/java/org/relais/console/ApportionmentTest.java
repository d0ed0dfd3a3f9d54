package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** What is shown of a whole adds up to it. */
@Unit
class ApportionmentTest {
    @Test
    void centsMakeTheSumThatIsShown() {
        assertThat(Apportionment.rounded(
                        List.of(new BigDecimal("0.125"), new BigDecimal("0.125"), new BigDecimal("1.004")), 2))
                .containsExactly(new BigDecimal("0.13"), new BigDecimal("0.12"), new BigDecimal("1.00"));
    }
}
