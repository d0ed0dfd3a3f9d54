package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.NeedsDatabase;

/** The last words about stops that were taken in by a node which also works the inbox. */
@NeedsDatabase
class StopFollowUpsTest {
    private static final String PHONE = "33612345678";
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private final Fixture fixture = new Fixture();

    @BeforeEach
    void begin() {
        fixture.now.set(START);
        fixture.worker.start();
        text("wamid.start", "START", START);
        Fixture.until(() -> state().equals("subscribed") && fixture.count("inbox where processed_at is null") == 0);
        fixture.enforcer.asked.clear();
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Test
    void theConfirmationFollowsTheWaitAtOnceAndTheOutboxIsLookedAtOnce() {
        text("wamid.stop", "STOP", START.plusSeconds(60));
        Fixture.until(() -> confirmations() == 1);
        assertThat(fixture.rows("select outcome, enforced_at is not null from inbox where event_key like '%wamid.stop'")
                        .get(0)
                        .toJson()
                        .toString())
                .isEqualTo("{\"outcome\":\"answered\",\"?column?\":true}");
        assertThat(fixture.enforcer.asked).hasSize(1);
    }

    @Test
    void whoeverBeginsAnewDuringTheWaitIsToldNothingOfTheStop() {
        fixture.enforcer.hold();
        Future<HttpResponse<Buffer>> stopped = textLater("wamid.stop", "STOP", START.plusSeconds(60));
        Fixture.until(() -> !fixture.enforcer.asked.isEmpty());
        text("wamid.again", "START", START.plusSeconds(90));
        fixture.enforcer.release();
        assertThat(Fixture.wait(stopped).statusCode()).isEqualTo(200);
        Fixture.until(() -> fixture.count("inbox where processed_at is null") == 0);
        assertThat(confirmations()).isZero();
        assertThat(state()).isEqualTo("subscribed");
    }

    @Test
    void aSecondStopAfterANewStartIsWaitedForBeforeItsConfirmation() {
        fixture.enforcer.hold();
        Future<HttpResponse<Buffer>> first = textLater("wamid.stop", "STOP", START.plusSeconds(60));
        Fixture.until(() -> !fixture.enforcer.asked.isEmpty());
        text("wamid.again", "START", START.plusSeconds(90));
        Future<HttpResponse<Buffer>> second = textLater("wamid.stop2", "STOP", START.plusSeconds(120));
        Fixture.until(() -> fixture.enforcer.asked.size() == 2);
        assertThat(confirmations()).isZero();
        fixture.enforcer.release();
        assertThat(Fixture.wait(first).statusCode()).isEqualTo(200);
        assertThat(Fixture.wait(second).statusCode()).isEqualTo(200);
        Fixture.until(() -> fixture.count("inbox where processed_at is null") == 0);
        assertThat(confirmations()).isOne();
    }

    @Test
    void whatTheLedgerIsToldStandsThereOnceTheRowIsClosed() {
        fixture.enforcer.inFlight(List.of(4711L));
        text("wamid.stop", "STOP", START.plusSeconds(60));
        Fixture.until(() -> fixture.count("ledger_event where kind = 'in_flight'") == 1);
        assertThat(confirmations())
                .as("something is still in flight: the inbox sees to it")
                .isZero();
        assertThat(fixture.count("inbox where effect = 'stop' and processed_at is null"))
                .isOne();
    }

    @Test
    void bothStopsOfOneWebhookWaitForWhatIsInFlight() {
        fixture.enforcer.inFlight(List.of(4711L));
        Instant at = START.plusSeconds(60);
        fixture.now.set(at);
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(
                        PlatformWebhooks.text("wamid.a", PHONE, "STOP", at),
                        PlatformWebhooks.text("wamid.b", PHONE, "STOP", at))))
                .isEqualTo(200);
        Fixture.until(() -> fixture.count("ledger_event where kind = 'in_flight'") == 2);
        assertThat(confirmations()).isZero();
        assertThat(fixture.count("inbox where effect = 'stop' and processed_at is null"))
                .isEqualTo(2);
    }

    private void text(String wamid, String text, Instant at) {
        assertThat(Fixture.wait(textLater(wamid, text, at)).statusCode()).isEqualTo(200);
    }

    private Future<HttpResponse<Buffer>> textLater(String wamid, String text, Instant at) {
        fixture.now.updateAndGet(now -> now.isBefore(at) ? at : now);
        return fixture.whatsAppLater(PlatformWebhooks.whatsApp(PlatformWebhooks.text(wamid, PHONE, text, at)));
    }

    private String state() {
        return fixture.rows("select coalesce((select state from consent limit 1), '')")
                .get(0)
                .getString(0);
    }

    private long confirmations() {
        return fixture.count("delivery where purpose = 'confirmation'");
    }
}
