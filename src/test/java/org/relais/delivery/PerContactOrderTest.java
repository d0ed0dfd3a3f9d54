package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class PerContactOrderTest {
    private static final long PERSON = 7;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final PerContactOrder order = new PerContactOrder();

    @Test
    void whatWasPutOffIsNotOvertakenWhenTheRequestBeforeItIsAnswered() {
        assertThat(order.enter(PERSON, 1, NOW)).isTrue();
        assertThat(order.enter(PERSON, 2, NOW)).isFalse();
        Instant second = order.moment(PERSON, 2, NOW);
        order.leave(PERSON);

        assertThat(order.enter(PERSON, 3, NOW)).isFalse();
        Instant third = order.moment(PERSON, 3, NOW);
        assertThat(third).isAfter(second);
        assertThat(order.enter(PERSON, 2, second)).isTrue();
        order.leave(PERSON);
        assertThat(order.enter(PERSON, 3, third)).isTrue();
    }

    @Test
    void theOldestOfThoseThatWaitBeginsFirstEvenWhenItsMomentIsLater() {
        order.behind(PERSON, 3, NOW, NOW);
        Instant second = order.behind(PERSON, 2, NOW.plusMillis(50), NOW);
        assertThat(order.enter(PERSON, 3, NOW)).isFalse();
        assertThat(order.enter(PERSON, 2, second)).isTrue();
    }

    @Test
    void whatNeverComesBackHoldsNothingUpForLong() {
        Instant second = order.moment(PERSON, 2, NOW);
        assertThat(order.enter(PERSON, 3, second.plusMillis(400))).isFalse();
        assertThat(order.enter(PERSON, 3, second.plusSeconds(1))).isTrue();
    }

    @Test
    void whatAnotherServerHadPutOffIsForgottenThoughNotWhatIsUnderWay() {
        Instant late = NOW.plusSeconds(60);
        order.behind(PERSON, 1, late, NOW);
        assertThat(order.enter(PERSON, 2, NOW)).isFalse();
        order.forgetIds();
        assertThat(order.enter(PERSON, 2, NOW)).isTrue();
        order.forgetIds();
        assertThat(order.enter(PERSON, 3, NOW)).isFalse();
    }

    @Test
    void whatIsClaimedLaterDoesNotOvertakeWhatIsStillLookedUp() {
        order.claimed(PERSON, 1, NOW.plusSeconds(20));
        order.claimed(PERSON, 2, NOW.plusSeconds(20));
        assertThat(order.enter(PERSON, 2, NOW)).isFalse();
        Instant second = order.moment(PERSON, 2, NOW);
        assertThat(order.enter(PERSON, 1, NOW)).isTrue();
        order.leave(PERSON);
        assertThat(order.enter(PERSON, 2, second)).isTrue();
    }

    @Test
    void whatWasClaimedAndGoesBackOrCanNotBeginAnyMoreHoldsNothingUp() {
        order.claimed(PERSON, 1, NOW.plusSeconds(20));
        order.goesBack(PERSON, 1);
        order.claimed(PERSON, 2, NOW.plusSeconds(20));
        assertThat(order.enter(PERSON, 3, NOW.plusSeconds(10))).isFalse();
        assertThat(order.enter(PERSON, 3, NOW.plusSeconds(21))).isTrue();
    }

    @Test
    void nobodyWaitsForSomebodyElse() {
        assertThat(order.enter(PERSON, 1, NOW)).isTrue();
        order.moment(PERSON, 2, NOW);
        assertThat(order.enter(8, 3, NOW)).isTrue();
    }
}
