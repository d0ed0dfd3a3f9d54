package org.relais.database;

/**
 * A schema that this version of Relais can neither use nor migrate. The message is one sentence for whoever starts the
 * service; the cause lists every migration that differs.
 */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
