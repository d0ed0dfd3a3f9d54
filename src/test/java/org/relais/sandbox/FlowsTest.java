package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** WhatsApp Flows as the Graph API takes and refuses them. */
@Unit
class FlowsTest {
    private static final String PHONE = "33612345678";

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void phone() {
        assertThat(world.openPhone(PHONE)).isEqualTo("wa-" + PHONE);
        world.control().patch("/settings", new JsonObject().put("errorsByStatus", new JsonArray()));
    }

    private static Answer graph(String path, JsonObject body) {
        return world.control()
                .call("POST", "/whatsapp/v25.0/" + path, body, "Authorization", "Bearer " + SandboxExtension.ACCESS);
    }

    private static JsonObject screen(String label) {
        JsonObject area = new JsonObject()
                .put("type", "TextArea")
                .put("name", "q0")
                .put("label", label)
                .put("required", true);
        JsonObject footer = new JsonObject()
                .put("type", "Footer")
                .put("label", "Envoyer")
                .put(
                        "on-click-action",
                        new JsonObject()
                                .put("name", "complete")
                                .put("payload", new JsonObject().put("q0", "${form.q0}")));
        return new JsonObject()
                .put("id", "QUESTIONS")
                .put("title", "Enquête")
                .put("terminal", true)
                .put(
                        "layout",
                        new JsonObject()
                                .put("type", "SingleColumnLayout")
                                .put("children", new JsonArray().add(area).add(footer)));
    }

    private static Answer made(String name, String label) {
        JsonObject json = new JsonObject().put("version", "7.2").put("screens", new JsonArray().add(screen(label)));
        return graph(
                SandboxExtension.ACCOUNT + "/flows",
                new JsonObject()
                        .put("name", name)
                        .put("categories", new JsonArray().add("SURVEY"))
                        .put("flow_json", json.encode()));
    }

    private static Answer sent(String flow, String label) {
        JsonObject parameters = new JsonObject()
                .put("flow_message_version", "3")
                .put("flow_id", flow)
                .put("flow_cta", label)
                .put("flow_token", "t1")
                .put("flow_action_payload", new JsonObject().put("screen", "QUESTIONS"));
        JsonObject interactive = new JsonObject()
                .put("type", "flow")
                .put("body", new JsonObject().put("text", "Une question"))
                .put("action", new JsonObject().put("name", "flow").put("parameters", parameters));
        return world.graph(
                new JsonObject().put("to", PHONE).put("type", "interactive").put("interactive", interactive));
    }

    private static int code(Answer refused) {
        return refused.json().getJsonObject("error").getInteger("code");
    }

    @Test
    void aFlowIsSentOnceItIsPublished() {
        Answer made = made("enquete", "Votre réponse");
        assertThat(made.json().getJsonArray("validation_errors")).isEmpty();
        String id = made.json().getString("id");
        assertThat(code(made("enquete", "Votre réponse"))).isEqualTo(100);
        assertThat(code(sent(id, "Répondre"))).isEqualTo(131009);
        assertThat(graph(id + "/publish", new JsonObject()).json().getBoolean("success"))
                .isTrue();
        assertThat(code(graph(id + "/publish", new JsonObject()))).isEqualTo(139002);
        assertThat(sent(id, "Répondre").status()).isEqualTo(200);
        assertThat(code(sent("12345", "Répondre"))).isEqualTo(131009);
        assertThat(code(sent(id, "x".repeat(31)))).isEqualTo(100);

        JsonObject empty = new JsonObject().put("values", new JsonObject());
        assertThat(world.control()
                        .call("POST", "/sandbox/api/phones/wa-" + PHONE + "/fill", empty)
                        .status())
                .isEqualTo(400);

        world.pass(Duration.ofHours(24).plusSeconds(1));
        assertThat(code(sent(id, "Répondre"))).isEqualTo(131047);
    }

    @Test
    void aFlowWithFaultsStaysADraft() {
        Answer made = made("trop-long", "x".repeat(21));
        assertThat(made.json().getJsonArray("validation_errors").encode()).contains("at most 20 characters");
        assertThat(code(graph(made.json().getString("id") + "/publish", new JsonObject())))
                .isEqualTo(139002);
    }
}
