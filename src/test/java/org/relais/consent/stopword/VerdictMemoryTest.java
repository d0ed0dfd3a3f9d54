package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** A reply is read several times on its way: short ones only once. */
@Unit
class VerdictMemoryTest {
    private final VerdictMemory memory = new VerdictMemory();
    private final List<String> read = new ArrayList<>();

    @Test
    void aShortTextIsReadOnce() {
        Verdict first = memory.of("merci", this::read);

        assertThat(memory.of("merci", this::read)).isSameAs(first);
        assertThat(read).containsExactly("merci");
    }

    @Test
    void aLongTextIsNotKept() {
        String text = "a".repeat(41);
        assertThat(memory.of(text, this::read)).isEqualTo(memory.of(text, this::read));

        assertThat(read).hasSize(2);
        assertThat(memory.size()).isZero();
    }

    @Test
    void neverMoreThanItsBoundIsKept() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(memory.of("text " + i, this::read).rule()).isEqualTo("text " + i);
            assertThat(memory.size()).isLessThanOrEqualTo(2_000);
        }
    }

    private Verdict read(String text) {
        read.add(text);
        return new Verdict(Intent.NONE, text, null, Set.of());
    }
}
