package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.sandbox.world.RateLimit;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** The real limits: in the small on a clock of the test's own, and over HTTP with spans no test can outlast. */
@Unit
class LimitsTest {
    private static final int AN_HOUR = 3_600_000;

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void phones() {
        assertThat(world.openPhone("33612345678")).isEqualTo("wa-33612345678");
        assertThat(world.openPhone("33600000002")).isEqualTo("wa-33600000002");
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        assertThat(world.startedPhone(7002)).isEqualTo("tg-7002");
    }

    @Test
    void anEvenPaceAtTheLimitIsNeverRefusedAndABurstIs() {
        RateLimit rate = RateLimit.of(80, 1000, 80);
        RateLimit.Gate gate = new RateLimit.Gate();
        long interval = 12_500_000;
        for (int send = 0; send < 10_000; send++) {
            long now = send * interval + (send % 2) * 1_000_000;
            assertThat(gate.waitNanos(rate, now)).as("send %d", send).isZero();
            gate.take(rate, now);
        }
        RateLimit.Gate burst = new RateLimit.Gate();
        for (int send = 0; send < 80; send++) {
            assertThat(burst.waitNanos(rate, 0)).isZero();
            burst.take(rate, 0);
        }
        assertThat(burst.waitNanos(rate, 0)).isBetween(1L, interval);
        assertThat(burst.waitNanos(rate, interval)).isZero();
    }

    @Test
    void aChatTakesItsBurstAndThenSaysHowLongToWait() {
        limits(new JsonObject().put("chatEveryMillis", AN_HOUR).put("chatBurst", 2));
        assertThat(telegram(7001).status()).isEqualTo(200);
        assertThat(telegram(7001).status()).isEqualTo(200);
        Answer refused = telegram(7001);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().getJsonObject("parameters").getInteger("retry_after"))
                .isBetween(1, 3600);
        assertThat(telegram(7002).status()).isEqualTo(200);
    }

    @Test
    void aGroupTakesSoManyAMinute() {
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", "-5")
                                .put("name", "G"));
        limits(new JsonObject().put("groupPerMinute", 1));
        assertThat(telegram(-5).status()).isEqualTo(200);
        assertThat(telegram(-5).status()).isEqualTo(429);
    }

    @Test
    void aPairAndTheDayHaveTheirLimits() {
        limits(new JsonObject()
                .put("pairEveryMillis", AN_HOUR)
                .put("pairBurst", 2)
                .put("uniqueUsersPerDay", 1));
        assertThat(code(whatsapp("33612345678"))).isZero();
        assertThat(code(whatsapp("33612345678"))).isZero();
        assertThat(code(whatsapp("33612345678"))).isEqualTo(131056);
        assertThat(code(whatsapp("33600000002"))).isZero();
        world.control()
                .post(
                        "/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", "a")
                                .put("language", "fr")
                                .put("body", "a"));
        assertThat(code(template("33600000003"))).isZero();
        assertThat(code(template("33600000004"))).isEqualTo(131048);
        assertThat(code(template("33600000003"))).isZero();
    }

    @Test
    void countersTellSecondsAndRefusals() {
        limits(new JsonObject().put("chatEveryMillis", AN_HOUR).put("chatBurst", 1));
        assertThat(telegram(7001).status()).isEqualTo(200);
        assertThat(telegram(7001).status()).isEqualTo(429);
        JsonObject bot =
                world.control().get("/counters").getJsonObject("senders").getJsonObject("relais_bot");
        assertThat(bot.getInteger("accepted")).isEqualTo(1);
        assertThat(bot.getJsonObject("refusedBy").getInteger("429")).isEqualTo(1);
        JsonArray seconds = bot.getJsonArray("perSecond");
        int accepted = 0;
        for (int at = 0; at < seconds.size(); at++) {
            accepted += seconds.getJsonObject(at).getInteger("accepted");
        }
        assertThat(accepted).isEqualTo(1);
    }

    private void limits(JsonObject settings) {
        world.control().patch("/settings", settings.put("enforceLimits", true));
    }

    private Answer telegram(long chat) {
        return world.bot("sendMessage", new JsonObject().put("chat_id", chat).put("text", "a"));
    }

    private Answer whatsapp(String to) {
        return world.graph(
                new JsonObject().put("to", to).put("type", "text").put("text", new JsonObject().put("body", "a")));
    }

    private Answer template(String to) {
        return world.graph(new JsonObject()
                .put("to", to)
                .put("type", "template")
                .put(
                        "template",
                        new JsonObject().put("name", "a").put("language", new JsonObject().put("code", "fr"))));
    }

    private static int code(Answer answer) {
        JsonObject error = answer.json().getJsonObject("error");
        return error == null ? 0 : error.getInteger("code");
    }
}
