package org.relais.database;

import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's faults mean, by SQLSTATE. */
public final class SqlFaults {
    private static final String DEADLOCK = "40P01";
    private static final String LOST_SERIALIZATION = "40001";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> PASSING = Set.of(DEADLOCK, LOST_SERIALIZATION, UNIQUE_VIOLATION);

    private SqlFaults() {}

    /** PostgreSQL ended the transaction because it waited crosswise with another. */
    public static boolean isDeadlock(Throwable fault) {
        return DEADLOCK.equals(state(fault));
    }

    /** Deadlock, lost serialisation, or a row that somebody else created first: another attempt finds it settled. */
    public static boolean isPassing(Throwable fault) {
        String state = state(fault);
        return state != null && PASSING.contains(state);
    }

    /** It is the rows, not the database (classes 22, data, and 23, constraints): the same statement never succeeds. */
    public static boolean isOfData(Throwable fault) {
        String state = state(fault);
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** Words fit for a log: a database's message may quote the row, which is somebody's data. */
    public static String describe(Throwable fault) {
        return fault instanceof PgException database
                ? "database error " + database.getSqlState()
                : fault.getClass().getSimpleName();
    }

    private static @Nullable String state(Throwable fault) {
        return fault instanceof PgException database ? database.getSqlState() : null;
    }
}
