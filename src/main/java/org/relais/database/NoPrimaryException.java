package org.relais.database;

/** No server of the database takes writes now; the message says why, server by server. */
public final class NoPrimaryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoPrimaryException(String message) {
        super(message, null, false, false);
    }
}
