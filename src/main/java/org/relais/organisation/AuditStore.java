package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who did what, in SQL: written in the transaction of the deed. Details never hold personal data. */
public final class AuditStore {
    private final InstantSource clock;

    public AuditStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One deed.
     *
     * @param title what it was done to is called now; null for what has no name, or is gone
     * @param erased the person it was done to, where they were erased since; null for everybody else
     */
    public record AuditEvent(
            long id,
            String actor,
            String action,
            String subject,
            @Nullable String title,
            @Nullable Long erased,
            JsonObject detail,
            Instant at) {}

    /** As {@link #write(SqlClient, Actor, String, String, JsonObject)}, when there is nothing further to say. */
    public Future<Void> write(SqlClient transaction, Actor actor, String action, String subject) {
        return write(transaction, actor, action, subject, new JsonObject());
    }

    /** As {@link #write(SqlClient, Actor, String, String)}, if the deed changed anything; returns whether it did. */
    public Future<Boolean> write(boolean changed, SqlClient transaction, Actor actor, String action, String subject) {
        return changed ? write(transaction, actor, action, subject).map(true) : Future.succeededFuture(false);
    }

    /**
     * Writes who did it, in the transaction of the deed.
     *
     * @param action such as {@code broadcast.pause}
     * @param subject what it was done to, as {@code broadcast:5}
     */
    public Future<Void> write(SqlClient client, Actor actor, String action, String subject, JsonObject detail) {
        return client.preparedQuery(
                        """
                        insert into audit_event (organisation_id, actor, action, subject, detail, at)
                        values ($1, $2, $3, $4, $5, $6)
                        """)
                .execute(Tuple.of(
                        actor.organisationId(), actor.name(), action, subject, detail, Timestamps.sql(clock.instant())))
                .mapEmpty();
    }

    /**
     * What to list; null parts don't narrow.
     *
     * @param kind of what it was done to: the word before the dot of an action, such as {@code broadcast}
     * @param from not before this moment
     * @param until before this moment
     */
    public record Filter(
            @Nullable String actor, @Nullable String kind, @Nullable Instant from, @Nullable Instant until) {
        public static final Filter ALL = new Filter(null, null, null, null);
    }

    /** Who has done anything, and to what kinds of things, as the filters offer them. */
    public record AuditFilters(List<String> actors, List<String> kinds) {}

    private static final String PAGE =
            """
            select e.id, e.actor, e.action, e.subject, e.detail, e.at,
                   case split_part(e.subject, ':', 1)
                       when 'broadcast' then (select title from broadcast where organisation_id = $1 and id = e.of)
                       when 'action' then (select title from action where organisation_id = $1 and id = e.of)
                       when 'import' then (select file_name from import_job where organisation_id = $1 and id = e.of)
                       when 'audience' then (select name from saved_audience where organisation_id = $1 and id = e.of)
                       when 'sender' then (select name from sender where organisation_id = $1 and id = e.of)
                       when 'organiser' then (select name from organiser where organisation_id = $1 and id = e.of)
                       when 'invitation' then (select coalesce(nullif(name, '') || ', ', '') || email from invitation
                                               where organisation_id = $1 and id = e.of)
                       when 'token' then (select name from api_token where organisation_id = $1 and id = e.of)
                       when 'contact' then nullif(p.name, '')
                       when 'inbound_message' then nullif(p.name, '')
                       when 'rights_request' then nullif(p.name, '')
                       when 'webhook' then (select url from webhook where organisation_id = $1 and id = e.of)
                       when 'template' then coalesce(
                           (select max(title) from sender_template
                            where organisation_id = $1 and name = substring(e.subject from 10)),
                           substring(e.subject from 10))
                   end as title,
                   case when p.erased_at is not null then p.id end as erased
            from (select *, substring(subject from '^[a-z_]+:([0-9]{1,18})$')::bigint as of from audit_event
            where organisation_id = $1 and id < $2
              and ($3::text is null or actor = $3)
              and ($4::text is null or split_part(action, '.', 1) = $4)
              and ($5::timestamptz is null or at >= $5)
              and ($6::timestamptz is null or at < $6)
            order by id desc
            limit $7) e
            left join lateral (
                select id, name, erased_at from contact
                where organisation_id = $1 and id = case split_part(e.subject, ':', 1)
                    when 'contact' then e.of
                    when 'inbound_message' then (
                        select contact_id from inbound_message where organisation_id = $1 and id = e.of)
                    when 'rights_request' then (
                        select contact_id from rights_request where organisation_id = $1 and id = e.of)
                end
                offset 0) p on true
            order by e.id desc
            """;

    /** The newest ten thousand say enough: the filters are for people who look for something recent. */
    private static final String SEEN =
            """
            with recent as materialized (
                select actor, split_part(action, '.', 1) as kind from audit_event
                where organisation_id = $1 order by id desc limit 10000)
            select array(select distinct actor from recent order by 1) as actors,
                   array(select distinct kind from recent order by 1) as kinds
            """;

    /** A look that costs as little however long the trail is: what is further back than that is not recent. */
    private static final String RECENT =
            """
            select exists (
                select from (select action, subject, at from audit_event
                             where organisation_id = $1 order by id desc limit 1000) latest
                where subject = $2 and action = any ($3) and at > $4) as found
            """;

    /** Whether any of these deeds was done to a subject since then, among an organisation's latest thousand. */
    public Future<Boolean> hasRecent(
            SqlClient client, long organisationId, String subject, Set<String> actions, Instant since) {
        return client.preparedQuery(RECENT)
                .execute(Tuple.of(organisationId, subject, actions.toArray(String[]::new), Timestamps.sql(since)))
                .map(Rows.only(row -> row.getBoolean("found")));
    }

    /** The latest events before {@code beforeId} that the filter asks for, newest first. */
    public Future<List<AuditEvent>> page(
            SqlClient client, long organisationId, Filter filter, long beforeId, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(
                        organisationId,
                        beforeId,
                        filter.actor(),
                        filter.kind(),
                        Timestamps.sqlOrNull(filter.from()),
                        Timestamps.sqlOrNull(filter.until()),
                        limit))
                .map(Rows.all(AuditStore::event));
    }

    /** For the choices of the filters. */
    public Future<AuditFilters> seen(SqlClient client, long organisationId) {
        return client.preparedQuery(SEEN)
                .execute(Tuple.of(organisationId))
                .map(Rows.only(row -> new AuditFilters(
                        List.of(row.getArrayOfStrings("actors")), List.of(row.getArrayOfStrings("kinds")))));
    }

    private static AuditEvent event(Row row) {
        return new AuditEvent(
                row.getLong("id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("title"),
                row.getLong("erased"),
                row.getJsonObject("detail"),
                Timestamps.instant(row, "at"));
    }
}
