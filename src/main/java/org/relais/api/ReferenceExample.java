package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Examples of requests: the document's own where it has one, else the least that a schema asks for. */
final class ReferenceExample {
    static final String JSON = "application/json";

    private static final int DEEPEST = 6;

    private final JsonObject document;

    ReferenceExample(JsonObject document) {
        this.document = document;
    }

    /** What a reference leads to; anything else is itself. */
    JsonObject resolved(JsonObject json) {
        if (!json.containsKey("$ref")) {
            return json;
        }
        JsonObject found = document;
        for (String step : json.getString("$ref").substring("#/".length()).split("/")) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    /** A command for a shell that knows RELAIS, the address of the API, and TOKEN. */
    String curl(String path, String method, JsonObject operation) {
        String verb = method.equals("get") ? "" : " -X " + method.toUpperCase(Locale.ROOT);
        StringBuilder command =
                new StringBuilder("curl" + verb + " \"$RELAIS" + path.replaceAll("\\{[^}]*}", "42") + "\"");
        if (!operation.containsKey("security")) {
            command.append(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
        }
        JsonObject content = content(operation);
        if (content.containsKey(JSON)) {
            command.append(" \\\n  -H 'Content-Type: application/json' \\\n  -d '")
                    .append(quoted(body(content.getJsonObject(JSON))))
                    .append("'");
        } else if (!content.isEmpty()) {
            String type = content.fieldNames().iterator().next();
            // A form says itself where its parts end.
            command.append(
                    type.startsWith("multipart/")
                            ? " \\\n  -F file=@file"
                            : " \\\n  -H 'Content-Type: " + type + "' --data-binary @file");
        }
        return command.toString();
    }

    /** The bodies that an operation takes, by their type. */
    static JsonObject content(JsonObject operation) {
        return operation.getJsonObject("requestBody", new JsonObject()).getJsonObject("content", new JsonObject());
    }

    /** @param parameters of the operation and its address, resolved */
    Reference.Trial trial(List<JsonObject> parameters, JsonObject operation) {
        JsonObject content = content(operation);
        boolean json = content.containsKey(JSON);
        return new Reference.Trial(
                new JsonArray(parameters.stream().map(ReferenceExample::place).toList()).encode(),
                json ? JSON : content.fieldNames().stream().findFirst().orElse(""),
                json ? body(content.getJsonObject(JSON)).encode() : "");
    }

    private static JsonObject place(JsonObject parameter) {
        return new JsonObject()
                .put("name", parameter.getString("name"))
                .put("in", parameter.getString("in"))
                .put("required", parameter.getBoolean("required", false));
    }

    private static String quoted(JsonObject json) {
        return json.encode().replace("'", "'\\''");
    }

    /** A body of these types, by the document. */
    JsonObject body(JsonObject content) {
        if (content.getValue("example") instanceof JsonObject example) {
            return example;
        }
        for (Map.Entry<String, Object> example : content.getJsonObject("examples", new JsonObject())) {
            return ((JsonObject) example.getValue()).getJsonObject("value");
        }
        return example(content.getJsonObject("schema"), 0) instanceof JsonObject made ? made : new JsonObject();
    }

    /** The least value of a schema. */
    private @Nullable Object example(JsonObject reference, int depth) {
        JsonObject schema = resolved(reference);
        for (String named : new String[] {"example", "default"}) {
            if (schema.containsKey(named)) {
                return schema.getValue(named);
            }
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").getValue(0);
        }
        if (schema.containsKey("oneOf")) {
            return example(schema.getJsonArray("oneOf").getJsonObject(0), depth + 1);
        }
        return depth > DEEPEST ? null : ofType(schema, depth);
    }

    private @Nullable Object ofType(JsonObject schema, int depth) {
        Object type = schema.getValue("type", "object");
        return switch (type instanceof JsonArray several ? several.getString(0) : String.valueOf(type)) {
            case "string" -> "date-time".equals(schema.getString("format")) ? "2026-12-01T18:00:00Z" : "text";
            case "integer", "number" -> schema.getValue("minimum", 1);
            case "boolean" -> true;
            case "array" -> list(schema, depth);
            default -> object(schema, depth);
        };
    }

    private JsonArray list(JsonObject schema, int depth) {
        return schema.getInteger("minItems", 0) > 0
                ? new JsonArray().add(example(schema.getJsonObject("items"), depth + 1))
                : new JsonArray();
    }

    private JsonObject object(JsonObject schema, int depth) {
        JsonObject made = new JsonObject();
        schema.getJsonArray("allOf", new JsonArray())
                .forEach(part -> made.mergeIn((JsonObject) example((JsonObject) part, depth + 1)));
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (Object name : schema.getJsonArray("required", new JsonArray())) {
            made.put((String) name, example(properties.getJsonObject((String) name, new JsonObject()), depth + 1));
        }
        return made;
    }
}
