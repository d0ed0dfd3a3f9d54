package org.relais.console.broadcast;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;

/**
 * One row of an audience's form.
 *
 * @param kind key of its condition, or {@code raw} for one that the form can't show: it is kept as it is
 * @param texts by field, as typed
 * @param values boxes that are ticked
 */
public record AudienceRowForm(String join, String kind, Map<String, String> texts, Set<String> values) {
    /** Conditions in the order in which they are offered, by what they are about. */
    public enum Group {
        WHO("tags", "areas", "languages", "channels", "classes", "variable"),
        DEEDS("answered", "survey", "did", "received"),
        DATES("silent", "consented");

        private final List<String> kinds;

        Group(String... kinds) {
            this.kinds = List.of(kinds);
        }

        public List<String> kinds() {
            return kinds;
        }

        /** As it stands in keys of texts. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> KINDS = Arrays.stream(Group.values())
            .flatMap(group -> group.kinds().stream())
            .toList();

    /** Those that are chosen by boxes. */
    public static final Set<String> BOXES = Set.of("tags", "languages", "channels", "classes");

    public static final List<String> JOINS = List.of("and", "or", "except");

    private static final List<String> FIELDS = List.of(
            "areas",
            "choice",
            "deed",
            "action",
            "days",
            "broadcast",
            "read",
            "from",
            "until",
            "least",
            "most",
            "column",
            "contents",
            "raw");

    public AudienceRowForm {
        texts = Map.copyOf(texts);
        values = Set.copyOf(values);
    }

    static AudienceRowForm blank(String kind) {
        return new AudienceRowForm("and", KINDS.contains(kind) ? kind : "tags", Map.of(), Set.of());
    }

    static AudienceRowForm read(PageRequest visit, int at) {
        Map<String, String> texts = new HashMap<>();
        for (String field : FIELDS) {
            visit.field(field + "_" + at).ifPresent(text -> texts.put(field, text));
        }
        Set<String> values = new TreeSet<>(visit.fields("value_" + at));
        values.removeIf(String::isBlank);
        String kind = visit.field("kind_" + at).orElse("tags");
        return new AudienceRowForm(
                visit.field("join_" + at).filter(JOINS::contains).orElse("and"),
                KINDS.contains(kind) || kind.equals("raw") ? kind : "tags",
                texts,
                values);
    }

    /** A stored row; one that the fields can't hold is kept whole. */
    static AudienceRowForm of(JsonObject row, ZoneId zone) {
        String kind = KINDS.stream().filter(row::containsKey).findFirst().orElse("raw");
        AudienceRowForm form =
                new AudienceRowForm(row.getString("join", "and"), kind, shown(row, kind, zone), boxes(row, kind));
        return form.json(zone, false).equals(row)
                ? form
                : new AudienceRowForm(form.join(), "raw", Map.of("raw", row.encode()), Set.of());
    }

    private static Set<String> boxes(JsonObject row, String kind) {
        Set<String> values = new TreeSet<>();
        if (BOXES.contains(kind)) {
            row.getJsonArray(kind).forEach(value -> values.add((String) value));
        }
        return values;
    }

    private static Map<String, String> shown(JsonObject row, String kind, ZoneId zone) {
        Map<String, String> texts = new HashMap<>();
        switch (kind) {
            case "areas" -> texts.put("areas", listed(row.getJsonArray(kind)));
            case "variable" -> {
                JsonObject variable = row.getJsonObject(kind);
                texts.put("column", variable.getString("name"));
                texts.put("contents", listed(variable.getJsonArray("values", new JsonArray())));
            }
            case "answered" ->
                AnswerChoice.read(new JsonObject().put("answers", new JsonArray().add(row.getJsonObject(kind))))
                        .ifPresent(choice -> texts.put("choice", choice));
            case "survey" -> {
                JsonObject survey = row.getJsonObject(kind);
                JsonArray choices = survey.getJsonArray("choices", new JsonArray());
                texts.put(
                        "choice",
                        survey.getLong("action") + ":" + survey.getString("step")
                                + (choices.isEmpty() ? "" : ":" + choices.getString(0)));
                put(texts, "least", survey.getValue("least"));
                put(texts, "most", survey.getValue("most"));
            }
            case "did", "received", "silent" ->
                row.getJsonObject(kind).forEach(field -> put(texts, field.getKey(), field.getValue()));
            case "consented" -> {
                JsonObject time = row.getJsonObject(kind);
                put(texts, "from", day(time.getString("from"), zone, 0));
                put(texts, "until", day(time.getString("until"), zone, 1));
            }
            default -> {}
        }
        return texts;
    }

    private static String listed(JsonArray values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void put(Map<String, String> texts, String field, @Nullable Object value) {
        if (value != null) {
            texts.put(field, value.toString());
        }
    }

    private static @Nullable String day(@Nullable String instant, ZoneId zone, int less) {
        return instant == null
                ? null
                : LocalDate.ofInstant(Instant.parse(instant), zone)
                        .minusDays(less)
                        .toString();
    }

    /** Whether something was chosen or typed in it; what a deed is has a first choice of its own. */
    boolean begun() {
        return !values.isEmpty()
                || texts.entrySet().stream()
                        .anyMatch(field -> !field.getKey().equals("deed")
                                && !field.getValue().isBlank());
    }

    /** What stands in a field; empty when nothing does. */
    public String text(String field) {
        return texts.getOrDefault(field, "");
    }

    /**
     * The row's JSON; what can't be read is in it as typed, for the codec to find fault with.
     *
     * @param first whether nothing stands above it that it could add to
     */
    JsonObject json(ZoneId zone, boolean first) {
        JsonObject json = kind.equals("raw") ? json(text("raw")) : new JsonObject();
        json.put("join", first && join.equals("or") ? "and" : join);
        switch (kind) {
            case "areas" -> json.put(kind, list("areas"));
            case "variable" -> {
                JsonObject variable =
                        new JsonObject().put("name", text("column").strip());
                JsonArray values = list("contents");
                json.put(kind, values.isEmpty() ? variable : variable.put("values", values));
            }
            case "answered" ->
                json.put(
                        kind,
                        AnswerChoice.audience(text("choice"))
                                .getJsonArray("answers", new JsonArray().add(new JsonObject()))
                                .getJsonObject(0));
            case "survey" -> json.put(kind, survey());
            case "did" -> {
                JsonObject did = new JsonObject().put("deed", text("deed"));
                number(did, "action");
                number(did, "days");
                json.put(kind, did);
            }
            case "received" -> {
                JsonObject received = new JsonObject();
                number(received, "broadcast");
                json.put(kind, text("read").isEmpty() ? received : received.put("read", true));
            }
            case "silent" -> {
                JsonObject silent = new JsonObject();
                number(silent, "days");
                json.put(kind, silent);
            }
            case "consented" -> {
                JsonObject time = new JsonObject();
                instant(time, "from", zone, 0);
                instant(time, "until", zone, 1);
                // Neither day is no condition: the codec finds that nothing stands there.
                json.put(kind, time.isEmpty() ? "" : time);
            }
            default -> {
                if (BOXES.contains(kind)) {
                    json.put(kind, new JsonArray(values.stream().sorted().toList()));
                }
            }
        }
        return json;
    }

    private JsonArray list(String field) {
        return new JsonArray(Arrays.stream(text(field).split("[,;\\n]"))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .sorted()
                .distinct()
                .toList());
    }

    private JsonObject survey() {
        String[] parts = text("choice").split(":", 3);
        JsonObject survey = new JsonObject();
        if (parts.length > 1 && parts[0].matches("\\d{1,18}")) {
            survey.put("action", Long.parseLong(parts[0])).put("step", parts[1]);
        }
        if (parts.length > 2) {
            survey.put("choices", new JsonArray().add(parts[2]));
        }
        number(survey, "least");
        number(survey, "most");
        return survey;
    }

    private void number(JsonObject json, String field) {
        String text = text(field);
        if (text.matches("-?\\d{1,18}")) {
            json.put(field, Long.parseLong(text));
        } else if (!text.isEmpty()) {
            json.put(field, text);
        }
    }

    private void instant(JsonObject json, String field, ZoneId zone, int more) {
        String text = text(field);
        try {
            if (!text.isEmpty()) {
                json.put(
                        field,
                        LocalDate.parse(text)
                                .plusDays(more)
                                .atStartOfDay(zone)
                                .toInstant()
                                .toString());
            }
        } catch (DateTimeException wrong) {
            json.put(field, text);
        }
    }

    /** What a hidden field holds; an empty object when it can't be read. */
    public static JsonObject json(String text) {
        try {
            return text.isEmpty() ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException wrong) {
            return new JsonObject();
        }
    }
}
