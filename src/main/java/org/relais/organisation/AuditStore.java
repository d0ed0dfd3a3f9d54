package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.StreamSupport;
import org.relais.database.Timestamps;

/** Who did what, in SQL: written in the transaction of the deed. Details never hold personal data. */
public final class AuditStore {
    private final InstantSource clock;

    public AuditStore(InstantSource clock) {
        this.clock = clock;
    }

    /** One deed. */
    public record AuditEvent(long id, String actor, String action, String subject, JsonObject detail, Instant at) {}

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

    /** The latest events before {@code beforeId}, newest first. */
    public Future<List<AuditEvent>> page(SqlClient client, long organisationId, long beforeId, int limit) {
        return client.preparedQuery(
                        """
                        select id, actor, action, subject, detail, at from audit_event
                        where organisation_id = $1 and id < $2 order by id desc limit $3
                        """)
                .execute(Tuple.of(organisationId, beforeId, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new AuditEvent(
                                row.getLong("id"),
                                row.getString("actor"),
                                row.getString("action"),
                                row.getString("subject"),
                                row.getJsonObject("detail"),
                                Timestamps.instant(row, "at")))
                        .toList());
    }
}
