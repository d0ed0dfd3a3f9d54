package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;
import org.relais.testing.SandboxPlatforms;

/** What becomes of a broadcast whose sender fails in the middle of it: the platform says who got what. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SenderTroubleTest {
    /** More than a node takes at once. */
    private static final int PEOPLE = 160;

    private static final String CONDITION = "/senders/" + SandboxPlatforms.NUMBER_ID + "/condition";

    private SandboxPlatforms platforms;
    private SandboxControl control;
    private DeliveryWorld world;
    private long sender;
    private long broadcast;

    @BeforeEach
    void open(Vertx vertx) {
        platforms = new SandboxPlatforms(vertx, "voisins");
        control = platforms.control();
        control.patch(
                "/settings",
                new JsonObject()
                        .put("windowEnforced", false)
                        .put("sentStatus", false)
                        .put("deliveredStatus", false)
                        .put("readStatus", false));
        world = new DeliveryWorld(vertx);
        sender = world.sender("whatsapp", SandboxPlatforms.NUMBER_ID);
        List<Long> people = world.people(PEOPLE, "regular", "subscribed", "whatsapp");
        world.execute("update address set kind = 'phone', identifier = '+336' || lpad(contact_id::text, 8, '0')");
        broadcast = world.broadcastTo(people);
        control.put("/switches", new JsonObject().put("hold", "before"));
        world.engine(
                new JsonObject().put("whatsapp", platforms.whatsapp(new JsonObject().put("messagesPerSecond", 40))));
        assertThat(control.get("/counters?holding=1&timeoutMillis=60000").getInteger("holding"))
                .as("it is under way")
                .isPositive();
    }

    private void answerWhatIsHeld() {
        control.put("/switches", new JsonObject());
    }

    @AfterEach
    void close() {
        world.close();
        platforms.close();
    }

    private long inState(String state) {
        return world.states().getOrDefault(state, 0L);
    }

    private long secrets() {
        return world.number("select count(*) from sender_credential where access is not null");
    }

    private JsonArray arrived() {
        return control.get("/messages?limit=10000&sender=" + SandboxPlatforms.NUMBER_ID)
                .getJsonArray("messages");
    }

    private Set<String> phones() {
        Set<String> phones = new HashSet<>();
        arrived().forEach(message -> phones.add(((JsonObject) message).getString("phone")));
        return phones;
    }

    @Test
    void aTokenThatExpiresPausesTheSenderAndLosesNobody() {
        control.patch(CONDITION, new JsonObject().put("tokenExpired", true));
        answerWhatIsHeld();
        eventually("the sender is paused", () -> "paused:190"
                .equals(world.text(
                        "select status || ':' || coalesce(status_reason, '') from sender where id = " + sender)));
        eventually("nothing is open at the platform", () -> inState("sending") == 0);
        long before = inState("accepted");
        assertThat(before).as("those that were asked for before").isPositive();
        assertThat(world.states().keySet())
                .as("nothing has failed, and nothing is unknown")
                .isSubsetOf("accepted", "queued");
        assertThat(arrived()).hasSize((int) before);
        assertThat(world.number("select count(*) from delivery where queued and retries > 0"))
                .as("it was nobody's fault")
                .isZero();

        control.patch(CONDITION, new JsonObject().put("tokenExpired", false));
        world.execute("update sender set status = 'active', status_reason = null where id = " + sender);
        eventually("everybody gets it", () -> inState("accepted") == PEOPLE);
        assertThat(arrived()).as("once each").hasSize(PEOPLE);
        assertThat(phones()).hasSize(PEOPLE);
        assertThat(world.disagreement()).isEmpty();
    }

    @Test
    void aSenderThatIsRemovedEndsWhatIsUnderWayAndBeginsNothing() {
        world.execute("insert into sender_credential (sender_id, settings, access, webhook, key_id, revision) values ("
                + sender + ", '{}', '\\x01', '\\x01', 'k', 1)");
        world.execute("update sender set removed_at = now() where id = " + sender);
        SenderRemoval removal = new SenderRemoval(world.pool, Instant::now);
        eventually("nothing waits", () -> {
            await(removal.look());
            return inState("queued") == 0;
        });
        await(removal.look());
        assertThat(world.open()).as("what is being asked for stays open").isPositive();
        assertThat(secrets()).as("and keeps what it is sent with").isEqualTo(1);
        answerWhatIsHeld();
        eventually("its secrets are gone", () -> {
            await(removal.look());
            return secrets() == 0;
        });
        assertThat(world.open()).as("nothing is open").isZero();
        assertThat(world.states().keySet()).isSubsetOf("accepted", "cancelled");
        long accepted = inState("accepted");
        assertThat(accepted).isPositive();
        assertThat(inState("cancelled")).isEqualTo(PEOPLE - accepted).isPositive();
        assertThat(arrived())
                .as("what the platform has is what we know that it has")
                .hasSize((int) accepted);
        assertThat(phones()).hasSize((int) accepted);
        assertThat(world.number(
                        "select count(*) from delivery where state = 'cancelled' and reason <> 'sender_removed'"))
                .isZero();
        assertThat(world.disagreement()).isEmpty();
        assertThat(broadcast).isPositive();
    }
}
