package org.relais.consent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** An organiser says that two contacts are one person; how stops fare with that is {@link OnePersonPropertyTest}'s. */
@NeedsDatabase
class JoinTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static int couples;

    private final String name = "Même Personne " + ++couples;
    private final String whatsapp = WORLD.onWhatsApp(name + " W");
    private final String telegram = WORLD.onTelegram(name + " T");
    private final long one = WORLD.contact(name + " W");
    private final long other = WORLD.contact(name + " T");

    @Test
    void withoutAStopTheyGetOneMessage() {
        join(one, other);
        long before = WORLD.phones.now();
        write();
        assertThat(received(whatsapp, before) + received(telegram, before)).isOne();
    }

    @Test
    void whatOnlyOneCardHasIsKept() {
        WORLD.rows("update contact set area = null, language = null, time_zone = null, variables = "
                + "'{\"taille\": \"M\", \"courriel\": \"\"}' where id = " + one + " returning id");
        WORLD.rows("update contact set area = 'Nord', language = 'es', time_zone = 'Europe/Madrid', external_id = 'm"
                + other
                + "', variables = '{\"taille\": \"L\", \"courriel\": \"zoe@example.org\", \"code_postal\": \"75011\"}' where id = "
                + other + " returning id");
        join(other, one);
        JsonObject stays = WORLD.get("/contacts/" + one);
        assertThat(stays.getString("name")).isEqualTo(name + " W");
        assertThat(stays.getString("area")).isEqualTo("Nord");
        assertThat(stays.getString("language")).isEqualTo("es");
        assertThat(stays.getString("timeZone")).isEqualTo("Europe/Madrid");
        assertThat(stays.getString("externalId")).isEqualTo("m" + other);
        assertThat(stays.getJsonObject("variables"))
                .as("what it has stays, what is blank in it is taken from the other")
                .isEqualTo(new JsonObject()
                        .put("taille", "M")
                        .put("courriel", "zoe@example.org")
                        .put("code_postal", "75011"));
    }

    @Test
    void whoHasTheSameNameLooksAlike() {
        WORLD.rows("update contact set name = 'Zoé Même " + couples + "' where id = " + one + " returning id");
        WORLD.rows("update contact set name = 'ZOE MÊME " + couples + "', area = '75011' where id = " + other
                + " returning id");
        JsonArray alike = WORLD.get("/contacts/" + one + "/look-alikes").getJsonArray("items");
        assertThat(alike).hasSize(1);
        assertThat(alike.getJsonObject(0).getLong("id")).isEqualTo(other);
        assertThat(alike.getJsonObject(0).getJsonArray("because").getList()).isEqualTo(List.of("name"));
        assertThat(alike.getJsonObject(0).getJsonArray("channels").getList()).isEqualTo(List.of("telegram"));
    }

    /** The younger card's pause holds them as one, until it ends. */
    @Test
    void whoPausedAsOneIsPausedAsBothUntilTheEnd() {
        WORLD.said(telegram, "une pause de 2 mois s'il vous plaît");
        WORLD.rows("update contact set pace = 'month' where id = " + one + " returning id");
        Instant end = ends(other);
        join(one, other);
        assertThat(state()).isEqualTo("held");
        assertThat(ends(one)).isEqualTo(end);
        assertThat(WORLD.get("/contacts/" + one).getString("pace")).isEqualTo("month");
        WORLD.rows("update contact set pause_ends_at = now() where id = " + one + " returning id");
        WORLD.eventually(() -> state().equals("subscribed"));
    }

    private String state() {
        return WORLD.rows("select state from consent where contact_id = " + one)
                .get(0)
                .getString("state");
    }

    private static Instant ends(long contact) {
        return WORLD.rows("select pause_ends_at from contact where id = " + contact)
                .get(0)
                .getOffsetDateTime(0)
                .toInstant();
    }

    private static void join(long one, long other) {
        WORLD.post("/contacts/" + one + "/join", new JsonObject().put("contact", other));
    }

    private void write() {
        long broadcast = WORLD.sent("Nouvelles", ApiBody.everyone(), "Du nouveau");
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished' and id = " + broadcast) == 1);
    }

    private static int received(String phone, long after) {
        return WORLD.phones.get("/messages?phone=" + phone + "&after=" + after).getInteger("count");
    }
}
