package org.relais.action.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** What waits for what where several events are answered at once. */
@NeedsDatabase
class EventLocksTest {
    @RegisterExtension
    static final EventWorld WORLD = new EventWorld();

    /** Both wait for the same event first, whichever each of them names first. */
    @Test
    void twoWhoAnswerTwoEventsInOppositeOrderDoNotWaitCrosswise() {
        Map<String, String> phones =
                Map.of("Ysoline", WORLD.onTelegram("Ysoline"), "Zénaïde", WORLD.onTelegram("Zénaïde"));
        Map<String, JsonObject> events =
                Map.of("Fête", offered("Fête du port", phones), "Marché", offered("Marché de Noël", phones));
        String ids = events.values().stream()
                .map(event -> event.getLong("actionId").toString())
                .collect(Collectors.joining(","));
        SqlConnection other = ServiceUnderTest.wait(WORLD.service.pool().getConnection());
        Transaction holds = ServiceUnderTest.wait(other.begin());
        ServiceUnderTest.wait(other.query("select from event where action_id in (" + ids + ") for update")
                .execute());
        WORLD.phones.writeAndWait(phones.get("Ysoline"), "oui pour la fête et oui pour le marché");
        WORLD.phones.writeAndWait(phones.get("Zénaïde"), "oui pour le marché et oui pour la fête");
        WORLD.eventually(() ->
                WORLD.count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 2);
        ServiceUnderTest.wait(holds.rollback());
        ServiceUnderTest.wait(other.close());
        phones.keySet().forEach(name -> events.values()
                .forEach(event ->
                        WORLD.eventually(() -> WORLD.standing(event, name).equals("yes"))));
        assertThat(WORLD.count("inbox where attempt > 0 and contact_id in (" + WORLD.contact("Ysoline") + ", "
                        + WORLD.contact("Zénaïde") + ")"))
                .isZero();
    }

    /** An event that each of them was offered, and has read of. */
    private static JsonObject offered(String title, Map<String, String> phones) {
        JsonArray contacts = new JsonArray();
        phones.keySet().forEach(name -> contacts.add(WORLD.contact(name)));
        long action = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "event")
                        .put("title", title)
                        .put("message", ApiBody.message(title + " ?", title + "?"))
                        .put("audience", new JsonObject().put("contacts", contacts)));
        JsonObject event = WORLD.put(
                "/actions/" + action + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))).put("title", title));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        phones.values().forEach(phone -> WORLD.phones.next(phone, before));
        return event;
    }
}
