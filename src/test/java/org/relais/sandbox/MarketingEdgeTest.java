package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** What the endpoint for marketing templates takes, what it refuses, and what it does to what it takes. */
@Unit
class MarketingEdgeTest {
    private static final String NUMBER = "33612345678";
    private static final String CONDITION = "/senders/" + SandboxExtension.NUMBER_ID + "/condition";

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void templates() {
        world.openPhone(NUMBER);
        world.control().patch(CONDITION, new JsonObject().put("marketingMessages", "allowed"));
        template("info", "UTILITY", new JsonObject());
        template("pub", "MARKETING", new JsonObject());
        template(
                "telle_quelle",
                "MARKETING",
                new JsonObject().put("text_extraction_for_headline", new JsonObject().put("enroll_status", "OPT_OUT")));
    }

    private static void template(String name, String category, JsonObject freedom) {
        world.control()
                .post(
                        "/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", name)
                                .put("language", "fr")
                                .put("category", category)
                                .put("body", "Venez samedi au marché.")
                                .put(
                                        "degrees_of_freedom_spec",
                                        new JsonObject().put("creative_features_spec", freedom)));
    }

    private static JsonObject message(String template) {
        return new JsonObject()
                .put("recipient_type", "individual")
                .put("to", NUMBER)
                .put("type", "template")
                .put(
                        "template",
                        new JsonObject().put("name", template).put("language", new JsonObject().put("code", "fr")));
    }

    private static int code(Answer answer) {
        return answer.json().getJsonObject("error", new JsonObject()).getInteger("code", 0);
    }

    private static int sent(String edge, JsonObject message) {
        return code(world.graph(edge, message));
    }

    @Test
    void takesMarketingTemplatesOnly() {
        assertThat(sent("marketing_messages", message("pub"))).isZero();
        assertThat(sent("marketing_messages", message("info"))).isEqualTo(134100);
        assertThat(sent(
                        "marketing_messages",
                        message("pub").put("type", "text").put("text", new JsonObject().put("body", "a"))))
                .isEqualTo(100);
        assertThat(sent("messages", message("pub"))).isZero();
        world.control().patch(CONDITION, new JsonObject().put("marketingMessages", "required"));
        assertThat(sent("messages", message("pub"))).isEqualTo(131063);
        assertThat(sent("messages", message("info"))).isZero();
        assertThat(sent("marketing_messages", message("pub"))).isZero();
        world.control().patch(CONDITION, new JsonObject().put("marketingMessages", "off"));
        assertThat(sent("marketing_messages", message("pub"))).isEqualTo(131055);
    }

    @ParameterizedTest
    @CsvSource({
        "product_policy, STRICT, 0",
        "product_policy, LENIENT, 100",
        "message_activity_sharing, perhaps, 100",
        "recipient_type, group, 100",
        "context, x, 100",
        "biz_opaque_callback_data, 17, 0"
    })
    void takesNoParameterThatItDoesNotKnow(String parameter, String value, int code) {
        assertThat(sent("marketing_messages", message("pub").put(parameter, value)))
                .isEqualTo(code);
    }

    @Test
    void rewritesWhatWasNotForbidden() {
        assertThat(sent("marketing_messages", message("telle_quelle"))).isZero();
        assertThat(sent("messages", message("pub"))).isZero();
        assertThat(sent("marketing_messages", message("pub"))).isZero();
        assertThat(world.control().received("wa-" + NUMBER, 0, 3).stream()
                        .map(sent -> ((JsonObject) sent).getString("header", "")))
                .containsExactly("", "", "VENEZ SAMEDI AU");
    }

    @Test
    void knowsItsOwnFeaturesOnly() {
        JsonObject odd = new JsonObject().put("make_it_nicer", new JsonObject().put("enroll_status", "OPT_OUT"));
        assertThat(world.control()
                        .call(
                                "POST",
                                "/sandbox/api/templates",
                                new JsonObject()
                                        .put("account", SandboxExtension.ACCOUNT)
                                        .put("name", "odd")
                                        .put("language", "fr")
                                        .put("body", "Texte")
                                        .put(
                                                "degrees_of_freedom_spec",
                                                new JsonObject().put("creative_features_spec", odd)))
                        .status())
                .isEqualTo(400);
    }
}
