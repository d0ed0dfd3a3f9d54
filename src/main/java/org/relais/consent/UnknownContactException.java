package org.relais.consent;

/** The organisation has no such contact, or it was erased. */
public final class UnknownContactException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownContactException(long contactId) {
        super("no contact " + contactId);
    }
}
