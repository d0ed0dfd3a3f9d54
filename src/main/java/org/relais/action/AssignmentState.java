package org.relais.action;

import org.relais.database.SqlNamed;

/** Where a volunteer stands in an action. A yes may become a no and a no a yes; what is done stays done. */
public enum AssignmentState implements SqlNamed {
    OFFERED,
    ACCEPTED,
    DECLINED,
    DONE;

    /** The state with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static AssignmentState of(String sqlName) {
        return SqlNamed.of(AssignmentState.class, sqlName);
    }
}
