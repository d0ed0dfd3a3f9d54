package org.relais.imports;

import org.relais.contact.csv.CsvFault;

/** A row that is refused. Made by the hundred thousand, so it has no stack trace. */
final class RowFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CsvFault fault;

    RowFault(CsvFault fault) {
        super(fault.code().name(), null, false, false);
        this.fault = fault;
    }

    CsvFault fault() {
        return fault;
    }
}
