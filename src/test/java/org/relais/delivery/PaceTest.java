package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;

/** The pace on a clock that the test turns: a minute of sending takes no time. */
@Unit
class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    /** A platform that counts the messages of its last second, as they arrive after a wobbling way. */
    private static final class Counter {
        private final int limit;
        private final Deque<Long> second = new ArrayDeque<>();
        private long total;
        private long refused;

        Counter(int limit) {
            this.limit = limit;
        }

        void arrive(long at) {
            while (!second.isEmpty() && at - second.peekFirst() >= SECOND) {
                second.removeFirst();
            }
            if (second.size() >= limit) {
                refused++;
            } else {
                second.addLast(at);
                total++;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 30, 80, 250, 1_000})
    void theAllowedRateIsUsedAndNeverExceeded(int perSecond) {
        Random random = new Random(perSecond);
        long now = 12_345;
        long end = now + 60 * SECOND;
        Pacer pacer = new Pacer(perSecond, now);
        Counter platform = new Counter(perSecond);
        while (now < end) {
            int granted = pacer.grant(now, 200);
            if (granted > 0) {
                // The claim takes some milliseconds, and the way to the platform a little of its own.
                now += random.nextInt(4) * MILLI;
                pacer.use(now, granted, granted);
                long way = random.nextInt(20) * MILLI;
                for (int message = 0; message < granted; message++) {
                    platform.arrive(now + way);
                }
            } else {
                now = Math.max(now + 1, pacer.nextAt(now)) + random.nextInt(3) * MILLI;
            }
        }
        assertThat(platform.refused).isZero();
        assertThat((double) platform.total / (60.0 * perSecond)).isBetween(perSecond == 1 ? 0.9 : 0.95, 1.01);
    }

    /** On a busy machine a claim takes its time: that must not lower the rate. */
    @Test
    void slowClaimsUseTheAllowedRateAsWell() {
        Random random = new Random(7);
        long now = 0;
        Pacer pacer = new Pacer(30, now);
        Counter platform = new Counter(30);
        while (now < 60 * SECOND) {
            int granted = pacer.grant(now, 200);
            if (granted > 0) {
                now += (22 + random.nextInt(8)) * MILLI;
                pacer.use(now, granted, granted);
                for (int message = 0; message < granted; message++) {
                    platform.arrive(now);
                }
            } else {
                now = Math.max(now + 1, pacer.nextAt(now)) + random.nextInt(3) * MILLI;
            }
        }
        assertThat(platform.refused).isZero();
        assertThat((double) platform.total / (60.0 * 30)).isBetween(0.955, 1.0);
    }

    @Test
    void aClaimThatIsSuddenlyFastStaysWithinTheLimit() {
        Pacer pacer = new Pacer(30, 0);
        Counter platform = new Counter(30);
        long now = 0;
        for (int claim = 0; claim < 200; claim++) {
            int granted = pacer.grant(now, 200);
            if (granted > 0) {
                now += claim < 100 ? 60 * MILLI : 0;
                pacer.use(now, granted, granted);
                for (int message = 0; message < granted; message++) {
                    platform.arrive(now);
                }
            } else {
                now = Math.max(now + 1, pacer.nextAt(now));
            }
        }
        assertThat(platform.refused).isZero();
    }

    @Test
    void whatIsNotUsedIsNotLost() {
        Pacer pacer = new Pacer(30, 0);
        assertThat(pacer.grant(0, 200)).isEqualTo(3);
        pacer.use(0, 3, 0);
        assertThat(pacer.grant(0, 200)).isEqualTo(3);
    }

    @Test
    void whatIsGrantedButNotUsedYetCounts() {
        Pacer pacer = new Pacer(10, 0);
        int granted = 0;
        for (long now = 0; now < SECOND; now += 10 * MILLI) {
            granted += pacer.grant(now, 200);
        }
        assertThat(granted).isEqualTo(10);
    }

    @Test
    void aStandstillLastsAsLongAsItWasToldAndNotLess() {
        Pacer pacer = new Pacer(30, 0);
        pacer.stand(30 * SECOND);
        pacer.stand(5 * SECOND);
        assertThat(pacer.nextAt(0)).isEqualTo(30 * SECOND);
        assertThat(pacer.grant(30 * SECOND - 1, 200)).isZero();
        assertThat(pacer.grant(30 * SECOND, 200)).isPositive();
    }

    @Test
    void aPlatformThatNamesNoTimeGetsHalfTheRateWhichComesBack() {
        Pacer pacer = new Pacer(80, 0);
        pacer.slow(0);
        assertThat(pacer.rate(0)).isEqualTo(40);
        assertThat(pacer.rate(30 * SECOND)).isEqualTo(80);
        for (int again = 0; again < 10; again++) {
            pacer.slow(31 * SECOND);
        }
        assertThat(pacer.rate(31 * SECOND)).isEqualTo(8);
        assertThat(pacer.rate(120 * SECOND)).isEqualTo(80);
    }

    @Test
    void aWhatsAppPairMayBurstAndThenEverySixSeconds() {
        PairLimits pairs = new PairLimits(Duration.ofSeconds(6), 45);
        for (int message = 0; message < 45; message++) {
            assertThat(pairs.take(person(7), 0)).isZero();
        }
        assertThat(pairs.take(person(7), 0)).isEqualTo(6 * SECOND);
        assertThat(pairs.take(person(8), 0)).as("another person").isZero();
        assertThat(pairs.take(person(7), 6 * SECOND)).isZero();
        assertThat(pairs.take(person(7), 6 * SECOND)).isEqualTo(6 * SECOND);
    }

    @Test
    void aTelegramChatGetsOneASecondAndAGroupTwentyAMinute() {
        PairLimits pairs = new PairLimits(Duration.ofSeconds(1), 1);
        int chat = 0;
        int group = 0;
        for (long now = 0; now < 60 * SECOND; now += 100 * MILLI) {
            chat += pairs.take(person(1), now) == 0 ? 1 : 0;
            group += pairs.take(person(2), now, Duration.ofSeconds(3)) == 0 ? 1 : 0;
        }
        assertThat(chat).isEqualTo(60);
        assertThat(group).isEqualTo(20);
    }

    @Test
    void theDistanceCountsFromTheArrivalWhenTheWayWasSlow() {
        PairLimits chats = new PairLimits(Duration.ofSeconds(1), 1);
        assertThat(chats.take(person(1), 0)).isZero();
        chats.arrived(person(1), 400 * MILLI);
        assertThat(chats.take(person(1), SECOND)).isEqualTo(400 * MILLI);
        assertThat(chats.take(person(1), 1_400 * MILLI)).isZero();

        PairLimits pairs = new PairLimits(Duration.ofSeconds(6), 45);
        for (int message = 0; message < 45; message++) {
            assertThat(pairs.take(person(7), 0)).isZero();
        }
        pairs.arrived(person(7), 20 * MILLI);
        assertThat(pairs.take(person(7), 20 * MILLI)).isBetween(5 * SECOND, 6 * SECOND);
    }

    @Test
    void aPairThatThePlatformFoundTooFastRests() {
        PairLimits pairs = new PairLimits(Duration.ofSeconds(6), 45);
        pairs.rest(person(7), 20 * SECOND);
        assertThat(pairs.take(person(7), 0)).isEqualTo(20 * SECOND);
        assertThat(pairs.take(person(7), 20 * SECOND)).isZero();
    }

    /** As the platform knows it: ids of ours are given out again by a new primary that had not heard of some. */
    private static AddressId person(int number) {
        return new AddressId("whatsapp", AddressKind.PHONE, "+3361200000" + number);
    }
}
