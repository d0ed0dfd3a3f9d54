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
 * Other secrets in the middle of a broadcast of two nodes: another token where the first has expired, and another key for
 * senders, by the steps that the operations manual gives (each node is restarted with the new key in front, {@code relais keys
 * rotate} runs, and a node starts that has no other key).
 */
@NeedsDatabase
class SenderSecretsBroadcastTest {
    private static final String MARK = "Assemblée de samedi";
    private static final int PEOPLE = 200;
    private static final String NEW_TOKEN = "EAA-new-number-token-MARKER";

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
        Map<Long, String> phones = joined(PEOPLE);
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
        assertThat(command("keys list")).containsExactly("s1\t2 senders\t0 second factors");
        assertThat(command("keys rotate")).containsExactly("2 senders and 0 second factors are sealed anew");
        assertThat(command("keys list")).containsExactly("s2\t2 senders\t0 second factors");
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
            assertThat(marked(phone)).as(phone).isEqualTo(phone.equals(stopped) ? 0 : 1);
        }
        assertThat(judge.stops()).isEqualTo(1);
        assertThat(judge.late()).as("messages after an answered stop").isZero();
        healthy();
    }

    @Test
    void aTokenThatExpiresPausesBothNodesAndAnotherOneGoesOnWithEverybodyOnce() {
        int people = 60;
        Map<Long, String> phones = joined(people);
        StopJudge judge = new StopJudge(nodes.phones, MARK);
        perSecond(1);
        send();
        Await.until("it is under way", () -> nodes.count("delivery where " + OF_BROADCAST + " and " + TAKEN) > 0);
        nodes.phones.patch("/senders/" + SenderNodes.NUMBER + "/condition", new JsonObject().put("tokenExpired", true));
        for (Node node : List.of(first, second)) {
            Await.until("both nodes say it", () -> "paused 190".equals(standing(node)));
            assertThat(checked(node)).contains("token.expired");
        }
        Await.until("nothing is open at the platform", () -> nodes.count("delivery where state = 'sending'") == 0);
        assertThat(nodes.count("delivery where " + OF_BROADCAST + " and state not in ('accepted', 'delivered', 'read')"
                        + " and not queued"))
                .as("it is nobody's fault")
                .isZero();
        assertThat(nodes.count("delivery where " + OF_BROADCAST + " and queued"))
                .isPositive();

        JsonObject line = new JsonObject()
                .put("phoneNumberId", SenderNodes.NUMBER)
                .put("displayPhoneNumber", "+33 1 99 00 55 66")
                .put("accountId", "7001001001")
                .put("accessToken", NEW_TOKEN)
                .put("appSecret", SenderNodes.APP_SECRET)
                .put("verifyToken", SenderNodes.VERIFY_TOKEN)
                .put(
                        "webhookUrl",
                        nodes.config().getJsonObject("http").getString("publicUrl") + "/webhook/whatsapp/"
                                + SenderNodes.NUMBER);
        assertThat(nodes.phones.post("/senders/whatsapp", line).getString("key"))
                .isEqualTo(SenderNodes.NUMBER);
        change(new JsonObject().put("accessToken", NEW_TOKEN).put("messagesPerSecond", "80"));
        for (Node node : List.of(first, second)) {
            Await.until("both nodes have it", () -> checked(node).contains("identity.known"));
        }
        assertThat(nodes.owner(second)
                        .post("/channels/" + number + "/resume", new JsonObject())
                        .status())
                .isEqualTo(200);
        Await.until("it is over", () -> nodes.count("broadcast where state = 'finished'") == 1);
        assertThat(nodes.count("delivery where " + OF_BROADCAST + " and " + TAKEN))
                .isEqualTo(people);
        for (String phone : phones.values()) {
            assertThat(marked(phone)).as(phone).isEqualTo(1);
        }
        assertThat(judge.twice(phones.values())).isZero();
    }

    /** How the number stands, as that node tells it. */
    private String standing(Node node) {
        return nodes.owner(node).get("/channels").items().stream()
                .map(JsonObject.class::cast)
                .filter(sender -> sender.getLong("id") == number)
                .map(sender -> sender.getString("status") + " " + sender.getString("statusReason"))
                .findFirst()
                .orElseThrow();
    }

    /** What that node finds when it asks the platform who the token belongs to. */
    private String checked(Node node) {
        return nodes.owner(node)
                .post("/channels/" + number + "/checks/identity", new JsonObject())
                .json()
                .encode();
    }

    private int marked(String phone) {
        return nodes.phones
                .get("/messages?phone=" + phone + "&text=" + MARK.replace(" ", "%20"))
                .getInteger("count");
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
    private Map<Long, String> joined(int people) {
        List<String> numbers = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            numbers.add(String.format("+3363997%04d", person));
            nodes.phones.write(nodes.phones.whatsappPhone(numbers.get(person), "Person " + person), "START");
        }
        Await.until("all have joined", () -> nodes.count("consent where state = 'subscribed'") == people);
        Await.until("all are answered", () -> nodes.count("delivery where " + TAKEN) == people);
        Map<Long, String> phones = new HashMap<>();
        nodes.rows("select contact_id, identifier from address where kind = 'phone'")
                .forEach(row -> phones.put(
                        row.getLong("contact_id"),
                        "wa-" + row.getString("identifier").substring(1)));
        assertThat(phones).hasSize(people);
        return phones;
    }

    private void keysAre(JsonObject... inOrder) {
        nodes.config().getJsonObject("security").put("senderKeys", new JsonArray(List.of((Object[]) inOrder)));
    }

    private void perSecond(int messages) {
        change(new JsonObject().put("messagesPerSecond", String.valueOf(messages)));
        for (Node node : List.of(first, second)) {
            Await.until("it is known", () -> nodes.owner(node).get("/channels").items().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(sender ->
                            sender.getLong("id") == number && sender.getInteger("messagesPerSecond") == messages));
        }
    }

    private void change(JsonObject fields) {
        assertThat(nodes.owner(first)
                        .patch("/channels/" + number, new JsonObject().put("fields", fields))
                        .status())
                .isEqualTo(200);
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
                .filter(line -> line.matches("s\\d\t.*|\\d+ senders .*"))
                .toList();
    }
}
