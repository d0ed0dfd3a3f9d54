package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.sandbox.world.World;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** The control API: waiting, stops and what began after them, automatic replies, bounds, and who may call it. */
@Unit
class ControlApiTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @CanIgnoreReturnValue
    private Answer telegram(String text) {
        return world.bot("sendMessage", new JsonObject().put("chat_id", 7001).put("text", text));
    }

    @Test
    void whatBeganAfterAnAnsweredStopIsCounted() throws Exception {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        world.bot("setWebhook", new JsonObject().put("url", world.service().url()));
        telegram("avant");
        long answered = world.control().stopAndWait("tg-7001", "STOP").getLong("answeredSequence");
        telegram("confirmation");
        JsonObject stops = world.control().get("/stops");
        assertThat(stops.getInteger("one")).isEqualTo(1);
        telegram("en retard");
        assertThat(world.control().get("/stops").getInteger("more")).isEqualTo(1);
        JsonObject late = world.control().get("/messages?phone=tg-7001&beganAfter=" + answered);
        assertThat(late.getInteger("count")).isEqualTo(2);
        world.control()
                .waited(
                        "/phones/tg-7001/messages",
                        new JsonObject().put("text", "START").put("start", true));
        assertThat(world.control().get("/stops").getJsonArray("phones")).isEmpty();
    }

    @Test
    void anActionNeedsNeitherABodyNorAContentTypeAndAWrongBodyIsNamed() {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        String path = "/sandbox/api/phones/tg-7001/block";
        assertThat(world.control().call("POST", path, null).status()).isEqualTo(200);
        assertThat(world.control().call("POST", path, "{}").status()).isEqualTo(200);
        for (String wrong : new String[] {" ", "null", "7", "\"on\"", "{", "sender=relais_bot", "{\"sender\": 7}"}) {
            assertThat(world.control().call("POST", path, wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void callersWaitForMessagesUntilTheyAreThereOrTheTimeIsOver() throws Exception {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        long cursor = world.control().now();
        CompletableFuture<JsonArray> two =
                CompletableFuture.supplyAsync(() -> world.control().received("tg-7001", cursor, 2));
        telegram("un");
        telegram("deux");
        assertThat(two.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS)).hasSize(2);
        JsonObject over = world.control().get("/messages?phone=tg-7001&atLeast=3&timeoutMillis=1");
        assertThat(over.getBoolean("complete")).isFalse();
        assertThat(over.getInteger("count")).isEqualTo(2);
    }

    @Test
    void memoryIsBoundedAndCountsStayExact() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Sandbox small = Sandbox.start(
                            vertx,
                            SandboxOptions.defaults()
                                    .withPort(0)
                                    .withMemory(new World.Memory(3, 5, 5))
                                    .withBot(new SandboxOptions.Bot("1:a", "small_bot", "Small")))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
            SandboxControl control = new SandboxControl(small.address());
            control.post(
                    "/phones",
                    new JsonObject()
                            .put("channel", "telegram")
                            .put("userId", "1")
                            .put("started", true));
            for (int number = 0; number < 12; number++) {
                assertThat(control.call("GET", "/bot1:a/sendMessage?chat_id=1&text=n" + number, null)
                                .status())
                        .isEqualTo(200);
            }
            JsonObject phone = control.get("/phones/tg-1");
            assertThat(phone.getJsonArray("history")).hasSize(3);
            assertThat(phone.getInteger("received")).isEqualTo(12);
            JsonObject messages = control.get("/messages");
            assertThat(messages.getInteger("count")).isEqualTo(5);
            assertThat(messages.getInteger("forgotten")).isEqualTo(7);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void faultsNameTheirField() {
        assertThat(field("/phones", new JsonObject().put("channel", "sms"))).isEqualTo("channel");
        assertThat(field("/phones", new JsonObject().put("channel", "whatsapp").put("number", "12")))
                .isEqualTo("number");
        assertThat(field("/phones", new JsonObject().put("channel", "telegram").put("userId", "x")))
                .isEqualTo("userId");
        assertThat(field("/senders/telegram", new JsonObject().put("token", "x").put("username", "abc_bot")))
                .isEqualTo("token");
        assertThat(field("/phones", "[1]")).isEqualTo("phones");
        assertThat(field("/phones", "nonsense")).isEqualTo("body");
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        assertThat(field("/phones/tg-7001/press", new JsonObject().put("button", "x")))
                .isEqualTo("button");
        assertThat(field("/phones/tg-7001/messages", new JsonObject().put("text", "")))
                .isEqualTo("text");
        assertThat(world.control()
                        .call("GET", "/sandbox/api/phones/nobody", null)
                        .status())
                .isEqualTo(404);
    }

    private String field(String path, Object body) {
        Answer answer = world.control().call("POST", "/sandbox/api" + path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.json().getString("field");
    }

    @Test
    void foreignHostsAndOriginsAreTurnedAway() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost:" + world.sandbox().port() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        Answer crossing =
                world.control().call("POST", "/sandbox/api/reset", new JsonObject(), "Origin", "https://evil.example");
        assertThat(crossing.status()).isEqualTo(403);
        Answer own = world.control()
                .call(
                        "POST",
                        "/sandbox/api/reset",
                        new JsonObject(),
                        "Origin",
                        world.sandbox().address());
        assertThat(own.status()).isEqualTo(200);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", world.sandbox().port())) {
            socket.setSoTimeout((int) Await.BOUND.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
