package org.relais.action;

import java.util.Locale;

/** Where an action stands: draft → open → ended, and from draft or open to cancelled. */
public enum ActionState {
    DRAFT,
    OPEN,
    ENDED,
    CANCELLED;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static ActionState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
