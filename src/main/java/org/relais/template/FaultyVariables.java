package org.relais.template;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** Variables that a document is refused for: with them written out as they stand, the rest of it can be shown. */
public final class FaultyVariables {
    private static final Set<FaultCode> CODES = EnumSet.of(
            FaultCode.VARIABLE_UNKNOWN,
            FaultCode.VARIABLE_MEANT,
            FaultCode.VARIABLE_WITHOUT_FALLBACK,
            FaultCode.VARIABLE_MISPLACED,
            FaultCode.VARIABLE_OPEN,
            FaultCode.VARIABLE_SYNTAX);
    /** One that is not written well is found before one that nobody knows, and that before one out of place. */
    private static final int LOOKS = 3;

    private FaultyVariables() {}

    /**
     * What was made of a document.
     *
     * @param faults what is wrong with its variables, which stand in it as they are written
     */
    public record Made<T>(T made, List<Fault> faults) {}

    /** Makes something of a document, whatever is wrong with its variables; any other fault stays one. */
    public static <T> Future<Made<T>> aside(JsonObject document, Function<JsonObject, Future<T>> make) {
        return aside(document, make, List.of());
    }

    private static <T> Future<Made<T>> aside(
            JsonObject document, Function<JsonObject, Future<T>> make, List<Fault> before) {
        return make.apply(document).map(made -> new Made<>(made, before)).recover(failure -> {
            List<Fault> faults = failure instanceof InvalidInputException invalid
                    ? invalid.faults().stream()
                            .filter(fault -> CODES.contains(fault.code()) && !before.contains(fault))
                            .toList()
                    : List.of();
            if (faults.isEmpty() || before.size() >= LOOKS * faults.size()) {
                return Future.failedFuture(failure);
            }
            List<Fault> all = new ArrayList<>(before);
            all.addAll(faults);
            return aside((JsonObject) literally(document, names(faults)), make, List.copyOf(all));
        });
    }

    private static Set<String> names(List<Fault> faults) {
        return faults.stream()
                .map(fault -> fault.arguments().get("name"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    private static Object literally(Object value, Set<String> names) {
        if (value instanceof JsonObject object) {
            Map<String, Object> other = new LinkedHashMap<>();
            object.forEach(field -> other.put(field.getKey(), literally(field.getValue(), names)));
            return new JsonObject(other);
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(
                    array.stream().map(each -> literally(each, names)).collect(Collectors.toList()));
        }
        return value instanceof String text ? TextTemplate.literally(text, names) : value;
    }
}
