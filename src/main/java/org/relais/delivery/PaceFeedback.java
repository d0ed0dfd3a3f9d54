package org.relais.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;

/** Effect of a platform's answers on the pace of one sender: on its permits and on its pairs. One event loop. */
final class PaceFeedback {
    private static final int OUTAGE_AFTER = 20;
    private static final Duration LONGEST_STAND = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final Pacer pacer;
    private final PairLimits pairs;
    private final LongSupplier nanoTime;
    private int troubles;

    PaceFeedback(Pacer pacer, PairLimits pairs, LongSupplier nanoTime) {
        this.pacer = pacer;
        this.pairs = pairs;
        this.nanoTime = nanoTime;
    }

    /** Grants nothing for that long from now; nothing happens when it is negative. */
    void stand(Duration time) {
        if (!time.isNegative()) {
            pacer.stand(nanoTime.getAsLong() + time.toNanos());
        }
    }

    /** A platform's answer to a message to that address. */
    void heard(AddressId address, SendOutcome outcome) {
        long now = nanoTime.getAsLong();
        switch (outcome.kind()) {
            case THROTTLE_SENDER -> {
                if (outcome.retryAfter() == null) {
                    pacer.slow(now);
                }
                stand(Reactions.standstill(outcome));
            }
            case DELAY_PAIR -> delayPair(address, Reactions.standstill(outcome), now);
            case RETRY, NOT_BEGUN, UNKNOWN -> trouble();
            case ACCEPTED, WITHHELD -> {
                troubles = 0;
                pairs.arrived(address, now);
            }
            case UNREACHABLE, SUPPRESS, REJECTED -> troubles = 0;
            case PAUSE_SENDER, STOP_TEMPLATE, EXPIRED -> {
                // Says what may be sent, or something about this node; nothing about the pace.
            }
        }
    }

    /**
     * A pair that is too fast rests. A longer wait is about messages of this kind (WhatsApp 131049, a day): it delays
     * this delivery, and must not hold up the answers and the confirmation that the person is waiting for.
     */
    private void delayPair(AddressId address, Duration wait, long now) {
        if (wait.compareTo(LONGEST_REST) <= 0) {
            pairs.rest(address, now + wait.toNanos());
        }
    }

    /** A platform that fails again and again is left alone for a while, so that an outage doesn't use up all retries. */
    private void trouble() {
        troubles++;
        if (troubles >= OUTAGE_AFTER) {
            int beyond = Math.min(6, troubles / OUTAGE_AFTER - 1);
            long millis = Math.min(LONGEST_STAND.toMillis(), 500L << beyond);
            stand(Duration.ofMillis(millis));
        }
    }
}
