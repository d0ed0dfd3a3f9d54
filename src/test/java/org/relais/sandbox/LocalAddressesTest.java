package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** Addresses that the platforms refuse in life and the sandbox takes only where it is told to. */
@Unit
class LocalAddressesTest {
    private static final String NUMBER = "33612345678";

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void asInLife() {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        assertThat(world.openPhone(NUMBER)).isEqualTo("wa-" + NUMBER);
        local(false);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            http://a.example/hook      | bad webhook: An HTTPS URL must be provided for webhook
            https://a.example:9000/    | bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443
            https://a.example:8443/    |
            https://a.example/hook     |
            """)
    void aBotsWebhookIsHttpsOnAFewPorts(String url, String fault) {
        Answer answer = world.bot("setWebhook", new JsonObject().put("url", url));
        told(answer, fault);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            url     | http://localhost:8080/s/a | inline keyboard button URL 'http://localhost:8080/s/a' is invalid: Wrong HTTP URL
            url     | http://a.example/s/a      |
            url     | https://a.example/s/a     |
            web_app | http://a.example/         | inline keyboard button Web App URL 'http://a.example/' is invalid: Only HTTPS links are allowed
            web_app | https://a.example/        |
            """)
    void aBotsButtonLeadsToAPublicHost(String kind, String url, String fault) {
        Object target = kind.equals("url") ? url : new JsonObject().put("url", url);
        JsonArray row =
                new JsonArray().add(new JsonObject().put("text", "Ouvrir").put(kind, target));
        told(
                world.bot(
                        "sendMessage",
                        new JsonObject()
                                .put("chat_id", 7001)
                                .put("text", "Bonjour")
                                .put(
                                        "reply_markup",
                                        new JsonObject().put("inline_keyboard", new JsonArray().add(row)))),
                fault);
    }

    @Test
    void aNumbersButtonsAndWebhooksAreHttps() {
        assertThat(button("http://a.example/").json().getJsonObject("error").getInteger("code"))
                .isEqualTo(131009);
        assertThat(button("https://a.example/").status()).isEqualTo(200);
        assertThat(template("http://a.example/{{1}}").status()).isEqualTo(400);
        assertThat(template("https://a.example/{{1}}").status()).isEqualTo(200);
        String number = "/sandbox/api/senders/" + SandboxExtension.NUMBER_ID + "/webhook";
        JsonObject entered = new JsonObject().put("url", world.service().url()).put("verifyToken", "hello");
        assertThat(world.control().call("POST", number, entered).json().getString("field"))
                .isEqualTo("url");
        Answer overridden = world.control()
                .call(
                        "POST",
                        "/whatsapp/v25.0/" + SandboxExtension.ACCOUNT + "/subscribed_apps",
                        new JsonObject()
                                .put("override_callback_uri", world.service().url())
                                .put("verify_token", "hello"),
                        "Authorization",
                        "Bearer " + SandboxExtension.ACCESS);
        assertThat(overridden.json().getJsonObject("error").getInteger("code")).isEqualTo(100);
    }

    @Test
    void theSwitchTakesThemAll() {
        local(true);
        told(world.bot("setWebhook", new JsonObject().put("url", world.service().url())), null);
        aBotsButtonLeadsToAPublicHost("url", "http://localhost:8080/s/a", null);
        aBotsButtonLeadsToAPublicHost("web_app", "http://localhost:8080/", null);
        assertThat(button("http://localhost:8080/s/a").status()).isEqualTo(200);
        assertThat(template("http://localhost:8080/{{1}}").status()).isEqualTo(200);
    }

    private static void local(boolean taken) {
        world.control().patch("/settings", new JsonObject().put("localAddresses", taken));
    }

    private static void told(Answer answer, @Nullable String fault) {
        if (fault == null) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        } else {
            assertThat(answer.json().getString("description")).isEqualTo("Bad Request: " + fault);
        }
    }

    private static Answer button(String url) {
        return world.graph(new JsonObject()
                .put("to", NUMBER)
                .put("type", "interactive")
                .put(
                        "interactive",
                        new JsonObject()
                                .put("type", "cta_url")
                                .put("body", new JsonObject().put("text", "Passez le mot"))
                                .put(
                                        "action",
                                        new JsonObject()
                                                .put("name", "cta_url")
                                                .put(
                                                        "parameters",
                                                        new JsonObject()
                                                                .put("display_text", "Ouvrir")
                                                                .put("url", url)))));
    }

    private static Answer template(String url) {
        JsonObject link =
                new JsonObject().put("type", "URL").put("text", "Ouvrir").put("url", url);
        return world.control()
                .call(
                        "POST",
                        "/sandbox/api/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", "lien")
                                .put("language", "fr")
                                .put(
                                        "components",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("type", "BODY")
                                                        .put("text", "Passez le mot"))
                                                .add(new JsonObject()
                                                        .put("type", "BUTTONS")
                                                        .put("buttons", new JsonArray().add(link)))));
    }
}
