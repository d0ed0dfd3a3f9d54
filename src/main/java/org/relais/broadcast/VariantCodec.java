package org.relais.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.PlatformTemplate;

/**
 * A broadcast's second text as JSON, {@code {"body": {"fr": "…"}, "template": {…}}}: other words in the same languages, and
 * another platform template where the first has one. Everything else is that of the first, so that what people do with the
 * two differs by the words alone.
 */
final class VariantCodec {
    private static final String HERE = "variant";
    private static final String MESSAGE = "message";
    private static final String BODY = "body";
    private static final String TEMPLATE = "template";

    private VariantCodec() {}

    /** Whether it can be read as a second text; notes what keeps it from that. */
    static boolean isReadable(StrictObject variant) {
        boolean body = variant.object(BODY).isPresent() || !variant.has(BODY);
        boolean template = variant.object(TEMPLATE).isPresent() || !variant.has(TEMPLATE);
        variant.noOtherFields();
        return body && template;
    }

    /**
     * The second message of a draft; null when there are faults, which are added.
     *
     * @param own one that was checked
     */
    static @Nullable MessageSpec read(JsonObject own, MessageSpec first, List<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        try {
            MessageSpec second = MessageSpecCodec.decode(with(MessageSpecCodec.encode(first), own));
            alike(first, second, found);
            faults.addAll(found);
            return found.isEmpty() ? second : null;
        } catch (InvalidInputException invalid) {
            invalid.faults().forEach(fault -> faults.add(placed(fault.under(MESSAGE))));
            return null;
        }
    }

    /** A draft whose only text is one of the two, whatever is wrong with the other one. */
    static JsonObject alone(JsonObject draft, Variant which) {
        JsonObject one = draft.copy();
        Object own = one.remove(HERE);
        if (which == Variant.B && own instanceof JsonObject second) {
            one.put(MESSAGE, with(one.getJsonObject(MESSAGE), second));
        }
        return one;
    }

    /** A message with the words of a second text instead of its own. */
    private static JsonObject with(JsonObject message, JsonObject own) {
        Object body = own.getValue(BODY);
        Object template = own.getValue(TEMPLATE);
        JsonObject whole = message.copy().put(BODY, body == null ? new JsonObject() : body);
        if (template == null) {
            whole.remove(TEMPLATE);
        } else {
            whole.put(TEMPLATE, template);
        }
        return whole;
    }

    /**
     * Of the faults of a second text as if it were the first: its own, and those that the first doesn't have, as when the
     * first alone has the legal mention in its words.
     *
     * @param first faults of the first text
     * @param second faults of the second one, where those of the first would stand
     */
    static Stream<Fault> own(List<Fault> first, List<Fault> second) {
        return second.stream()
                .filter(fault -> isOwn(fault.field())
                        || first.stream()
                                .noneMatch(
                                        other -> other.field().equals(fault.field()) && other.code() == fault.code()))
                .map(VariantCodec::placed);
    }

    /** A fault where the second text has it; one of what both have stands at the whole of the second. */
    static Fault placed(Fault fault) {
        return fault.at(isOwn(fault.field()) ? HERE + fault.field().substring(MESSAGE.length()) : HERE);
    }

    private static boolean isOwn(String field) {
        return field.startsWith(MESSAGE + "." + BODY) || field.startsWith(MESSAGE + "." + TEMPLATE);
    }

    /** Languages that only one of the two is written in, where the other lacks them: who reads these would make the difference. */
    static List<Fault> lacking(MessageSpec first, MessageSpec second) {
        List<Fault> faults = new ArrayList<>();
        alike(BODY, first.bodies().keySet(), second.bodies().keySet(), FaultCode.VARIANT_LANGUAGE_MISSING, faults);
        return faults;
    }

    /** Who gets a message that others can't get would make the difference otherwise. */
    private static void alike(MessageSpec first, MessageSpec second, List<Fault> faults) {
        Optional<PlatformTemplate> one = first.template();
        Optional<PlatformTemplate> other = second.template();
        if (one.isPresent() && other.isPresent()) {
            alike(
                    TEMPLATE + ".wordings",
                    one.get().wordings().keySet(),
                    other.get().wordings().keySet(),
                    FaultCode.REQUIRED,
                    faults);
        } else if (one.isPresent() || other.isPresent()) {
            faults.add(Fault.of((one.isPresent() ? HERE : MESSAGE) + "." + TEMPLATE + ".name", FaultCode.REQUIRED));
        }
    }

    private static void alike(
            String field, Set<String> first, Set<String> second, FaultCode code, List<Fault> faults) {
        TreeSet<String> languages = new TreeSet<>(first);
        languages.addAll(second);
        for (String language : languages) {
            if (!second.contains(language)) {
                faults.add(Fault.of(HERE + "." + field + "." + language, code));
            } else if (!first.contains(language)) {
                faults.add(Fault.of(MESSAGE + "." + field + "." + language, code));
            }
        }
    }

    /** The JSON that {@link #read} reads back as an equal message. */
    static JsonObject encode(MessageSpec second) {
        JsonObject whole = MessageSpecCodec.encode(second);
        JsonObject json = new JsonObject().put(BODY, whole.getJsonObject(BODY));
        if (whole.containsKey(TEMPLATE)) {
            json.put(TEMPLATE, whole.getJsonObject(TEMPLATE));
        }
        return json;
    }
}
