package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The buttons of a message between its JSON and the fields of a form, row by row: {@code label_0_fr}, {@code said_0_fr},
 * {@code url_0}, {@code payload_0}. A row that is left blank is no button; buttons that a form has no row for are kept.
 */
public final class ButtonFields {
    /** Rows of a form. */
    public static final int ROWS = 3;

    private ButtonFields() {}

    /** The field of a button's label. */
    public static String label(int row, String language) {
        return "label_" + row + "_" + language;
    }

    /** The field of what is said to who presses a button. */
    public static String acknowledgement(int row, String language) {
        return "said_" + row + "_" + language;
    }

    private static String url(int row) {
        return "url_" + row;
    }

    private static String payload(int row) {
        return "payload_" + row;
    }

    /** Whether something stands in a button's fields. */
    public static boolean isFilled(MessageForm form, int row) {
        return isAnswered(form, row)
                || MessageForm.LANGUAGES.stream()
                        .anyMatch(language -> !form.text(label(row, language)).isEmpty());
    }

    /** Whether it is said what becomes of a press: an answer, or an address that opens. */
    public static boolean isAnswered(MessageForm form, int row) {
        return !answer(form, row).isEmpty();
    }

    /** What becomes of a press: the address that opens, else the answer in the first language that has one. */
    public static String answer(MessageForm form, int row) {
        return Stream.concat(
                        Stream.of(url(row)),
                        MessageForm.LANGUAGES.stream().map(language -> acknowledgement(row, language)))
                .map(form::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Whether something is wrong with what becomes of a press. */
    public static boolean isFaulty(MessageForm form, int row) {
        String path = "message.buttons[" + row + "].";
        return form.fault(path + "url") != null
                || MessageForm.LANGUAGES.stream()
                        .anyMatch(language -> form.fault(path + "acknowledgement." + language) != null);
    }

    /** Every field of buttons. */
    static List<String> names() {
        return IntStream.range(0, ROWS)
                .boxed()
                .flatMap(row -> Stream.concat(
                        Stream.of(url(row), payload(row)),
                        MessageForm.LANGUAGES.stream()
                                .flatMap(language -> Stream.of(label(row, language), acknowledgement(row, language)))))
                .toList();
    }

    /** Puts the buttons of a message into fields. */
    static void read(JsonObject message, Map<String, String> fields) {
        JsonArray buttons = message.getJsonArray("buttons", new JsonArray());
        for (int row = 0; row < Math.min(ROWS, buttons.size()); row++) {
            JsonObject button = buttons.getJsonObject(row);
            MessageTexts.put(fields, url(row), button.getString("url"));
            MessageTexts.put(fields, payload(row), button.getString("payload"));
            JsonObject said = button.getJsonObject("acknowledgement", new JsonObject());
            for (String language : MessageForm.LANGUAGES) {
                MessageTexts.put(
                        fields,
                        label(row, language),
                        button.getJsonObject("label").getString(language));
                MessageTexts.put(fields, acknowledgement(row, language), said.getString(language));
            }
        }
    }

    /** Rows that hold a button, in their order: the first of them is the message's first button. */
    static List<Integer> rows(Map<String, String> fields) {
        return IntStream.range(0, ROWS)
                .filter(row -> !text(fields, url(row)).isEmpty()
                        || MessageForm.LANGUAGES.stream().anyMatch(language -> !text(fields, label(row, language))
                                .isEmpty()))
                .boxed()
                .toList();
    }

    /** Puts the buttons of a form into a message, in the languages that the form shows. */
    static void write(Map<String, String> fields, JsonObject message) {
        JsonArray before = message.getJsonArray("buttons", new JsonArray());
        JsonArray buttons = new JsonArray();
        for (int row : rows(fields)) {
            JsonObject known = row < before.size() ? before.getJsonObject(row) : new JsonObject();
            JsonObject labels = known.getJsonObject("label", new JsonObject()).copy();
            for (String language : MessageTexts.shown(fields)) {
                labels.remove(language);
                MessageTexts.put(labels, language, text(fields, label(row, language)));
            }
            JsonObject button = new JsonObject().put("label", labels);
            String url = text(fields, url(row));
            buttons.add(url.isEmpty() ? answer(fields, button, row, known) : button.put("url", url));
        }
        for (int more = ROWS; more < before.size(); more++) {
            buttons.add(before.getJsonObject(more));
        }
        message.remove("buttons");
        if (!buttons.isEmpty()) {
            message.put("buttons", buttons);
        }
    }

    private static JsonObject answer(Map<String, String> fields, JsonObject button, int row, JsonObject known) {
        JsonObject said =
                known.getJsonObject("acknowledgement", new JsonObject()).copy();
        for (String language : MessageTexts.shown(fields)) {
            said.remove(language);
            MessageTexts.put(said, language, text(fields, acknowledgement(row, language)));
        }
        if (!said.isEmpty()) {
            button.put("acknowledgement", said);
        }
        String payload = text(fields, payload(row));
        return button.put("payload", payload.isEmpty() ? "b" + (row + 1) : payload);
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }
}
