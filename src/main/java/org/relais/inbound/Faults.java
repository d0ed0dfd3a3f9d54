package org.relais.inbound;

import io.vertx.pgclient.PgException;

/** Faults in words fit for a log: a database's message may quote the row, which is somebody's data. */
final class Faults {
    private Faults() {}

    static String describe(Throwable fault) {
        return fault instanceof PgException pg
                ? "database error " + pg.getSqlState()
                : fault.getClass().getSimpleName();
    }
}
