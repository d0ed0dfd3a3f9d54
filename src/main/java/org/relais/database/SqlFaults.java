package org.relais.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's faults mean, by SQLSTATE. */
public final class SqlFaults {
    private static final String DEADLOCK = "40P01";
    private static final String LOST_SERIALIZATION = "40001";
    private static final String UNIQUE_VIOLATION = "23505";

    /**
     * Where PostgreSQL finds that a statement which a connection prepared would answer with other columns since: a later
     * version has brought the schema on. The client forgets the statement, and the next attempt prepares it anew.
     */
    private static final String PREPARED_BEFORE = "RevalidateCachedQuery";

    private static final Set<String> PASSING = Set.of(DEADLOCK, LOST_SERIALIZATION, UNIQUE_VIOLATION);

    /**
     * Starting or stopping (57P), at its limit of connections, its disk (53100) or its memory full, read-only, or so slow
     * that a statement or the wait for a lock ran into its bound.
     */
    private static final Set<String> UNAVAILABLE =
            Set.of("57P01", "57P02", "57P03", "53300", "53100", "53200", "25006", "57014", "55P03");

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

    /** Whether it broke this constraint or unique index. */
    public static boolean isBrokenBy(Throwable fault, String constraint) {
        return fault instanceof PgException database && constraint.equals(database.getConstraint());
    }

    /** It is the rows, not the database (classes 22, data, and 23, constraints): the same statement never succeeds. */
    public static boolean isOfData(Throwable fault) {
        String state = state(fault);
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** PostgreSQL answered that it can't do this statement: nothing of it was done, and another one may well be. */
    public static boolean isOfStatement(Throwable fault) {
        return fault instanceof PgException && !isUnavailable(fault);
    }

    /**
     * Connection lost or refused, the server starting, stopping, full, slow or read-only, or its schema brought on: it may be
     * otherwise soon.
     */
    public static boolean isUnavailable(Throwable fault) {
        String state = state(fault);
        return state == null
                ? fault instanceof IOException && !(fault instanceof SSLException)
                        || fault instanceof NoPrimaryException
                        || fault instanceof TimeoutException
                        || fault instanceof VertxException
                        || fault instanceof NoStackTraceThrowable
                : UNAVAILABLE.contains(state) || state.startsWith("08") || isPreparedBefore(fault);
    }

    private static boolean isPreparedBefore(Throwable fault) {
        return fault instanceof PgException database && PREPARED_BEFORE.equals(database.getRoutine());
    }

    private static final Map<String, String> WORDS = Map.of(
            "53100", "its disk is full",
            "53200", "it has no memory left",
            "53300", "it has no connection left",
            "25006", "it is read-only",
            "57014", "a statement took too long",
            "55P03", "a lock was held too long");

    /** Words fit for a log: a database's message may quote the row, which is somebody's data. */
    public static String describe(Throwable fault) {
        if (fault instanceof PgException database) {
            String state = database.getSqlState();
            return "database error " + state + (WORDS.containsKey(state) ? ", " + WORDS.get(state) : "");
        }
        if (fault instanceof UnknownHostException) {
            return "host not found";
        }
        if (fault instanceof TimeoutException) {
            return "no answer in time";
        }
        if (fault instanceof VertxException) {
            return "connection lost";
        }
        if (fault instanceof NoStackTraceThrowable) {
            return "no connection was free in time";
        }
        return fault instanceof ConnectException
                ? "connection refused"
                : fault.getClass().getSimpleName();
    }

    private static @Nullable String state(Throwable fault) {
        return fault instanceof PgException database ? database.getSqlState() : null;
    }
}
