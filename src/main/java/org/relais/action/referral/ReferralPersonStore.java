package org.relais.action.referral;

import java.util.List;
import org.relais.contact.PersonStore;

/** Who brought whom from an address book: follows merges, leaves only counts after an erasure. */
public final class ReferralPersonStore extends PersonStore {
    private static final String MOVE_VOLUNTEER =
            """
            update named_contact set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    private static final String MOVE_TRIES =
            """
            update named_try set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    /** Two people who turn out to be one were brought by whoever brought them first. */
    private static final String MERGE_CONTACT =
            """
            with known as (
                select id, row_number() over (order by brought_at, id) as place
                from named_contact where organisation_id = $1 and contact_id in ($2, $3)
            ), later as (
                update named_contact n set contact_id = null from known where n.id = known.id and known.place > 1
            )
            select count(*) from known
            """;

    private static final String MOVE_CONTACT =
            """
            update named_contact set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    /** Whether they joined or wanted no contact is kept as a count; the message to the volunteer loses name and number. */
    private static final String ERASE_CONTACT =
            """
            with gone as (
                select n.id, n.delivery_id, n.contact_id from named_contact n
                where n.organisation_id = $1 and n.contact_id = any($2)
            ), emptied as (
                update delivery d set variables = null from gone where d.id = gone.delivery_id
            )
            update named_contact n
            set joined_at = coalesce(n.joined_at, (select s.opted_in_at from consent s where s.contact_id = n.contact_id)),
                removed_at = coalesce(
                    n.removed_at,
                    (select s.stopped_at from consent s where s.contact_id = n.contact_id and s.state = 'unsubscribed'),
                    (select min(r.received_at) from rights_request r
                     where r.contact_id = n.contact_id and r.kind in ('erasure', 'objection'))),
                contact_id = null
            from gone where n.id = gone.id
            """;

    private static final String ERASE_VOLUNTEER =
            """
            update named_contact set volunteer_id = null where organisation_id = $1 and volunteer_id = any($2)
            """;

    private static final String ERASE_TRIES =
            """
            delete from named_try where organisation_id = $1 and volunteer_id = any($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object(
                       'action', action_id, 'what', 'brought', 'person', contact_id, 'at', brought_at, 'sentAt', sent_at,
                       'removedAt', removed_at)) as record
            from named_contact where organisation_id = $1 and volunteer_id = $2
            union all
            select jsonb_strip_nulls(jsonb_build_object(
                       'action', action_id, 'what', 'brought by', 'person', volunteer_id, 'at', brought_at,
                       'sentAt', sent_at, 'removedAt', removed_at))
            from named_contact where organisation_id = $1 and contact_id = $2
            """;

    public ReferralPersonStore() {
        super(
                "namedSharing",
                List.of(MERGE_CONTACT, MOVE_CONTACT, MOVE_VOLUNTEER, MOVE_TRIES),
                List.of(ERASE_CONTACT, ERASE_VOLUNTEER, ERASE_TRIES),
                EXPORT);
    }
}
