package org.relais.console;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A form as it was filled in, with what is wrong beside each field, to be shown again. */
public final class Form {
    /** In place of a field, for what is wrong with all of it. */
    public static final String WHOLE = "";

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();

    /** Sets what a field shows at first. */
    @CanIgnoreReturnValue
    public Form with(String field, String value) {
        values.put(field, value);
        return this;
    }

    /** Takes the fields as they were sent; absent ones are empty, as an unticked box is. */
    public static Form of(PageRequest visit, String... fields) {
        Form form = new Form();
        for (String field : fields) {
            form.with(field, visit.field(field).orElse(""));
        }
        return form;
    }

    /** What the field shows; empty when nothing was given. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** What was given; empty when nothing was. */
    public Optional<String> given(String field) {
        return Optional.of(value(field)).filter(value -> !value.isEmpty());
    }

    /** What is wrong with the field, in the reader's language; null when nothing is. */
    public @Nullable String fault(String field) {
        return faults.get(field);
    }

    /** Notes what is wrong with a field; the first fault of a field stays. */
    public void fault(String field, String text) {
        faults.putIfAbsent(field, text);
    }

    /** Notes the fault unless the value is fine. */
    public void check(String field, Predicate<String> fine, String text) {
        if (!fine.test(value(field))) {
            fault(field, text);
        }
    }

    /** The field as a whole number, or 0 with a fault. */
    public int number(String field, int least, int most, String text) {
        if (Pattern.matches("\\d{1,9}", value(field))) {
            int number = Integer.parseInt(value(field));
            if (number >= least && number <= most) {
                return number;
            }
        }
        fault(field, text);
        return 0;
    }

    /** This form with what is wrong with a field. */
    public Form faulty(String field, String text) {
        fault(field, text);
        return this;
    }

    /** With how many fields something is wrong. */
    public int faults() {
        return faults.size();
    }

    public boolean faulty() {
        return !faults.isEmpty();
    }

    /** For {@code aria-invalid}: the word, or null so that the attribute is left out. */
    public @Nullable String invalid(String field) {
        return faults.containsKey(field) ? "true" : null;
    }
}
