package org.relais.input;

import java.util.List;
import java.util.stream.Collectors;

/** What was sent can't be taken; carries every fault of it, each with its field. Nothing was changed. */
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public InvalidInputException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** @param values the values of {@link FaultCode#arguments}, in their order */
    public InvalidInputException(String field, FaultCode code, Object... values) {
        this(List.of(Fault.of(field, code, values)));
    }

    public final List<Fault> faults() {
        return faults;
    }
}
