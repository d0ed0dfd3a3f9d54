package org.relais.imports;

import org.relais.database.SqlNamed;

/**
 * {@code UPLOADED → CHECKING → CHECKED → MERGING → FINISHED}; out of the first three also {@code REFUSED} (the file
 * can't be read), {@code FAILED} (the service could not go on) and {@code CANCELLED}. From {@code MERGING} there is no
 * way but to {@code FINISHED}: the decision is taken, and a restart carries it out.
 */
public enum ImportState implements SqlNamed {
    UPLOADED,
    CHECKING,
    /** The dry run is done; nobody has been imported. */
    CHECKED,
    MERGING,
    FINISHED,
    REFUSED,
    FAILED,
    CANCELLED;

    public static ImportState of(String sqlName) {
        return SqlNamed.of(ImportState.class, sqlName);
    }
}
