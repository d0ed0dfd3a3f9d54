package org.relais.action;

import java.util.Locale;

/** Where a volunteer stands in an action. A yes may become a no and a no a yes; what is done stays done. */
public enum AssignmentState {
    OFFERED,
    ACCEPTED,
    DECLINED,
    DONE;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static AssignmentState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
