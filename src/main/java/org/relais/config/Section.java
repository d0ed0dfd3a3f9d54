package org.relais.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reader of one section of the configuration; notes every fault instead of stopping at the first: wrong types, values
 * out of range, missing keys, and, at {@link #finish()}, keys nobody asked for. Values are never quoted in a fault,
 * since they may be secrets.
 */
public final class Section {
    private final String path;
    private final JsonObject values;
    private final List<String> faults;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param path full path of the section, such as {@code channels.whatsapp}; empty for the root
     * @param faults where faults are noted
     */
    public Section(String path, JsonObject values, List<String> faults) {
        this.path = path;
        this.values = values;
        this.faults = faults;
    }

    /** Whether nothing was written of it. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Full path of a key of this section, as faults name it. */
    public String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Notes a fault of a key. */
    public void fault(String key, String what) {
        faults.add(at(key) + ": " + what);
    }

    /** A text, or the default when the key is absent. */
    public String text(String key, String fallback) {
        String value = optionalText(key);
        return value == null ? fallback : value;
    }

    /** A text that must be given; the empty text once its absence has been noted. */
    public String requiredText(String key) {
        String value = optionalText(key);
        if (value == null || value.isBlank()) {
            fault(key, "is required");
            return "";
        }
        return value;
    }

    /** A text that must be given and match a pattern; {@code form} says it in words. */
    public String requiredText(String key, Pattern pattern, String form) {
        String value = requiredText(key);
        if (!value.isEmpty() && !pattern.matcher(value).matches()) {
            fault(key, "must be " + form);
        }
        return value;
    }

    public @Nullable String optionalText(String key) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        fault(key, "must be a text");
        return null;
    }

    /** A whole number within bounds, or the default when the key is absent. */
    public int integer(String key, int fallback, int least, int most) {
        return Math.toIntExact(number(key, fallback, least, most));
    }

    /** As {@link #integer}, with a wider range. */
    public long number(String key, long fallback, long least, long most) {
        Object value = value(key);
        if (value == null) {
            return fallback;
        }
        Long number = whole(value);
        if (number == null || number < least || number > most) {
            fault(key, "must be a whole number from " + least + " to " + most);
            return fallback;
        }
        return number;
    }

    public boolean flag(String key, boolean fallback) {
        Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        fault(key, "must be true or false");
        return fallback;
    }

    /** A sub-section, empty when absent. The caller reads and finishes it. */
    public Section section(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof JsonObject)) {
            fault(key, "must be a section");
        }
        return new Section(at(key), value instanceof JsonObject object ? object : new JsonObject(), faults);
    }

    /** A list of texts, empty when absent. */
    public List<String> texts(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)) {
            return array.stream().map(String.class::cast).toList();
        }
        fault(key, "must be a list of texts");
        return List.of();
    }

    /** A list of sections, each read and finished by {@code read}. */
    public <T> List<T> sections(String key, Function<Section, T> read) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)) {
            fault(key, "must be a list");
            return List.of();
        }
        List<T> entries = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            String place = key + "[" + index + "]";
            if (array.getValue(index) instanceof JsonObject object) {
                Section entry = new Section(at(place), object, faults);
                entries.add(read.apply(entry));
                entry.finish();
            } else {
                fault(place, "must be a section");
            }
        }
        return List.copyOf(entries);
    }

    /** The raw value as JSON, for a part that validates itself; empty when absent. */
    public JsonObject json(String key) {
        Object value = value(key);
        if (value == null) {
            return new JsonObject();
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        fault(key, "must be a section");
        return new JsonObject();
    }

    /** Notes every key that was never asked for. */
    public void finish() {
        values.fieldNames().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> fault(key, "unknown key, known are " + known));
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return values.getValue(key);
    }

    private static @Nullable Long whole(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        try {
            return value instanceof String text ? Long.valueOf(text.strip()) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
