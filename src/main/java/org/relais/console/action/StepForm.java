package org.relais.console.action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.text.CleanText;

/**
 * Form of steps in their order, which is shown again with what is wrong at each of its places.
 *
 * @param <F> the form itself
 * @param <R> one step of it
 */
public interface StepForm<F extends StepForm<F, R>, R> {
    /** Characters of a step's words that tell it from the others. */
    int BEGINNING = 45;

    int TWO_LINES = 90;

    List<R> steps();

    /** Ids of the steps in their order. */
    List<String> ids();

    /** Faults by path as {@link Fault} has it, in the reader's words. */
    Map<String, String> faults();

    /** The same with these steps, and no faults. */
    F with(List<R> steps);

    /** Whether there may be one more. */
    boolean mayGrow();

    /** A step that says and asks the same under an id of its own, and leads to what follows it. */
    R copy(R row);

    /** With one more step at the end, while there may be one. */
    F longer();

    /** Without the step at this place, while there is another; what led there leads on. */
    F without(int place);

    /** What is said or asked at a step, by language. */
    Map<String, String> texts(int place);

    /**
     * What the steps are called where one leads to another: each by its number and the beginning of its words.
     *
     * @param number key of the text that says the number
     */
    default List<String> names(PageRequest visit, String number) {
        List<String> names = new ArrayList<>();
        for (int place = 0; place < ids().size(); place++) {
            String words = beginning(visit, place);
            String name = visit.text(number, "number", place + 1);
            names.add(words.isEmpty() ? name : name + "\u00a0· " + words);
        }
        return names;
    }

    /** A text in this language, else in any; empty where there is none. */
    static String inLanguage(Map<String, String> texts, String language) {
        return texts.getOrDefault(
                language,
                texts.entrySet().stream()
                        .min(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .orElse(""));
    }

    /** The beginning of what is said at a step, short enough for a choice of one; empty while nothing is. */
    default String beginning(PageRequest visit, int place) {
        return CleanText.abridged(said(place, visit.language()), BEGINNING);
    }

    /** What is said at a step, as far as two lines of a phone have room for it; empty while nothing is. */
    default String said(PageRequest visit, int place) {
        return CleanText.abridged(said(place, visit.language()), TWO_LINES);
    }

    private String said(int place, String language) {
        return inLanguage(texts(place), language).replaceAll("\\s+", " ");
    }

    /** With this step and the one before it in each other's place. */
    private F earlier(int place) {
        List<R> rows = new ArrayList<>(steps());
        if (place >= 1 && place < rows.size()) {
            rows.add(place - 1, rows.remove(place));
        }
        return with(rows);
    }

    /** With a copy of this step after it, while there may be one more. */
    private F copied(int place) {
        List<R> rows = new ArrayList<>(steps());
        if (place >= 0 && place < rows.size() && mayGrow()) {
            rows.add(place + 1, copy(rows.get(place)));
        }
        return with(rows);
    }

    /** As a button of the form asks: {@code add}, {@code copy-2}, {@code remove-2} or {@code up-2}. */
    default F changed(String button) {
        String[] parts = button.split("-", 2);
        int place = parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
        return switch (parts[0]) {
            case "add" -> longer();
            case "remove" -> without(place);
            case "copy" -> copied(place);
            case "up" -> earlier(place);
            default -> with(steps());
        };
    }

    /**
     * The place of the step that stands open after a button was pressed: the one that it made, or the only one; else -1.
     *
     * @param button empty when none was
     */
    default int opened(String button) {
        if (button.equals("add") || steps().size() == 1) {
            return steps().size() - 1;
        }
        return button.matches("copy-\\d{1,3}") ? Integer.parseInt(button.substring(5)) + 1 : -1;
    }

    /** Whether anything is wrong with a step, itself or a part of it. */
    default boolean faulty(int place) {
        return faults().keySet().stream().anyMatch(path -> path.startsWith("steps[" + place + "]"));
    }

    default @Nullable String fault(String path) {
        return faults().get(path);
    }

    /** Value of {@code aria-invalid}. */
    default @Nullable String invalid(String path) {
        return faults().containsKey(path) ? "true" : null;
    }

    /** Whatever else is wrong with a step, besides the texts, answers and ways that have fields. */
    default @Nullable String stepFault(String path) {
        return faultOf(path, List.of("", ".id", ".text", ".answer"));
    }

    /** Whatever else is wrong with an answer. */
    default @Nullable String choiceFault(String path) {
        return faultOf(path, List.of(".next", ".id", ".label", ""));
    }

    /** The first fault of a place, or of one of these parts of it. */
    private @Nullable String faultOf(String place, List<String> parts) {
        return parts.stream()
                .map(part -> faults().get(place + part))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Faults by path, the first of each, in the reader's words. */
    static Map<String, String> named(PageRequest visit, InvalidInputException invalid) {
        Map<String, String> named = new HashMap<>();
        invalid.faults().forEach(fault -> named.putIfAbsent(fault.field(), visit.fault(fault)));
        return named;
    }

    /**
     * The language that a form is written in: the organisation's if any text is, else that of its first text.
     *
     * @param texts of each step, by language
     */
    static String language(List<Map<String, String>> texts, String organisationLanguage) {
        return Stream.concat(
                        Stream.of(organisationLanguage)
                                .filter(own -> texts.stream().anyMatch(text -> text.containsKey(own))),
                        texts.stream().flatMap(text -> text.keySet().stream()))
                .findFirst()
                .orElse(organisationLanguage);
    }
}
