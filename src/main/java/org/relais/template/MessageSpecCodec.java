package org.relais.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.TemplateContent;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/**
 * {@link MessageSpec} as JSON, in the API, the console's forms and table {@code message}:
 *
 * <pre>{@code
 * {"language": "fr",
 *  "body": {"fr": "Bonjour {{first_name|à vous}} …", "en": "…"},
 *  "buttons": [{"label": {"fr": "J’en suis"}, "payload": "yes", "acknowledgement": {"fr": "À samedi !"}}, {"label": {"fr": "Le plan"}, "url": "https://…"}],
 *  "share": {"text": {"fr": "…"}, "url": "https://…"},
 *  "image": "https://…",
 *  "template": {"name": "appel", "wordings": {"fr": {"language": "fr", "text": "… {{1}}", "parameters": ["…"]}}},
 *  "mention": true,
 *  "origin": {"fr": "…"}}
 * }</pre>
 */
public final class MessageSpecCodec {
    /** Most UTF-16 units of a body before it is rendered; what a channel takes is checked by rendering. */
    static final int LONGEST_BODY = 8_192;

    private static final int LONGEST_SHARE_TEXT = 1_000;
    /** Cloud API: 20 characters on a reply button. Labels are the same on every channel. */
    private static final int LONGEST_LABEL = 20;

    private static final int LONGEST_ACKNOWLEDGEMENT = 500;
    private static final int MOST_OF_A_KIND = 3;
    private static final Pattern PLATFORM_NAME = Pattern.compile("[a-z0-9_]{1,512}");
    private static final Pattern PLATFORM_LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Z]{2,3})?");

    private MessageSpecCodec() {}

    /** As {@link #decode(JsonObject)}, of another document's {@code message}, where faults are noted. */
    public static Optional<MessageSpec> decode(JsonObject json, List<Fault> faults) {
        try {
            return Optional.of(decode(json));
        } catch (InvalidInputException invalid) {
            invalid.faults().forEach(fault -> faults.add(fault.under("message")));
            return Optional.empty();
        }
    }

    /**
     * Reads what somebody composed. {@link SpecCheck} must agree too before it is stored.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static MessageSpec decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        String language = object.language();
        Map<String, TextTemplate> bodies = templates(object, "body", language, LONGEST_BODY);
        List<SpecButton> buttons = buttons(object, language);
        Optional<ShareText> share = object.object("share").map(inner -> share(inner, language));
        Optional<String> image = object.optionalText("image", ShareLinks.LONGEST);
        image.filter(url -> !MessageLinks.isPicture(url))
                .ifPresent(url -> object.fault("image", FaultCode.MUST_BE_HTTPS_ADDRESS));
        Optional<PlatformTemplate> template = object.object("template").map(inner -> platformTemplate(inner, language));
        boolean mention = object.flag("mention", true);
        Map<String, String> origins = object.has("origin") ? object.texts("origin", language, 200) : Map.of();
        object.done();
        return new MessageSpec(
                language,
                bodies,
                buttons,
                share.orElse(null),
                image.orElse(null),
                template.orElse(null),
                mention,
                origins,
                null);
    }

    /**
     * Reads what {@link #encode} wrote. Limits are for what people compose: a part of the service may make a message with
     * longer labels or more answers, which the renderer then lists by number.
     */
    public static MessageSpec restore(JsonObject json) {
        return StoredSpec.read(json);
    }

    /**
     * The JSON that {@link #restore} reads back as an equal spec, and {@link #decode} if it keeps the limits and has no
     * political label, which nobody types.
     */
    public static JsonObject encode(MessageSpec spec) {
        JsonObject json = new JsonObject()
                .put("language", spec.language())
                .put("body", sources(spec.bodies()))
                .put("mention", spec.mention());
        if (!spec.buttons().isEmpty()) {
            json.put(
                    "buttons",
                    new JsonArray(spec.buttons().stream()
                            .map(MessageSpecCodec::button)
                            .toList()));
        }
        spec.share().ifPresent(share -> {
            JsonObject inner = new JsonObject().put("text", sources(share.texts()));
            share.link().ifPresent(url -> inner.put("url", url.source()));
            if (share.alone()) {
                inner.put("alone", true);
            }
            if (share.counted() != null) {
                inner.put("counted", share.counted());
            }
            json.put("share", inner);
        });
        if (spec.imageUrl() != null) {
            json.put("image", spec.imageUrl());
        }
        spec.template().ifPresent(template -> json.put("template", platformTemplate(template)));
        if (!spec.origins().isEmpty()) {
            json.put("origin", new JsonObject(new TreeMap<>(spec.origins())));
        }
        PoliticalLabel label = spec.politicalLabel();
        return label == null ? json : json.put(StoredSpec.POLITICAL, StoredSpec.label(label));
    }

    private static Map<String, TextTemplate> templates(StrictObject object, String key, String language, int longest) {
        Map<String, TextTemplate> templates = new HashMap<>();
        object.texts(key, language, longest).forEach((each, text) -> parsed(object, key + "." + each, text)
                .ifPresent(template -> templates.put(each, template)));
        return templates;
    }

    private static Optional<TextTemplate> parsed(StrictObject object, String key, String text) {
        try {
            return Optional.of(TextTemplate.parse(text));
        } catch (InvalidInputException wrong) {
            wrong.faults().forEach(fault -> object.fault(fault.under(key)));
            return Optional.empty();
        }
    }

    private static List<SpecButton> buttons(StrictObject object, String language) {
        List<SpecButton> buttons = new ArrayList<>();
        for (StrictObject entry : object.list("buttons", 2 * MOST_OF_A_KIND)) {
            button(entry, language).ifPresent(buttons::add);
        }
        long replies =
                buttons.stream().filter(SpecButton.Reply.class::isInstance).count();
        if (replies > MOST_OF_A_KIND || buttons.size() - replies > MOST_OF_A_KIND) {
            object.fault("buttons", FaultCode.TOO_MANY_BUTTONS);
        }
        if (buttons.stream()
                        .filter(SpecButton.Reply.class::isInstance)
                        .map(button -> ((SpecButton.Reply) button).payload())
                        .distinct()
                        .count()
                < replies) {
            object.fault("buttons", FaultCode.BUTTON_PAYLOAD_TWICE);
        }
        return buttons;
    }

    private static Optional<SpecButton> button(StrictObject entry, String language) {
        Map<String, String> labels = entry.texts("label", language, LONGEST_LABEL);
        Optional<String> payload = entry.optionalText("payload", 64);
        Optional<String> url = entry.optionalText("url", ShareLinks.LONGEST);
        Map<String, String> acknowledgements = entry.has("acknowledgement") && !entry.has("url")
                ? entry.texts("acknowledgement", language, LONGEST_ACKNOWLEDGEMENT)
                : Map.of();
        acknowledgements.forEach((each, text) -> checked(entry, "acknowledgement." + each, text));
        entry.noOtherFields();
        if (entry.has("payload") == entry.has("url")) {
            entry.fault("", FaultCode.BUTTON_KIND);
        }
        payload.filter(text -> text.getBytes(StandardCharsets.UTF_8).length > 64)
                .ifPresent(text -> entry.fault("payload", FaultCode.BUTTON_PAYLOAD_TOO_LONG, 64));
        return payload.<SpecButton>map(text -> new SpecButton.Reply(labels, text, acknowledgements))
                .or(() -> url.flatMap(text -> address(entry, "url", text))
                        .map(template -> new SpecButton.Link(labels, template)));
    }

    /** What is filled in later is told apart now. */
    private static void checked(StrictObject object, String key, String text) {
        Optional<TextTemplate> unused = parsed(object, key, text);
    }

    private static Optional<TextTemplate> address(StrictObject object, String key, String text) {
        Optional<TextTemplate> template = parsed(object, key, text);
        if (template.isPresent()
                && !template.get().isVariable()
                && !MessageLinks.isWeb(template.get().fill(variable -> "x", value -> value))) {
            object.fault(key, FaultCode.MUST_BEGIN_WITH_HTTP);
            return Optional.empty();
        }
        return template;
    }

    private static ShareText share(StrictObject object, String language) {
        Map<String, TextTemplate> texts = templates(object, "text", language, LONGEST_SHARE_TEXT);
        @Nullable
        TextTemplate url = object.optionalText("url", ShareLinks.LONGEST)
                .flatMap(text -> address(object, "url", text))
                .orElse(null);
        object.noOtherFields();
        return new ShareText(texts, url);
    }

    private static PlatformTemplate platformTemplate(StrictObject object, String language) {
        String name = object.text("name", 512);
        if (!name.isEmpty() && !PLATFORM_NAME.matcher(name).matches()) {
            object.fault("name", FaultCode.TEMPLATE_NAME);
        }
        Map<String, PlatformTemplate.TemplateText> wordings = new HashMap<>();
        object.object("wordings")
                .ifPresentOrElse(
                        inner -> {
                            inner.objects().forEach((each, wording) -> wordings.put(each, wording(wording)));
                            if (!wordings.containsKey(language)) {
                                inner.fault(language, FaultCode.REQUIRED_IN_DEFAULT_LANGUAGE);
                            }
                        },
                        () -> object.fault("wordings", FaultCode.REQUIRED));
        object.noOtherFields();
        return new PlatformTemplate(name, wordings, List.of());
    }

    private static PlatformTemplate.TemplateText wording(StrictObject object) {
        String language = object.text("language", 7);
        if (!language.isEmpty() && !PLATFORM_LANGUAGE.matcher(language).matches()) {
            object.fault("language", FaultCode.TEMPLATE_LANGUAGE);
        }
        String text = object.text("text", 1_024);
        List<TextTemplate> parameters = new ArrayList<>();
        List<String> written = object.textList("parameters", 20, LONGEST_BODY);
        for (int at = 0; at < written.size(); at++) {
            parsed(object, "parameters[" + at + "]", written.get(at)).ifPresent(parameters::add);
        }
        int places = TemplateContent.places(text).size();
        if (places != written.size()) {
            object.fault("parameters", FaultCode.TEMPLATE_PLACES, written.size(), places);
        }
        object.noOtherFields();
        return new PlatformTemplate.TemplateText(language, text, parameters);
    }

    private static JsonObject sources(Map<String, TextTemplate> templates) {
        JsonObject json = new JsonObject();
        new TreeMap<>(templates).forEach((language, template) -> json.put(language, template.source()));
        return json;
    }

    private static JsonObject button(SpecButton button) {
        JsonObject json = new JsonObject().put("label", new JsonObject(new TreeMap<>(button.labels())));
        if (button instanceof SpecButton.Reply reply) {
            if (!reply.acknowledgements().isEmpty()) {
                json.put("acknowledgement", new JsonObject(new TreeMap<>(reply.acknowledgements())));
            }
            return json.put("payload", reply.payload());
        }
        if (button instanceof SpecButton.NumberRequest request) {
            // Without a payload it is no button that words could stand for.
            return (request.payload().isEmpty() ? json : json.put("payload", request.payload()))
                    .put(StoredSpec.NUMBER, true);
        }
        if (button instanceof SpecButton.Form form) {
            return json.put("payload", form.payload()).put(StoredSpec.FORM, form.form());
        }
        return json.put("url", ((SpecButton.Link) button).url().source());
    }

    private static JsonObject platformTemplate(PlatformTemplate template) {
        JsonObject wordings = new JsonObject();
        new TreeMap<>(template.wordings())
                .forEach((language, wording) -> wordings.put(
                        language,
                        new JsonObject()
                                .put("language", wording.language())
                                .put("text", wording.text())
                                .put(
                                        "parameters",
                                        new JsonArray(wording.parameters().stream()
                                                .map(TextTemplate::source)
                                                .toList()))));
        JsonObject json = new JsonObject().put("name", template.name()).put("wordings", wordings);
        return template.payloads().isEmpty() ? json : json.put("payloads", new JsonArray(template.payloads()));
    }
}
