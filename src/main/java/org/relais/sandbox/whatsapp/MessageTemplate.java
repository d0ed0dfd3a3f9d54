package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.Settings;

/**
 * A message template of one account.
 *
 * @param id Meta's number for it
 * @param category MARKETING, UTILITY or AUTHENTICATION
 * @param status APPROVED, PENDING, REJECTED, PAUSED or DISABLED
 * @param quality GREEN, YELLOW, RED or UNKNOWN
 * @param reason why it was rejected; NONE otherwise
 * @param components HEADER, BODY, FOOTER, BUTTONS as Meta describes them
 * @param freedom what Meta may do to it on the way: {@code creative_features_spec} as it was handed in
 */
record MessageTemplate(
        String id,
        String name,
        String language,
        String category,
        String status,
        String quality,
        String reason,
        JsonArray components,
        JsonObject freedom) {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_]+)\\s*\\}\\}");
    private static final Set<String> STATUSES = Set.of("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED");

    /** @throws InvalidField when the description cannot be a template */
    static MessageTemplate of(String id, JsonObject json) {
        String name = json.getString("name", "");
        if (!name.matches("[a-z0-9_]{1,512}")) {
            throw new InvalidField("name", "must be lower-case letters, digits and _");
        }
        String language = json.getString("language", "");
        if (!language.matches("[a-z]{2,3}(_[A-Z]{2})?")) {
            throw new InvalidField("language", "must be a code such as fr or en_US");
        }
        String category = json.getString("category", "MARKETING").toUpperCase(Locale.ROOT);
        if (!Set.of("MARKETING", "UTILITY", "AUTHENTICATION").contains(category)) {
            throw new InvalidField("category", "must be MARKETING, UTILITY or AUTHENTICATION");
        }
        String status = json.getString("status", "APPROVED").toUpperCase(Locale.ROOT);
        if (!STATUSES.contains(status)) {
            throw new InvalidField("status", "must be one of " + STATUSES);
        }
        JsonArray components = json.getJsonArray("components", new JsonArray());
        if (components.isEmpty()) {
            components.add(new JsonObject().put("type", "BODY").put("text", json.getString("body", "")));
        }
        for (Object each : components) {
            boolean onlyVariables = each instanceof JsonObject component
                    && "BODY".equalsIgnoreCase(component.getString("type"))
                    && isOnlyVariables(component.getString("text", ""));
            if (onlyVariables) {
                throw new InvalidField("components", "has too many variables for the length of its text");
            }
        }
        return new MessageTemplate(
                id,
                name,
                language,
                category,
                status,
                json.getString("quality", "UNKNOWN"),
                json.getString("reason", "NONE"),
                components,
                MarketingMessages.freedom(json));
    }

    /** Nobody could review what it says. */
    private static boolean isOnlyVariables(String text) {
        Matcher variables = VARIABLE.matcher(text);
        return variables.find() && variables.replaceAll("").chars().noneMatch(Character::isLetter);
    }

    MessageTemplate withStatus(String changed, String why) {
        return new MessageTemplate(id, name, language, category, changed, quality, why, components, freedom);
    }

    MessageTemplate withQuality(String changed) {
        return new MessageTemplate(id, name, language, category, status, changed, reason, components, freedom);
    }

    MessageTemplate withCategory(String changed) {
        return new MessageTemplate(id, name, language, changed, status, quality, reason, components, freedom);
    }

    /** @throws InvalidField when a place of its body has no example, which Meta wants of whoever hands one in */
    void checkExamples() {
        int wanted = variables("BODY").size();
        JsonObject example = component("BODY")
                .map(body -> body.getJsonObject("example", new JsonObject()))
                .orElseGet(JsonObject::new);
        JsonArray counted = example.getJsonArray("body_text", new JsonArray());
        int given = positional()
                ? counted.isEmpty() ? 0 : counted.getJsonArray(0).size()
                : example.getJsonArray("body_text_named_params", new JsonArray())
                        .size();
        if (wanted != given) {
            throw new InvalidField("components", "component of type BODY is missing expected field(s) (example)");
        }
    }

    /** @throws InvalidField when a button leads where Meta lets none lead */
    void checkLinks(Settings settings) {
        JsonArray buttons = component("BUTTONS")
                .map(component -> component.getJsonArray("buttons", new JsonArray()))
                .orElseGet(JsonArray::new);
        for (Object each : buttons) {
            boolean wrong = each instanceof JsonObject button
                    && "URL".equalsIgnoreCase(button.getString("type"))
                    && !settings.takes(button.getString("url", ""));
            if (wrong) {
                throw new InvalidField("components", "has a button whose url is no https address");
            }
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("name", name)
                .put("parameter_format", positional() ? "POSITIONAL" : "NAMED")
                .put("components", components)
                .put("language", language)
                .put("status", status)
                .put("category", category)
                .put("quality_score", new JsonObject().put("score", quality))
                .put("rejected_reason", reason)
                .put("id", id);
    }

    private boolean positional() {
        return variables("BODY").stream().allMatch(name -> name.chars().allMatch(Character::isDigit));
    }

    /**
     * What a person sees when it is sent with these components.
     *
     * @throws GraphError when a parameter is missing, surplus or of the wrong kind
     */
    Content render(JsonArray sent) {
        String header = component("HEADER")
                .map(component -> component.getString("text"))
                .map(text -> fill(text, parameters(sent, "header", -1), "header"))
                .orElse(null);
        if (header == null) {
            checkNone(sent, "header");
        }
        String body = fill(
                component("BODY")
                        .map(component -> component.getString("text", ""))
                        .orElse(""),
                parameters(sent, "body", -1),
                "body");
        String footer = component("FOOTER")
                .map(component -> component.getString("text"))
                .orElse(null);
        if (body.length() > 1024) {
            throw GraphError.of(132005, "Translated text too long: body of " + body.length() + " characters");
        }
        return new Content(
                "template", body, header, footer, media(sent), List.of(), buttons(sent), null, new JsonArray(), null);
    }

    private List<PhoneButton> buttons(JsonArray sent) {
        List<PhoneButton> buttons = new ArrayList<>();
        JsonArray described = component("BUTTONS")
                .map(component -> component.getJsonArray("buttons", new JsonArray()))
                .orElseGet(JsonArray::new);
        for (int at = 0; at < described.size(); at++) {
            JsonObject button = described.getJsonObject(at);
            String label = button.getString("text", "");
            List<JsonObject> given = parameters(sent, "button", at);
            buttons.add(
                    switch (button.getString("type", "QUICK_REPLY").toUpperCase(Locale.ROOT)) {
                        case "URL" ->
                            new PhoneButton(
                                    PhoneButton.Kind.LINK,
                                    label,
                                    fill(button.getString("url", ""), given, "button " + at));
                        case "PHONE_NUMBER" ->
                            new PhoneButton(PhoneButton.Kind.CALL, label, button.getString("phone_number", ""));
                        case "COPY_CODE" ->
                            new PhoneButton(
                                    PhoneButton.Kind.COPY,
                                    label,
                                    given.isEmpty() ? "" : given.get(0).getString("coupon_code", ""));
                        default ->
                            new PhoneButton(
                                    PhoneButton.Kind.QUICK_REPLY,
                                    label,
                                    given.isEmpty() ? label : given.get(0).getString("payload", label));
                    });
        }
        return buttons;
    }

    private static @Nullable String media(JsonArray sent) {
        for (JsonObject parameter : parameters(sent, "header", -1)) {
            for (String type : List.of("image", "video", "document")) {
                if (parameter.getValue(type) instanceof JsonObject media) {
                    return media.getString("link", media.getString("id"));
                }
            }
        }
        return null;
    }

    private Optional<JsonObject> component(String type) {
        for (int at = 0; at < components.size(); at++) {
            JsonObject component = components.getJsonObject(at);
            if (type.equalsIgnoreCase(component.getString("type"))) {
                return Optional.of(component);
            }
        }
        return Optional.empty();
    }

    private Set<String> variables(String type) {
        Set<String> names = new LinkedHashSet<>();
        component(type).ifPresent(component -> {
            Matcher matcher = VARIABLE.matcher(component.getString("text", ""));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        });
        return names;
    }

    private static String fill(String text, List<JsonObject> given, String where) {
        Set<String> names = new LinkedHashSet<>();
        Matcher wanted = VARIABLE.matcher(text);
        while (wanted.find()) {
            names.add(wanted.group(1));
        }
        if (names.size() != given.size() && !(where.startsWith("header") && names.isEmpty())) {
            throw GraphError.of(
                    132000,
                    where + ": number of localizable_params (" + given.size()
                            + ") does not match the expected number of params (" + names.size() + ")");
        }
        List<String> order = List.copyOf(names);
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            JsonObject parameter = given.stream()
                    .filter(each -> name.equals(each.getString("parameter_name")))
                    .findFirst()
                    .orElseGet(() -> given.get(order.indexOf(name)));
            String value = parameter.getString("text");
            if (value == null) {
                throw GraphError.of(132012, where + ": parameter " + name + " must be of type text");
            }
            if (value.isEmpty()) {
                throw GraphError.of(131008, where + ": parameter " + name + " is missing its text");
            }
            if (value.indexOf('\n') >= 0 || value.indexOf('\t') >= 0 || value.contains("     ")) {
                throw GraphError.of(
                        132018,
                        where + ": param text cannot have new-line/tab characters or more than 4 consecutive spaces");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static void checkNone(JsonArray sent, String type) {
        for (JsonObject parameter : parameters(sent, type, -1)) {
            if ("text".equals(parameter.getString("type"))) {
                throw GraphError.of(
                        132000,
                        type + ": number of localizable_params (1) does not match the expected number of params (0)");
            }
        }
    }

    private static List<JsonObject> parameters(JsonArray sent, String type, int index) {
        List<JsonObject> found = new ArrayList<>();
        for (Object each : sent) {
            if (each instanceof JsonObject component
                    && type.equalsIgnoreCase(component.getString("type"))
                    && (index < 0 || String.valueOf(index).equals(String.valueOf(component.getValue("index"))))
                    && component.getValue("parameters") instanceof JsonArray parameters) {
                for (Object parameter : parameters) {
                    if (parameter instanceof JsonObject object) {
                        found.add(object);
                    }
                }
            }
        }
        return found;
    }
}
