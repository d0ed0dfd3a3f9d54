package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.FakeChannel;
import org.relais.inbox.ThreadEntry;
import org.relais.testing.NeedsDatabase;

/** Outside the platform's window a message goes out in a template's words: the conversation shows which of the two was read. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ApprovedWordingTest {
    private static final JsonObject TEMPLATE = new JsonObject(
            """
            {"name": "fete", "wordings": {"fr": {"language": "fr", "text": "Une fête vous attend. {{1}}",
                                                 "parameters": ["{{mention}}"]}}}
            """);

    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting().withWindow(24), 100);
        world.world.people(1, "regular", "subscribed", "fake");
        world.running();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void send(String sinceTheyWrote) {
        world.world.execute("update address set last_inbound_at = now() - interval '" + sinceTheyWrote + "'");
        JsonObject draft = BroadcastWorld.draft();
        draft.getJsonObject("message")
                .put("template", TEMPLATE)
                .put(
                        "buttons",
                        List.of(
                                new JsonObject(
                                        """
                                {"label": {"fr": "Je viens"}, "payload": "oui"}
                                """)));
        world.awaitOver(world.send(draft));
    }

    @Test
    void theConversationShowsTheWordsThatWereRead() {
        send("1 hour");
        send("3 days");
        world.world.execute("update address set last_inbound_at = now()");
        List<ThreadEntry.Sent> sent = world.conversation();
        assertThat(sent).hasSize(2).allSatisfy(one -> assertThat(one.buttons()).containsExactly("Je viens"));
        assertThat(sent.get(0).text().text()).contains("venez samedi").doesNotContain("Une fête");
        assertThat(sent.get(1).text().text())
                .startsWith("Une fête vous attend.")
                .contains("STOP")
                .doesNotContain("venez samedi");
    }
}
