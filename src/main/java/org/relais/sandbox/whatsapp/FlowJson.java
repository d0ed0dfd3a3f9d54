package org.relais.sandbox.whatsapp;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.sandbox.world.Content;

/**
 * Flow JSON of one screen without an endpoint, with what is wrong about it (Meta, Flow JSON: components and their limits).
 *
 * @param screen id of the screen
 * @param payload what completing it sends: by name the field whose value it is
 */
record FlowJson(
        String screen,
        String title,
        String send,
        List<Content.Field> fields,
        Map<String, String> payload,
        List<String> errors) {
    private static final Pattern SCREEN = Pattern.compile("[A-Za-z_]{1,100}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,79}");
    private static final Pattern VALUE = Pattern.compile("\\$\\{form\\.([A-Za-z0-9_]+)}");
    private static final int MOST_COMPONENTS = 50;
    private static final int MOST_RADIO = 20;
    private static final int MOST_ROWS = 200;

    static FlowJson of(String json) {
        Reader reader = new Reader();
        try {
            reader.flow(new JsonObject(json));
        } catch (DecodeException malformed) {
            reader.errors.add("Flow JSON is not valid JSON.");
        } catch (ClassCastException mistyped) {
            reader.errors.add("A property of the Flow JSON has the wrong type.");
        }
        return new FlowJson(
                reader.screen,
                reader.title,
                reader.send,
                List.copyOf(reader.fields),
                new LinkedHashMap<>(reader.payload),
                List.copyOf(reader.errors));
    }

    private static final class Reader {
        private final List<String> errors = new ArrayList<>();
        private final List<Content.Field> fields = new ArrayList<>();
        private final Map<String, String> payload = new LinkedHashMap<>();
        private final Set<String> names = new HashSet<>();
        private String screen = "";
        private String title = "";
        private String send = "";
        private String asked = "";

        private void flow(JsonObject json) {
            String version = json.getString("version", "");
            check(version.matches("[567]\\.\\d"), "Invalid Flow JSON version '" + version + "'.");
            JsonArray screens = json.getJsonArray("screens", new JsonArray());
            check(screens.size() == 1, "Property 'screens' must have one screen here.");
            if (screens.size() == 1) {
                screen(screens.getJsonObject(0));
            }
        }

        private void screen(JsonObject json) {
            screen = json.getString("id", "");
            title = json.getString("title", "");
            check(
                    SCREEN.matcher(screen).matches() && !screen.equals("SUCCESS"),
                    "Screen id '" + screen + "' may have letters and underscores only, and not be SUCCESS.");
            check(!title.isBlank(), "Property 'title' of a screen must not be empty.");
            check(json.getBoolean("terminal", false), "A flow must have a terminal screen.");
            JsonObject layout = json.getJsonObject("layout", new JsonObject());
            check("SingleColumnLayout".equals(layout.getString("type")), "Layout must be SingleColumnLayout.");
            JsonArray children = layout.getJsonArray("children", new JsonArray());
            check(children.size() <= MOST_COMPONENTS, "A screen may have at most 50 components.");
            children.forEach(child -> component((JsonObject) child));
            check(!send.isEmpty(), "A terminal screen must have a Footer.");
            payload.forEach((name, field) -> check(
                    names.contains(field), "The payload refers to the field '" + field + "', which is not there."));
        }

        private void component(JsonObject json) {
            String type = json.getString("type", "");
            switch (type) {
                case "Form" -> {
                    check(!json.getString("name", "").isEmpty(), "Property 'name' of a Form must not be empty.");
                    json.getJsonArray("children", new JsonArray()).forEach(child -> component((JsonObject) child));
                }
                case "TextHeading", "TextSubheading" -> asked = bounded(json, "text", 80, type);
                case "TextBody" -> asked = bounded(json, "text", 4096, type);
                case "TextCaption" -> asked = bounded(json, "text", 409, type);
                case "RadioButtonsGroup" -> field(json, 30, options(json, MOST_RADIO));
                case "Dropdown" -> field(json, 20, options(json, MOST_ROWS));
                case "TextInput", "TextArea" -> field(json, 20, Map.of());
                case "Footer" -> footer(json);
                default -> errors.add("Component type '" + type + "' is not known.");
            }
        }

        private void field(JsonObject json, int longestLabel, Map<String, String> options) {
            String name = json.getString("name", "");
            String type = json.getString("type");
            check(NAME.matcher(name).matches(), "Property 'name' of a " + type + " has an invalid value.");
            check(names.add(name), "The name '" + name + "' is used twice.");
            String hint = json.containsKey("helper-text") ? bounded(json, "helper-text", 80, type) : "";
            String input = json.getString("input-type", "text");
            check(
                    Set.of("text", "number", "email", "password", "passcode", "phone")
                            .contains(input),
                    "Property 'input-type' has an invalid value.");
            int longest =
                    type.equals("TextArea") ? json.getInteger("max-length", 600) : json.getInteger("max-chars", 80);
            fields.add(new Content.Field(
                    name,
                    type,
                    asked,
                    bounded(json, "label", longestLabel, type),
                    hint,
                    input.equals("number"),
                    json.getBoolean("required", false),
                    options,
                    longest));
            asked = "";
        }

        private Map<String, String> options(JsonObject json, int most) {
            Map<String, String> options = new LinkedHashMap<>();
            JsonArray source = json.getJsonArray("data-source", new JsonArray());
            check(
                    !source.isEmpty() && source.size() <= most,
                    "Property 'data-source' must have 1 to " + most + " items.");
            source.forEach(each -> {
                JsonObject option = (JsonObject) each;
                String id = option.getString("id", "");
                check(
                        !id.isEmpty() && options.put(id, bounded(option, "title", 30, "data-source")) == null,
                        "The ids of a 'data-source' must be given and differ.");
            });
            return options;
        }

        private void footer(JsonObject json) {
            send = bounded(json, "label", 35, "Footer");
            JsonObject action = json.getJsonObject("on-click-action", new JsonObject());
            check(
                    "complete".equals(action.getString("name")),
                    "The Footer of a terminal screen must complete the flow.");
            action.getJsonObject("payload", new JsonObject()).forEach(entry -> {
                Matcher value = VALUE.matcher(String.valueOf(entry.getValue()));
                check(value.matches(), "The payload's '" + entry.getKey() + "' must be a value of the form.");
                if (value.matches()) {
                    payload.put(entry.getKey(), value.group(1));
                }
            });
        }

        private String bounded(JsonObject json, String property, int most, String type) {
            String value = json.getString(property, "");
            check(!value.isBlank(), "Property '" + property + "' of a " + type + " must not be empty.");
            check(
                    value.length() <= most,
                    "Property '" + property + "' of a " + type + " must have at most " + most + " characters.");
            check(!value.contains("${"), "Property '" + property + "' refers to data that is not there.");
            return value;
        }

        private void check(boolean holds, String otherwise) {
            if (!holds) {
                errors.add(otherwise);
            }
        }
    }
}
