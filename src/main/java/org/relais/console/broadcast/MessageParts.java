package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.text.CleanText;

/**
 * Parts of what is composed: what each holds, in a line, and which of them can be left out while they are wrong, so that the
 * rest is seen.
 */
public final class MessageParts {
    /** Characters that tell a text from another at a glance. */
    private static final int SHOWN = 60;

    private static final Pattern OUTSIDE = Pattern.compile("(brake|declaration)\\b.*");
    private static final Pattern BUTTON =
            Pattern.compile("message\\.buttons\\[(\\d+)](?:\\.(url|acknowledgement)\\b)?.*");
    private static final Pattern WHOLE_BUTTON =
            Pattern.compile("(message\\.buttons\\[\\d+])(?!\\.(?:url|acknowledgement)\\b).*");
    private static final Pattern INSIDE =
            Pattern.compile("message\\.(?:body\\.(\\w+)|(buttons|image|share|template)\\b).*");

    private MessageParts() {}

    /**
     * What a folded part of a form holds; empty for nothing.
     *
     * @param part {@code picture}, {@code buttons}, {@code share}, {@code template}, {@code variant} or {@code brake}
     */
    public static String held(PageRequest visit, BroadcastForm form, String part) {
        return switch (part) {
            case "picture" ->
                form.text(PictureField.ADDRESS).isEmpty() ? "" : visit.text("broadcast.extra.picture.value");
            case "buttons" ->
                IntStream.range(0, ButtonFields.ROWS)
                        .mapToObj(row -> first(visit, form, language -> ButtonFields.label(row, language)))
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.joining("\u00a0· "));
            case "share" -> first(visit, form, language -> "share_" + language);
            case "template" ->
                form.text(TemplateFields.NAME).isEmpty()
                        ? ""
                        : BroadcastWords.templateTitle(form.text(TemplateFields.NAME));
            case "variant" -> first(visit, form, language -> VariantFields.PREFIX + "body_" + language);
            default -> form.hasBrake() ? brake(visit, form) : "";
        };
    }

    private static String brake(PageRequest visit, BroadcastForm form) {
        String minutes = BrakeFields.shown(form, "minutes");
        return visit.text(
                "broadcast.extra.brake.value",
                "percent",
                BrakeFields.shown(form, "percent"),
                "minutes",
                minutes.matches("\\d{1,6}") ? Integer.parseInt(minutes) : 0);
    }

    /** The beginning of a text in the first language that it is written in, the organisation's before others. */
    private static String first(PageRequest visit, BroadcastForm form, UnaryOperator<String> field) {
        return Stream.concat(Stream.of(visit.organisation().language()), MessageForm.LANGUAGES.stream())
                .map(language -> form.text(field.apply(language)).strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text ->
                        CleanText.abridged(BroadcastWords.placed(visit, text).replaceAll("\\s+", " "), SHOWN))
                .orElse("");
    }

    /** Takes out of a document what is wrong with it; {@code false} where that is no part that it can do without. */
    static boolean leaveOut(JsonObject document, List<Fault> faults) {
        // The later of two buttons first, so that the other one keeps its place.
        return faults.stream()
                        .map(fault -> WHOLE_BUTTON.matcher(fault.field()).replaceFirst("$1"))
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .filter(path -> leaveOut(document, path))
                        .count()
                > 0;
    }

    private static boolean leaveOut(JsonObject document, String path) {
        JsonObject message = document.getJsonObject("message", new JsonObject());
        Matcher outside = OUTSIDE.matcher(path);
        if (outside.matches()) {
            return document.remove(outside.group(1)) != null;
        }
        Matcher button = BUTTON.matcher(path);
        if (button.matches()) {
            return button(message.getJsonArray("buttons", new JsonArray()), button);
        }
        Matcher inside = INSIDE.matcher(path);
        return inside.matches()
                && (inside.group(1) == null
                        ? message.remove(inside.group(2)) != null
                        : message.getJsonObject("body", new JsonObject()).remove(inside.group(1)) != null);
    }

    /** One whose page or answer is wrong keeps its words. */
    private static boolean button(JsonArray buttons, Matcher path) {
        int at = Integer.parseInt(path.group(1));
        if (at >= buttons.size()) {
            return false;
        }
        JsonObject button = buttons.getJsonObject(at);
        if (path.group(2) == null) {
            return buttons.remove(at) != null;
        }
        return button.remove(path.group(2)) != null
                && button.put("payload", button.getString("payload", "-" + at)) != null;
    }

    /** What is wrong with each, in the reader's words: what of it is not seen is said. */
    static List<String> said(PageRequest visit, List<Fault> faults) {
        return faults.stream()
                .map(fault -> visit.text(
                        isSeen(fault.field()) ? "broadcast.look.wrong" : "broadcast.look.without",
                        "part",
                        name(visit, fault.field()),
                        "fault",
                        visit.fault(fault)))
                .distinct()
                .toList();
    }

    /** Whether the message looks the same with and without it. */
    private static boolean isSeen(String path) {
        Matcher button = BUTTON.matcher(path);
        return path.startsWith("brake") || button.matches() && button.group(2) != null;
    }

    private static String name(PageRequest visit, String path) {
        Matcher button = BUTTON.matcher(path);
        if (button.matches()) {
            return visit.text("broadcast.field.button", "number", Integer.parseInt(button.group(1)) + 1);
        }
        Matcher inside = INSIDE.matcher(path);
        if (inside.matches()) {
            return inside.group(1) != null
                    ? BroadcastWords.language(visit, inside.group(1))
                    : visit.text(
                            inside.group(2).equals("image")
                                    ? "broadcast.picture"
                                    : "broadcast.field." + inside.group(2));
        }
        return visit.text(path.startsWith("brake") ? "broadcast.brake" : "broadcast.declared");
    }
}
