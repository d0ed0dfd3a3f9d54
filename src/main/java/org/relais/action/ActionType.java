package org.relais.action;

import org.relais.database.SqlNamed;

/** What is to be done. */
public enum ActionType implements SqlNamed {
    SHARE,
    CALL,
    EVENT,
    QUESTION;

    /** Whether the offer is only the first of what has to be written. */
    public boolean hasSteps() {
        return this == CALL || this == QUESTION;
    }

    /** The type with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static ActionType of(String sqlName) {
        return SqlNamed.of(ActionType.class, sqlName);
    }
}
