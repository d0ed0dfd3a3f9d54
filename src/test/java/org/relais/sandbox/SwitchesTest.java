package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** The platform misbehaves as the switches say, towards everyone or one phone, and counts what it did. */
@Unit
class SwitchesTest {
    private static final String NUMBER = "33612345678";
    private static final String PHONE = "wa-" + NUMBER;

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void phones() {
        assertThat(world.openPhone(NUMBER)).isEqualTo(PHONE);
        assertThat(world.openPhone("33600000002")).isEqualTo("wa-33600000002");
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        world.control()
                .patch(
                        "/settings",
                        new JsonObject()
                                .put("sentStatus", false)
                                .put("deliveredStatus", false)
                                .put("readStatus", false));
    }

    private Answer whatsapp(String number) {
        return world.graph(
                new JsonObject().put("to", number).put("type", "text").put("text", new JsonObject().put("body", "a")));
    }

    private Answer telegram() {
        return world.bot("sendMessage", new JsonObject().put("chat_id", 7001).put("text", "a"));
    }

    @Test
    void failuresEndAfterTheirTimes() {
        world.control()
                .put("/switches", new JsonObject().put("serverError", 503).put("failTimes", 2));
        assertThat(whatsapp(NUMBER).status()).isEqualTo(503);
        assertThat(telegram().json().getInteger("error_code")).isEqualTo(503);
        assertThat(telegram().status()).isEqualTo(200);
        assertThat(world.control().get("/switches").getInteger("serverError")).isZero();
    }

    @Test
    void aPhonesOwnSwitchesAreItsOwn() {
        world.control()
                .put(
                        "/phones/" + PHONE + "/switches",
                        new JsonObject().put("tooManyRequests", 3).put("failTimes", 1));
        assertThat(whatsapp("33600000002").status()).isEqualTo(200);
        Answer limited = whatsapp(NUMBER);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.json().getJsonObject("error").getInteger("code")).isEqualTo(130429);
        assertThat(whatsapp(NUMBER).status()).isEqualTo(200);
        JsonObject counters =
                world.control().get("/counters").getJsonObject("senders").getJsonObject(SandboxExtension.NUMBER_ID);
        assertThat(counters.getInteger("accepted")).isEqualTo(2);
    }

    @Test
    void anErrorCodeIsAnswered() {
        world.control().put("/switches", new JsonObject().put("errorCode", 131056));
        assertThat(whatsapp(NUMBER).json().getJsonObject("error").getInteger("code"))
                .isEqualTo(131056);
        JsonObject counters =
                world.control().get("/counters").getJsonObject("senders").getJsonObject(SandboxExtension.NUMBER_ID);
        assertThat(counters.getJsonObject("refusedBy").getInteger("131056")).isEqualTo(1);
    }

    @Test
    void aConnectionCanBeLostBeforeAndAfterTheMessageWasAccepted() {
        world.control().put("/switches", new JsonObject().put("reset", "before"));
        assertThatThrownBy(() -> whatsapp(NUMBER)).isInstanceOf(UncheckedIOException.class);
        assertThat(world.control().get("/messages").getInteger("count")).isZero();
        world.control().put("/switches", new JsonObject().put("reset", "after"));
        assertThatThrownBy(this::telegram).isInstanceOf(UncheckedIOException.class);
        world.control().put("/switches", new JsonObject());
        assertThat(world.control().get("/messages?phone=tg-7001").getInteger("count"))
                .isPositive();
    }

    @Test
    void aRequestCanBeHeldBeforeItIsAccepted() throws Exception {
        world.control().put("/phones/" + PHONE + "/switches", new JsonObject().put("hold", "before"));
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> whatsapp(NUMBER));
        assertThat(world.control()
                        .get("/counters?holding=1&timeoutMillis=120000")
                        .getInteger("holding"))
                .isEqualTo(1);
        assertThat(world.control().get("/messages").getInteger("count")).isZero();
        assertThat(whatsapp("33600000002").status()).isEqualTo(200);
        world.control().put("/phones/" + PHONE + "/switches", new JsonObject());
        assertThat(held.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
        JsonObject message = world.control().next(PHONE, 0);
        assertThat(message.getLong("beganSequence")).isLessThan(message.getLong("sequence"));
    }

    @Test
    void anAnswerCanBeHeldAfterTheMessageWasAccepted() throws Exception {
        world.control().put("/phones/tg-7001/switches", new JsonObject().put("hold", "after"));
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(this::telegram);
        assertThat(world.control().next("tg-7001", 0).getString("text")).isEqualTo("a");
        assertThat(held).isNotDone();
        world.control().put("/phones/tg-7001/switches", new JsonObject());
        assertThat(held.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void webhooksAreDoubledHeldBackAndLate() throws Exception {
        world.control().put("/switches", new JsonObject().put("duplicateWebhooks", 1));
        world.control().writeAndWait(PHONE, "STOP");
        assertThat(world.service().next().body())
                .isEqualTo(world.service().next().body());
        world.control().put("/switches", new JsonObject().put("webhooksOff", true));
        JsonObject waiting =
                world.control().write(PHONE, "panne").getJsonArray("webhooks").getJsonObject(0);
        assertThat(waiting.getString("state")).isEqualTo("waiting");
        world.control().put("/switches", new JsonObject().put("delayWebhooksMillis", 5));
        assertThat(world.service().next().body().toString()).contains("panne");
    }

    @Test
    void webhooksOfOneChatCanOvertakeEachOther() throws Exception {
        world.bot("setWebhook", new JsonObject().put("url", world.service().url()));
        world.control().put("/switches", new JsonObject().put("reorderWebhooksMillis", 60));
        for (int number = 0; number < 30; number++) {
            world.control().write("tg-7001", "n" + number);
        }
        JsonArray ids = new JsonArray();
        for (int number = 0; number < 30; number++) {
            ids.add(world.service().next().json().getInteger("update_id"));
        }
        assertThat(ids.stream().map(Integer.class::cast).toList())
                .doesNotHaveDuplicates()
                .isNotEqualTo(ids.stream().map(Integer.class::cast).sorted().toList());
    }

    @Test
    void aWrongSwitchNamesItsField() {
        Answer wrong = world.control().call("PUT", "/sandbox/api/switches", new JsonObject().put("serverError", 404));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().getString("field")).isEqualTo("serverError");
        assertThat(world.control()
                        .call("PUT", "/sandbox/api/switches", new JsonObject().put("srverError", 500))
                        .json()
                        .getString("field"))
                .isEqualTo("srverError");
        assertThat(world.control()
                        .call("PATCH", "/sandbox/api/settings", new JsonObject().put("pairBurst", "many"))
                        .json()
                        .getString("field"))
                .isEqualTo("pairBurst");
    }
}
