package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.SenderNodes.Node;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Senders that are connected, changed, paused and removed while two nodes run. */
@NeedsDatabase
class SenderLifeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private final HttpClient http = HttpClient.newHttpClient();
    private int updates;
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
    void isSentWithByEachNodeAndByOneThatStartsLater() {
        JsonObject bot = connected(SenderNodes.bot());
        assertThat(bot.getString("source")).isEqualTo("database");
        assertThat(secretOf(bot)).hasSize(48);
        String phone = subscribed(7101, "Aïcha");

        // One node at a time paces an organisation's senders on a channel: so each is left alone with it in turn.
        nodes.stop(second);
        answered(first, bot, phone, 7101);
        Node third = nodes.start();
        nodes.stop(first);
        answered(third, bot, phone, 7101);
    }

    private void answered(Node node, JsonObject bot, String phone, long user) {
        long before = nodes.phones.now();
        assertThat(webhook(node, secretOf(bot), user, "HELP")).isEqualTo(200);
        assertThat(nodes.phones.next(phone, before).getString("text")).isNotBlank();
    }

    @Test
    void isPausedAndResumedOnBoth() {
        long bot = connected(SenderNodes.bot()).getLong("id");
        here.post("/channels/" + bot + "/pause", null);
        everywhere(
                "paused",
                sender -> sender.getLong("id") == bot
                        && sender.getString("status").equals("paused"));
        String phone = nodes.phones.telegramPhone(7102, "Omar");
        long before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, "/start");
        Await.until("the answer waits", () -> nodes.count("delivery where state = 'queued'") == 1);
        there.post("/channels/" + bot + "/resume", null);
        assertThat(nodes.phones.next(phone, before).getString("text")).contains("STOP");
    }

    @Test
    void aRevokedTokenPausesItAndAGoodOneGoesOn() {
        JsonObject made = connected(SenderNodes.bot());
        String phone = subscribed(7103, "Léa");
        nodes.revoked(true);
        assertThat(webhook(second, secretOf(made), 7103, "HELP")).isEqualTo(200);
        Await.until("the sender is paused", () -> nodes.count("sender where status = 'paused'") == 1);

        long before = nodes.phones.now();
        nodes.revoked(false);
        token(made, "\n  500600700:bot-token\n-MARKER \u00a0", 8);
        assertThat(here.post("/channels/" + made.getLong("id") + "/resume", null)
                        .status())
                .isEqualTo(200);
        assertThat(nodes.phones.next(phone, before).getString("text")).isNotBlank();
    }

    /** Gives it another token, and another pace, by which both nodes show that they have it. */
    private void token(JsonObject made, String token, int perSecond) {
        JsonObject fields = new JsonObject().put("token", token).put("messagesPerSecond", Integer.toString(perSecond));
        assertThat(there.patch("/channels/" + made.getLong("id"), new JsonObject().put("fields", fields))
                        .status())
                .isEqualTo(200);
        everywhere("changed", sender -> sender.getInteger("messagesPerSecond") == perSecond);
    }

    @Test
    void otherLimitsAreOtherPacing() {
        long bot = connected(SenderNodes.bot()).getLong("id");
        there.patch(
                "/channels/" + bot,
                new JsonObject().put("name", "New name").put("fields", new JsonObject().put("messagesPerSecond", "7")));
        everywhere(
                "changed",
                sender -> sender.getInteger("messagesPerSecond") == 7
                        && sender.getString("name").equals("New name"));
    }

    @Test
    void aRemovedOneSettlesWhatIsOpenAndStillHearsStops() {
        JsonObject made = connected(SenderNodes.bot());
        long bot = made.getLong("id");
        String secret = secretOf(made);
        subscribed(7104, "Inès");
        here.post("/channels/" + bot + "/pause", null);
        long waiting = queued(secret, 7104);
        assertThat(there.delete("/channels/" + bot).json().getBoolean("removed"))
                .isTrue();
        Await.until("its token is erased", () -> nodes.count("sender_credential where access is null") == 1);
        assertThat(nodes.rows("select state, reason from delivery where id = $1", waiting)
                        .get(0)
                        .toJson())
                .isEqualTo(new JsonObject().put("state", "cancelled").put("reason", "sender_removed"));
        for (ApiClient.Caller caller : List.of(here, there)) {
            assertThat(caller.get("/channels").items()).isEmpty();
            assertThat(caller.post("/channels/" + bot + "/resume", null).status())
                    .isEqualTo(404);
            assertThat(caller.delete("/channels/" + bot).status()).isEqualTo(404);
        }

        long sent = nodes.phones.now();
        assertThat(webhook(second, secret, 7104, "STOP")).isEqualTo(200);
        assertThat(nodes.rows("select state from consent").get(0).getString("state"))
                .isEqualTo("unsubscribed");
        assertThat(webhook(first, "not the secret", 7104, "START")).isEqualTo(401);
        assertThat(nodes.phones.get("/messages?after=" + sent).getJsonArray("messages"))
                .isEmpty();
    }

    @Test
    void comesBackWithItsHistory_OrGoesToAnotherOrganisation() {
        JsonObject made = connected(SenderNodes.bot());
        long bot = made.getLong("id");
        String before = secretOf(made);
        long others = nodes.organisation("others");
        ApiClient.Caller other = nodes.caller(second, others, Role.OWNER);
        assertThat(here.post("/channels", SenderNodes.bot()).fault("fields.token"))
                .contains("connected already");
        assertThat(other.post("/channels", SenderNodes.bot()).fault("fields.token"))
                .contains("another organisation");
        assertThat(other.patch("/channels/" + bot, new JsonObject().put("name", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(other.delete("/channels/" + bot).status()).isEqualTo(404);

        released(bot);
        here.delete("/channels/" + bot);
        assertThat(connected(SenderNodes.bot()).getLong("id"))
                .as("the row of before")
                .isEqualTo(bot);
        assertThat(nodes.count("sender_health where released_by is not null"))
                .as("what an owner said of it before")
                .isZero();
        here.delete("/channels/" + bot);
        JsonObject theirs = other.post("/channels", SenderNodes.bot()).json();
        assertThat(theirs.getLong("id")).isNotEqualTo(bot);
        Await.until("both nodes know it", () -> nodes.count("sender_credential") == 1);
        Await.until(
                "the old secret is nobody's",
                () -> webhook(first, before, 7105, "STOP") == 401 && webhook(second, before, 7105, "STOP") == 401);
        assertThat(webhook(second, theirs.getJsonObject("madeUp").getString("secretToken"), 7105, "/start"))
                .isEqualTo(200);
        Await.until("the person is theirs", () -> nodes.count("contact where organisation_id = $1", others) == 1);
        assertThat(nodes.count("contact")).isEqualTo(1);
    }

    @Test
    void whatAnAppSignsSaysNothingOfAnotherOnesNumbers() {
        long number = connected(SenderNodes.number()).getLong("id");
        long others = nodes.organisation("others");
        ApiClient.Caller other = nodes.caller(second, others, Role.OWNER);
        JsonObject line = new JsonObject()
                .put("phoneNumberId", "4444")
                .put("displayPhoneNumber", "+33 1 99 00 44 44")
                .put("accountId", "7444")
                .put("accessToken", SenderNodes.NUMBER_TOKEN)
                .put("appSecret", "their-secret");
        nodes.phones.post("/senders/whatsapp", line);
        JsonObject theirs = SenderNodes.number();
        theirs.getJsonObject("fields")
                .put("phoneNumberId", "4444")
                .put("displayPhoneNumber", "+33 1 99 00 44 44")
                .put("businessAccountId", "7444")
                .put("appSecret", "their-secret")
                .put("verifyToken", "their-word-1");
        assertThat(other.post("/channels", theirs).status()).isEqualTo(201);
        everywhere("known", sender -> sender.getLong("id") == number && sender.getBoolean("configured"));

        String forged = whatsapp(SenderNodes.NUMBER, "33611112222", "STOP");
        Await.until("the first node knows their app", () -> signed(first, "4444", "their-secret", forged) == 200);
        assertThat(signed(first, SenderNodes.NUMBER, "their-secret", forged)).isEqualTo(401);
        assertThat(nodes.count("contact")).as("nobody was made of it").isZero();
        assertThat(signed(first, SenderNodes.NUMBER, SenderNodes.APP_SECRET, forged))
                .isEqualTo(200);
        Await.until(
                "the right signature counts",
                () -> nodes.count("contact where organisation_id = $1", nodes.organisationId) == 1);
        assertThat(handshake(first, "4444", "their-word-1")).isEqualTo(200);
        assertThat(handshake(first, SenderNodes.NUMBER, "their-word-1")).isEqualTo(403);
        assertThat(handshake(second, SenderNodes.NUMBER, SenderNodes.VERIFY_TOKEN))
                .isEqualTo(200);
    }

    @Test
    void everyFaultStandsAtItsField() {
        JsonObject empty =
                new JsonObject().put("channel", "telegram").put("name", "x").put("fields", new JsonObject());
        assertThat(here.post("/channels", empty).fault("fields.token")).isEqualTo("is required");
        JsonObject malformed = SenderNodes.bot();
        malformed.getJsonObject("fields").put("token", "no token-MARKER at all").put("colour", "red");
        ApiClient.Answer answer = here.post("/channels", malformed);
        assertThat(answer.fault("fields.token")).startsWith("must look like 123456789:");
        assertThat(answer.fault("fields.colour")).isNotEmpty();
        assertThat(answer.body()).doesNotContain("MARKER");
        assertThat(here.post("/channels", SenderNodes.bot().put("channel", "smoke"))
                        .fault("channel"))
                .isNotEmpty();
        assertThat(nodes.count("sender")).isZero();

        long bot = connected(SenderNodes.bot()).getLong("id");
        JsonObject otherBot =
                new JsonObject().put("fields", new JsonObject().put("token", SenderNodes.OTHER_BOT_TOKEN));
        assertThat(here.patch("/channels/" + bot, otherBot).fault("fields.token"))
                .isEqualTo("is of another sender");
        assertThat(nodes.caller(first, nodes.organisationId, Role.ORGANISER)
                        .post("/channels", SenderNodes.bot())
                        .status())
                .isEqualTo(403);
    }

    /** On both nodes at once; whoever was a moment later is told whose it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isConnectedByOneOfTwoWhoTryAtOnce(boolean sameOrganisation) {
        ApiClient.Caller other =
                sameOrganisation ? there : nodes.caller(second, nodes.organisation("others"), Role.OWNER);
        CompletableFuture<ApiClient.Answer> begun =
                CompletableFuture.supplyAsync(() -> other.post("/channels", SenderNodes.bot()));
        List<ApiClient.Answer> answers = List.of(here.post("/channels", SenderNodes.bot()), begun.join());
        assertThat(answers).extracting(ApiClient.Answer::status).containsExactlyInAnyOrder(201, 400);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 400)
                .singleElement()
                .extracting(answer -> answer.fault("fields.token"))
                .asString()
                .contains(sameOrganisation ? "connected already" : "another organisation");
        assertThat(nodes.count("sender where removed_at is null")).isEqualTo(1);
        assertThat(nodes.count("sender_credential")).isEqualTo(1);
    }

    private JsonObject connected(JsonObject body) {
        ApiClient.Answer answer = there.post("/channels", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        long id = answer.json().getLong("id");
        everywhere("known", sender -> sender.getLong("id") == id && sender.getBoolean("configured"));
        return answer.json();
    }

    private void everywhere(String what, Predicate<JsonObject> seen) {
        for (ApiClient.Caller caller : List.of(here, there)) {
            Await.until(what, () -> caller.get("/channels").items().stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(seen));
        }
    }

    /** It alarms, an owner has released it, and no look comes between. */
    private void released(long sender) {
        nodes.rows(
                """
                insert into sender_health as h (sender_id, looked_at, alarm, suspected_since, alarmed_since, released_by)
                values ($1, now() + interval '1 day', '{"code": "token.refused", "state": "FAILED", "arguments": {}}', now(), now(), 'organiser:1')
                on conflict (sender_id) do update
                set looked_at = excluded.looked_at, alarm = excluded.alarm, suspected_since = excluded.suspected_since,
                    alarmed_since = excluded.alarmed_since, released_by = excluded.released_by
                returning sender_id
                """,
                sender);
    }

    private static String secretOf(JsonObject made) {
        return made.getJsonObject("madeUp").getString("secretToken");
    }

    private String subscribed(long user, String name) {
        String phone = nodes.phones.telegramPhone(user, name);
        long before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, "/start");
        assertThat(nodes.phones.next(phone, before).getString("text")).contains("STOP");
        return phone;
    }

    /** A message that waits: the answer to somebody while the sender is paused. */
    private long queued(String secret, long user) {
        assertThat(webhook(second, secret, user, "HELP")).isEqualTo(200);
        Await.until("an answer waits", () -> nodes.count("delivery where state = 'queued'") == 1);
        return nodes.rows("select id from delivery where state = 'queued'")
                .get(0)
                .getLong("id");
    }

    /** The status of an update as the platform sends it. */
    private int webhook(Node node, String secret, long user, String text) {
        JsonObject chat =
                new JsonObject().put("id", user).put("type", "private").put("first_name", "X");
        JsonObject message = new JsonObject()
                .put("message_id", ++updates)
                .put("date", Instant.now().getEpochSecond())
                .put("chat", chat)
                .put("from", chat.copy().put("is_bot", false))
                .put("text", text);
        return post(
                node,
                "/webhook/telegram/" + SenderNodes.BOT,
                new JsonObject()
                        .put("update_id", 90_000 + updates)
                        .put("message", message)
                        .encode(),
                "X-Telegram-Bot-Api-Secret-Token",
                secret);
    }

    private static String whatsapp(String number, String from, String text) {
        return new JsonObject(
                        """
                {"object": "whatsapp_business_account", "entry": [{"id": "7001001001", "changes": [{"field": "messages", "value": {
                  "messaging_product": "whatsapp",
                  "metadata": {"display_phone_number": "33199005566", "phone_number_id": "%s"},
                  "contacts": [{"profile": {"name": "X"}, "wa_id": "%s"}],
                  "messages": [{"from": "%s", "id": "wamid.1", "timestamp": "%d", "type": "text", "text": {"body": "%s"}}]
                }}]}]}"""
                                .formatted(number, from, from, Instant.now().getEpochSecond(), text))
                .encode();
    }

    private int signed(Node node, String path, String secret, String body) {
        String signature = PlatformWebhooks.signature(body, secret);
        return post(node, "/webhook/whatsapp/" + path, body, "X-Hub-Signature-256", signature);
    }

    private int handshake(Node node, String path, String word) {
        return status(HttpRequest.newBuilder(
                URI.create("http://localhost:" + node.service().port() + "/webhook/whatsapp/" + path
                        + "?hub.mode=subscribe&hub.challenge=77&hub.verify_token=" + word)));
    }

    private int post(Node node, String path, String body, String header, String value) {
        return status(HttpRequest.newBuilder(
                        URI.create("http://localhost:" + node.service().port() + path))
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private int status(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
