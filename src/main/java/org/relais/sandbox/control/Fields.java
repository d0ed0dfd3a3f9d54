package org.relais.sandbox.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.relais.sandbox.world.InvalidField;

/** Reader of fields of a control request. */
final class Fields {
    private Fields() {}

    static String text(JsonObject json, String name) {
        Object value = json.getValue(name);
        return value == null ? "" : value.toString();
    }

    static boolean flag(JsonObject json, String name) {
        Object value = json.getValue(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new InvalidField(name, "must be true or false");
    }

    static long number(JsonObject json, String name, long otherwise, long least, long most) {
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.longValue() >= least && number.longValue() <= most) {
            return number.longValue();
        }
        throw new InvalidField(name, "must be a number from " + least + " to " + most);
    }

    static JsonArray list(JsonObject json, String name) {
        if (json.getValue(name) instanceof JsonArray list) {
            return list;
        }
        throw new InvalidField(name, "must be a list");
    }
}
