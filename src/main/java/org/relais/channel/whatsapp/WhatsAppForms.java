package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button;
import org.relais.channel.CheckResult;
import org.relais.channel.FormCatalogue;
import org.relais.channel.FormContent;
import org.relais.channel.FormContent.Field;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.SenderChecks;
import org.relais.channel.whatsapp.GraphApi.Answer;
import org.relais.text.CleanText;

/**
 * The WhatsApp Flows of an account: one screen without an endpoint, so that nothing of what is typed goes anywhere but into the
 * reply (Meta, Flow JSON and Flows API; message type {@code flow} and {@code nfm_reply} of the Cloud API).
 */
final class WhatsAppForms implements FormCatalogue {
    private static final String JSON_VERSION = "7.2";
    private static final String MESSAGE_VERSION = "3";
    /** Letters and underscores only. */
    private static final String SCREEN = "QUESTIONS";

    private static final int LABEL = 20;
    private static final int HINT = 80;
    private static final int FOOTER = 35;
    private static final int TITLE = 60;
    /** More of them are a list that opens. */
    private static final int MOST_RADIO = 5;

    private static final String TOKEN = "flow_token";
    /** What Meta gives back where no token was sent. */
    private static final String NO_TOKEN = "unused";

    /**
     * A parameter that is no good, as the id of a form that is not the account's, or not published any more; a form that is blocked
     * or throttled (Meta, error codes).
     */
    private static final Set<String> UNOPENED = Set.of("131009", "132068", "132069");

    private final GraphApi graph;
    private final String account;

    WhatsAppForms(GraphApi graph, String account) {
        this.graph = graph;
        this.account = account;
    }

    /** A new one is a draft, with what is wrong about it; only a published one can be sent, and it stays as it is. */
    @Override
    public Future<Publication> publish(String name, FormContent content) {
        JsonObject body = new JsonObject()
                .put("name", name)
                .put("categories", new JsonArray().add("SURVEY"))
                .put("flow_json", json(content).encode());
        return graph.post("/" + account + "/flows", body).compose(made -> {
            String id = text(made.body(), "id");
            CheckResult fault = made.fault() != null ? made.fault() : invalid(made.body());
            if (fault != null || id == null) {
                return Future.succeededFuture(new Publication(null, fault == null ? odd() : fault));
            }
            return graph.post("/" + id + "/publish", new JsonObject()).map(answer -> published(id, answer));
        });
    }

    @Override
    public boolean isUnopened(String code) {
        return UNOPENED.contains(code);
    }

    private static Publication published(String id, Answer answer) {
        if (answer.fault() != null) {
            return new Publication(null, answer.fault());
        }
        return answer.body().path("success").asBoolean() ? new Publication(id, null) : new Publication(null, odd());
    }

    private static CheckResult odd() {
        return CheckResult.failed("platform.odd", "status", 200);
    }

    private static @Nullable CheckResult invalid(JsonNode body) {
        String words = JsonPayload.list(body, "validation_errors").stream()
                .map(error -> String.valueOf(text(error, "message")))
                .collect(Collectors.joining("; "));
        return words.isEmpty()
                ? null
                : CheckResult.failed(
                        "platform.refused",
                        "words",
                        CleanText.head(words, 300),
                        "status",
                        200,
                        SenderChecks.FIELD,
                        "phoneNumberId");
    }

    static JsonObject json(FormContent content) {
        JsonArray children = new JsonArray();
        JsonObject payload = new JsonObject();
        content.fields().forEach(field -> {
            children.add(new JsonObject().put("type", "TextBody").put("text", plain(field.text())));
            children.add(component(field));
            payload.put(field.name(), "${form." + field.name() + "}");
        });
        children.add(new JsonObject()
                .put("type", "Footer")
                .put("label", CleanText.head(plain(content.send()), FOOTER))
                .put("on-click-action", new JsonObject().put("name", "complete").put("payload", payload)));
        JsonObject form =
                new JsonObject().put("type", "Form").put("name", "form").put("children", children);
        JsonObject screen = new JsonObject()
                .put("id", SCREEN)
                .put("title", CleanText.head(plain(content.title()), TITLE))
                .put("terminal", true)
                .put("success", true)
                .put("data", new JsonObject())
                .put(
                        "layout",
                        new JsonObject().put("type", "SingleColumnLayout").put("children", new JsonArray().add(form)));
        return new JsonObject().put("version", JSON_VERSION).put("screens", new JsonArray().add(screen));
    }

    private static JsonObject component(Field field) {
        JsonObject json = new JsonObject()
                .put("name", field.name())
                .put("label", CleanText.head(plain(field.label()), LABEL))
                .put("required", field.required());
        if (field.kind() == FormContent.Kind.CHOICE) {
            JsonArray options = new JsonArray();
            field.options()
                    .forEach(option ->
                            options.add(new JsonObject().put("id", option.id()).put("title", plain(option.label()))));
            return json.put("type", field.options().size() <= MOST_RADIO ? "RadioButtonsGroup" : "Dropdown")
                    .put("data-source", options);
        }
        if (!field.hint().isEmpty()) {
            json.put("helper-text", CleanText.head(plain(field.hint()), HINT));
        }
        return switch (field.kind()) {
            case NUMBER -> json.put("type", "TextInput").put("input-type", "number");
            case LINE -> json.put("type", "TextInput").put("input-type", "text").put("max-chars", field.longest());
            case TEXT -> json.put("type", "TextArea").put("max-length", field.longest());
            case CHOICE -> throw new IllegalStateException("a choice has options");
        };
    }

    /** What begins so stands for a value in Flow JSON. */
    private static String plain(String text) {
        return CleanText.of(text).replace("${", "$ {");
    }

    /** Of a message: opens the form on its one screen. */
    static JsonObject opened(Button.Form form) {
        return new JsonObject()
                .put("name", "flow")
                .put(
                        "parameters",
                        new JsonObject()
                                .put("flow_message_version", MESSAGE_VERSION)
                                .put("flow_id", form.form())
                                .put(TOKEN, form.payload())
                                .put("flow_cta", form.label())
                                .put("flow_action", "navigate")
                                .put("flow_action_payload", new JsonObject().put("screen", SCREEN)));
    }

    /**
     * What somebody filled in.
     *
     * @param words those of their own; null when there are only numbers and choices
     */
    record FilledIn(String token, Map<String, String> fields, @Nullable String words) {}

    /** Empty for what holds no value that can be read. */
    static Optional<FilledIn> filledIn(JsonNode reply) {
        JsonNode response = response(text(reply, "response_json"));
        Map<String, String> fields = new HashMap<>();
        response.properties().forEach(entry -> {
            JsonNode given = entry.getValue();
            String value = given.isContainerNode() ? CleanText.of(given.toString()) : text(given);
            if (value != null && !value.isBlank() && !entry.getKey().equals(TOKEN)) {
                fields.put(CleanText.of(entry.getKey()), value);
            }
        });
        String token = text(response, TOKEN);
        String words = new TreeMap<>(fields)
                .values().stream().filter(value -> !value.matches("\\d+")).collect(Collectors.joining("\n"));
        // A form in which nothing had to be filled in was sent all the same.
        if (fields.isEmpty() && token != null && !token.equals(NO_TOKEN)) {
            fields.put("", "");
        }
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(new FilledIn(token == null ? NO_TOKEN : token, fields, words.isEmpty() ? null : words));
    }

    private static JsonNode response(@Nullable String json) {
        try {
            return JsonPayload.parse(Buffer.buffer(json == null ? "{}" : json));
        } catch (MalformedPayloadException unreadable) {
            return MissingNode.getInstance();
        }
    }
}
