package org.relais.sandbox.world;

/** A control request names a field whose value cannot be; the message is for the caller. */
public final class InvalidField extends RuntimeException {
    private final String field;

    public InvalidField(String field, String expected) {
        super(field + ": " + expected, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
