package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** The Cloud API's refusals: codes, HTTP statuses and the Graph envelope. */
@Unit
class SandboxWhatsAppErrorsTest {
    private static final String NUMBER = "33612345678";

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void phones() {
        assertThat(world.openPhone(NUMBER)).isEqualTo("wa-" + NUMBER);
        world.control()
                .patch(
                        "/settings",
                        new JsonObject()
                                .put("sentStatus", false)
                                .put("deliveredStatus", false)
                                .put("readStatus", false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            textBlock =
                    """
            no recipient      | {"type":"text","text":{"body":"a"}}                           | 100
            unknown type      | {"to":"33612345678","type":"poem"}                            | 100
            no text           | {"to":"33612345678","type":"text"}                            | 100
            empty text        | {"to":"33612345678","type":"text","text":{"body":" "}}        | 100
            to itself         | {"to":"+33 1 99 00 12 34","type":"text","text":{"body":"a"}}  | 131021
            no such person    | {"to":"12","type":"text","text":{"body":"a"}}                 | 131026
            unknown template  | {"to":"33612345678","type":"template","template":{"name":"x","language":{"code":"fr"}}} | 132001
            no language       | {"to":"33612345678","type":"template","template":{"name":"x"}} | 100
            image, no link    | {"to":"33612345678","type":"image","image":{}}                | 100
            image, odd link   | {"to":"33612345678","type":"image","image":{"link":"file:a"}} | 131053
            """)
    void aMessageIsRefused(String name, String message, int code) {
        assertThat(refused(world.graph(new JsonObject(message)), code)).as(name).isNotNull();
    }

    @Test
    void lengthsAreLimited() {
        assertThat(text("x".repeat(4096)).status()).isEqualTo(200);
        assertThat(refused(text("x".repeat(4097)), 100).getString("message")).contains("4096");
        assertThat(buttons("x".repeat(1024), "a", "b").status()).isEqualTo(200);
        assertThat(refused(buttons("x".repeat(1025), "a"), 100).getString("message"))
                .contains("1024");
        assertThat(refused(buttons("x", "a".repeat(21)), 100).getString("message"))
                .contains("20");
        assertThat(refused(buttons("x", "a", "b", "c", "d"), 131009)).isNotNull();
        assertThat(refused(buttons("x", "a", "a"), 131009)).isNotNull();
        assertThat(rows(10, 24, 72).status()).isEqualTo(200);
        assertThat(refused(rows(11, 24, 72), 131009)).isNotNull();
        assertThat(refused(rows(1, 25, 72), 100)).isNotNull();
        assertThat(refused(rows(1, 24, 73), 100)).isNotNull();
        JsonObject longData =
                message("text", new JsonObject().put("body", "a")).put("biz_opaque_callback_data", "x".repeat(513));
        assertThat(refused(world.graph(longData), 100)).isNotNull();
    }

    @Test
    void tokenAndNumberMustBeKnown() {
        Answer noToken = world.control()
                .call("POST", "/whatsapp/v25.0/" + SandboxExtension.NUMBER_ID + "/messages", new JsonObject());
        assertThat(noToken.status()).isEqualTo(401);
        assertThat(refused(noToken, 190).getString("type")).isEqualTo("OAuthException");
        Answer noNumber =
                world.control().call("POST", "/v25.0/1/messages", new JsonObject(), "Authorization", "Bearer x");
        assertThat(refused(noNumber, 100).getString("message")).contains("does not exist");
        Answer notWhatsApp = world.control()
                .call(
                        "POST",
                        "/v23.0/" + SandboxExtension.NUMBER_ID + "/messages",
                        new JsonObject().put("to", NUMBER),
                        "Authorization",
                        "Bearer " + SandboxExtension.ACCESS);
        assertThat(refused(notWhatsApp, 100).getString("message")).contains("messaging_product");
    }

    @Test
    void theWindowClosesADayAfterThePersonWrote() {
        world.control().patch("/settings", new JsonObject().put("errorsByStatus", new JsonArray()));
        assertThat(text("dans la fenêtre").status()).isEqualTo(200);
        world.pass(Duration.ofHours(24).plusSeconds(1));
        assertThat(refused(text("trop tard"), 131047)).isNotNull();
        template("rappel", "MARKETING", "Bonjour {{1}}");
        assertThat(sendTemplate("rappel", "Zoé").status()).isEqualTo(200);
        world.control().write("wa-" + NUMBER, "me revoilà");
        assertThat(text("de nouveau").status()).isEqualTo(200);
        world.control().put("/phones/wa-" + NUMBER + "/switches", new JsonObject().put("windowClosed", true));
        assertThat(refused(text("fermée"), 131047)).isNotNull();
    }

    @Test
    void templatesAreCheckedAndCanBePaused() throws InterruptedException {
        template("rencontre", "UTILITY", "Bonjour {{1}}, rendez-vous {{2}}");
        assertThat(sendTemplate("rencontre", "Zoé", "samedi").status()).isEqualTo(200);
        assertThat(world.control().next("wa-" + NUMBER, 0).getString("text"))
                .isEqualTo("Bonjour Zoé, rendez-vous samedi");
        assertThat(refused(sendTemplate("rencontre", "Zoé"), 132000)).isNotNull();
        assertThat(refused(sendTemplate("rencontre", "Zoé\n", "x"), 132018)).isNotNull();
        world.control()
                .post(
                        "/events",
                        new JsonObject()
                                .put("sender", SandboxExtension.NUMBER_ID)
                                .put("kind", "message_template_status_update")
                                .put("name", "rencontre")
                                .put("language", "fr")
                                .put("event", "PAUSED"));
        assertThat(refused(sendTemplate("rencontre", "Zoé", "x"), 132015)).isNotNull();
        assertThat(world.service().next().body().toString()).contains("PAUSED");
        JsonObject listed = world.control()
                .call(
                        "GET",
                        "/whatsapp/v25.0/" + SandboxExtension.ACCOUNT + "/message_templates?name=rencontre",
                        null,
                        "Authorization",
                        "Bearer " + SandboxExtension.ACCESS)
                .json();
        assertThat(listed.getJsonArray("data").getJsonObject(0).getString("status"))
                .isEqualTo("PAUSED");
    }

    @Test
    void aPersonWhoStoppedMarketingGetsNoMarketingTemplate() throws Exception {
        template("info", "UTILITY", "Info");
        template("pub", "MARKETING", "Pub");
        world.control()
                .waited(
                        "/phones/wa-" + NUMBER + "/events",
                        new JsonObject().put("kind", "user_preferences").put("value", "stop"));
        assertThat(refused(sendTemplate("pub"), 131050)).isNotNull();
        assertThat(sendTemplate("info").status()).isEqualTo(200);
        assertThat(world.service().next().body().toString()).contains("\"value\":\"stop\"");
    }

    @Test
    void aClosedWindowIsToldAfterwardsUnlessItIsSwitched() throws Exception {
        world.control().put("/phones/wa-" + NUMBER + "/switches", new JsonObject().put("windowClosed", true));
        assertThat(text("fermée").status()).isEqualTo(200);
        JsonObject status = status(world.service().next());
        assertThat(status.getString("status")).isEqualTo("failed");
        assertThat(status.getJsonArray("errors").getJsonObject(0).getInteger("code"))
                .isEqualTo(131047);
    }

    @Test
    void aTemplateOfVariablesOnlyIsRefused() {
        JsonObject described = new JsonObject()
                .put("account", SandboxExtension.ACCOUNT)
                .put("name", "vide")
                .put("language", "fr");
        assertThat(world.control()
                        .call("POST", "/sandbox/api/templates", described.copy().put("body", "{{1}} — {{2}} !"))
                        .status())
                .isEqualTo(400);
        assertThat(world.control()
                        .call("POST", "/sandbox/api/templates", described.put("body", "Le {{1}}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aClientThatShoutsIsHeard() {
        JsonObject action = new JsonObject()
                .put(
                        "buttons",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "REPLY")
                                        .put(
                                                "reply",
                                                new JsonObject().put("id", "1").put("title", "Oui"))));
        JsonObject interactive = new JsonObject()
                .put("type", "BUTTON")
                .put("body", new JsonObject().put("text", "Venez ?"))
                .put("action", action);
        assertThat(world.graph(message("interactive", interactive)).status()).isEqualTo(200);
        assertThat(world.control().next("wa-" + NUMBER, 0).getJsonArray("buttons"))
                .hasSize(1);
    }

    @Test
    void errorsCanArriveByStatusInstead() throws Exception {
        world.control().patch("/settings", new JsonObject().put("errorsByStatus", new JsonArray().add(131026)));
        world.control().put("/phones/wa-" + NUMBER + "/switches", new JsonObject().put("blocked", true));
        Answer accepted =
                world.graph(message("text", new JsonObject().put("body", "a")).put("biz_opaque_callback_data", "d-1"));
        assertThat(accepted.status()).isEqualTo(200);
        JsonObject status = status(world.service().next());
        assertThat(status.getString("status")).isEqualTo("failed");
        assertThat(status.getString("biz_opaque_callback_data")).isEqualTo("d-1");
        assertThat(status.getJsonArray("errors").getJsonObject(0).getInteger("code"))
                .isEqualTo(131026);
        assertThat(world.control().get("/messages").getInteger("count")).isZero();
        world.control()
                .put(
                        "/phones/wa-" + NUMBER + "/switches",
                        new JsonObject().put("errorCode", 131049).put("errorBy", "status"));
        assertThat(text("b").status()).isEqualTo(200);
        assertThat(status(world.service().next())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getInteger("code"))
                .isEqualTo(131049);
    }

    @Test
    void unknownNumbersCanBeRefused() {
        world.control().patch("/settings", new JsonObject().put("errorsByStatus", new JsonArray()));
        assertThat(world.graph(message("text", new JsonObject().put("body", "a"))
                                .put("to", "33699999999"))
                        .json()
                        .getJsonObject("error")
                        .getInteger("code"))
                .as("a number nobody wrote from has no open window")
                .isEqualTo(131047);
        world.control().patch("/settings", new JsonObject().put("unknownNumbers", "refuse"));
        assertThat(refused(
                        world.graph(message("text", new JsonObject().put("body", "a"))
                                .put("to", "33699999998")),
                        131026))
                .isNotNull();
    }

    private static JsonObject status(RecordingService.Hook hook) {
        return hook.json()
                .getJsonArray("entry")
                .getJsonObject(0)
                .getJsonArray("changes")
                .getJsonObject(0)
                .getJsonObject("value")
                .getJsonArray("statuses")
                .getJsonObject(0);
    }

    private static JsonObject message(String type, JsonObject part) {
        return new JsonObject().put("to", NUMBER).put("type", type).put(type, part);
    }

    private Answer text(String body) {
        return world.graph(message("text", new JsonObject().put("body", body)));
    }

    private Answer buttons(String body, String... titles) {
        JsonArray buttons = new JsonArray();
        for (String title : titles) {
            buttons.add(new JsonObject()
                    .put("type", "reply")
                    .put("reply", new JsonObject().put("id", title).put("title", title)));
        }
        return world.graph(message(
                "interactive",
                new JsonObject()
                        .put("type", "button")
                        .put("body", new JsonObject().put("text", body))
                        .put("action", new JsonObject().put("buttons", buttons))));
    }

    private Answer rows(int count, int title, int description) {
        JsonArray rows = new JsonArray();
        for (int row = 0; row < count; row++) {
            rows.add(new JsonObject()
                    .put("id", "row" + row)
                    .put("title", "t".repeat(title))
                    .put("description", "d".repeat(description)));
        }
        return world.graph(message(
                "interactive",
                new JsonObject()
                        .put("type", "list")
                        .put("body", new JsonObject().put("text", "Choisissez"))
                        .put(
                                "action",
                                new JsonObject()
                                        .put("button", "Liste")
                                        .put("sections", new JsonArray().add(new JsonObject().put("rows", rows))))));
    }

    private void template(String name, String category, String body) {
        world.control()
                .post(
                        "/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", name)
                                .put("language", "fr")
                                .put("category", category)
                                .put("body", body));
    }

    private Answer sendTemplate(String name, String... values) {
        JsonArray parameters = new JsonArray();
        List.of(values)
                .forEach(value ->
                        parameters.add(new JsonObject().put("type", "text").put("text", value)));
        return world.graph(message(
                "template",
                new JsonObject()
                        .put("name", name)
                        .put("language", new JsonObject().put("code", "fr"))
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "body")
                                                .put("parameters", parameters)))));
    }

    private static JsonObject refused(Answer answer, int code) {
        JsonObject error = answer.json().getJsonObject("error");
        assertThat(error).as(answer.body()).isNotNull();
        assertThat(error.getInteger("code")).as(answer.body()).isEqualTo(code);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(error.getString("fbtrace_id")).isNotBlank();
        return error;
    }
}
