package org.relais.audience;

import java.util.Locale;

/**
 * One row of an audience. Rows are read from the top down: each takes from the people found so far ({@link Join#AND},
 * {@link Join#EXCEPT}) or adds to them ({@link Join#OR}). Before the first one everybody is found.
 *
 * @param join {@link Join#AND} or {@link Join#EXCEPT} in the first row
 */
public record AudienceRow(Join join, AudienceCondition condition) {
    /** How a row goes together with those above it. */
    public enum Join {
        AND,
        OR,
        EXCEPT;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
