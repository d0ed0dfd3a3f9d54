package org.relais.sandbox.telegram;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parameters of one call. The Bot API takes them from the query, a form, a multipart form or JSON,
 * and lets objects be given as JSON text anywhere.
 *
 * @param json the values by name
 * @param files names of uploaded files by the name of their part
 */
record Parameters(JsonObject json, Map<String, String> files) {

    /** Query and form values; numbers and objects stay text until they are asked for. */
    static Parameters of(MultiMap query, MultiMap form, Map<String, String> files) {
        JsonObject json = new JsonObject();
        query.forEach(json::put);
        form.forEach(json::put);
        return new Parameters(json, files);
    }

    static Parameters of(MultiMap query, Buffer body) {
        JsonObject json = new JsonObject();
        query.forEach(json::put);
        if (body.length() > 0) {
            try {
                if (Json.decodeValue(body) instanceof JsonObject object) {
                    json.mergeIn(object);
                } else {
                    throw Refusal.badRequest("object expected in the request body");
                }
            } catch (DecodeException malformed) {
                throw Refusal.badRequest("can't parse JSON object in the request body");
            }
        }
        return new Parameters(json, Map.of());
    }

    /** The value as text, or empty text when it is absent. */
    String text(String name) {
        Object value = json.getValue(name);
        return value == null ? "" : value.toString();
    }

    /** The name of an uploaded file, directly or by {@code attach://<part>}; else the link or file id that is given. */
    String file(String name) {
        String given = text(name);
        String part = given.startsWith("attach://") ? given.substring("attach://".length()) : name;
        return files.getOrDefault(part, given);
    }

    boolean flag(String name) {
        String value = text(name);
        return "true".equalsIgnoreCase(value) || "1".equals(value);
    }

    OptionalLong number(String name) {
        Object value = json.getValue(name);
        if (value instanceof Number number) {
            return OptionalLong.of(number.longValue());
        }
        if (value == null || value.toString().isBlank()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value.toString().trim()));
        } catch (NumberFormatException malformed) {
            return OptionalLong.empty();
        }
    }

    Optional<JsonObject> object(String name, String what) {
        Object value = parsed(name, what);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            return Optional.of(object);
        }
        throw Refusal.badRequest("object expected as " + what);
    }

    Optional<JsonArray> array(String name, String what) {
        Object value = parsed(name, what);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonArray array) {
            return Optional.of(array);
        }
        throw Refusal.badRequest("can't parse " + what + ": expected an Array");
    }

    private @org.jspecify.annotations.Nullable Object parsed(String name, String what) {
        Object value = json.getValue(name);
        if (value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            try {
                return Json.decodeValue(text);
            } catch (DecodeException malformed) {
                throw Refusal.badRequest("can't parse " + what + " JSON object");
            }
        }
        return value;
    }
}
