package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class ClaimLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 1_024;
    /** Half of it, 5 s, is the node's own. */
    private final ClaimLimit limit = new ClaimLimit(MOST, Duration.ofSeconds(10));

    @Test
    void aNodeThatKeepsUpClaimsWhatItCan() {
        limit.begins(0, 5 * SECOND, 800);
        limit.settled(0, 5 * SECOND, 800);

        assertThat(limit.limit()).isEqualTo(MOST);
        assertThat(limit.room(0)).isEqualTo(MOST);
    }

    @Test
    void aDeliveryThatBeginsLateHalvesWhatIsOpen() {
        limit.begins(0, 6 * SECOND, 400);

        assertThat(limit.limit()).isEqualTo(200);
        assertThat(limit.room(150)).isEqualTo(50);
        assertThat(limit.room(200)).isZero();
    }

    @Test
    void whatWasUnderWayAtACutDoesNotCutAgain() {
        limit.begins(0, 6 * SECOND, 400);
        limit.begins(SECOND, 7 * SECOND, 390);
        limit.expired(2 * SECOND, 30 * SECOND, 300);
        assertThat(limit.limit()).isEqualTo(200);

        limit.settled(8 * SECOND, 14 * SECOND, 160);
        assertThat(limit.limit()).isEqualTo(80);
    }

    @Test
    void oneAtATimeIsTheLeast() {
        for (long round = 0; round < 20; round++) {
            limit.expired(round * 100 * SECOND, (round * 100 + 50) * SECOND, 1_000);
        }

        assertThat(limit.limit()).isEqualTo(1);
        assertThat(limit.room(0)).isEqualTo(1);
        assertThat(limit.room(1)).isZero();
    }

    @Test
    void itGrowsByAStepForAsManyAsItAllowsAndNoFurtherThanBefore() {
        limit.begins(0, 6 * SECOND, 400);
        for (int kept = 0; kept < 200; kept++) {
            limit.begins(7 * SECOND, 8 * SECOND, 100);
        }
        assertThat(limit.limit()).isEqualTo(216);

        for (int kept = 0; kept < 40_000; kept++) {
            limit.begins(7 * SECOND, 8 * SECOND, 100);
        }
        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void fewAreNotWorthAClaim() {
        assertThat(limit.room(MOST - 127)).isZero();
        assertThat(limit.room(MOST - 128)).isEqualTo(128);
    }
}
