package org.relais.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relais.channel.CheckResult;
import org.relais.health.AlarmRules.Silence;
import org.relais.testing.Unit;

@Unit
class AlarmRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Silence FRESH = new Silence(NOW, NOW, null, true, false);

    private static @Nullable String alarm(Silence silence, CheckResult... results) {
        return AlarmRules.alarm(List.of(results), silence, NOW)
                .map(CheckResult::code)
                .orElse(null);
    }

    @Test
    void whateverKeepsStopsAwayAlarmsAndNothingElseDoes() {
        assertThat(alarm(FRESH, CheckResult.failed("error.last"), CheckResult.failed("token.refused")))
                .isEqualTo("token.refused");
        assertThat(alarm(FRESH, CheckResult.failed("pending.stuck", "count", 3L)))
                .isEqualTo("pending.stuck");
        assertThat(alarm(FRESH, CheckResult.failed("field.missing", "name", "user_preferences")))
                .isEqualTo("field.missing");
        assertThat(alarm(FRESH, CheckResult.failed("field.missing", "name", "account_update")))
                .isNull();
        assertThat(alarm(FRESH, CheckResult.failed("quality.red"), CheckResult.note("pending.some", "count", 2L)))
                .isNull();
        assertThat(alarm(FRESH, CheckResult.failed("platform.unreachable", "reason", "timeout")))
                .isNull();
        assertThat(alarm(FRESH, CheckResult.failed("secret.refused", "words", "Invalid signature")))
                .isEqualTo("secret.refused");
    }

    @Test
    void onlyWhatWasAnsweredEndsAnAlarm() {
        assertThat(AlarmRules.known(List.of(CheckResult.ok("webhook.ours"), CheckResult.failed("quality.red"))))
                .isTrue();
        for (String code : List.of("platform.silent", "platform.refused", "number.unknown")) {
            assertThat(AlarmRules.known(List.of(CheckResult.ok("webhook.ours"), CheckResult.failed(code))))
                    .as(code)
                    .isFalse();
        }
    }

    @Test
    void messagesOfWhichNothingIsReportedAlarm() {
        Instant sent = NOW.minus(Duration.ofHours(1));
        assertThat(alarm(new Silence(sent.minus(Duration.ofHours(2)), sent, null, true, false)))
                .isEqualTo("silent.unreported");
        assertThat(alarm(new Silence(null, sent, null, true, false))).isEqualTo("silent.unreported");
        assertThat(alarm(new Silence(sent.plusSeconds(5), sent, null, true, false)))
                .isNull();
        // A platform that reports nothing of messages says nothing by its silence.
        assertThat(alarm(new Silence(sent.minus(Duration.ofHours(2)), sent, null, false, true)))
                .isNull();
    }

    @Test
    void aSilenceThatIsMuchLongerThanUsualAlarms() {
        Instant heard = NOW.minus(Duration.ofHours(40));
        assertThat(alarm(new Silence(heard, null, Duration.ofHours(12), true, false)))
                .isEqualTo("silent.long");
        assertThat(alarm(new Silence(heard, null, Duration.ofHours(20), true, false)))
                .isNull();
        assertThat(alarm(new Silence(heard, null, null, true, false))).isNull();
        assertThat(alarm(new Silence(heard, null, Duration.ofHours(12), true, true)))
                .isNull();
    }
}
