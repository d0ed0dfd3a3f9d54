package org.relais.imports;

import java.util.List;
import org.relais.contact.csv.CsvFault;

/** A row that is refused, with everything that is wrong in it. Made by the hundred thousand, so it has no stack trace. */
final class RowFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<CsvFault> faults;

    RowFault(CsvFault fault) {
        this(List.of(fault));
    }

    /** @param faults at least one, the first of them foremost */
    RowFault(List<CsvFault> faults) {
        super(faults.get(0).code().name(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    List<CsvFault> faults() {
        return faults;
    }
}
