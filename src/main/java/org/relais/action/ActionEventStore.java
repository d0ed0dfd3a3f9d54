package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.database.Timestamps;

/** What happened to actions and in them (table {@code action_event}). */
final class ActionEventStore {
    private static final String NOTE =
            """
            insert into action_event (organisation_id, action_id, assignment_id, kind, at, detail)
            values ($1, $2, $3, $4, $5, $6)
            """;

    /**
     * Writes down what happened.
     *
     * @param assignment null for what happened to the action itself
     * @param kind letters a to z and underscores
     * @param detail never personal data
     */
    Future<Void> note(
            SqlClient tx, Action action, @Nullable Assignment assignment, String kind, JsonObject detail, Instant at) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(
                        action.organisationId(),
                        action.id(),
                        assignment == null ? null : assignment.id(),
                        kind,
                        Timestamps.sql(at),
                        detail))
                .mapEmpty();
    }
}
