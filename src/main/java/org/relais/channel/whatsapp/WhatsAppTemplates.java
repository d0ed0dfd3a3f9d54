package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.JsonPayload;
import org.relais.channel.TemplateCatalogue;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;
import org.relais.channel.TemplateChange;
import org.relais.channel.TemplateContent;
import org.relais.channel.TemplateContent.ButtonKind;
import org.relais.channel.TemplateContent.TemplateButton;
import org.relais.channel.TemplateName;
import org.relais.channel.whatsapp.GraphApi.Answer;

/**
 * The templates of a WhatsApp Business account ({@code GET} and {@code POST /<account>/message_templates}, Business
 * Management API v25).
 */
final class WhatsAppTemplates implements TemplateCatalogue {
    private static final String FIELDS =
            "id,name,language,category,status,quality_score,rejected_reason,parameter_format,components";
    /** Meta takes 6,000 templates of an account: more pages than these are no list any more. */
    private static final int MOST_PAGES = 60;

    private static final int PAGE = 100;

    /**
     * What Meta may do to a marketing template's pictures and words unless it is told not to: people get what was approved,
     * and nothing else. The keys of {@code creative_features_spec} as Meta lists them (Marketing Messages API, "Send
     * marketing messages", March 2026): all that have one.
     */
    private static final List<String> REWRITINGS = List.of(
            "image_brightness_and_contrast",
            "image_touchups",
            "add_text_overlay",
            "image_animation",
            "image_background_gen",
            "auto_promotion_tag",
            "text_extraction_for_headline",
            "text_extraction_for_tap_target",
            "product_extensions",
            "text_formatting_optimization");

    private final GraphApi graph;
    private final String account;

    WhatsAppTemplates(GraphApi graph, String account) {
        this.graph = graph;
        this.account = account;
    }

    @Override
    public Set<String> languages() {
        return WhatsAppLanguages.CODES;
    }

    @Override
    public Future<Listing> list() {
        return page("", new ArrayList<>(), 1);
    }

    private Future<Listing> page(String after, List<CatalogueTemplate> found, int number) {
        String path = "/" + account + "/message_templates?fields=" + FIELDS + "&limit=" + PAGE
                + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        return graph.list(path).compose(answer -> {
            CheckResult fault = answer.fault();
            if (fault != null) {
                return Future.succeededFuture(new Listing(List.of(), fault));
            }
            JsonPayload.list(answer.body(), "data").forEach(one -> template(one).ifPresent(found::add));
            String next = text(answer.body(), "paging", "cursors", "after");
            boolean more = text(answer.body(), "paging", "next") != null && next != null && number < MOST_PAGES;
            return more
                    ? page(String.valueOf(next), found, number + 1)
                    : Future.succeededFuture(new Listing(found, null));
        });
    }

    private static Optional<CatalogueTemplate> template(JsonNode one) {
        String id = text(one, "id");
        String name = text(one, "name");
        String language = text(one, "language");
        if (id == null || name == null || language == null) {
            return Optional.empty();
        }
        String reason = text(one, "rejected_reason");
        return Optional.of(new CatalogueTemplate(
                id,
                new TemplateName(name, language),
                word(one, "category"),
                word(one, "status"),
                word(one, "quality_score", "score"),
                reason == null || reason.equals("NONE") ? null : reason,
                content(one)));
    }

    private static String word(JsonNode node, String... fields) {
        String word = text(node, fields);
        return word == null ? "unknown" : word.toLowerCase(Locale.ROOT);
    }

    private static TemplateContent content(JsonNode one) {
        String header = null;
        String body = "";
        String footer = null;
        List<TemplateButton> buttons = new ArrayList<>();
        for (JsonNode component : JsonPayload.list(one, "components")) {
            String said =
                    component.path("text").isTextual() ? component.path("text").asText() : null;
            switch (word(component, "type")) {
                case "header" -> header = said;
                case "body" -> body = said == null ? "" : said;
                case "footer" -> footer = said;
                case "buttons" -> JsonPayload.list(component, "buttons").forEach(button -> buttons.add(button(button)));
                default -> {}
            }
        }
        return new TemplateContent(header, body, footer, buttons);
    }

    private static TemplateButton button(JsonNode json) {
        String label = text(json, "text");
        ButtonKind kind =
                switch (word(json, "type")) {
                    case "quick_reply" -> ButtonKind.REPLY;
                    case "url" -> ButtonKind.LINK;
                    case "phone_number" -> ButtonKind.CALL;
                    default -> ButtonKind.OTHER;
                };
        String value = kind == ButtonKind.LINK ? text(json, "url") : text(json, "phone_number");
        return new TemplateButton(kind, label == null ? "" : label, value == null ? "" : value);
    }

    @Override
    public Future<Submission> submit(
            TemplateName name, String category, TemplateContent content, Map<String, String> examples) {
        List<String> places = TemplateContent.places(content.body());
        JsonObject body = new JsonObject()
                .put("name", name.name())
                .put("language", name.language())
                .put("category", category.toUpperCase(Locale.ROOT))
                .put("parameter_format", TemplateContent.named(places) ? "NAMED" : "POSITIONAL")
                // Who opens a link is nobody's business but ours.
                .put("cta_url_link_tracking_opted_out", true)
                .put("components", components(content, examples));
        if (category.equals("marketing")) {
            JsonObject features = new JsonObject();
            REWRITINGS.forEach(feature -> features.put(feature, new JsonObject().put("enroll_status", "OPT_OUT")));
            body.put("degrees_of_freedom_spec", new JsonObject().put("creative_features_spec", features));
        }
        return graph.post("/" + account + "/message_templates", body).map(answer -> submitted(answer, name, content));
    }

    private static Submission submitted(Answer answer, TemplateName name, TemplateContent content) {
        CheckResult fault = answer.fault();
        String id = text(answer.body(), "id");
        if (fault != null || id == null) {
            return new Submission(null, fault == null ? CheckResult.failed("platform.odd", "status", 200) : fault);
        }
        return new Submission(
                new CatalogueTemplate(
                        id,
                        name,
                        word(answer.body(), "category"),
                        word(answer.body(), "status"),
                        "unknown",
                        null,
                        content),
                null);
    }

    private static JsonArray components(TemplateContent content, Map<String, String> examples) {
        JsonArray components = new JsonArray();
        if (content.header() != null) {
            components.add(
                    new JsonObject().put("type", "HEADER").put("format", "TEXT").put("text", content.header()));
        }
        components.add(body(content.body(), examples));
        if (content.footer() != null) {
            components.add(new JsonObject().put("type", "FOOTER").put("text", content.footer()));
        }
        if (!content.buttons().isEmpty()) {
            JsonArray buttons = new JsonArray();
            content.buttons().forEach(button -> buttons.add(button(button)));
            components.add(new JsonObject().put("type", "BUTTONS").put("buttons", buttons));
        }
        return components;
    }

    private static JsonObject body(String text, Map<String, String> examples) {
        JsonObject body = new JsonObject().put("type", "BODY").put("text", text);
        List<String> places = TemplateContent.places(text);
        if (places.isEmpty()) {
            return body;
        }
        if (TemplateContent.named(places)) {
            JsonArray named = new JsonArray();
            places.forEach(place -> named.add(
                    new JsonObject().put("param_name", place).put("example", examples.getOrDefault(place, ""))));
            return body.put("example", new JsonObject().put("body_text_named_params", named));
        }
        JsonArray counted = new JsonArray();
        places.forEach(place -> counted.add(examples.getOrDefault(place, "")));
        return body.put("example", new JsonObject().put("body_text", new JsonArray().add(counted)));
    }

    private static JsonObject button(TemplateButton button) {
        JsonObject json = new JsonObject().put("text", button.label());
        return switch (button.kind()) {
            case REPLY, OTHER -> json.put("type", "QUICK_REPLY");
            case LINK -> json.put("type", "URL").put("url", button.value());
            case CALL -> json.put("type", "PHONE_NUMBER").put("phone_number", button.value());
        };
    }

    /** What a webhook says of a template; empty when it names none. */
    static Optional<TemplateChange> change(WhatsAppChange change) {
        JsonNode value = change.value();
        String id = text(value, "message_template_id");
        String name = text(value, "message_template_name");
        String language = text(value, "message_template_language");
        if (id == null || name == null || language == null) {
            return Optional.empty();
        }
        // In the notice a day ahead "new_category" is the one of now, and the coming one is the "correct" one.
        String coming = lower(text(value, "correct_category"));
        return Optional.of(new TemplateChange(
                id,
                new TemplateName(name, language),
                status(text(value, "event")),
                lower(text(value, "new_quality_score")),
                lower(text(value, "new_category")),
                reason(value),
                coming,
                coming == null ? null : JsonPayload.instant(value, "category_update_timestamp")));
    }

    private static @Nullable String status(@Nullable String event) {
        return event == null ? null : event.equals("REINSTATED") ? CatalogueTemplate.APPROVED : lower(event);
    }

    /** The code, and where there is none the platform's own words. */
    private static @Nullable String reason(JsonNode value) {
        String reason = text(value, "reason");
        return reason == null || reason.equals("NONE") ? text(value, "other_info", "description") : reason;
    }

    private static @Nullable String lower(@Nullable String word) {
        return word == null ? null : word.toLowerCase(Locale.ROOT);
    }
}
