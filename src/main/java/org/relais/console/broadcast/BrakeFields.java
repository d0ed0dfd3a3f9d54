package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.relais.broadcast.brake.Brake;

/** Fields of a broadcast's brake in its form: whether there is one, and its numbers. */
public final class BrakeFields {
    /** The numbers, by their names in the draft. */
    public static final List<String> NUMBERS = List.of("percent", "stops", "failures", "minutes");

    /** Of the box that is ticked for one. */
    public static final String ON = "brake";

    private static final JsonObject USUAL = Brake.USUAL.encode();

    private BrakeFields() {}

    static List<String> names() {
        return List.of(ON, field("percent"), field("stops"), field("failures"), field("minutes"));
    }

    /** Name of a number's field. */
    public static String field(String number) {
        return "brake_" + number;
    }

    /** What stands in a number's field: what was typed, else what is usual. */
    public static String shown(BroadcastForm form, String number) {
        String typed = form.text(field(number));
        return typed.isEmpty() ? String.valueOf(USUAL.getInteger(number)) : typed;
    }

    static void read(JsonObject draft, Map<String, String> texts) {
        JsonObject brake = draft.getJsonObject(ON);
        if (brake != null) {
            texts.put(ON, "on");
            NUMBERS.forEach(number -> texts.put(field(number), String.valueOf(brake.getInteger(number))));
        }
    }

    /** What is no number is left for the draft to refuse. */
    static void write(Map<String, String> texts, JsonObject draft) {
        draft.remove(ON);
        if (texts.containsKey(ON)) {
            JsonObject brake = new JsonObject();
            NUMBERS.forEach(number -> {
                String typed = texts.getOrDefault(field(number), "").strip();
                if (!typed.isEmpty()) {
                    brake.put(number, typed.matches("\\d{1,9}") ? (Object) Integer.valueOf(typed) : typed);
                }
            });
            draft.put(ON, brake);
        }
    }
}
