package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

@Unit
class PerContactOrderTest {
    private static final long PERSON = 7;
    private static final int ANSWER = 1;
    private static final int BROADCAST = 3;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final PerContactOrder order = new PerContactOrder();

    @Test
    void whatWasPutOffIsNotOvertakenWhenTheRequestBeforeItIsAnswered() {
        assertThat(order.enter(PERSON, 1, BROADCAST, NOW)).isTrue();
        assertThat(order.enter(PERSON, 2, BROADCAST, NOW)).isFalse();
        Instant second = order.moment(PERSON, 2, BROADCAST, NOW);
        order.leave(PERSON);

        assertThat(order.enter(PERSON, 3, BROADCAST, NOW)).isFalse();
        Instant third = order.moment(PERSON, 3, BROADCAST, NOW);
        assertThat(third).isAfter(second);
        assertThat(order.enter(PERSON, 2, BROADCAST, second)).isTrue();
        order.leave(PERSON);
        assertThat(order.enter(PERSON, 3, BROADCAST, third)).isTrue();
    }

    @Test
    void theOldestOfThoseThatWaitBeginsFirstEvenWhenItsMomentIsLater() {
        order.behind(PERSON, 3, BROADCAST, NOW, NOW);
        Instant second = order.behind(PERSON, 2, BROADCAST, NOW.plusMillis(50), NOW);
        assertThat(order.enter(PERSON, 3, BROADCAST, NOW)).isFalse();
        assertThat(order.enter(PERSON, 2, BROADCAST, second)).isTrue();
    }

    @Test
    void whatNeverComesBackHoldsNothingUpForLong() {
        Instant second = order.moment(PERSON, 2, BROADCAST, NOW);
        assertThat(order.enter(PERSON, 3, BROADCAST, second.plusSeconds(4))).isFalse();
        assertThat(order.enter(PERSON, 3, BROADCAST, second.plusSeconds(6))).isTrue();
    }

    @Test
    void whatAnotherServerHadPutOffIsForgottenThoughNotWhatIsUnderWay() {
        Instant late = NOW.plusSeconds(60);
        order.behind(PERSON, 1, BROADCAST, late, NOW);
        assertThat(order.enter(PERSON, 2, BROADCAST, NOW)).isFalse();
        order.forgetIds();
        assertThat(order.enter(PERSON, 2, BROADCAST, NOW)).isTrue();
        order.forgetIds();
        assertThat(order.enter(PERSON, 3, BROADCAST, NOW)).isFalse();
    }

    @Test
    void whatIsClaimedLaterDoesNotOvertakeWhatIsStillLookedUp() {
        order.claimed(PERSON, 1, BROADCAST, NOW.plusSeconds(20));
        order.claimed(PERSON, 2, BROADCAST, NOW.plusSeconds(20));
        assertThat(order.enter(PERSON, 2, BROADCAST, NOW)).isFalse();
        Instant second = order.moment(PERSON, 2, BROADCAST, NOW);
        assertThat(order.enter(PERSON, 1, BROADCAST, NOW)).isTrue();
        order.leave(PERSON);
        assertThat(order.enter(PERSON, 2, BROADCAST, second)).isTrue();
    }

    @Test
    void whatWasClaimedAndGoesBackOrCanNotBeginAnyMoreHoldsNothingUp() {
        order.claimed(PERSON, 1, BROADCAST, NOW.plusSeconds(20));
        order.goesBack(PERSON, 1);
        order.claimed(PERSON, 2, BROADCAST, NOW.plusSeconds(20));
        assertThat(order.enter(PERSON, 3, BROADCAST, NOW.plusSeconds(10))).isFalse();
        assertThat(order.enter(PERSON, 3, BROADCAST, NOW.plusSeconds(21))).isTrue();
    }

    @Test
    void anAnswerOvertakesABroadcastThatIsClaimedAndHasNotBegun() {
        order.claimed(PERSON, 1, BROADCAST, NOW.plusSeconds(20));
        order.claimed(PERSON, 2, ANSWER, NOW.plusSeconds(20));
        assertThat(order.enter(PERSON, 2, ANSWER, NOW)).isTrue();
    }

    @Test
    void anAnswerOvertakesABroadcastThatWasPutOffAndABroadcastNoAnswer() {
        order.behind(PERSON, 1, BROADCAST, NOW.plusSeconds(3), NOW);
        Instant second = order.moment(PERSON, 2, ANSWER, NOW);
        assertThat(second).isBefore(NOW.plusSeconds(1));
        assertThat(order.enter(PERSON, 3, BROADCAST, second)).isFalse();
        assertThat(order.enter(PERSON, 2, ANSWER, second)).isTrue();
    }

    @Test
    void nobodyWaitsForSomebodyElse() {
        assertThat(order.enter(PERSON, 1, BROADCAST, NOW)).isTrue();
        order.moment(PERSON, 2, BROADCAST, NOW);
        assertThat(order.enter(8, 3, BROADCAST, NOW)).isTrue();
    }
}
