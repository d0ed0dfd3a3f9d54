package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

/** A platform's key that is known with other content, as Telegram's update ids are when it counts anew. */
@NeedsDatabase
class KnownKeyTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void update(int id, long chat, String text) {
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(id, chat, text, Fixture.START)))
                .isEqualTo(200);
    }

    private long stops() {
        return fixture.count("ledger_event where kind = 'opt_out'");
    }

    @Test
    void aStopInItIsTakenOnce() {
        update(5, 900, "Salut");
        update(5, 901, "STOP");
        assertThat(stops()).isOne();
        assertThat(fixture.count("consent where state = 'unsubscribed'")).isOne();
        update(5, 901, "STOP");
        update(5, 900, "Salut");
        assertThat(fixture.count("inbox")).isEqualTo(2);
        assertThat(stops()).isOne();
    }

    @Test
    void aStopUnderTheKeyOfAnotherPersonsStopIsTakenToo() {
        update(5, 900, "STOP");
        update(5, 901, "STOP");
        assertThat(fixture.count("consent where state = 'unsubscribed'")).isEqualTo(2);
        // Masked as in a log, these two are alike.
        update(6, 7_700_900, "STOP");
        update(6, 8_800_900, "STOP");
        assertThat(fixture.count("consent where state = 'unsubscribed'")).isEqualTo(4);
        // That the wait is over is noted behind the answer.
        Fixture.until(() -> fixture.count("inbox where enforced_at is not null") == 4);
    }

    @Test
    void whatIsNoStopIsKeptToo() {
        update(5, 900, "Bonjour");
        update(5, 900, "Autre chose");
        update(5, 900, "Autre chose");
        update(5, 900, "Bonjour");
        assertThat(fixture.rows("select event->>'text' as text from inbox order by id"))
                .extracting(row -> row.getString("text"))
                .containsExactly("Bonjour", "Autre chose");
    }

    @Test
    void inOneWebhookToo() {
        JsonObject body = PlatformWebhooks.whatsApp(
                PlatformWebhooks.text("wamid.1", "33612345678", "Bonjour", Fixture.START),
                PlatformWebhooks.text("wamid.1", "33612345678", "STOP", Fixture.START));
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        assertThat(stops()).isOne();
        assertThat(fixture.count("inbox")).isEqualTo(2);
    }

    @Test
    void whatWasWorkedAndHasLostItsWordsIsStillKnown() {
        for (String words : new String[] {"/start", "Bonjour", "STOP"}) {
            update(5, 900, words);
            fixture.work();
            long stored = fixture.count("inbox");
            update(5, 900, words);
            fixture.work();
            assertThat(fixture.count("inbox")).as(words).isEqualTo(stored);
        }
        assertThat(fixture.count("inbox where event ? 'text'")).isZero();
        assertThat(fixture.count("inbox")).isEqualTo(3);
        assertThat(stops()).isOne();
    }

    @Test
    void whatSomebodyErasedSaidStaysKnown() {
        update(5, 900, "STOP");
        fixture.work();
        fixture.rows("update inbox set event = '{}', contact_id = null, address_id = null, person = null");
        update(5, 900, "STOP");
        assertThat(fixture.count("inbox")).isOne();
        assertThat(stops()).isOne();
    }
}
