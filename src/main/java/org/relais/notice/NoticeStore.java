package org.relais.notice;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Advertisement;
import org.relais.broadcast.Declaration;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Actor;

/** Notices and what is reported of them, in SQL. */
final class NoticeStore {
    private static final String OF_BROADCAST =
            """
            select b.organisation_id, b.id, b.message_id, b.started_at, b.audience, b.channel, b.declaration,
                   (select o.time_zone from organisation o where o.id = b.organisation_id) as time_zone,
                   (select coalesce(sum(p.deliveries), 0) from broadcast_progress p
                    where p.broadcast_id = b.id and p.state in ('accepted', 'delivered', 'read'))::bigint as people,
                   coalesce((select jsonb_agg(jsonb_build_object('declaration', v.declaration, 'at', v.changed_at)
                                              order by v.version)
                             from notice_version v
                             where v.organisation_id = b.organisation_id and v.broadcast_id = b.id), '[]') as later
            from broadcast b
            where b.started_at is not null and b.declaration ->> 'kind' = 'political_advertising'
            """;

    private static final String FIND = OF_BROADCAST + " and b.organisation_id = $1 and b.id = $2";

    /** Whichever of its texts it is. */
    private static final String BY_MESSAGE = OF_BROADCAST
            + """
             and b.organisation_id = (select m.organisation_id from message m where m.id = $1)
             and $1 in (b.message_id, b.variant_id)
            """;

    /** Two who correct at once make two versions: the second waits for the first one's row of the broadcast. */
    private static final String LOCK =
            """
            select from broadcast where organisation_id = $1 and id = $2 for no key update
            """;

    private static final String CORRECT =
            """
            insert into notice_version (organisation_id, broadcast_id, version, declaration, changed_by, changed_at)
            select $1, $2, 2 + count(*), $3::jsonb, $4::text, $5::timestamptz from notice_version where organisation_id = $1 and broadcast_id = $2
            """;

    private static final String REPORT =
            """
            insert into notice_report (organisation_id, broadcast_id, text, email, received_at) values ($1, $2, $3, $4, $5)
            """;

    private static final String OPEN =
            """
            select r.id, r.broadcast_id, b.title, r.text, r.email, r.received_at
            from notice_report r join broadcast b on b.organisation_id = r.organisation_id and b.id = r.broadcast_id
            where r.organisation_id = $1 and r.closed_at is null and r.id > $2
            order by r.id
            limit $3
            """;

    /** Where an answer was asked for is of no use any more. */
    private static final String CLOSE =
            """
            update notice_report set closed_at = $3, closed_by = $4, email = null
            where organisation_id = $1 and id = $2 and closed_at is null
            """;

    private static final String PRUNE = """
            delete from notice_report where closed_at <= $1
            """;

    Future<Optional<Notice>> find(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, broadcastId))
                .map(Rows.first(NoticeStore::notice));
    }

    Future<Optional<Notice>> byMessage(SqlClient client, long messageId) {
        return client.preparedQuery(BY_MESSAGE).execute(Tuple.of(messageId)).map(Rows.first(NoticeStore::notice));
    }

    Future<Void> lock(SqlClient transaction, long organisationId, long broadcastId) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, broadcastId))
                .mapEmpty();
    }

    /** Adds a version behind the last one. */
    Future<Void> correct(SqlClient transaction, Actor actor, long broadcastId, Declaration says, Instant now) {
        return transaction
                .preparedQuery(CORRECT)
                .execute(
                        Tuple.of(actor.organisationId(), broadcastId, says.encode(), actor.name(), Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<Void> report(SqlClient client, Notice notice, String text, @Nullable String email, Instant now) {
        return client.preparedQuery(REPORT)
                .execute(Tuple.of(notice.organisationId(), notice.broadcastId(), text, email, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Those that nobody has seen to, oldest first. */
    Future<List<NoticeReport>> open(SqlClient client, long organisationId, long after, int limit) {
        return client.preparedQuery(OPEN)
                .execute(Tuple.of(organisationId, after, limit))
                .map(Rows.all(row -> new NoticeReport(
                        row.getLong("id"),
                        row.getLong("broadcast_id"),
                        row.getString("title"),
                        row.getString("text"),
                        row.getString("email"),
                        Timestamps.instant(row, "received_at"))));
    }

    /** False when the organisation has no open one of this id. */
    Future<Boolean> close(SqlClient transaction, Actor actor, long id, Instant now) {
        return transaction
                .preparedQuery(CLOSE)
                .execute(Tuple.of(actor.organisationId(), id, Timestamps.sql(now), actor.name()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Deletes the reports that were closed before. */
    Future<Void> prune(SqlClient client, Instant before) {
        return client.preparedQuery(PRUNE)
                .execute(Tuple.of(Timestamps.sql(before)))
                .mapEmpty();
    }

    private static Notice notice(Row row) {
        Instant started = Timestamps.instant(row, "started_at");
        List<Notice.Version> versions = new ArrayList<>();
        versions.add(new Notice.Version(1, says(row.getJsonObject("declaration")), started));
        row.getJsonArray("later").forEach(each -> {
            JsonObject later = (JsonObject) each;
            versions.add(new Notice.Version(
                    versions.size() + 1,
                    says(later.getJsonObject("declaration")),
                    OffsetDateTime.parse(later.getString("at")).toInstant()));
        });
        return new Notice(
                row.getLong("organisation_id"),
                row.getLong("id"),
                row.getLong("message_id"),
                started,
                ZoneId.of(row.getString("time_zone")),
                AudienceCodec.restore(row.getJsonObject("audience")),
                row.getString("channel"),
                row.getLong("people"),
                versions);
    }

    private static Advertisement says(JsonObject declaration) {
        return Objects.requireNonNull(
                Objects.requireNonNull(Declaration.restore(declaration)).advertisement(),
                "it is political advertising");
    }
}
