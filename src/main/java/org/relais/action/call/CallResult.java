package org.relais.action.call;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.database.SqlNamed;

/** What a volunteer reports when a call is over. */
public enum CallResult implements SqlNamed {
    REACHED,
    NO_ANSWER,
    /** The person asked to be called at another time. */
    CALL_BACK,
    REFUSED,
    /** The number is somebody else's, or nobody's: it is not shown again. */
    WRONG_NUMBER,
    /** The person asked to be removed: a stop on every channel. */
    REMOVED;

    /** The order in which they are offered. */
    public static final List<CallResult> ALL = List.of(values());

    /** How a call ends of which no volunteer said how it went. */
    public static final List<String> UNREPORTED = List.of(
            CallAttemptStore.EXPIRED,
            CallAttemptStore.PAUSED,
            CallAttemptStore.RETURNED,
            CallAttemptStore.STOPPED,
            CallAttemptStore.WITHDRAWN);

    /** The result of this name, if there is one. */
    public static Optional<CallResult> named(String sqlName) {
        return Stream.of(values())
                .filter(result -> result.sqlName().equals(sqlName))
                .findFirst();
    }

    /** As part of a button's payload. */
    String code() {
        return sqlName().replace("_", "");
    }

    static Optional<CallResult> ofCode(String code) {
        return Stream.of(values()).filter(result -> result.code().equals(code)).findFirst();
    }

    /** Whether the person may be called again for this action. */
    boolean leavesOpen() {
        return this == NO_ANSWER || this == CALL_BACK;
    }
}
