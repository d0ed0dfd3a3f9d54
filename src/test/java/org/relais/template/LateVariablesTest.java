package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** What is dear is computed when it is asked for, and once. */
@Unit
class LateVariablesTest {
    private final AtomicInteger computed = new AtomicInteger();
    private final Map<String, String> variables =
            new LateVariables(Map.of("town", "Lyon", "link", "from a column"), Set.of("link"), () -> {
                computed.incrementAndGet();
                return Map.of("link", "https://relais.example/s/1");
            });

    @Test
    void whatIsKnownAsksForNothing() {
        assertThat(variables.get("town")).isEqualTo("Lyon");
        assertThat(variables.getOrDefault("nobody", "else")).isEqualTo("else");
        assertThat(computed).hasValue(0);
    }

    @Test
    void aLateOneGoesBeforeAKnownOneOfItsNameAndIsComputedOnce() {
        assertThat(variables.get("link")).isEqualTo("https://relais.example/s/1");
        assertThat(variables)
                .containsEntry("link", "https://relais.example/s/1")
                .hasSize(2);
        assertThat(computed).hasValue(1);
    }

    @Test
    void aRecipientKeepsThemLate() {
        Recipient recipient = new Recipient("Ada", "fr", variables, false, true, null);
        assertThat(recipient.variables().get("town")).isEqualTo("Lyon");
        assertThat(computed).hasValue(0);
    }
}
