package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirstStepsTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @Test
    void aTelegramMessageGoesOutAndAStopComesBack() throws Exception {
        String phone = world.control().telegramPhone(7001, "Zoé Martin");
        assertThat(world.bot(
                                "setWebhook",
                                new JsonObject()
                                        .put("url", world.service().url())
                                        .put("secret_token", "s3cret"))
                        .status())
                .isEqualTo(200);
        world.control().writeAndWait(phone, "/start");
        JsonObject sent = world.bot(
                        "sendMessage", new JsonObject().put("chat_id", 7001).put("text", "Bonjour"))
                .json();
        assertThat(sent.getBoolean("ok")).isTrue();
        assertThat(world.control().next(phone, 0).getString("text")).isEqualTo("Bonjour");
        JsonObject hook = world.control().stopAndWait(phone, "STOP");
        assertThat(hook.getInteger("status")).isEqualTo(200);
        assertThat(world.service().next().json().getJsonObject("message").getString("text"))
                .isEqualTo("/start");
        Service.Hook stop = world.service().next();
        assertThat(stop.json().getJsonObject("message").getString("text")).isEqualTo("STOP");
        assertThat(stop.header("X-Telegram-Bot-Api-Secret-Token")).isEqualTo("s3cret");
    }

    @Test
    void aWhatsAppMessageGoesOutAndAStopComesBack() throws Exception {
        String phone = world.openPhone("33612345678");
        JsonObject sent = world.graph(new JsonObject()
                        .put("to", "+33612345678")
                        .put("type", "text")
                        .put("text", new JsonObject().put("body", "Bonjour"))
                        .put("biz_opaque_callback_data", "delivery-1"))
                .json();
        String id = sent.getJsonArray("messages").getJsonObject(0).getString("id");
        assertThat(id).startsWith("wamid.");
        assertThat(world.control().next(phone, 0).getString("callbackData")).isEqualTo("delivery-1");
        for (String status : java.util.List.of("sent", "delivered", "read")) {
            JsonObject reported = world.service()
                    .next()
                    .json()
                    .getJsonArray("entry")
                    .getJsonObject(0)
                    .getJsonArray("changes")
                    .getJsonObject(0)
                    .getJsonObject("value")
                    .getJsonArray("statuses")
                    .getJsonObject(0);
            assertThat(reported.getString("status")).isIn("sent", "delivered", "read");
            assertThat(reported.getString("id")).isEqualTo(id);
            assertThat(reported.getString("biz_opaque_callback_data")).isEqualTo("delivery-1");
            assertThat(status).isNotBlank();
        }
        world.control().stopAndWait(phone, "STOP s'il vous plaît");
        String body = world.service().next().body().toString();
        assertThat(body).contains("STOP s'il vous pla\\u00eet");
    }
}
