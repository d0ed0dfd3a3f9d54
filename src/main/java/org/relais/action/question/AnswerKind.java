package org.relais.action.question;

import org.relais.database.SqlNamed;

/** What a step asks for. */
public enum AnswerKind implements SqlNamed {
    /** One of the step's options. */
    CHOICE,
    NUMBER,
    /** Words of the person's own. */
    TEXT,
    /** A place, by its name or as a position. */
    PLACE;

    /** The kind with this SQL name; throws {@link IllegalArgumentException} for any other text. */
    public static AnswerKind of(String sqlName) {
        return SqlNamed.of(AnswerKind.class, sqlName);
    }
}
