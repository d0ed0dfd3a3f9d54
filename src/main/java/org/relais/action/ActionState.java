package org.relais.action;

import org.relais.database.SqlNamed;

/** Where an action stands: draft → open → ended, and from draft or open to cancelled. */
public enum ActionState implements SqlNamed {
    DRAFT,
    OPEN,
    ENDED,
    CANCELLED;

    /** The state with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static ActionState of(String sqlName) {
        return SqlNamed.of(ActionState.class, sqlName);
    }
}
