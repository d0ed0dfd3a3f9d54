package org.relais.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.CheckResult.State;

/**
 * What alarms: whatever may keep a stop from being heard. A bad quality or a missing template doesn't; a platform that can't
 * be asked just now doesn't either.
 */
final class AlarmRules {
    /** The faults of checks that mean that nothing, or not everything, comes to us; the gravest first. */
    private static final List<String> DEAF = List.of(
            "token.refused",
            "token.expired",
            "token.other",
            "secret.refused",
            "webhook.none",
            "webhook.elsewhere",
            "app.unsubscribed",
            "pending.stuck",
            "error.last");

    /** Fields without which stops don't come; the others tell of limits and templates. */
    private static final Set<String> FIELDS_OF_STOPS = Set.of("messages", "user_preferences");

    /** Reports of a message come within seconds; a phone that is off delays some, not all. */
    private static final Duration REPORTED_WITHIN = Duration.ofMinutes(30);

    private static final Duration LEAST_SILENCE = Duration.ofHours(2);

    /** A token that may not see the number says neither that it is deaf nor that it is well. */
    private static final String UNSEEN = "number.unknown";

    private AlarmRules() {}

    /**
     * How silent a sender is.
     *
     * @param heardAt its last webhook of any kind; null: none ever
     * @param acceptedAt the last message that its platform took
     * @param usual its longest silence of the last weeks; null: not known for long enough
     * @param reports whether its platform reports what becomes of messages
     * @param told whether its platform says what waits there, so that silence alone means nothing
     */
    record Silence(
            @Nullable Instant heardAt,
            @Nullable Instant acceptedAt,
            @Nullable Duration usual,
            boolean reports,
            boolean told) {}

    /** What alarms, with its arguments; the gravest of several. */
    static Optional<CheckResult> alarm(List<CheckResult> results, Silence silence, Instant now) {
        return results.stream()
                .filter(result -> result.state() == State.FAILED && isDeaf(result))
                .min(Comparator.comparingInt(result -> rank(result.code())))
                .or(() -> silent(silence, now));
    }

    /** Whether all was asked, and answered: only then an alarm ends when nothing alarms any more. */
    static boolean known(List<CheckResult> results) {
        return results.stream()
                .map(CheckResult::code)
                .noneMatch(code -> code.startsWith("platform.") || code.equals(UNSEEN));
    }

    private static boolean isDeaf(CheckResult result) {
        return DEAF.contains(result.code())
                || result.code().equals("field.missing")
                        && FIELDS_OF_STOPS.contains(
                                String.valueOf(result.arguments().get("name")));
    }

    private static int rank(String code) {
        int rank = DEAF.indexOf(code);
        return rank < 0 ? DEAF.size() : rank;
    }

    private static Optional<CheckResult> silent(Silence silence, Instant now) {
        Instant heard = silence.heardAt();
        Instant accepted = silence.acceptedAt();
        if (silence.reports()
                && accepted != null
                && (heard == null || accepted.isAfter(heard.plus(REPORTED_WITHIN)))
                && now.isAfter(accepted.plus(REPORTED_WITHIN))) {
            return Optional.of(CheckResult.failed("silent.unreported"));
        }
        Duration usual = silence.usual();
        if (silence.told() || heard == null || usual == null) {
            return Optional.empty();
        }
        Duration lasts = Duration.between(heard, now);
        Duration limit = usual.multipliedBy(3).compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : usual.multipliedBy(3);
        return lasts.compareTo(limit) > 0
                ? Optional.of(new CheckResult(
                        "silent.long", State.FAILED, Map.of("hours", lasts.toHours(), "usual", hours(usual))))
                : Optional.empty();
    }

    private static long hours(Duration usual) {
        return Math.max(1, usual.toHours());
    }
}
