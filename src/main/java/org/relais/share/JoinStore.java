package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who brought whom (table {@code share_join}): a tree, because nobody is brought twice or by those they brought. */
final class JoinStore {
    private static final String RECORD =
            """
            with recursive above (contact_id) as (
                select $3::bigint
                union
                select j.volunteer_id from share_join j join above on j.contact_id = above.contact_id
                where j.volunteer_id is not null
            )
            insert into share_join (organisation_id, message_id, volunteer_id, contact_id, joined_at, name_wording)
            select $1, $2, $3, $4, $5, $6
            where not exists (select from above where contact_id = $4)
            on conflict (contact_id) where contact_id is not null do nothing
            """;

    /** Nobody waits for a volunteer who is being told, or is writing: the next join tells them. Who asked for less is not told. */
    private static final String TAKE_NOTICE =
            """
            with volunteer as (
                select c.id, c.language,
                       (select nullif(split_part(friend.name, ' ', 1), '')
                        from contact friend join consent s on s.contact_id = friend.id
                        where friend.id = $2 and j.name_wording is not null and s.state = 'subscribed') as friend
                from share_join j join contact c on c.id = j.volunteer_id
                where j.organisation_id = $1 and j.contact_id = $2 and c.pace is null
                for no key update of c skip locked
            ), told as (
                update share_join j set told_at = $3::timestamptz
                from volunteer
                where j.contact_id = $2 and j.volunteer_id = volunteer.id
                  and not exists (select from share_join before
                                  where before.volunteer_id = volunteer.id and before.told_at > $3::timestamptz - interval '1 day')
                  and not exists (select from group_entry before
                                  where before.volunteer_id = volunteer.id and before.told_at > $3::timestamptz - interval '1 day')
                returning j.volunteer_id
            )
            select volunteer.id, volunteer.language, volunteer.friend,
                   (select count(*) from share_join all_of where all_of.volunteer_id = volunteer.id) as joined
            from told join volunteer on volunteer.id = told.volunteer_id
            """;

    /**
     * Writes down by whose link a person came (null: nobody's in particular), unless that is known already or would make a circle; false then.
     *
     * @param nameWording version of the wording by which they agreed that their first name is told; null: they didn't
     */
    Future<Boolean> record(
            SqlClient tx,
            SharedMessage message,
            @Nullable Long volunteerId,
            long contactId,
            @Nullable String nameWording,
            Instant now) {
        return tx.preparedQuery(RECORD)
                .execute(Tuple.of(
                        message.organisationId(),
                        message.messageId(),
                        volunteerId,
                        contactId,
                        Timestamps.sql(now),
                        nameWording))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Whom to tell of a join.
     *
     * @param language null when unknown
     * @param friend first name of who has joined; null when it may not be told: they did not agree, or have stopped since
     * @param joined how many they have brought in all
     */
    record Notice(long volunteerId, @Nullable String language, @Nullable String friend, long joined) {}

    /** Notes that whoever brought this person is told now; empty when they were told within the last day. */
    Future<Optional<Notice>> takeNotice(SqlClient tx, long organisationId, long contactId, Instant now) {
        return tx.preparedQuery(TAKE_NOTICE)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now)))
                .map(Rows.first(row -> new Notice(
                        row.getLong("id"), row.getString("language"), row.getString("friend"), row.getLong("joined"))));
    }
}
