package org.relais.inbound.intake;

import io.vertx.pgclient.PgException;

/** Faults in words fit for a log: a database's message may quote the row, which is somebody's data. */
public final class LogText {
    private LogText() {}

    public static String describe(Throwable fault) {
        return fault instanceof PgException pg
                ? "database error " + pg.getSqlState()
                : fault.getClass().getSimpleName();
    }
}
