package org.relais.group;

import java.util.List;
import org.relais.contact.PersonStore;

/**
 * Volunteers' links into groups: follow merges, and are revoked after an erasure. Of two links into the group of one action the
 * one of who remains stays. What came of them stays as counts.
 */
public final class GroupRecordStore extends PersonStore {
    private static final String MOVE_ENTRIES =
            """
            update group_entry set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    private static final String MOVE_LINKS =
            """
            update invite_link l set contact_id = $3
            where l.organisation_id = $1 and l.contact_id = $2
              and not exists (select from invite_link kept
                              where kept.organisation_id = $1 and kept.action_id = l.action_id and kept.contact_id = $3)
            """;

    private static final String LEAVE_LINKS =
            """
            update invite_link set contact_id = null where organisation_id = $1 and contact_id = $2 and $3::bigint is not null
            """;

    private static final String ERASE_ENTRIES =
            """
            update group_entry set volunteer_id = null where organisation_id = $1 and volunteer_id = any ($2)
            """;

    /** A request may be under way for what was taken on: its row stays until the link is revoked. */
    private static final String ERASE_LINKS =
            """
            delete from invite_link
            where organisation_id = $1 and contact_id = any ($2) and link is null and tried_at is null
            """;

    private static final String REVOKE_LINKS =
            """
            update invite_link set contact_id = null where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_build_object('what', 'group_link', 'group', g.title, 'action', l.action_id, 'link', l.link,
                                      'at', l.wanted_at) as record
            from invite_link l join chat_group g on g.organisation_id = l.organisation_id and g.id = l.group_id
            where l.organisation_id = $1 and l.contact_id = $2
            union all
            select jsonb_build_object('what', 'group_entry', 'group', g.title, 'action', e.action_id,
                                      'at', e.entered_at)
            from group_entry e join chat_group g on g.organisation_id = e.organisation_id and g.id = e.group_id
            where e.organisation_id = $1 and e.volunteer_id = $2
            """;

    public GroupRecordStore() {
        super(
                "groups",
                List.of(MOVE_ENTRIES, MOVE_LINKS, LEAVE_LINKS),
                List.of(ERASE_ENTRIES, ERASE_LINKS, REVOKE_LINKS),
                EXPORT);
    }
}
