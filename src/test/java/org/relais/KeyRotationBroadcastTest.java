package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.SenderNodes.Node;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.CommandRun;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.StopJudge;

/**
 * Another key for senders in the middle of a broadcast of two nodes, by the steps that the operations manual gives: each node
 * is restarted with the new key in front, {@code relais keys rotate} runs, and a node starts that has no other key.
 */
@NeedsDatabase
class KeyRotationBroadcastTest {
    private static final String MARK = "Assemblée de samedi";
    private static final int PEOPLE = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private SenderNodes nodes;
    private JsonArray keys;
    private Node first;
    private Node second;
    private long number;

    @BeforeEach
    void start() {
        nodes = new SenderNodes(files);
        JsonObject security = nodes.config().getJsonObject("security");
        keys = security.getJsonArray("senderKeys").copy().add(ConfigJson.key("s2"));
        security.put("senderKeys", keys);
        first = nodes.start();
        second = nodes.start();
        number = nodes.owner(first)
                .post("/channels", SenderNodes.number())
                .json()
                .getLong("id");
        assertThat(nodes.owner(first).post("/channels", SenderNodes.bot()).status())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aBroadcastGoesOnAndIsHeardOnceByEverybody() throws IOException {
        Map<Long, String> phones = joined();
        StopJudge judge = new StopJudge(nodes.phones, MARK);
        perSecond(1);
        send();
        Await.until("it is under way", () -> nodes.count("delivery where " + OF_BROADCAST + " and " + TAKEN) > 0);

        keysAre(keys.getJsonObject(1), keys.getJsonObject(0));
        second = nodes.restart(second);
        first = nodes.restart(first);
        nodes.phones.put("/switches", new JsonObject().put("hold", "before"));
        assertThat(nodes.phones.get("/counters?holding=1&timeoutMillis=120000").getInteger("holding"))
                .as("a request of the old key's token is open")
                .isPositive();
        assertThat(command("keys list")).containsExactly("s1\t2");
        assertThat(command("keys rotate")).containsExactly("2 senders are sealed anew");
        assertThat(command("keys list")).containsExactly("s2\t2");
        long waiting = nodes.rows("select contact_id from delivery where queued and " + OF_BROADCAST
                        + " order by id desc limit 1")
                .get(0)
                .getLong("contact_id");
        String stopped = Objects.requireNonNull(phones.get(waiting));
        nodes.phones.stopAndWait(stopped, "STOP");
        nodes.phones.put("/switches", new JsonObject());

        keysAre(keys.getJsonObject(1));
        second = nodes.restart(second);
        assertThat(nodes.count("delivery where queued and " + OF_BROADCAST))
                .as("what goes out by the new key alone")
                .isPositive();
        perSecond(80);
        Await.until("it is over", () -> nodes.count("broadcast where state = 'finished'") == 1);
        assertThat(nodes.count("delivery where " + OF_BROADCAST + " and " + TAKEN))
                .isEqualTo(PEOPLE - 1);
        for (String phone : phones.values()) {
            assertThat(nodes.phones
                            .get("/messages?phone=" + phone + "&text=" + MARK.replace(" ", "%20"))
                            .getInteger("count"))
                    .as(phone)
                    .isEqualTo(phone.equals(stopped) ? 0 : 1);
        }
        assertThat(judge.stops()).isEqualTo(1);
        assertThat(judge.late()).as("messages after an answered stop").isZero();
        healthy();
    }

    private static final String OF_BROADCAST = "broadcast_id is not null";
    private static final String TAKEN = "state in ('accepted', 'delivered', 'read')";

    private void healthy() {
        for (Node node : List.of(first, second)) {
            assertThat(nodes.owner(node).get("/channels").items().stream()
                            .map(JsonObject.class::cast)
                            .map(sender -> sender.getBoolean("configured") + " " + sender.getString("status")))
                    .containsExactly("true active", "true active");
        }
        assertThat(nodes.count("audit_event where action = 'sender.reseal'")).isEqualTo(2);
    }

    /** Phones by contact, all with a window that is open. */
    private Map<Long, String> joined() {
        List<String> numbers = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            numbers.add(String.format("+3363997%04d", person));
            nodes.phones.write(nodes.phones.whatsappPhone(numbers.get(person), "Person " + person), "START");
        }
        Await.until("all have joined", () -> nodes.count("consent where state = 'subscribed'") == PEOPLE);
        Await.until("all are answered", () -> nodes.count("delivery where " + TAKEN) == PEOPLE);
        Map<Long, String> phones = new HashMap<>();
        nodes.rows("select contact_id, identifier from address where kind = 'phone'")
                .forEach(row -> phones.put(
                        row.getLong("contact_id"),
                        "wa-" + row.getString("identifier").substring(1)));
        assertThat(phones).hasSize(PEOPLE);
        return phones;
    }

    private void keysAre(JsonObject... inOrder) {
        nodes.config().getJsonObject("security").put("senderKeys", new JsonArray(List.of((Object[]) inOrder)));
    }

    private void perSecond(int messages) {
        JsonObject fields = new JsonObject().put("messagesPerSecond", String.valueOf(messages));
        assertThat(nodes.owner(first)
                        .patch("/channels/" + number, new JsonObject().put("fields", fields))
                        .status())
                .isEqualTo(200);
        for (Node node : List.of(first, second)) {
            Await.until("it is known", () -> nodes.owner(node).get("/channels").items().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(sender ->
                            sender.getLong("id") == number && sender.getInteger("messagesPerSecond") == messages));
        }
    }

    private void send() {
        long id = nodes.owner(first)
                .post("/broadcasts", ApiBody.broadcast(MARK, ApiBody.everyone(), MARK + ". À samedi !"))
                .json()
                .getLong("id");
        assertThat(nodes.owner(first)
                        .post("/broadcasts/" + id + "/send", new JsonObject())
                        .status())
                .isBetween(200, 299);
    }

    /** What it prints, with the configuration as it is now; the nodes write their log between. */
    private List<String> command(String command) throws IOException {
        JsonObject config = nodes.config().copy().put("database", nodes.databaseSection());
        Path file = Files.writeString(files.resolve("relais.yaml"), config.encode());
        CommandRun run = CommandRun.of((command + " --config " + file).split(" "));
        assertThat(run.code()).isZero();
        return run.out()
                .lines()
                .filter(line -> line.matches("s\\d\t\\d+|\\d+ senders .*"))
                .toList();
    }
}
