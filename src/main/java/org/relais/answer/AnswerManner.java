package org.relais.answer;

import org.relais.database.SqlNamed;

/** How an answer was given. */
public enum AnswerManner implements SqlNamed {
    TAP,
    /** Typed: the label, its number, a yes or no, an emoji. */
    WORDS;
}
