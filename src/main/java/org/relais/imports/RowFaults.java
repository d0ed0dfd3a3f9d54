package org.relais.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;
import org.relais.input.FaultCode;

/** Faults of one row as they are found: a part that can't be read does not hide what is wrong in the next. */
final class RowFaults {
    private final List<CsvFault> found = new ArrayList<>(0);

    /** One part of a row, read from its cells; null where it has none. */
    interface Part<T> {
        @Nullable
        T read() throws RowFault;
    }

    /** What has to hold of a row. */
    interface Check {
        void run() throws RowFault;
    }

    void add(RowFault fault) {
        found.addAll(fault.faults());
    }

    /** The part; null when there is none, and when it can't be read. */
    <T> @Nullable T optional(Part<T> part) {
        try {
            return part.read();
        } catch (RowFault fault) {
            add(fault);
            return null;
        }
    }

    /** The part; another value in its place, to go on with, when it can't be read. */
    <T> T read(T otherwise, Part<T> part) {
        return Objects.requireNonNullElse(optional(part), otherwise);
    }

    /** What has to hold of the row and gives nothing. */
    void check(Check check) {
        try {
            check.run();
        } catch (RowFault fault) {
            add(fault);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /**
     * @param row as far as it could be read
     * @throws RowFault with all that was found, when anything was
     */
    void raise(ContactRow row) throws RowFault {
        if (!found.isEmpty()) {
            boolean language = found.size() == 1 && found.get(0).code() == FaultCode.LANGUAGE_UNKNOWN;
            throw new RowFault(found, language ? row : null);
        }
    }
}
