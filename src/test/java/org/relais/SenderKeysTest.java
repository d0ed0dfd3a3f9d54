package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.SenderNodes.Node;
import org.relais.channel.sender.KeyRotation;
import org.relais.channel.sender.SenderKeys;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;

/** The keys that seal senders' secrets, and the senders of a configuration file. */
@NeedsDatabase
class SenderKeysTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private SenderNodes nodes;

    @BeforeEach
    void prepare() {
        nodes = new SenderNodes(files);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void areRotatedWhileTheServiceGoesOnSending() {
        Node node = nodes.start();
        assertThat(nodes.owner(node).post("/channels", SenderNodes.bot()).status())
                .isEqualTo(201);
        String phone = nodes.phones.telegramPhone(7201, "Aïcha");
        answered(phone, "/start");

        // The node that runs has not heard of the new key.
        JsonArray both = new JsonArray().add(ConfigJson.key("s2")).addAll(senderKeys());
        nodes.config().getJsonObject("security").put("senderKeys", both);
        KeyRotation rotation = rotation();
        assertThat(Await.result(rotation.counts())).isEqualTo(Map.of("s1", 1L));
        assertThat(Await.result(rotation.run())).isEqualTo(new KeyRotation.Result(1, List.of()));
        assertThat(Await.result(rotation.run())).isEqualTo(new KeyRotation.Result(0, List.of()));
        assertThat(Await.result(rotation.counts())).isEqualTo(Map.of("s2", 1L));
        answered(phone, "HELP");

        // The old key is not needed any more.
        nodes.stop(node);
        nodes.config().getJsonObject("security").put("senderKeys", new JsonArray().add(both.getJsonObject(0)));
        Node later = nodes.start();
        answered(phone, "HELP");
        assertThat(configured(later)).containsExactly(true);
    }

    @Test
    void mayTurnAgainAndAgainWhileSomethingIsAlwaysBeingSent() {
        Node node = nodes.start();
        assertThat(nodes.owner(node).post("/channels", SenderNodes.bot()).status())
                .isEqualTo(201);
        List<String> phones = new ArrayList<>();
        for (int person = 0; person < 6; person++) {
            phones.add(nodes.phones.telegramPhone(7300 + person, "Ada " + person));
            answered(phones.get(person), "/start");
        }
        JsonArray first = senderKeys();
        JsonArray second = new JsonArray().add(ConfigJson.key("s2"));
        for (int turn = 0; turn < 6; turn++) {
            JsonArray primary = turn % 2 == 0 ? second : first;
            JsonArray other = turn % 2 == 0 ? first : second;
            nodes.config()
                    .getJsonObject("security")
                    .put("senderKeys", primary.copy().addAll(other));
            long before = nodes.phones.now();
            phones.forEach(phone -> nodes.phones.write(phone, "HELP"));
            assertThat(Await.result(rotation().run())).isEqualTo(new KeyRotation.Result(1, List.of()));
            phones.forEach(phone -> nodes.phones.received(phone, before, 1));
        }
        assertThat(configured(node)).containsExactly(true);
    }

    @Test
    void aLostKeyIsSaidAndNewSecretsMendIt() {
        Node node = nodes.start();
        long bot = nodes.owner(node).post("/channels", SenderNodes.bot()).json().getLong("id");
        nodes.stop(node);
        nodes.config().getJsonObject("security").put("senderKeys", new JsonArray().add(ConfigJson.key("s3")));
        assertThat(Await.result(rotation().run())).isEqualTo(new KeyRotation.Result(0, List.of(bot)));

        Node later = nodes.start();
        assertThat(configured(later)).containsExactly(false);
        ApiClient.Caller owner = nodes.owner(later);
        JsonObject nothing = new JsonObject().put("name", "x");
        assertThat(owner.patch("/channels/" + bot, nothing).fault("fields.token"))
                .isEqualTo("is required");
        JsonObject token = new JsonObject().put("fields", new JsonObject().put("token", SenderNodes.BOT_TOKEN));
        assertThat(owner.patch("/channels/" + bot, token).status()).isEqualTo(200);
        assertThat(configured(later)).containsExactly(true);
        answered(nodes.phones.telegramPhone(7202, "Omar"), "/start");
    }

    @Test
    void aCopyInAnotherRowIsOfNoUse() {
        Node node = nodes.start();
        ApiClient.Caller owner = nodes.owner(node);
        long bot = owner.post("/channels", SenderNodes.bot()).json().getLong("id");
        JsonObject other = SenderNodes.bot();
        other.getJsonObject("fields").put("token", SenderNodes.OTHER_BOT_TOKEN).put("username", "OtherBot");
        long copied = owner.post("/channels", other).json().getLong("id");
        nodes.rows(
                """
                update sender_credential c set access = o.access, revision = nextval('sender_revision')
                from sender_credential o where c.sender_id = $1 and o.sender_id = $2 returning c.sender_id
                """,
                copied,
                bot);
        Await.until("it is out of work", () -> !configured(node).get(1));
        assertThat(configured(node)).containsExactly(true, false);
    }

    @Test
    void withoutAKeyOnlyTheFileSends() {
        nodes.config().getJsonObject("security").remove("senderKeys");
        nodes.config().getJsonObject("channels").getJsonObject("telegram").put("bots", new JsonArray().add(fileBot()));
        Node node = nodes.start();
        ApiClient.Caller owner = nodes.owner(node);
        assertThat(owner.read("/channels/kinds").getBoolean("possible")).isFalse();
        assertThat(owner.post("/channels", SenderNodes.number()).fault("")).contains("security.senderKeys");
        answered(nodes.phones.telegramPhone(7203, "Léa"), "/start");
    }

    @Test
    void theFileTakesASenderOverAndKeepsIt() {
        Node node = nodes.start();
        long bot = nodes.owner(node).post("/channels", SenderNodes.bot()).json().getLong("id");
        nodes.stop(node);
        nodes.config().getJsonObject("channels").getJsonObject("telegram").put("bots", new JsonArray().add(fileBot()));
        Node later = nodes.start();
        ApiClient.Caller owner = nodes.owner(later);
        JsonObject listed = owner.get("/channels").items().getJsonObject(0);
        assertThat(listed.getLong("id")).isEqualTo(bot);
        assertThat(listed.getString("source")).isEqualTo("file");
        assertThat(nodes.count("sender_credential")).isZero();
        answered(nodes.phones.telegramPhone(7204, "Inès"), "/start");

        assertThat(owner.post("/channels", SenderNodes.bot()).fault("fields.token"))
                .contains("configuration file");
        JsonObject name = new JsonObject().put("name", "x");
        assertThat(owner.patch("/channels/" + bot, name).fault("")).contains("configuration file");
        assertThat(owner.delete("/channels/" + bot).fault("")).contains("configuration file");
        assertThat(owner.post("/channels/" + bot + "/pause", null).status()).isEqualTo(200);

        // Out of the file it can be removed, or connected here.
        nodes.stop(later);
        nodes.config().getJsonObject("channels").getJsonObject("telegram").remove("bots");
        Node last = nodes.start();
        assertThat(configured(last)).containsExactly(false);
        JsonObject again =
                nodes.owner(last).post("/channels", SenderNodes.bot()).json();
        assertThat(again.getLong("id")).isEqualTo(bot);
        assertThat(again.getString("source")).isEqualTo("database");
        assertThat(configured(last)).containsExactly(true);
    }

    private static JsonObject fileBot() {
        return ConfigJson.bot("asso", SenderNodes.BOT_TOKEN, SenderNodes.BOT_NAME, "of-the-file")
                .put("name", "Of the file");
    }

    private JsonArray senderKeys() {
        return nodes.config().getJsonObject("security").getJsonArray("senderKeys");
    }

    private KeyRotation rotation() {
        return new KeyRotation(
                nodes.database().pool(), new SenderKeys(nodes.read().security().senderKeys()), InstantSource.system());
    }

    private List<Boolean> configured(Node node) {
        return nodes.owner(node).get("/channels").items().stream()
                .map(sender -> ((JsonObject) sender).getBoolean("configured"))
                .toList();
    }

    private void answered(String phone, String text) {
        long before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, text);
        assertThat(nodes.phones.next(phone, before).getString("text")).isNotBlank();
    }
}
