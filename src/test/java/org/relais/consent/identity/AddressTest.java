package org.relais.consent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Addresses that an organiser adds to a contact, or gives to another: a stop on either side stays one. */
@NeedsDatabase
class AddressTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static int couples;

    private final String name = "Adresse " + ++couples;
    private final String whatsapp = WORLD.onWhatsApp(name + " W");
    private final String telegram = WORLD.onTelegram(name + " T");
    private final long one = WORLD.contact(name + " W");
    private final long other = WORLD.contact(name + " T");

    @Test
    void anAddressOfNobodyIsAdded() {
        JsonObject after = WORLD.post("/contacts/" + one + "/addresses", chat(8_800_000L + couples));
        assertThat(after.getJsonArray("addresses").encode()).contains(Long.toString(8_800_000L + couples));
        long lines = ledger(one);
        WORLD.post("/contacts/" + one + "/addresses", chat(8_800_000L + couples));
        assertThat(ledger(one)).as("done again, it changes nothing").isEqualTo(lines);
    }

    @Test
    void oneOfSomebodyElseIsRefused() {
        JsonObject refused = refused("/contacts/" + one + "/addresses", chat(Long.parseLong(telegram.substring(3))));
        assertThat(refused.encode()).contains("address_taken", "identifier");
    }

    @Test
    void oneOnTheListIsRefusedAndGoesToWhoHasStopped() {
        WORLD.phones.stopAndWait(telegram, "STOP");
        long chat = Long.parseLong(telegram.substring(3));
        WORLD.erase(other);
        assertThat(refused("/contacts/" + one + "/addresses", chat(chat)).encode())
                .contains("suppressed");
        assertThat(state(one)).isEqualTo("subscribed");

        WORLD.phones.stopAndWait(whatsapp, "STOP");
        WORLD.post("/contacts/" + one + "/addresses", chat(chat));
        assertThat(state(one)).isEqualTo("unsubscribed");
        assertThat(unlisted(one)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "from", "into", "after"})
    void aMovedAddressTakesItsStopAlong(String stopped) {
        WORLD.idle();
        long before = WORLD.phones.now();
        if (stopped.equals("from")) {
            WORLD.phones.stopAndWait(telegram, "STOP");
        } else if (stopped.equals("into")) {
            WORLD.phones.stopAndWait(whatsapp, "STOP");
        }
        JsonObject after = WORLD.post(
                "/contacts/" + other + "/addresses/" + address(other) + "/move", new JsonObject().put("contact", one));
        assertThat(after.getLong("id")).isEqualTo(one);
        if (stopped.equals("after")) {
            WORLD.phones.stopAndWait(telegram, "STOP");
        }
        write();

        boolean goes = stopped.equals("none");
        assertThat(state(one)).isEqualTo(goes ? "subscribed" : "unsubscribed");
        // A stop is confirmed by whoever comes round to it, some time after its answer.
        WORLD.eventually(() -> received(whatsapp, before) + received(telegram, before) > 0);
        WORLD.idle();
        assertThat(received(whatsapp, before) + received(telegram, before))
                .as("the message, or the confirmation of the stop")
                .isOne();
        assertThat(goes ? 0 : unlisted(one)).isZero();
        assertThat(WORLD.count(
                        "ledger_event where kind = 'identity_change' and contact_id in (" + one + ", " + other + ")"))
                .isEqualTo(2);
    }

    @Test
    void nothingMovesWhileSomebodyIsAskedWhetherTheyWishToStop() {
        WORLD.phones.stopAndWait(telegram, "trop de messages");
        JsonObject refused = refused(
                "/contacts/" + other + "/addresses/" + address(other) + "/move", new JsonObject().put("contact", one));
        assertThat(refused.encode()).contains("hold_open");
        assertThat(state(one)).isEqualTo("subscribed");
    }

    private static JsonObject chat(long id) {
        return new JsonObject().put("channel", "telegram").put("kind", "chat").put("identifier", Long.toString(id));
    }

    private static JsonObject refused(String path, JsonObject body) {
        ApiClient.Answer reply = WORLD.organiser.post(path, body);
        assertThat(reply.status()).isEqualTo(400);
        return reply.json();
    }

    private void write() {
        long broadcast = WORLD.sent("Nouvelles", ApiBody.contacts(one, other), "Du nouveau");
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished' and id = " + broadcast) == 1);
        WORLD.idle();
    }

    private static int received(String phone, long after) {
        return WORLD.phones.get("/messages?phone=" + phone + "&after=" + after).getInteger("count");
    }

    private static long address(long contact) {
        return WORLD.rows("select id from address where contact_id = " + contact)
                .get(0)
                .getLong("id");
    }

    private static long ledger(long contact) {
        return WORLD.count("ledger_event where contact_id = " + contact);
    }

    private static long unlisted(long contact) {
        return WORLD.count("address a where a.contact_id = " + contact
                + " and not exists (select from suppression u where u.fingerprint = a.fingerprint)");
    }

    private static String state(long contact) {
        return WORLD.rows("select state from consent where contact_id = " + contact)
                .get(0)
                .getString("state");
    }
}
