package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.SenderNodes.Node;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Senders that are connected, changed, paused and removed while two nodes run. */
@NeedsDatabase
class SenderLifeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private SenderNodes nodes;
    private Node first;
    private Node second;
    private ApiClient.Caller here;
    private ApiClient.Caller there;

    @BeforeEach
    void start() {
        nodes = new SenderNodes(files);
        first = nodes.start();
        second = nodes.start();
        here = nodes.owner(first);
        there = nodes.owner(second);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void isUsedByBothNodesAtOnce() {
        JsonObject bot = there.post("/channels", SenderNodes.bot()).json();
        assertThat(bot.getString("source")).isEqualTo("database");
        assertThat(bot.getJsonObject("madeUp").getString("secretToken")).hasSize(48);
        seenByBoth(bot.getLong("id"));

        String phone = nodes.phones.telegramPhone(7101, "Aïcha");
        long before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, "/start");
        assertThat(nodes.phones.next(phone, before).getString("text")).contains("STOP");

        // The organisation's senders on a channel are paced by one node at a time: the other one takes over.
        String pacing = nodes.rows("select node from pacer_lease").get(0).getString("node");
        nodes.stop(second);
        Await.until(
                "the first node paces the bot",
                () -> nodes.rows("select node from pacer_lease where lease_until > now()").stream()
                        .anyMatch(row -> !row.getString("node").isEmpty()));
        before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, "HELP");
        assertThat(nodes.phones.next(phone, before).getString("text")).isNotBlank();
        assertThat(pacing).isNotBlank();
    }

    private void seenByBoth(long sender) {
        for (ApiClient.Caller caller : List.of(here, there)) {
            Await.until("the sender is known", () -> caller.get("/channels").items().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(one -> one.getLong("id") == sender && one.getBoolean("configured")));
        }
    }
}
