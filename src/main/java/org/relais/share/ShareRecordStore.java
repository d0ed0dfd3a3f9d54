package org.relais.share;

import java.util.List;
import org.relais.contact.PersonStore;

/**
 * What is kept of people who share and of people who joined: follows merges, leaves only counts after an erasure. Of two
 * contacts that became one the earlier join stays, and no circle comes of it.
 */
public final class ShareRecordStore extends PersonStore {
    private static final String MOVE_EVENTS =
            """
            update share_event set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    private static final String MERGE_CONTACT =
            """
            with known as (
                select j.id, row_number() over (order by j.joined_at, j.id) as place
                from share_join j
                where j.organisation_id = $1 and j.contact_id in ($2, $3)
            )
            delete from share_join j using known where j.id = known.id and known.place > 1
            """;

    private static final String CUT_SELF =
            """
            update share_join set volunteer_id = null
            where organisation_id = $1 and (contact_id, volunteer_id) in (($2, $3), ($3, $2))
            """;

    private static final String MOVE_CONTACT =
            """
            update share_join set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String MOVE_VOLUNTEER =
            """
            update share_join set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    /** A person was brought by themselves, or by somebody they brought, only in the eyes of a merge. */
    private static final String CUT_LOOPS =
            """
            with recursive above (contact_id) as (
                select j.volunteer_id from share_join j where j.contact_id in ($2, $3) and j.volunteer_id is not null
                union
                select j.volunteer_id from share_join j join above on j.contact_id = above.contact_id
                where j.volunteer_id is not null
            )
            update share_join set volunteer_id = null
            where organisation_id = $1 and contact_id = $3 and exists (select from above where contact_id = $3)
            """;

    private static final String ERASE_EVENTS =
            """
            update share_event set volunteer_id = null where organisation_id = $1 and volunteer_id = any($2)
            """;

    private static final String ERASE_JOINS =
            """
            update share_join
            set contact_id = case when contact_id = any($2) then null else contact_id end,
                volunteer_id = case when volunteer_id = any($2) then null else volunteer_id end
            where organisation_id = $1 and (contact_id = any($2) or volunteer_id = any($2))
            """;

    private static final String EXPORT =
            """
            select jsonb_build_object('message', message_id, 'what', kind, 'app', app, 'at', at) as record
            from share_event where organisation_id = $1 and volunteer_id = $2
            union all
            select jsonb_build_object('message', message_id, 'what', 'brought', 'person', contact_id, 'at', joined_at)
            from share_join where organisation_id = $1 and volunteer_id = $2
            union all
            select jsonb_build_object('message', message_id, 'what', 'brought by', 'person', volunteer_id, 'at', joined_at)
            from share_join where organisation_id = $1 and contact_id = $2
            """;

    public ShareRecordStore() {
        super(
                "sharing",
                List.of(MOVE_EVENTS, MERGE_CONTACT, CUT_SELF, MOVE_CONTACT, MOVE_VOLUNTEER, CUT_LOOPS),
                List.of(ERASE_EVENTS, ERASE_JOINS),
                EXPORT);
    }
}
