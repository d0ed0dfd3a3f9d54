package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpecCodec;

/** Shareable messages by link, and what happened by links (tables {@code share_term} and {@code share_event}). */
public final class ShareStore {
    private static final String FIND =
            """
            select m.id, m.organisation_id, m.spec, m.ends_at, v.id as volunteer_id, coalesce(v.name, '') as name, v.language,
                   coalesce(v.variables, '{}') as variables, v.erased_at
            from shareable_message m
            left join contact named on named.organisation_id = m.organisation_id and named.id = $2
            left join contact v on v.id = coalesce(named.merged_into, named.id)
            where m.id = $1 and ($2 = 0 or v.id is not null)
            """;

    private static final String RECORD =
            """
            insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at)
            values ($1, $2, $3, $4, $5, $6)
            """;

    /** The two texts of one broadcast are passed on alike: half of the pages would stay otherwise. */
    private static final String END =
            """
            insert into share_term (message_id, organisation_id, ends_at, set_by, set_at)
            select m.id, m.organisation_id, $3, $4, $5
            from shareable_message m
            where m.organisation_id = $1
              and (m.id = $2
                   or m.id in (select unnest(array[b.message_id, b.variant_id]) from broadcast b
                               where b.organisation_id = $1 and b.variant_id is not null
                                 and $2 in (b.message_id, b.variant_id)))
            on conflict (message_id) do update
            set ends_at = excluded.ends_at, set_by = excluded.set_by, set_at = excluded.set_at
            """;

    private static final String NEWEST =
            """
            select m.id, m.organisation_id, m.spec, m.ends_at, v.id as volunteer_id, coalesce(v.name, '') as name, v.language,
                   coalesce(v.variables, '{}') as variables, v.erased_at
            from delivery d
            join shareable_message m on m.organisation_id = d.organisation_id and m.id = d.message_id
            join contact v on v.organisation_id = d.organisation_id and v.id = d.contact_id
            where d.organisation_id = $1 and d.contact_id = $2 and d.state in ('accepted', 'delivered', 'read')
              and d.broadcast_id is not null and (m.ends_at is null or m.ends_at > $3)
            order by m.id desc
            limit 1
            """;

    /** What happened by a link. */
    enum Kind {
        OPENED("opened"),
        SHARED("shared"),
        VISIT("visit");

        private final String sqlName;

        Kind(String sqlName) {
            this.sqlName = sqlName;
        }
    }

    /** The message that a link leads to, also when it has ended; empty when there is none, or no such volunteer. */
    Future<Optional<SharedMessage>> find(SqlClient client, ShareLink link) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(link.messageId(), link.volunteerId()))
                .map(Rows.first(ShareStore::shared));
    }

    /** The newest message that a broadcast brought somebody and that may still be passed on. */
    Future<Optional<SharedMessage>> newest(SqlClient client, long organisationId, long contactId, Instant now) {
        return client.preparedQuery(NEWEST)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now)))
                .map(Rows.first(ShareStore::shared));
    }

    /** @param app for {@link Kind#SHARED} the app; null for every other kind */
    Future<Void> record(SqlClient client, SharedMessage message, Kind kind, @Nullable ShareApp app, Instant now) {
        return client.preparedQuery(RECORD)
                .execute(Tuple.of(
                        message.organisationId(),
                        message.messageId(),
                        message.volunteerId(),
                        kind.sqlName,
                        app == null ? null : app.word(),
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /**
     * Sets when the public pages of a message end, with those of the other text of its broadcast if there is one.
     *
     * @param actor organiser or token, for the record
     * @return false when the organisation has no such shareable message
     */
    public Future<Boolean> end(
            SqlClient client, long organisationId, long messageId, Instant endsAt, String actor, Instant now) {
        return client.preparedQuery(END)
                .execute(Tuple.of(organisationId, messageId, Timestamps.sql(endsAt), actor, Timestamps.sql(now)))
                .map(rows -> rows.rowCount() > 0);
    }

    static SharedMessage shared(Row row) {
        boolean erased = row.getOffsetDateTime("erased_at") != null;
        return new SharedMessage(
                row.getLong("id"),
                row.getLong("organisation_id"),
                MessageSpecCodec.restore(row.getJsonObject("spec")),
                erased ? null : row.getLong("volunteer_id"),
                row.getString("name"),
                row.getString("language"),
                row.getJsonObject("variables"),
                Timestamps.instantOrNull(row, "ends_at"));
    }
}
