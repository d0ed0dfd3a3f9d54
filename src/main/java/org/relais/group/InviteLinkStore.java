package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Volunteers' own links into groups (table {@code invite_link}). */
public final class InviteLinkStore {
    /** Longer than any request to a platform: who took one and is gone by then has died. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final String WANT =
            """
            insert into invite_link (organisation_id, group_id, action_id, contact_id, code, wanted_at)
            select a.organisation_id, a.group_id, a.id, $3, $4, $5
            from action a
            where a.organisation_id = $1 and a.id = $2 and a.group_id is not null
            on conflict do nothing
            """;

    /** Takes on what is due, so that no other node does for a while. */
    private static final String TAKE =
            """
            update invite_link l set tried_at = $1
            from due, chat_group g, sender s
            where l.id = due.id and g.organisation_id = l.organisation_id and g.id = l.group_id and s.id = g.sender_id
            returning l.id, l.organisation_id, l.group_id, l.code, l.link, g.chat, s.channel, s.external_id
            """;

    /**
     * To be made: of who still takes part and may be written to, in an action that is open, where the sender may invite.
     * Whatever is missing may come back, and the link is made then.
     */
    private static final String TO_MAKE =
            """
            with due as (
                select l.id
                from invite_link l
                join chat_group g on g.organisation_id = l.organisation_id and g.id = l.group_id and g.ability = 'invites'
                join sender s on s.id = g.sender_id and s.removed_at is null and s.status = 'active'
                    and (s.throttled_until is null or s.throttled_until < $1)
                join action a on a.id = l.action_id and a.state = 'open' and (a.ends_at is null or a.ends_at > $1)
                join assignment p on p.action_id = l.action_id and p.contact_id = l.contact_id
                    and p.organisation_id = l.organisation_id and p.state in ('accepted', 'done')
                join consent c on c.contact_id = l.contact_id and c.state = 'subscribed'
                where l.link is null and l.contact_id is not null and (l.tried_at is null or l.tried_at < $2)
                order by l.tried_at nulls first, l.id
                limit $3
                for no key update of l skip locked
            )
            """
                    + TAKE;

    /** Nobody's any more. One that may have been made without our knowing is nobody's either, and its name says nothing. */
    private static final String TO_REVOKE =
            """
            with due as (
                select l.id from invite_link l
                where l.contact_id is null and (l.tried_at is null or l.tried_at < $2)
                order by l.tried_at nulls first, l.id
                limit $3
                for no key update of l skip locked
            )
            """
                    + TAKE;

    /** Also of who was erased meanwhile: it is revoked then. */
    private static final String MADE =
            """
            update invite_link l set link = $2, tried_at = null
            from action a, chat_group g
            where l.id = $1 and l.link is null and a.id = l.action_id
              and g.organisation_id = l.organisation_id and g.id = l.group_id
            returning l.organisation_id, l.contact_id, l.wanted_at, g.title, g.channel,
                (select c.language from contact c where c.id = l.contact_id) as language
            """;

    private static final String RELEASE = "update invite_link set tried_at = null where id = $1";

    private static final String DELETE = "delete from invite_link where id = $1 and contact_id is null";

    private static final String OF_MESSAGE =
            """
            select l.link, g.title, g.channel
            from action a
            join invite_link l on l.organisation_id = a.organisation_id and l.action_id = a.id and l.contact_id = $3
            join chat_group g on g.organisation_id = l.organisation_id and g.id = l.group_id and g.ability = 'invites'
            where a.organisation_id = $1 and a.content_id = $2 and l.link is not null
            limit 1
            """;

    private static final String OF_ACTION =
            """
            select count(*) filter (where l.link is not null) as made,
                   count(*) filter (where l.link is null and c.state = 'subscribed' and p.state in ('accepted', 'done')) as waiting
            from invite_link l
            left join consent c on c.contact_id = l.contact_id
            left join assignment p on p.action_id = l.action_id and p.contact_id = l.contact_id
                and p.organisation_id = l.organisation_id
            where l.organisation_id = $1 and l.action_id = $2 and l.contact_id is not null
            """;

    /**
     * A link that a node has taken on.
     *
     * @param link null where there is none yet
     * @param chat the group's, as the platform calls it
     */
    record Taken(
            long id,
            long organisationId,
            long groupId,
            String code,
            @Nullable String link,
            String chat,
            GroupStore.Account account) {}

    /**
     * A link that was made just now.
     *
     * @param contactId null when they were erased meanwhile
     * @param language of the volunteer; null when unknown
     */
    record Made(
            long organisationId,
            @Nullable Long contactId,
            Instant wantedAt,
            String title,
            boolean channel,
            @Nullable String language) {}

    /** A volunteer's link as their friends see it. */
    public record GroupLink(String link, String title, boolean channel) {}

    /** @param waiting of those for whom one is to be made, at once or when the sender has the right to */
    public record Count(long made, long waiting) {}

    /** Notes that a volunteer is to have a link into the action's group, if it has one and they have none. */
    public Future<Void> want(
            SqlClient tx, long organisationId, long actionId, long contactId, String code, Instant now) {
        return tx.preparedQuery(WANT)
                .execute(Tuple.of(organisationId, actionId, contactId, code, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The link by which friends of a volunteer enter the group of the action that passes a message on. */
    public Future<Optional<GroupLink>> ofMessage(
            SqlClient client, long organisationId, long messageId, @Nullable Long volunteerId) {
        return client.preparedQuery(OF_MESSAGE)
                .execute(Tuple.of(organisationId, messageId, volunteerId))
                .map(Rows.first(row ->
                        new GroupLink(row.getString("link"), row.getString("title"), row.getBoolean("channel"))));
    }

    public Future<Count> count(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(OF_ACTION)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.only(row -> new Count(row.getLong("made"), row.getLong("waiting"))));
    }

    /** Takes on links that are to be made; no other node does within the {@link #LEASE}. */
    Future<List<Taken>> toMake(SqlClient client, Instant now, int limit) {
        return take(client, TO_MAKE, now, limit);
    }

    /** Takes on links that are to be revoked. */
    Future<List<Taken>> toRevoke(SqlClient client, Instant now, int limit) {
        return take(client, TO_REVOKE, now, limit);
    }

    private static Future<List<Taken>> take(SqlClient client, String statement, Instant now, int limit) {
        return client.preparedQuery(statement)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(now.minus(LEASE)), limit))
                .map(Rows.all(InviteLinkStore::taken));
    }

    /** Keeps the link; empty when the row is gone, or has one from another node. */
    Future<Optional<Made>> made(SqlClient tx, long id, String link) {
        return tx.preparedQuery(MADE)
                .execute(Tuple.of(id, link))
                .map(Rows.first(row -> new Made(
                        row.getLong("organisation_id"),
                        row.getLong("contact_id"),
                        Timestamps.instant(row, "wanted_at"),
                        row.getString("title"),
                        row.getBoolean("channel"),
                        row.getString("language"))));
    }

    /** Lets it be taken on again at once. */
    Future<Void> release(SqlClient client, long id) {
        return client.preparedQuery(RELEASE).execute(Tuple.of(id)).mapEmpty();
    }

    Future<Void> delete(SqlClient client, long id) {
        return client.preparedQuery(DELETE).execute(Tuple.of(id)).mapEmpty();
    }

    private static Taken taken(Row row) {
        return new Taken(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("group_id"),
                row.getString("code"),
                row.getString("link"),
                row.getString("chat"),
                new GroupStore.Account(row.getString("channel"), row.getString("external_id")));
    }
}
