package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.delivery.Settlement.State;

/** What an outcome means for the delivery itself; what it means for others (sender, template, person) is {@link Reactions}. */
final class RetryPolicy {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration PAIR = Duration.ofSeconds(6);
    private static final Duration LONG_WAIT = Duration.ofHours(1);
    private static final int RETRIES = 8;
    /** After waits of hours or a day (WhatsApp 131049) "few tries" is what the platform advises. */
    private static final int LONG_RETRIES = 3;

    private final RandomGenerator random;

    RetryPolicy(RandomGenerator random) {
        this.random = random;
    }

    /** After a request. */
    Settlement settlement(Attempt tried, SendOutcome outcome, Instant now) {
        return tried.purpose() == Purpose.CONFIRMATION
                ? confirmation(tried, outcome, now)
                : message(tried, outcome, now);
    }

    /** After the platform's own report that a message which it had taken failed. */
    Settlement reported(Attempt tried, SendOutcome outcome, Instant now) {
        boolean suppressed = outcome.kind() == SendOutcome.Kind.SUPPRESS;
        return tried.purpose() == Purpose.CONFIRMATION
                ? Settlement.ended(
                        tried.deliveryId(),
                        tried.attempt(),
                        suppressed ? State.SUPPRESSED : State.FAILED,
                        outcome.code())
                : message(tried, outcome, now);
    }

    /**
     * A platform takes at most one confirmation of a stop: it is tried again only when it was certainly not taken
     * (nothing was written, or the platform says that this was too fast, refused the sender, or told the new address), as
     * often as others. A platform that failed may have taken it all the same.
     */
    private Settlement confirmation(Attempt tried, SendOutcome outcome, Instant now) {
        return switch (outcome.kind()) {
            case THROTTLE_SENDER -> again(tried, outcome, now);
            case RETRY -> Settlement.ended(tried.deliveryId(), tried.attempt(), State.FAILED, outcome.code());
            case ACCEPTED,
                    WITHHELD,
                    NOT_BEGUN,
                    DELAY_PAIR,
                    PAUSE_SENDER,
                    STOP_TEMPLATE,
                    UNREACHABLE,
                    SUPPRESS,
                    REJECTED,
                    UNKNOWN,
                    EXPIRED -> message(tried, outcome, now);
        };
    }

    private Settlement message(Attempt tried, SendOutcome outcome, Instant now) {
        long id = tried.deliveryId();
        int attempt = tried.attempt();
        String code = outcome.code();
        return switch (outcome.kind()) {
            case ACCEPTED -> Settlement.accepted(id, attempt, outcome.externalId());
            case WITHHELD -> Settlement.withheld(id, attempt, code, outcome.externalId());
            case RETRY, NOT_BEGUN, DELAY_PAIR -> again(tried, outcome, now);
            // Neither is this delivery's fault: it keeps its place and its retries.
            case THROTTLE_SENDER, PAUSE_SENDER -> Settlement.later(id, attempt, code, null, false);
            case EXPIRED -> Settlement.later(id, attempt, "permit_expired", null, false);
            case STOP_TEMPLATE ->
                tried.broadcastId() == null
                        ? Settlement.ended(id, attempt, State.FAILED, code)
                        : Settlement.later(id, attempt, code, null, false);
            case UNREACHABLE ->
                outcome.movedTo() == null
                        ? Settlement.ended(id, attempt, State.FAILED, code)
                        : again(tried, outcome, now);
            // In words at once, the only time that they take a sign's place.
            case REJECTED ->
                tried.signed() && tried.retries() == 0
                        ? Settlement.later(id, attempt, code, now, true)
                        : Settlement.ended(id, attempt, State.FAILED, code);
            case SUPPRESS -> Settlement.ended(id, attempt, State.SUPPRESSED, code);
            case UNKNOWN -> Settlement.ended(id, attempt, State.UNKNOWN, code);
        };
    }

    /** Again after a capped, growing, scattered delay; or failed when it was tried often enough. */
    private Settlement again(Attempt tried, SendOutcome outcome, Instant now) {
        long id = tried.deliveryId();
        int attempt = tried.attempt();
        Duration asked = outcome.retryAfter();
        int most = asked != null && asked.compareTo(LONG_WAIT) >= 0 ? LONG_RETRIES : RETRIES;
        if (tried.retries() >= most) {
            return Settlement.ended(id, attempt, State.FAILED, outcome.code());
        }
        Duration wait = outcome.kind() == SendOutcome.Kind.DELAY_PAIR ? PAIR : backoff(tried.retries());
        return Settlement.later(
                id, attempt, outcome.code(), now.plus(asked != null && asked.compareTo(wait) > 0 ? asked : wait), true);
    }

    /** 2 s, doubled with every retry up to 5 min, of which a random half to all is waited. */
    Duration backoff(int retries) {
        long most = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(retries, 20));
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
