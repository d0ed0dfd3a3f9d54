package org.relais.group;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who entered groups by volunteers' links, without who they are (table {@code group_entry}). */
final class GroupEntryStore {
    /** Not of volunteers who use their own. */
    private static final String LINK =
            """
            select l.organisation_id, l.group_id, l.action_id, l.contact_id, a.content_id
            from sender s
            join chat_group g on g.organisation_id = s.organisation_id and g.sender_id = s.id and g.chat = $3
            join invite_link l on l.organisation_id = g.organisation_id and l.group_id = g.id and l.code = $4
            join action a on a.id = l.action_id and a.content_id is not null
            where s.channel = $1 and s.external_id = $2 and s.removed_at is null and l.contact_id is not null
              and not exists (select from address own where own.contact_id = l.contact_id and own.channel = s.channel
                              and own.identifier = $5)
            """;

    private static final String RECORD =
            """
            insert into group_entry (organisation_id, group_id, action_id, volunteer_id, message_id, fingerprint, entered_at)
            select $1, $2, $3, $4, $5, $6, $7
            where not exists (select from group_entry e
                              where e.organisation_id = $1 and e.group_id = $2 and e.fingerprint = any ($8))
            on conflict do nothing
            returning id
            """;

    /** As of friends who join: once a day of both together, and nobody waits for a volunteer who is writing. */
    private static final String TAKE_NOTICE =
            """
            with volunteer as (
                select c.id, c.language
                from group_entry e join contact c on c.id = e.volunteer_id
                where e.id = $1 and c.pace is null
                for no key update of c skip locked
            ), told as (
                update group_entry e set told_at = $2::timestamptz
                from volunteer v
                where e.id = $1
                  and not exists (select from group_entry before
                                  where before.volunteer_id = v.id and before.told_at > $2::timestamptz - interval '1 day')
                  and not exists (select from share_join before
                                  where before.volunteer_id = v.id and before.told_at > $2::timestamptz - interval '1 day')
                returning e.organisation_id, e.group_id
            )
            select v.id, v.language, g.title,
                   (select count(*) from group_entry mine where mine.volunteer_id = v.id and mine.group_id = g.id) as entered
            from told t join chat_group g on g.organisation_id = t.organisation_id and g.id = t.group_id, volunteer v
            """;

    /** A volunteer's link by which somebody entered. */
    record Used(long organisationId, long groupId, long actionId, long volunteerId, long messageId) {}

    /**
     * Whom to tell.
     *
     * @param language null when unknown
     * @param entered how many came into the group by their link in all
     */
    record Notice(long volunteerId, @Nullable String language, String title, long entered) {}

    /**
     * The link of that name into a group of the sender's; empty for one that is none of ours.
     *
     * @param who the platform's id of whoever entered
     */
    Future<Optional<Used>> link(SqlClient tx, GroupStore.Account account, String chat, String code, String who) {
        return tx.preparedQuery(LINK)
                .execute(Tuple.of(account.channel(), account.externalId(), chat, code, who))
                .map(Rows.first(row -> new Used(
                        row.getLong("organisation_id"),
                        row.getLong("group_id"),
                        row.getLong("action_id"),
                        row.getLong("contact_id"),
                        row.getLong("content_id"))));
    }

    /**
     * Counts somebody; empty when they were counted in this group before.
     *
     * @param known under every key, the current one first
     */
    Future<Optional<Long>> record(SqlClient tx, Used used, List<Buffer> known, Instant now) {
        return tx.preparedQuery(RECORD)
                .execute(Tuple.of(
                                used.organisationId(),
                                used.groupId(),
                                used.actionId(),
                                used.volunteerId(),
                                used.messageId(),
                                known.get(0))
                        .addValue(Timestamps.sql(now))
                        .addArrayOfBuffer(known.toArray(Buffer[]::new)))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** Notes that the volunteer is told now; empty when they were told within the last day. */
    Future<Optional<Notice>> takeNotice(SqlClient tx, long entryId, Instant now) {
        return tx.preparedQuery(TAKE_NOTICE)
                .execute(Tuple.of(entryId, Timestamps.sql(now)))
                .map(Rows.first(row -> new Notice(
                        row.getLong("id"), row.getString("language"), row.getString("title"), row.getLong("entered"))));
    }
}
