package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.SavedAudience;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/**
 * What stands in the form of an audience, right or wrong.
 *
 * @param base the audience's other parts, which rows don't show: what the API composed of it is kept
 * @param version of the one that was opened; 0 for a new one
 * @param faults by field: {@code name}, {@code rows}, or the number of a row
 */
public record AudienceForm(
        String name, List<AudienceRowForm> rows, JsonObject base, int version, Map<String, String> faults) {
    private static final String ROWS = "rows";

    public AudienceForm {
        rows = List.copyOf(rows);
        faults = Map.copyOf(faults);
    }

    static AudienceForm blank() {
        return new AudienceForm("", List.of(AudienceRowForm.blank("tags")), new JsonObject(), 0, Map.of());
    }

    static AudienceForm of(PageRequest visit, SavedAudience saved) {
        JsonObject document = AudienceCodec.encode(saved.audience());
        List<AudienceRowForm> rows = new ArrayList<>();
        document.getJsonArray(ROWS, new JsonArray())
                .forEach(row -> rows.add(AudienceRowForm.of((JsonObject) row, visit.zone())));
        document.remove(ROWS);
        return new AudienceForm(saved.name(), rows, document, saved.version(), Map.of());
    }

    /** As it was sent, after a row was added or removed if that is what was asked. */
    static AudienceForm read(PageRequest visit) {
        List<AudienceRowForm> rows = new ArrayList<>();
        for (int at = 0; at < AudienceCodec.MOST_ROWS; at++) {
            if (visit.field("kind_" + at).isPresent()) {
                rows.add(AudienceRowForm.read(visit, at));
            }
        }
        int remove = number(visit.field("remove").orElse("-1"));
        if (remove >= 0 && remove < rows.size()) {
            rows.remove(remove);
        }
        if (rows.size() < AudienceCodec.MOST_ROWS) {
            visit.field("add").map(AudienceRowForm::blank).ifPresent(rows::add);
        }
        return new AudienceForm(
                visit.field("name").orElse(""),
                rows,
                AudienceRowForm.json(visit.field("base").orElse("")),
                Math.max(0, number(visit.field("version").orElse("0"))),
                Map.of());
    }

    /** Whether the form was sent to be shown with other rows. */
    static boolean reshaped(PageRequest visit) {
        return visit.field("add").isPresent() || visit.field("remove").isPresent();
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    /** The document of the audience; without any row everybody is meant only if the base says so. */
    JsonObject document(PageRequest visit) {
        JsonObject document = base.copy();
        JsonArray all = new JsonArray();
        rows.forEach(row -> all.add(row.json(visit.zone(), all.isEmpty())));
        if (!all.isEmpty()) {
            document.remove("everyone");
            document.put(ROWS, all);
        }
        return document;
    }

    /** The audience. Throws {@link InvalidInputException}. */
    Audience audience(PageRequest visit) {
        return AudienceCodec.decode(document(visit));
    }

    AudienceForm withFaults(PageRequest visit, InvalidInputException invalid) {
        Map<String, String> named = new HashMap<>();
        for (Fault fault : invalid.faults()) {
            String path = fault.field().replaceFirst("^audience\\.?", "");
            String field = path.startsWith("rows[") ? path.replaceFirst("rows\\[(\\d+)].*", "$1") : path;
            boolean row = field.matches("\\d+");
            String words = row ? lacking(visit, Integer.parseInt(field)) : visit.fault(fault);
            named.putIfAbsent(row || field.equals("name") ? field : ROWS, words);
            if (row) {
                named.put(field + "." + path.replaceFirst(".*[.\\]]", ""), words);
            }
        }
        if (name.isBlank()) {
            // The rows are read before the name is looked at: what is missing there is said in the same breath.
            named.putIfAbsent("name", visit.fault(Fault.of("name", FaultCode.REQUIRED)));
        }
        return new AudienceForm(name, rows, base, version, named);
    }

    /** What a row is still to be given. */
    private String lacking(PageRequest visit, int at) {
        String kind = at < rows.size() ? rows.get(at).kind() : "raw";
        return visit.text(
                "audience.fault.row", "number", at + 1, "lacking", visit.text("audience.fault.lacking." + kind));
    }

    /** Whether a field of a row is at fault; where none of them can be named, all are. */
    public @Nullable String invalid(int at, String... names) {
        boolean whole =
                faults.containsKey(at + "." + (at < rows.size() ? rows.get(at).kind() : ""))
                        || faults.containsKey(at + ".");
        return faults.containsKey(Integer.toString(at))
                        && (whole || Arrays.stream(names).anyMatch(name -> faults.containsKey(at + "." + name)))
                ? "true"
                : null;
    }

    /** Places of the rows that have these faults. */
    Set<Integer> unfinished(InvalidInputException invalid) {
        Set<String> faulty = invalid.faults().stream()
                .map(fault -> fault.field().replaceFirst(".*rows\\[(\\d+)].*", "$1"))
                .collect(Collectors.toSet());
        return IntStream.range(0, rows.size())
                .filter(at -> faulty.contains(Integer.toString(at)))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Of these rows, those in which something was chosen or typed. */
    Set<Integer> begun(Set<Integer> unfinished) {
        return unfinished.stream().filter(at -> rows.get(at).begun()).collect(Collectors.toSet());
    }

    /** Without these rows. */
    AudienceForm without(Set<Integer> unfinished) {
        return new AudienceForm(
                name,
                IntStream.range(0, rows.size())
                        .filter(at -> !unfinished.contains(at))
                        .mapToObj(rows::get)
                        .toList(),
                base,
                version,
                Map.of());
    }

    AudienceForm withFault(String field, String words) {
        return new AudienceForm(name, rows, base, version, Map.of(field, words));
    }

    AudienceForm withVersion(int newer) {
        return new AudienceForm(name, rows, base, newer, faults);
    }

    public @Nullable String fault(String field) {
        return faults.get(field);
    }
}
