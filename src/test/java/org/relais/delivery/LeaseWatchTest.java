package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class LeaseWatchTest {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LeaseWatch<String> watch = new LeaseWatch<>();

    @Test
    void aLeaseIsOverOnceItWasWatchedForItsLength() {
        assertThat(watch.over(Map.of("a", LEASE), 0)).isEmpty();
        assertThat(watch.over(Map.of("a", LEASE, "b", LEASE), 5 * SECOND - 1)).isEmpty();
        assertThat(watch.over(Map.of("a", LEASE, "b", LEASE), 5 * SECOND)).containsExactly("a");
        assertThat(watch.over(Map.of("a", LEASE, "b", LEASE), 11 * SECOND)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void oneThatWasGoneIsWatchedAnew() {
        assertThat(watch.over(Map.of("a", LEASE), 0)).isEmpty();
        assertThat(watch.over(Map.of(), SECOND)).isEmpty();
        assertThat(watch.over(Map.of("a", LEASE), 6 * SECOND)).isEmpty();
    }
}
