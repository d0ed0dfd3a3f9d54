package org.relais.audience;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceCondition.Alike;
import org.relais.audience.AudienceCondition.Answered;
import org.relais.audience.AudienceCondition.Consented;
import org.relais.audience.AudienceCondition.Deed;
import org.relais.audience.AudienceCondition.Did;
import org.relais.audience.AudienceCondition.Facet;
import org.relais.audience.AudienceCondition.Received;
import org.relais.audience.AudienceCondition.Silent;
import org.relais.audience.AudienceCondition.Surveyed;
import org.relais.audience.AudienceCondition.Variable;
import org.relais.audience.AudienceRow.Join;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactLimits;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;

/**
 * {@link AudienceRow} as JSON: how it goes together with the rows above it, and exactly one condition.
 *
 * <pre>{@code
 * {"tags": ["vip"]}                                        areas, languages, channels and classes alike
 * {"join": "and", "consented": {"from": "2026-01-01T00:00:00Z", "until": "2026-07-01T00:00:00Z"}}
 * {"join": "or", "answered": {"broadcast": 12, "payloads": ["yes"]}}
 * {"join": "or", "survey": {"action": 7, "step": "come", "choices": ["yes"]}}
 * {"join": "or", "survey": {"action": 7, "step": "people", "least": 2}}
 * {"join": "and", "did": {"deed": "called", "action": 7, "days": 30}}
 * {"join": "except", "received": {"broadcast": 12, "read": true}}
 * {"join": "except", "silent": {"days": 90}}
 * {"variable": {"name": "quartier", "values": ["Belleville"]}}
 * }</pre>
 */
final class AudienceRowCodec {
    static final int MOST_DAYS = 3_650;

    private static final int MOST_VALUES = 500;
    private static final long LARGEST = 1_000_000_000_000L;
    private static final List<String> JOINS =
            Arrays.stream(Join.values()).map(Join::word).toList();
    private static final List<String> DEEDS =
            Arrays.stream(Deed.values()).map(Deed::word).toList();
    private static final List<String> CONDITIONS = Stream.concat(
                    Arrays.stream(Facet.values()).map(Facet::key),
                    Stream.of("consented", "answered", "survey", "did", "received", "silent", "variable"))
            .toList();

    private AudienceRowCodec() {}

    /** Reads one; faults are noted in the object. */
    static AudienceRow read(StrictObject object, boolean first) {
        String word = object.has("join") ? object.word("join", JOINS) : "";
        Join join = word.isEmpty() ? Join.AND : Join.valueOf(word.toUpperCase(Locale.ROOT));
        if (first && join == Join.OR) {
            object.fault("join", FaultCode.AUDIENCE_FIRST_ROW);
        }
        List<String> given = CONDITIONS.stream().filter(object::has).toList();
        AudienceCondition condition = new Silent(1);
        if (given.size() == 1) {
            condition = condition(object, given.get(0));
        } else {
            object.fault("", FaultCode.AUDIENCE_ROW_CONDITION, String.join(", ", CONDITIONS));
        }
        object.noOtherFields();
        return new AudienceRow(join, condition);
    }

    private static AudienceCondition condition(StrictObject object, String key) {
        return switch (key) {
            case "consented" -> consented(inner(object, key));
            case "answered" -> new Answered(AudienceCodec.answer(inner(object, key)));
            case "survey" -> survey(inner(object, key));
            case "did" -> did(inner(object, key));
            case "received" -> received(inner(object, key));
            case "silent" -> silent(inner(object, key));
            case "variable" -> variable(inner(object, key));
            default -> alike(object, Facet.valueOf(key.toUpperCase(Locale.ROOT)));
        };
    }

    private static StrictObject inner(StrictObject object, String key) {
        return object.object(key).orElseGet(() -> StrictObject.of(new JsonObject()));
    }

    private static Alike alike(StrictObject object, Facet facet) {
        List<String> values = object.textList(facet.key(), MOST_VALUES, 100);
        if (values.isEmpty()) {
            object.fault(facet.key(), FaultCode.EMPTY);
        }
        if (facet == Facet.CLASSES) {
            for (int at = 0; at < values.size(); at++) {
                if (Arrays.stream(ConsentClass.values())
                        .map(ConsentClass::sqlName)
                        .noneMatch(values.get(at)::equals)) {
                    object.fault("classes[" + at + "]", FaultCode.CLASS_UNKNOWN);
                }
            }
        }
        return new Alike(facet, new HashSet<>(values));
    }

    private static Consented consented(StrictObject object) {
        @Nullable Instant from = object.time("from").orElse(null);
        @Nullable Instant until = object.time("until").orElse(null);
        object.noOtherFields();
        return new Consented(from, until);
    }

    private static Surveyed survey(StrictObject object) {
        long action = id(object, "action");
        String step = object.text("step", 24);
        Set<String> choices = new HashSet<>(object.textList("choices", 20, 24));
        @Nullable Long least = number(object, "least");
        @Nullable Long most = number(object, "most");
        object.noOtherFields();
        return new Surveyed(action, step, choices, least, most);
    }

    private static Did did(StrictObject object) {
        String word = object.word("deed", DEEDS);
        Deed deed = word.isEmpty() ? Deed.CALLED : Deed.of(word);
        @Nullable Long action = object.has("action") ? (Long) id(object, "action") : null;
        @Nullable Integer days = object.has("days") ? (Integer) days(object) : null;
        object.noOtherFields();
        return new Did(deed, action, days);
    }

    private static Received received(StrictObject object) {
        long broadcast = id(object, "broadcast");
        boolean read = object.flag("read", false);
        object.noOtherFields();
        return new Received(broadcast, read);
    }

    private static Silent silent(StrictObject object) {
        object.require("days");
        int days = days(object);
        object.noOtherFields();
        return new Silent(days);
    }

    private static Variable variable(StrictObject object) {
        String name = object.text("name", 60);
        if (!name.isEmpty() && !ContactLimits.isVariableName(name)) {
            object.fault("name", FaultCode.VARIABLE_NAME);
        }
        Set<String> values = new HashSet<>(object.textList("values", MOST_VALUES, ContactLimits.VARIABLE));
        object.noOtherFields();
        return new Variable(name, values);
    }

    private static int days(StrictObject object) {
        return (int) object.number("days", 1, MOST_DAYS, 1);
    }

    static long id(StrictObject object, String key) {
        object.require(key);
        return object.number(key, 1, Long.MAX_VALUE, 1);
    }

    private static @Nullable Long number(StrictObject object, String key) {
        return object.has(key) ? (Long) object.number(key, -LARGEST, LARGEST, 0) : null;
    }

    /** The JSON that {@link #read} reads back as an equal row. */
    static JsonObject encode(AudienceRow row) {
        JsonObject json = new JsonObject().put("join", row.join().word());
        AudienceCondition condition = row.condition();
        if (condition instanceof Alike alike) {
            return json.put(alike.facet().key(), sorted(alike.values()));
        } else if (condition instanceof Consented consented) {
            return json.put("consented", encode(consented));
        } else if (condition instanceof Answered answered) {
            return json.put("answered", AudienceCodec.answer(answered.answer()));
        } else if (condition instanceof Surveyed survey) {
            return json.put("survey", encode(survey));
        } else if (condition instanceof Did did) {
            return json.put("did", encode(did));
        } else if (condition instanceof Received received) {
            JsonObject got = new JsonObject().put("broadcast", received.broadcastId());
            return json.put("received", received.read() ? got.put("read", true) : got);
        } else if (condition instanceof Silent silent) {
            return json.put("silent", new JsonObject().put("days", silent.days()));
        } else if (condition instanceof Variable variable) {
            JsonObject column = new JsonObject().put("name", variable.name());
            put(column, "values", variable.values().isEmpty() ? null : sorted(variable.values()));
            return json.put("variable", column);
        }
        throw new IllegalStateException("a condition without JSON: " + condition);
    }

    private static JsonObject encode(Consented consented) {
        JsonObject json = new JsonObject();
        put(json, "from", consented.from() == null ? null : consented.from().toString());
        put(json, "until", consented.until() == null ? null : consented.until().toString());
        return json;
    }

    private static JsonObject encode(Surveyed survey) {
        JsonObject json = new JsonObject().put("action", survey.actionId()).put("step", survey.step());
        put(json, "choices", survey.choices().isEmpty() ? null : sorted(survey.choices()));
        put(json, "least", survey.least());
        put(json, "most", survey.most());
        return json;
    }

    private static JsonObject encode(Did did) {
        JsonObject json = new JsonObject().put("deed", did.deed().word());
        put(json, "action", did.actionId());
        put(json, "days", did.days());
        return json;
    }

    private static JsonArray sorted(Set<String> values) {
        return new JsonArray(values.stream().sorted().toList());
    }

    private static void put(JsonObject json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
