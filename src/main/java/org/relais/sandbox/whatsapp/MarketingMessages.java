package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InvalidField;

/**
 * Rules of {@code POST /<number>/marketing_messages} besides those of {@code /messages}: marketing templates only, no
 * parameter it does not know, and changes of what is sent unless they were refused when the template was handed in.
 */
final class MarketingMessages {
    /** The edge of a number's path. */
    static final String EDGE = "marketing_messages";

    private static final Set<String> PARAMETERS = Set.of(
            "messaging_product",
            "recipient_type",
            "to",
            "recipient",
            "type",
            "template",
            "product_policy",
            "message_activity_sharing",
            "message_send_ttl_seconds",
            "biz_opaque_callback_data");
    private static final String HEADLINE = "text_extraction_for_headline";
    private static final List<String> FEATURES = List.of(
            "image_brightness_and_contrast",
            "image_touchups",
            "add_text_overlay",
            "image_animation",
            "image_background_gen",
            "auto_promotion_tag",
            HEADLINE,
            "text_extraction_for_tap_target",
            "product_extensions",
            "text_formatting_optimization");
    private static final int HEADLINE_WORDS = 3;

    private MarketingMessages() {}

    /** @throws GraphError when a request may not go by this edge at all */
    static void check(WhatsAppNumber number, JsonObject message) {
        if (number.condition().marketingMessages().equals("off")) {
            throw GraphError.of(131055);
        }
        for (String parameter : message.fieldNames()) {
            if (!PARAMETERS.contains(parameter)) {
                throw GraphError.parameter("Unexpected key \"" + parameter + "\" on param");
            }
        }
        if (!"individual".equals(message.getValue("recipient_type"))) {
            throw GraphError.parameter("Param recipient_type must be one of {INDIVIDUAL}");
        }
        if (!"template".equals(message.getValue("type"))) {
            throw GraphError.parameter("Message must be a template message.");
        }
        Object policy = message.getValue("product_policy", "CLOUD_API_FALLBACK");
        if (!Set.of("CLOUD_API_FALLBACK", "STRICT").contains(policy)) {
            throw GraphError.parameter("Param product_policy must be one of {CLOUD_API_FALLBACK, STRICT}");
        }
        if (!(message.getValue("message_activity_sharing", true) instanceof Boolean)) {
            throw GraphError.parameter("Param message_activity_sharing must be a boolean");
        }
    }

    /** @throws GraphError when a template may not go by the edge that was asked */
    static void check(WhatsAppNumber number, @Nullable MessageTemplate template, boolean byThisEdge) {
        boolean marketing = template == null || template.category().equals("MARKETING");
        if (byThisEdge && !marketing) {
            throw GraphError.of(134100);
        }
        if (!byThisEdge && marketing && number.condition().marketingMessages().equals("required")) {
            throw GraphError.of(131063);
        }
    }

    /**
     * What may be done to a template.
     *
     * @throws InvalidField for something that Meta does not do
     */
    static JsonObject freedom(JsonObject template) {
        JsonObject features = template.getJsonObject("degrees_of_freedom_spec", new JsonObject())
                .getJsonObject("creative_features_spec", new JsonObject());
        for (String feature : features.fieldNames()) {
            boolean known = FEATURES.contains(feature)
                    && features.getValue(feature) instanceof JsonObject chosen
                    && Set.of("OPT_IN", "OPT_OUT").contains(chosen.getValue("enroll_status"));
            if (!known) {
                throw new InvalidField("degrees_of_freedom_spec", "has an unknown feature or status: " + feature);
            }
        }
        return features.copy();
    }

    /** A template's {@code degrees_of_freedom_spec} as it is listed: what was not refused is done. */
    static JsonObject described(JsonObject freedom) {
        JsonArray listed = new JsonArray();
        FEATURES.forEach(feature -> listed.add(new JsonObject()
                .put("key", feature.toUpperCase(Locale.ROOT))
                .put(
                        "value",
                        new JsonObject().put("enroll_status", refused(freedom, feature) ? "OPT_OUT" : "OPT_IN"))));
        return new JsonObject().put("creative_features_spec", listed);
    }

    /** What arrives of a template: with a headline drawn from its words, unless that was refused. */
    static Content optimised(Content content, @Nullable MessageTemplate template) {
        if (template == null || content.header() != null || refused(template.freedom(), HEADLINE)) {
            return content;
        }
        String[] words = content.text().split("\\s+");
        String headline = String.join(" ", List.of(words).subList(0, Math.min(HEADLINE_WORDS, words.length)));
        return new Content(
                content.kind(),
                content.text(),
                headline.toUpperCase(Locale.ROOT),
                content.footer(),
                content.media(),
                content.links(),
                content.buttons(),
                content.listTitle(),
                content.entities(),
                null);
    }

    private static boolean refused(JsonObject freedom, String feature) {
        return "OPT_OUT".equals(freedom.getJsonObject(feature, new JsonObject()).getString("enroll_status"));
    }
}
