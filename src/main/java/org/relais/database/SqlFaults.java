package org.relais.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's faults mean, by SQLSTATE. */
public final class SqlFaults {
    private static final String DEADLOCK = "40P01";
    private static final String LOST_SERIALIZATION = "40001";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> PASSING = Set.of(DEADLOCK, LOST_SERIALIZATION, UNIQUE_VIOLATION);

    /** Starting or stopping (57P), at its limit of connections, read-only. */
    private static final Set<String> UNAVAILABLE = Set.of("57P01", "57P02", "57P03", "53300", "25006");

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

    /** Connection lost or refused, the server starting, stopping, full, or read-only: it may be otherwise soon. */
    public static boolean isUnavailable(Throwable fault) {
        String state = state(fault);
        return state == null
                ? fault instanceof IOException && !(fault instanceof SSLException)
                        || fault instanceof NoPrimaryException
                        || fault instanceof TimeoutException
                        || fault instanceof VertxException
                        || fault instanceof NoStackTraceThrowable
                : UNAVAILABLE.contains(state) || state.startsWith("08");
    }

    /** Words fit for a log: a database's message may quote the row, which is somebody's data. */
    public static String describe(Throwable fault) {
        if (fault instanceof PgException database) {
            return "database error " + database.getSqlState();
        }
        if (fault instanceof UnknownHostException) {
            return "host not found";
        }
        if (fault instanceof TimeoutException) {
            return "no answer in time";
        }
        return fault instanceof ConnectException
                ? "connection refused"
                : fault.getClass().getSimpleName();
    }

    private static @Nullable String state(Throwable fault) {
        return fault instanceof PgException database ? database.getSqlState() : null;
    }
}
