package org.relais.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;

/**
 * A broadcast's second text as JSON, {@code {"body": {"fr": "…"}, "template": {…}}}: other words in the same languages, and
 * another platform template where the first has one. Everything else is that of the first, so that what people do with the
 * two differs by the words alone.
 */
final class VariantCodec {
    private static final String HERE = "variant";
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
     * @param draft with a first message that is sound, and a second one that was checked
     */
    static @Nullable MessageSpec read(JsonObject draft, List<Fault> faults) {
        JsonObject own = draft.getJsonObject(HERE);
        JsonObject first = draft.getJsonObject("message");
        JsonObject whole = first.copy();
        whole.put(BODY, own.getJsonObject(BODY, new JsonObject()));
        whole.remove(TEMPLATE);
        if (own.containsKey(TEMPLATE)) {
            whole.put(TEMPLATE, own.getJsonObject(TEMPLATE));
        }
        try {
            MessageSpec second = MessageSpecCodec.decode(whole);
            int before = faults.size();
            alike(first, second, faults);
            return faults.size() == before ? second : null;
        } catch (InvalidInputException invalid) {
            invalid.faults().stream()
                    .filter(fault -> isOwn(fault.field()))
                    .forEach(fault -> faults.add(fault.under(HERE)));
            return null;
        }
    }

    /** Of the faults of a second text as if it were the first: those that the first can't have too, where it stands. */
    static Stream<Fault> own(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> fault.field().startsWith("message.")
                        && isOwn(fault.field().substring("message.".length())))
                .map(fault -> fault.at(HERE + fault.field().substring("message".length())));
    }

    private static boolean isOwn(String field) {
        return field.startsWith(BODY) || field.startsWith(TEMPLATE);
    }

    /** Who reads another language, or gets a message that others can't get, would make the difference otherwise. */
    private static void alike(JsonObject first, MessageSpec second, List<Fault> faults) {
        TreeSet<String> languages = new TreeSet<>(second.bodies().keySet());
        JsonObject body = first.getJsonObject(BODY);
        languages.addAll(body.fieldNames());
        for (String language : languages) {
            if (!second.bodies().containsKey(language)) {
                faults.add(Fault.of(HERE + "." + BODY + "." + language, FaultCode.REQUIRED));
            } else if (!body.containsKey(language)) {
                faults.add(Fault.of("message." + BODY + "." + language, FaultCode.REQUIRED));
            }
        }
        if (first.containsKey(TEMPLATE) && second.template().isEmpty()) {
            faults.add(Fault.of(HERE + "." + TEMPLATE + ".name", FaultCode.REQUIRED));
        } else if (!first.containsKey(TEMPLATE) && second.template().isPresent()) {
            faults.add(Fault.of("message." + TEMPLATE + ".name", FaultCode.REQUIRED));
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
