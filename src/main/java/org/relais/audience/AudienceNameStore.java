package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Titles of the broadcasts and actions that audiences can name. */
public final class AudienceNameStore {
    /** The newest, and those that are named. */
    private static final String BROADCASTS =
            """
            select id, title, started_at from broadcast where organisation_id = $1 and id = any ($2)
            union
            (select id, title, started_at from broadcast where organisation_id = $1 and started_at is not null
             order by id desc limit $3)
            order by id desc
            """;

    private static final String ACTIONS =
            """
            select a.id, a.title, a.opened_at, f.form
            from action a left join question_form f on f.action_id = a.id
            where a.organisation_id = $1
              and (a.id = any ($2)
                   or a.id in (select id from action where organisation_id = $1 and opened_at is not null
                               order by id desc limit $3))
            order by a.id desc
            """;

    /**
     * An action that can be named.
     *
     * @param openedAt tells it from another of its title; null as long as it is not open
     * @param form what it asks, as {@code org.relais.action.question} writes it; null unless it is of the kind question
     */
    public record ActionNamed(long id, String title, @Nullable Instant openedAt, @Nullable JsonObject form) {}

    /**
     * A broadcast that can be named.
     *
     * @param startedAt tells it from another of its title; null as long as it has not begun
     */
    public record BroadcastNamed(long id, String title, @Nullable Instant startedAt) {}

    /** Titles of the newest that were sent and of those with these ids, newest first. */
    public Future<List<BroadcastNamed>> broadcasts(
            SqlClient client, long organisationId, Collection<Long> named, int newest) {
        return client.preparedQuery(BROADCASTS)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(named.toArray(Long[]::new))
                        .addValue(newest))
                .map(Rows.all(row -> new BroadcastNamed(
                        row.getLong("id"), row.getString("title"), Timestamps.instantOrNull(row, "started_at"))));
    }

    /** The newest that were opened and those with these ids, newest first. */
    public Future<List<ActionNamed>> actions(
            SqlClient client, long organisationId, Collection<Long> named, int newest) {
        return client.preparedQuery(ACTIONS)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(named.toArray(Long[]::new))
                        .addValue(newest))
                .map(Rows.all(row -> new ActionNamed(
                        row.getLong("id"),
                        row.getString("title"),
                        Timestamps.instantOrNull(row, "opened_at"),
                        row.getJsonObject("form"))));
    }
}
