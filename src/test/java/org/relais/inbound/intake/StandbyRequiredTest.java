package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

/** Where a synchronous standby is required and there is none, a stop is not answered for; everything else is. */
@NeedsDatabase
class StandbyRequiredTest {
    private final Fixture fixture =
            new Fixture(Intake.Settings.DEFAULT.requiringStandby(true), WebhookRoutes.Settings.DEFAULT);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aStopThatCouldBeLostIsNotAnsweredFor() {
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(1, 7, "Bonjour", Fixture.START.plusSeconds(1))))
                .isEqualTo(200);
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(2, 7, "STOP", Fixture.START.plusSeconds(2))))
                .isEqualTo(503);
        assertThat(fixture.count("inbox")).isEqualTo(1);
        assertThat(fixture.count("ledger_event")).isZero();
    }
}
