package org.relais.feed.webhook;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.instantOrNull;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.relais.database.Rows;

/** Webhooks in SQL. */
public final class WebhookStore {
    private static final String COLUMNS =
            """
            w.id, w.organisation_id, w.url, w.kinds, w.secret_version, w.secret_changed_at, w.position, w.attempt,
            w.failing_since, w.error, w.created_at, w.taken_at,
            (select count(*) from webhook_refusal r where r.webhook_id = w.id) as refused
            """;

    /** Every webhook of the organisation, in the order in which they were made. */
    public Future<List<Webhook>> all(SqlClient client, long organisationId) {
        return client.preparedQuery("select " + COLUMNS + " from webhook w where w.organisation_id = $1 order by w.id")
                .execute(Tuple.of(organisationId))
                .map(Rows.all(WebhookStore::webhook));
    }

    /** What was put aside of all the organisation's webhooks, the newest first. */
    public Future<List<WebhookRefusal>> refusals(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(
                        """
                        select r.webhook_id, r.position, r.kind, r.error, r.at from webhook_refusal r
                        where r.organisation_id = $1
                        order by r.id desc
                        limit $2
                        """)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row -> new WebhookRefusal(
                        row.getLong("webhook_id"),
                        row.getLong("position"),
                        Objects.requireNonNull(row.getString("kind")),
                        Objects.requireNonNull(row.getString("error")),
                        instant(row, "at"))));
    }

    /** A new one, which is told of what happens from now on; its id. */
    Future<Long> create(
            SqlClient client, long organisationId, String url, List<String> kinds, Instant now, String createdBy) {
        return client.preparedQuery(
                        """
                        insert into webhook (organisation_id, url, kinds, secret_changed_at, position, due_at, created_at,
                                             created_by)
                        select $1, $2, $3, $4, h.position, $4, $4, $5 from feed_head h
                        returning id
                        """)
                .execute(Tuple.of(organisationId, url, kinds.toArray(String[]::new), sql(now), createdBy))
                .map(Rows.only(row -> row.getLong("id")));
    }

    Future<Boolean> delete(SqlClient client, long organisationId, long id) {
        return client.preparedQuery("delete from webhook where organisation_id = $1 and id = $2")
                .execute(Tuple.of(organisationId, id))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A new secret; its version, empty when there is no such webhook. */
    Future<Optional<Integer>> renewSecret(SqlClient client, long organisationId, long id, Instant now) {
        return client.preparedQuery(
                        """
                        update webhook set secret_version = secret_version + 1, secret_changed_at = $3
                        where organisation_id = $1 and id = $2
                        returning secret_version
                        """)
                .execute(Tuple.of(organisationId, id, sql(now)))
                .map(Rows.first(row -> row.getInteger("secret_version")));
    }

    /** Everything behind {@code after} is told once more, at once; what was put aside behind it is not any more. */
    Future<Boolean> replay(SqlClient client, long organisationId, long id, long after, Instant now) {
        return client.preparedQuery(
                        """
                        with asked as (
                            update webhook
                            set position = greatest($3, (select pruned from feed_head)), attempt = 0,
                                failing_since = null, error = null, due_at = $4
                            where organisation_id = $1 and id = $2
                            returning id
                        ), back as (
                            delete from webhook_refusal r using asked a where r.webhook_id = a.id and r.position > $3
                        )
                        select id from asked
                        """)
                .execute(Tuple.of(organisationId, id, after, sql(now)))
                .map(rows -> rows.size() == 1);
    }

    /**
     * Takes webhooks that something may be told to, those that are due the longest first. Until {@code until} no other
     * node takes them, unless what this one does with them comes first.
     */
    Future<List<Webhook>> claim(SqlClient client, Instant now, Instant until, int limit) {
        return client.preparedQuery(
                        """
                        with due as (
                            select d.id from webhook d
                            where d.due_at <= $1
                              and exists (select from feed_event e
                                          where e.organisation_id = d.organisation_id and e.position > d.position)
                              and not exists (select from organisation_move m where m.organisation_id = d.organisation_id)
                            order by d.due_at
                            limit $3
                            for update skip locked
                        )
                        update webhook w set due_at = $2 from due where w.id = due.id
                        returning\s"""
                                + COLUMNS)
                .execute(Tuple.of(sql(now), sql(until), limit))
                .map(Rows.all(WebhookStore::webhook));
    }

    /**
     * Everything up to {@code position} was taken.
     *
     * @param posted false where it is nothing that it is told of
     */
    Future<Void> taken(SqlClient client, Webhook webhook, long position, boolean posted, Instant now) {
        return client.preparedQuery(
                        """
                        update webhook
                        set position = $3, attempt = 0, failing_since = null, error = null, due_at = $4,
                            taken_at = case when $5 then $4 else taken_at end
                        where id = $1 and position = $2
                        """)
                .execute(Tuple.of(webhook.id(), webhook.position(), position, sql(now), posted))
                .mapEmpty();
    }

    Future<Void> failed(SqlClient client, Webhook webhook, String error, Instant now, Instant again) {
        return client.preparedQuery(
                        """
                        update webhook
                        set attempt = attempt + 1, failing_since = coalesce(failing_since, $3), error = $4, due_at = $5
                        where id = $1 and position = $2
                        """)
                .execute(Tuple.of(webhook.id(), webhook.position(), sql(now), error, sql(again)))
                .mapEmpty();
    }

    /** Puts what comes next aside, once, and goes on behind it. */
    Future<Void> refused(SqlClient client, Webhook webhook, WebhookRefusal refusal) {
        return client.preparedQuery(
                        """
                        with moved as (
                            update webhook
                            set position = $3, attempt = 0, failing_since = null, error = null, due_at = $6
                            where id = $1 and position = $2
                            returning id, organisation_id
                        )
                        insert into webhook_refusal (organisation_id, webhook_id, position, kind, error, at)
                        select organisation_id, id, $3, $4, $5, $6 from moved
                        """)
                .execute(Tuple.of(
                        webhook.id(),
                        webhook.position(),
                        refusal.position(),
                        refusal.kind(),
                        refusal.error(),
                        sql(refusal.at())))
                .mapEmpty();
    }

    private static Webhook webhook(Row row) {
        return new Webhook(
                row.getLong("id"),
                row.getLong("organisation_id"),
                Objects.requireNonNull(row.getString("url")),
                List.of(row.getArrayOfStrings("kinds")),
                row.getInteger("secret_version"),
                instant(row, "secret_changed_at"),
                row.getLong("position"),
                row.getInteger("attempt"),
                instantOrNull(row, "failing_since"),
                row.getString("error"),
                instant(row, "created_at"),
                instantOrNull(row, "taken_at"),
                row.getLong("refused"));
    }
}
