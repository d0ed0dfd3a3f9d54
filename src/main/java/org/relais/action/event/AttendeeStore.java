package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who comes, as organisers look it up. */
public final class AttendeeStore {
    private static final String PAGE =
            """
            select a.id, a.contact_id, c.name, a.standing, a.since
            from event_answer a
            join contact c on c.id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.id > $4 and ($3::text is null or a.standing = $3)
            order by a.id
            limit $5
            """;

    /**
     * @param answerId what the next page begins behind
     * @param since when they came to stand there
     */
    public record Line(long answerId, long contactId, String name, AttendanceState standing, Instant since) {}

    Future<List<Line>> page(
            SqlClient client,
            long organisationId,
            long actionId,
            @Nullable AttendanceState standing,
            long afterAnswerId,
            int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(
                        organisationId,
                        actionId,
                        standing == null ? null : standing.sqlName(),
                        afterAnswerId,
                        Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(row -> new Line(
                        row.getLong("id"),
                        row.getLong("contact_id"),
                        row.getString("name"),
                        AttendanceState.of(row.getString("standing")),
                        Timestamps.instant(row, "since"))));
    }
}
