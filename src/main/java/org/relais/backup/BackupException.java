package org.relais.backup;

/** A backup that can't be made or restored, with a line for who asked for it. */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }
}
