package org.relais.feed;

import java.util.List;
import java.util.stream.Stream;
import org.relais.contact.PersonStore;

/**
 * A person's rows of the feed. A merge leaves them, and is one itself. After an erasure those stay that the ledger keeps
 * too: whoever follows the feed has to hear of a stop and of the erasure, and of nothing else.
 */
public final class FeedRecordStore extends PersonStore {
    private static final String ERASE =
            """
            delete from feed_event
            where organisation_id = $1 and contact_id = any ($2) and position is %s
              and kind not in ('stop', 'hold', 'opt_in', 'release', 'suppressed', 'contact_merged', 'contact_erased')
            """;

    /** First what has no place: what gets one meanwhile is found among the others. */
    private static final List<String> ERASE_ALL = List.of(ERASE.formatted("null"), ERASE.formatted("not null"));

    /** Who brought, called or named somebody else is not told of them any more. */
    private static final String FORGET_VOLUNTEER =
            """
            update feed_event set detail = detail - 'volunteerId'
            where organisation_id = $1 and kind in ('join', 'call', 'referral')
              and (detail ->> 'volunteerId')::bigint = any ($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object('kind', kind, 'at', at, 'detail', detail)) as record
            from (select * from feed_event
                  where organisation_id = $1 and contact_id = $2 and position is not null
                  union all
                  select * from feed_event
                  where organisation_id = $1 and contact_id = $2 and position is null) theirs
            order by id
            """;

    public FeedRecordStore() {
        super(
                "feed",
                List.of(),
                Stream.concat(ERASE_ALL.stream(), Stream.of(FORGET_VOLUNTEER)).toList(),
                EXPORT);
    }
}
