package org.relais.imports;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;

/** Faults of one row as they are found: a part that can't be read does not hide what is wrong in the next. */
final class RowFaults {
    private final List<CsvFault> found = new ArrayList<>(0);

    /** One part of a row, read from its cells. */
    interface Part<T> {
        T read() throws RowFault;
    }

    /** A part that may be missing. */
    interface OptionalPart<T> {
        @Nullable
        T read() throws RowFault;
    }

    /** What has to hold of a row. */
    interface Check {
        void run() throws RowFault;
    }

    /** The part; another value in its place, to go on with, when it can't be read. */
    <T> T read(T otherwise, Part<T> part) {
        try {
            return part.read();
        } catch (RowFault fault) {
            found.addAll(fault.faults());
            return otherwise;
        }
    }

    /** The part; null when there is none, and when it can't be read. */
    <T> @Nullable T optional(OptionalPart<T> part) {
        try {
            return part.read();
        } catch (RowFault fault) {
            found.addAll(fault.faults());
            return null;
        }
    }

    /** What has to hold of the row and gives nothing. */
    void check(Check check) {
        try {
            check.run();
        } catch (RowFault fault) {
            found.addAll(fault.faults());
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** @throws RowFault with all that was found, when anything was */
    void raise() throws RowFault {
        if (!found.isEmpty()) {
            throw new RowFault(found);
        }
    }
}
