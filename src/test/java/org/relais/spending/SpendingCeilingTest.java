package org.relais.spending;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What is under way counts before it is billed, so that a broadcast stops at its ceiling and not behind it. */
@NeedsDatabase
class SpendingCeilingTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final int PEOPLE = 8;
    private static final int FITTING = 3;

    private static ApiClient.Caller owner() {
        return WORLD.caller(Role.OWNER);
    }

    private static long went(long broadcast) {
        return WORLD.count("delivery where broadcast_id = " + broadcast
                + " and state in ('sending', 'accepted', 'delivered', 'read', 'unknown')");
    }

    @Test
    void aBroadcastStopsWhereItsCeilingIs() {
        for (int person = 0; person < PEOPLE; person++) {
            WORLD.onWhatsApp("Person " + person);
        }
        Await.until(
                "all that was answered is billed",
                () -> WORLD.count("delivery where state in ('queued', 'sending', 'accepted') or not charged") == 0);
        owner().ok(owner().put(
                        "/spending/rates",
                        new JsonObject().put("currency", "EUR").put("csv", "whatsapp,FR,service,1,2020-01-01")));
        long spent = WORLD.get("/spending").getDouble("spent").longValue();
        ceiling(spent + FITTING);
        // The node that paces has read it: the second sign of life from now on is given behind what followed the first.
        heartbeat();
        heartbeat();

        long broadcast = WORLD.post(
                        "/broadcasts",
                        new JsonObject()
                                .put("title", "Fête")
                                .put("channel", "whatsapp")
                                .put("audience", new JsonObject().put("everyone", true))
                                .put(
                                        "message",
                                        new JsonObject()
                                                .put("language", "fr")
                                                .put("body", new JsonObject().put("fr", "Bonjour"))))
                .getLong("id");
        WORLD.post("/broadcasts/" + broadcast + "/send", new JsonObject());
        Await.until("it is paused", () -> "spending_ceiling"
                .equals(WORLD.get("/broadcasts/" + broadcast).getString("stateReason")));
        Await.until(
                "what went is billed",
                () -> WORLD.get("/broadcasts/" + broadcast + "/spending").getLong("billed") == FITTING);
        assertThat(went(broadcast)).isEqualTo(FITTING);
        assertThat(WORLD.get("/spending").getDouble("spent")).isEqualTo((double) spent + FITTING);

        ceiling(spent + 100);
        WORLD.post("/broadcasts/" + broadcast + "/resume", new JsonObject());
        Await.until(
                "the rest has gone",
                () -> WORLD.get("/broadcasts/" + broadcast).getString("state").equals("finished"));
        assertThat(went(broadcast)).isEqualTo(PEOPLE);
    }

    private static void heartbeat() {
        String before = lastSign();
        Await.until("the node lives", () -> !lastSign().equals(before));
    }

    private static String lastSign() {
        return WORLD.rows("select max(seen_until)::text as sign from delivery_node")
                .get(0)
                .getString("sign");
    }

    private static void ceiling(long amount) {
        owner().ok(owner().put("/spending/ceiling", new JsonObject().put("ceiling", amount)));
    }
}
