package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.broadcast.Declaration;
import org.relais.console.PageRequest;

/** Fields of what is said of a broadcast (Regulation (EU) 2024/900) in its form: what it is, and what its notice says. */
public final class DeclarationFields {
    /** Of what it is; in the draft the whole declaration. */
    public static final String FIELD = "declaration";

    /** What the notice says of whom it is for, by its place in the declaration. */
    public static final List<String> SPONSOR = List.of(
            "sponsor.name",
            "sponsor.email",
            "sponsor.address",
            "sponsor.establishment",
            "sponsor.registration",
            "controller",
            "payer",
            "process");

    /** What it says of the means. */
    public static final List<String> AMOUNTS =
            List.of("amounts.amount", "amounts.currency", "amounts.benefits", "amounts.method");

    /** When it is sent. */
    public static final List<String> PERIOD = List.of("from", "until");

    private static final String ORIGIN = "amounts.origin";
    private static final String OUTSIDE = "amounts.outsideUnion";
    private static final Set<String> NEEDED = Set.of(
            "sponsor.name",
            "sponsor.email",
            "sponsor.address",
            "from",
            "until",
            "amounts.amount",
            "amounts.currency",
            "amounts.method");

    private DeclarationFields() {}

    static List<String> names() {
        return Stream.of(
                        List.of(FIELD),
                        SPONSOR.stream().map(DeclarationFields::field).toList(),
                        AMOUNTS.stream().map(DeclarationFields::field).toList(),
                        PERIOD.stream().map(DeclarationFields::field).toList(),
                        List.of(field(ORIGIN), field(OUTSIDE)))
                .flatMap(List::stream)
                .toList();
    }

    /** Name of the field of a place in the declaration. */
    public static String field(String place) {
        return FIELD + "_" + place.replace('.', '_');
    }

    /** Whether the notice must say it. */
    public static boolean isNeeded(String place) {
        return NEEDED.contains(place);
    }

    /** What stands in a field: what was typed, else what is usual. */
    public static String shown(PageRequest visit, MessageForm form, String place) {
        String typed = form.text(field(place));
        if (!typed.isEmpty() || !form.text(FIELD).isEmpty()) {
            return typed;
        }
        return switch (place) {
            case "sponsor.name" -> visit.organisation().name();
            case "amounts.currency" -> "EUR";
            default -> "";
        };
    }

    static void read(JsonObject draft, Map<String, String> texts) {
        JsonObject declaration = draft.getJsonObject(FIELD);
        if (declaration == null) {
            return;
        }
        texts.put(FIELD, declaration.getString("kind"));
        flat("", declaration, texts);
    }

    private static void flat(String before, JsonObject json, Map<String, String> texts) {
        json.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject inner) {
                flat(before + entry.getKey() + ".", inner, texts);
            } else if (entry.getValue() instanceof String text) {
                texts.put(field(before + entry.getKey()), text);
            } else if (Boolean.TRUE.equals(entry.getValue())) {
                texts.put(field(before + entry.getKey()), "yes");
            }
        });
    }

    static void write(Map<String, String> texts, JsonObject draft) {
        draft.remove(FIELD);
        JsonObject declaration = json(texts);
        if (!declaration.isEmpty()) {
            draft.put(FIELD, declaration);
        }
    }

    /** The declaration; empty when nothing is said. */
    static JsonObject json(Map<String, String> texts) {
        String kind = texts.getOrDefault(FIELD, "");
        JsonObject json = new JsonObject();
        if (kind.isEmpty()) {
            return json;
        }
        json.put("kind", kind);
        if (kind.equals(Declaration.Kind.POLITICAL_ADVERTISING.sqlName())) {
            JsonObject sponsor = new JsonObject();
            JsonObject amounts = new JsonObject();
            SPONSOR.forEach(place -> put(texts, place, place.startsWith("sponsor.") ? sponsor : json));
            PERIOD.forEach(place -> put(texts, place, json));
            AMOUNTS.forEach(place -> put(texts, place, amounts));
            put(texts, ORIGIN, amounts);
            amounts.put("outsideUnion", texts.containsKey(field(OUTSIDE)));
            json.put("sponsor", sponsor).put("amounts", amounts);
        }
        return json;
    }

    private static void put(Map<String, String> texts, String place, JsonObject json) {
        String typed = texts.getOrDefault(field(place), "").strip();
        if (!typed.isEmpty()) {
            json.put(place.substring(place.indexOf('.') + 1), typed);
        }
    }

    /** Whether a fault of this path has its place beside one of the fields. */
    static boolean isField(String path) {
        return path.equals(FIELD) || path.startsWith(FIELD + ".");
    }
}
