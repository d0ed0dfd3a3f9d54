package org.relais.action;

import java.util.Locale;

/** What is to be done. */
public enum ActionType {
    SHARE,
    CALL,
    EVENT;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static ActionType of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
