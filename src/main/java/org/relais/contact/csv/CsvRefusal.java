package org.relais.contact.csv;

/** A file that can't be read at all; nothing of it is used. */
public final class CsvRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CsvFault fault;

    public CsvRefusal(CsvFault fault) {
        super(fault.text("en"), null, false, false);
        this.fault = fault;
    }

    public CsvFault fault() {
        return fault;
    }
}
