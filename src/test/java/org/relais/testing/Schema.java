package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON against the schemas of the API's document, and remembers which documented fields it has seen. It knows the
 * keywords that the document uses and fails on any other, so that none stands there unchecked. A field that is not
 * documented is a fault: what a validator of JSON schemas lets pass, which also has no memory of what it has seen.
 */
public final class Schema {
    private static final Set<String> ANNOTATIONS = Set.of("description", "example", "examples", "default", "maxLength");
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "type",
            "enum",
            "format",
            "pattern",
            "minLength",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minimum",
            "maximum",
            "maxItems",
            "minItems",
            "oneOf",
            "allOf");

    private final JsonObject document;
    private final Set<String> seen = new TreeSet<>();

    public Schema(JsonObject document) {
        this.document = document;
    }

    /** Fields of the named schemas of answers that no checked JSON had. */
    public Set<String> unseen() {
        Set<String> unseen = new TreeSet<>();
        for (String name : ofAnswers()) {
            collect(name, resolve("#/components/schemas/" + name), unseen);
        }
        unseen.removeAll(seen);
        return unseen;
    }

    /** Names of the schemas that answers refer to, directly or not. */
    private Set<String> ofAnswers() {
        Set<String> names = new TreeSet<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (paths.getJsonObject(path).getValue(method) instanceof JsonObject operation) {
                    refer(operation.getJsonObject("responses"), names);
                }
            }
        }
        return names;
    }

    private void refer(@Nullable Object json, Set<String> names) {
        if (json instanceof JsonArray array) {
            array.forEach(entry -> refer(entry, names));
        } else if (json instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                boolean schema = reference.startsWith("#/components/schemas/");
                if (!schema || names.add(reference.substring(reference.lastIndexOf('/') + 1))) {
                    refer(resolve(reference), names);
                }
            }
            object.fieldNames().forEach(name -> refer(object.getValue(name), names));
        }
    }

    private static void collect(String path, JsonObject schema, Set<String> fields) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (String name : properties.fieldNames()) {
            fields.add(path + "." + name);
            collect(path + "." + name, properties.getJsonObject(name), fields);
        }
        if (schema.containsKey("items")) {
            collect(path + "[]", schema.getJsonObject("items"), fields);
        }
    }

    /** Everything that is wrong with {@code value}. */
    public List<String> faults(JsonObject schema, @Nullable Object value) {
        List<String> faults = new ArrayList<>();
        check("", "$", schema, value, faults);
        return faults;
    }

    /** @param place of the schema, for what was seen; empty outside of a named one */
    private void check(String place, String at, JsonObject schema, @Nullable Object value, List<String> faults) {
        for (String keyword : schema.fieldNames()) {
            if (!ANNOTATIONS.contains(keyword) && !KNOWN.contains(keyword)) {
                faults.add(at + ": this test does not know the keyword " + keyword);
            }
        }
        if (schema.containsKey("$ref")) {
            String reference = schema.getString("$ref");
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            check(name, at, resolve(reference), value, faults);
            return;
        }
        if (schema.containsKey("allOf")) {
            check(place, at, together(schema.getJsonArray("allOf"), value), value, faults);
            return;
        }
        if (schema.containsKey("oneOf")) {
            checkAlternatives(place, at, schema.getJsonArray("oneOf"), value, faults);
            return;
        }
        if (schema.containsKey("type") && types(schema).stream().noneMatch(type -> is(type, value))) {
            faults.add(at + ": is no " + types(schema) + " but " + value);
            return;
        }
        if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            faults.add(at + ": is none of " + schema.getJsonArray("enum") + " but " + value);
        }
        if (value instanceof String text && "date-time".equals(schema.getString("format")) && !isTime(text)) {
            faults.add(at + ": is no time but " + text);
        }
        if (value instanceof String text
                && schema.containsKey("pattern")
                && !text.matches(schema.getString("pattern"))) {
            faults.add(at + ": does not match " + schema.getString("pattern"));
        }
        if (value instanceof String text && text.length() < schema.getInteger("minLength", 0)) {
            faults.add(at + ": is too short: " + text);
        }
        if (value instanceof Number number) {
            checkBounds(at, schema, number, faults);
        }
        if (value instanceof JsonObject object) {
            checkObject(place, at, schema, object, faults);
        }
        if (value instanceof JsonArray array) {
            checkArray(place, at, schema, array, faults);
        }
    }

    /** One schema with the fields of all; those of the named ones are seen. */
    private JsonObject together(JsonArray parts, @Nullable Object value) {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (int index = 0; index < parts.size(); index++) {
            JsonObject part = parts.getJsonObject(index);
            String reference = part.getString("$ref");
            JsonObject whole = reference == null ? part : resolve(reference);
            JsonObject fields = whole.getJsonObject("properties", new JsonObject());
            properties.mergeIn(fields);
            required.addAll(whole.getJsonArray("required", new JsonArray()));
            if (reference != null && value instanceof JsonObject object) {
                String name = reference.substring(reference.lastIndexOf('/') + 1);
                fields.fieldNames().stream().filter(object::containsKey).forEach(field -> seen.add(name + "." + field));
            }
        }
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required);
    }

    /** Good when one alternative has no fault; else the faults of the first are told. */
    private void checkAlternatives(
            String place, String at, JsonArray alternatives, @Nullable Object value, List<String> faults) {
        List<String> first = new ArrayList<>();
        for (int index = 0; index < alternatives.size(); index++) {
            List<String> own = index == 0 ? first : new ArrayList<>();
            check(place, at, alternatives.getJsonObject(index), value, own);
            if (own.isEmpty()) {
                return;
            }
        }
        faults.addAll(first);
    }

    private void checkObject(String place, String at, JsonObject schema, JsonObject value, List<String> faults) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (Object name : schema.getJsonArray("required", new JsonArray())) {
            if (!value.containsKey((String) name)) {
                faults.add(at + ": lacks " + name);
            }
        }
        Object others = schema.getValue("additionalProperties", properties.isEmpty());
        for (String name : value.fieldNames()) {
            Object member = value.getValue(name);
            if (properties.containsKey(name)) {
                seen.add(place + "." + name);
                check(place + "." + name, at + "." + name, properties.getJsonObject(name), member, faults);
            } else if (others instanceof JsonObject other) {
                check(place + ".*", at + "." + name, other, member, faults);
            } else if (Boolean.FALSE.equals(others)) {
                faults.add(at + "." + name + ": is not documented");
            }
        }
    }

    private void checkArray(String place, String at, JsonObject schema, JsonArray value, List<String> faults) {
        if (!schema.containsKey("items")) {
            faults.add(at + ": the schema says nothing about the list's entries");
            return;
        }
        for (int index = 0; index < value.size(); index++) {
            check(place + "[]", at + "[" + index + "]", schema.getJsonObject("items"), value.getValue(index), faults);
        }
    }

    private static void checkBounds(String at, JsonObject schema, Number value, List<String> faults) {
        if (value.doubleValue() < schema.getDouble("minimum", -Double.MAX_VALUE)
                || value.doubleValue() > schema.getDouble("maximum", Double.MAX_VALUE)) {
            faults.add(at + ": is out of bounds: " + value);
        }
    }

    public JsonObject resolve(String reference) {
        JsonObject found = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            found = found.getJsonObject(step.replace("~1", "/"));
            if (found == null) {
                throw new AssertionError("the document has no " + reference);
            }
        }
        return found;
    }

    private static List<String> types(JsonObject schema) {
        return schema.getValue("type") instanceof JsonArray several
                ? several.stream().map(String.class::cast).toList()
                : List.of(schema.getString("type"));
    }

    private static boolean is(String type, @Nullable Object value) {
        return switch (type) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            default -> throw new AssertionError("no type: " + type);
        };
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 2000;
        } catch (DateTimeParseException notATime) {
            return false;
        }
    }
}
