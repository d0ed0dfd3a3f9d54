package org.relais.input;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reader of a JSON object, field by field; notes every fault with the field's path: a wrong type, a missing or unknown
 * field, a text too long or with characters that no message may hold. Reading goes on after a fault, so that one answer
 * names them all.
 */
public final class StrictObject {
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    private final JsonObject json;
    private final String path;
    private final FaultList faults;
    private final Set<String> read = new HashSet<>();

    private StrictObject(JsonObject json, String path, FaultList faults) {
        this.json = json;
        this.path = path;
        this.faults = faults;
    }

    /** The outermost object. */
    public static StrictObject of(JsonObject json) {
        return new StrictObject(json, "", new FaultList());
    }

    /** A required text of 1 to {@code longest} UTF-16 units; the empty text after a fault. */
    public String text(String key, int longest) {
        Optional<String> text = optionalText(key, longest);
        require(key);
        return text.orElse("");
    }

    /** A text of 1 to {@code longest} UTF-16 units, if there is one. */
    public Optional<String> optionalText(String key, int longest) {
        read.add(key);
        Object value = json.getValue(key);
        return value == null ? Optional.empty() : checkedText(key, value, longest);
    }

    /** A text by language, with at least {@code required}; empty, and a fault, when the field is missing. */
    public Map<String, String> texts(String key, String required, int longest) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(key)
                .ifPresentOrElse(
                        languages -> {
                            for (String language : languages.json.fieldNames()) {
                                languages.read.add(language);
                                if (!LANGUAGE.matcher(language).matches()) {
                                    languages.fault(language, FaultCode.LANGUAGE_UNKNOWN);
                                } else {
                                    languages
                                            .optionalText(language, longest)
                                            .ifPresent(text -> texts.put(language, text));
                                }
                            }
                            if (!required.isEmpty() && !languages.has(required)) {
                                languages.fault(required, FaultCode.REQUIRED_IN_DEFAULT_LANGUAGE);
                            }
                        },
                        () -> require(key));
        return texts;
    }

    /** An object, if there is one. */
    public Optional<StrictObject> object(String key) {
        read.add(key);
        Object value = json.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonObject object) {
            return Optional.of(new StrictObject(object, at(key), faults));
        }
        fault(key, FaultCode.MUST_BE_OBJECT);
        return Optional.empty();
    }

    /** Every field of this object that is itself an object, for objects whose field names are free. */
    public Map<String, StrictObject> objects() {
        Map<String, StrictObject> objects = new LinkedHashMap<>();
        for (String key : json.fieldNames()) {
            object(key).ifPresent(object -> objects.put(key, object));
        }
        return objects;
    }

    /** Every field of this object as a text of up to {@code longest} UTF-16 units, for objects whose field names are free. */
    public Map<String, String> anyTexts(int most, int longest) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (json.size() > most) {
            fault("", FaultCode.TOO_MANY_FIELDS, json.size(), most);
            return texts;
        }
        for (String key : json.fieldNames()) {
            optionalText(key, longest).ifPresent(text -> texts.put(key, text));
        }
        return texts;
    }

    /** The objects of a list; none when the field is missing. */
    public List<StrictObject> list(String key, int most) {
        List<StrictObject> objects = new ArrayList<>();
        elements(key, most, (at, value) -> {
            if (value instanceof JsonObject object) {
                objects.add(new StrictObject(object, at(at), faults));
            } else {
                fault(at, FaultCode.MUST_BE_OBJECT);
            }
        });
        return objects;
    }

    /** The texts of a list; none when the field is missing. */
    public List<String> textList(String key, int most, int longest) {
        List<String> texts = new ArrayList<>();
        elements(key, most, (at, value) -> checkedText(at, value, longest).ifPresent(texts::add));
        return texts;
    }

    /** The ids of a list; none when the field is missing. */
    public List<Long> idList(String key, int most) {
        List<Long> ids = new ArrayList<>();
        elements(key, most, (at, value) -> {
            if ((value instanceof Integer || value instanceof Long) && ((Number) value).longValue() > 0) {
                ids.add(((Number) value).longValue());
            } else {
                fault(at, FaultCode.MUST_BE_ID);
            }
        });
        return ids;
    }

    /** True or false; {@code otherwise} when the field is missing. */
    public boolean flag(String key, boolean otherwise) {
        read.add(key);
        Object value = json.getValue(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        fault(key, FaultCode.MUST_BE_BOOLEAN);
        return otherwise;
    }

    /** One of these words; the empty text after a fault. */
    public String word(String key, List<String> words) {
        read.add(key);
        Object value = json.getValue(key);
        if (value instanceof String word && words.contains(word)) {
            return word;
        }
        if (value == null) {
            fault(key, FaultCode.REQUIRED);
        } else {
            fault(key, FaultCode.MUST_BE_ONE_OF, String.join(", ", words));
        }
        return "";
    }

    /** A whole number within bounds; {@code otherwise} when the field is missing, or after a fault. */
    public long number(String key, long least, long most, long otherwise) {
        read.add(key);
        Object value = json.getValue(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        fault(key, FaultCode.MUST_BE_NUMBER, least, most);
        return otherwise;
    }

    /** A moment with its offset, of the years 1900 to 9999, if there is one. */
    public Optional<Instant> time(String key) {
        return optionalText(key, 40).flatMap(text -> {
            Optional<Instant> time = moment(text);
            if (time.isEmpty()) {
                fault(key, FaultCode.MUST_BE_TIME);
            }
            return time;
        });
    }

    /** The moment that a text is, of years that every database and calendar has; empty for anything else. */
    static Optional<Instant> moment(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() >= 1900 && time.getYear() <= 9999 ? Optional.of(time.toInstant()) : Optional.empty();
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    public boolean has(String key) {
        return json.getValue(key) != null;
    }

    /** Notes a fault unless a field of this object is there. */
    public void require(String key) {
        if (!has(key)) {
            fault(key, FaultCode.REQUIRED);
        }
    }

    /** An id that has to be there; 0, and a fault, when there is none. */
    public long id(String key) {
        require(key);
        return number(key, 1, Long.MAX_VALUE, 0);
    }

    /** The code of a language in {@code language}; a fault unless it looks like one. */
    public String language() {
        String language = text("language", 3);
        if (!language.isEmpty() && !LANGUAGE.matcher(language).matches()) {
            fault("language", FaultCode.LANGUAGE_UNKNOWN);
        }
        return language;
    }

    /** Notes a fault of a field of this object; the empty key stands for the object itself. */
    public void fault(String key, FaultCode code, Object... values) {
        faults.add(at(key), code, values);
    }

    /** Notes a fault that was found elsewhere, with its field as seen from this object. */
    public void fault(Fault fault) {
        faults.add(fault.at(at(fault.field())));
    }

    /** To be called when every field has been read: the others are unknown. */
    public void noOtherFields() {
        for (String key : json.fieldNames()) {
            if (!read.contains(key)) {
                fault(FaultList.shortened(key), FaultCode.UNKNOWN_FIELD);
            }
        }
    }

    /** Every fault so far, of the whole document. */
    public List<Fault> faults() {
        return faults.all();
    }

    /** Ends the reading: {@link #noOtherFields} and {@link #refuseFaults}. */
    public void done() {
        noOtherFields();
        refuseFaults();
    }

    /** @throws InvalidInputException when there is any fault */
    public void refuseFaults() {
        faults.refuse();
    }

    private Optional<String> checkedText(String key, Object value, int longest) {
        if (!(value instanceof String raw)) {
            fault(key, FaultCode.MUST_BE_TEXT);
            return Optional.empty();
        }
        String text = raw.replace("\r\n", "\n").replace('\r', '\n').strip();
        return faults.fits(at(key), text, longest) ? Optional.of(text) : Optional.empty();
    }

    private void elements(String key, int most, ElementReader reader) {
        read.add(key);
        Object value = json.getValue(key);
        if (value == null) {
            return;
        }
        if (!(value instanceof JsonArray array)) {
            fault(key, FaultCode.MUST_BE_LIST);
            return;
        }
        if (array.size() > most) {
            fault(key, FaultCode.TOO_MANY_ENTRIES, array.size(), most);
            return;
        }
        for (int at = 0; at < array.size(); at++) {
            Object element = array.getValue(at);
            reader.read(key + "[" + at + "]", element == null ? "" : element);
        }
    }

    private String at(String key) {
        return key.isEmpty() ? path : path.isEmpty() ? key : path + "." + key;
    }

    private interface ElementReader {
        void read(String at, Object value);
    }
}
