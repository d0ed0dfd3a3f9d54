package org.relais.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reader of specs in table {@code message}: our own writing, so it is taken at its word. */
final class StoredSpec {
    /** Marks a button that asks for the person's number. */
    static final String NUMBER = "number";
    /** The platform's id of the form that a button opens. */
    static final String FORM = "form";

    /** The label of political advertising. */
    static final String POLITICAL = "political";

    private StoredSpec() {}

    static MessageSpec read(JsonObject json) {
        return new MessageSpec(
                json.getString("language"),
                templates(json.getJsonObject("body")),
                objects(json.getJsonArray("buttons")).map(StoredSpec::button).toList(),
                share(json.getJsonObject("share")),
                json.getString("image"),
                platformTemplate(json.getJsonObject("template")),
                json.getBoolean("mention", true),
                texts(json.getJsonObject("origin")),
                label(json.getJsonObject(POLITICAL)));
    }

    private static @Nullable PoliticalLabel label(@Nullable JsonObject json) {
        return json == null
                ? null
                : new PoliticalLabel(
                        json.getString("sponsor"), json.getString("controller"), json.getString("process"));
    }

    static JsonObject label(PoliticalLabel label) {
        return new JsonObject()
                .put("sponsor", label.sponsor())
                .put("controller", label.controller())
                .put("process", label.process());
    }

    private static SpecButton button(JsonObject json) {
        Map<String, String> labels = texts(json.getJsonObject("label"));
        String payload = json.getString("payload");
        if (json.containsKey(NUMBER)) {
            return new SpecButton.NumberRequest(labels, payload == null ? "" : payload);
        }
        if (payload != null && json.containsKey(FORM)) {
            return new SpecButton.Form(labels, payload, json.getString(FORM));
        }
        return payload != null
                ? new SpecButton.Reply(labels, payload, texts(json.getJsonObject("acknowledgement")))
                : new SpecButton.Link(labels, TextTemplate.parse(json.getString("url")));
    }

    private static @Nullable ShareText share(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        String url = json.getString("url");
        return new ShareText(
                templates(json.getJsonObject("text")),
                url == null ? null : TextTemplate.parse(url),
                json.getBoolean("alone", false),
                json.getLong("counted"));
    }

    private static @Nullable PlatformTemplate platformTemplate(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        Map<String, PlatformTemplate.TemplateText> wordings = new HashMap<>();
        JsonObject written = json.getJsonObject("wordings");
        for (String language : written.fieldNames()) {
            wordings.put(language, wording(written.getJsonObject(language)));
        }
        return new PlatformTemplate(
                json.getString("name"),
                wordings,
                json.getJsonArray("payloads", new JsonArray()).stream()
                        .map(String.class::cast)
                        .toList());
    }

    private static PlatformTemplate.TemplateText wording(JsonObject json) {
        List<TextTemplate> parameters = json.getJsonArray("parameters", new JsonArray()).stream()
                .map(parameter -> TextTemplate.parse((String) parameter))
                .toList();
        return new PlatformTemplate.TemplateText(json.getString("language"), json.getString("text"), parameters);
    }

    private static Map<String, TextTemplate> templates(JsonObject json) {
        Map<String, TextTemplate> templates = new HashMap<>();
        texts(json).forEach((language, text) -> templates.put(language, TextTemplate.parse(text)));
        return templates;
    }

    private static Map<String, String> texts(@Nullable JsonObject json) {
        Map<String, String> texts = new HashMap<>();
        if (json != null) {
            json.forEach(entry -> texts.put(entry.getKey(), (String) entry.getValue()));
        }
        return texts;
    }

    private static Stream<JsonObject> objects(@Nullable JsonArray array) {
        return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
    }
}
