package org.relais.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * Words that were looked for, where they were found.
 *
 * @param text all of it: the message, the note or the label
 * @param at null for a label
 */
public record InboxWords(Place place, long contactId, String contactName, String text, @Nullable Instant at) {
    /** Where they stand. */
    public enum Place implements SqlNamed {
        LABEL,
        MESSAGE,
        NOTE
    }
}
