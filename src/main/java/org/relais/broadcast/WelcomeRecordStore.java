package org.relais.broadcast;

import java.util.List;
import org.relais.contact.PersonStore;

/** Who has entered open broadcasts: follows merges, so that nobody gets one twice; leaves only counts after an erasure. */
public final class WelcomeRecordStore extends PersonStore {
    /** Where both have entered, what one has got the other does not wait for. */
    private static final String KEEP_ONE =
            """
            update welcome_entry kept set settled_at = coalesce(kept.settled_at, gone.settled_at)
            from welcome_entry gone
            where gone.organisation_id = $1 and gone.contact_id = $2
              and kept.broadcast_id = gone.broadcast_id and kept.contact_id = $3
            """;

    private static final String DROP_OTHER =
            """
            delete from welcome_entry gone using welcome_entry kept
            where gone.organisation_id = $1 and gone.contact_id = $2
              and kept.broadcast_id = gone.broadcast_id and kept.contact_id = $3
            """;

    private static final String MOVE =
            """
            update welcome_entry set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE =
            """
            delete from welcome_entry where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object(
                       'broadcast', e.broadcast_id, 'enteredAt', e.entered_at, 'dueAt', e.due_at,
                       'settledAt', e.settled_at)) as record
            from welcome_entry e
            where e.organisation_id = $1 and e.contact_id = $2
            order by e.broadcast_id
            """;

    public WelcomeRecordStore() {
        super("welcomes", List.of(KEEP_ONE, DROP_OTHER, MOVE), List.of(ERASE), EXPORT);
    }
}
