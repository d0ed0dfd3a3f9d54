package org.relais.answer;

import java.util.List;
import org.relais.contact.PersonStore;

/** A person's answers to broadcasts: follow merges, leave only counts after an erasure. */
public final class AnswerRecordStore extends PersonStore {
    /** Where both have answered, the later answer counts. */
    private static final String KEEP_ONE =
            """
            update broadcast_answer older set replaced_at = newer.answered_at
            from broadcast_answer newer
            where older.organisation_id = $1 and older.contact_id in ($2, $3) and older.replaced_at is null
              and newer.broadcast_id = older.broadcast_id and newer.contact_id in ($2, $3) and newer.replaced_at is null
              and (older.answered_at, older.id) < (newer.answered_at, newer.id)
            """;

    private static final String MOVE =
            """
            update broadcast_answer set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE_REPLACED =
            """
            delete from broadcast_answer
            where organisation_id = $1 and contact_id = any ($2) and replaced_at is not null
            """;

    private static final String ERASE =
            """
            update broadcast_answer set contact_id = null, delivery_id = null
            where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object(
                       'broadcast', a.broadcast_id, 'answer', a.label, 'payload', a.payload, 'manner', a.manner,
                       'answeredAt', a.answered_at, 'replacedAt', a.replaced_at)) as record
            from broadcast_answer a
            where a.organisation_id = $1 and a.contact_id = $2
            order by a.id
            """;

    public AnswerRecordStore() {
        super("answers", List.of(KEEP_ONE, MOVE), List.of(ERASE_REPLACED, ERASE), EXPORT);
    }
}
