package org.relais.database;

import org.jspecify.annotations.Nullable;

/**
 * A database that this version of Relais can't work on: its server is too old, or its schema another's. The message is
 * one sentence for whoever starts the service; the cause, where there is one, lists every migration that differs.
 */
public final class UnfitDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitDatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
