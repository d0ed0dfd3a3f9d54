package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.input.FaultCode;
import org.relais.database.Timestamps;
import org.relais.input.InvalidInputException;

/** Audiences kept under a name (table {@code audience}). A broadcast copies the definition: a later change is not its own. */
public final class SavedAudienceStore {
    private static final String SAVE =
            """
            insert into audience (organisation_id, name, definition, created_by, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $5)
            on conflict (organisation_id, name) do update
            set definition = excluded.definition, updated_at = excluded.updated_at
            returning id
            """;

    private static final String LIST =
            """
            select id, name, definition, updated_at from audience where organisation_id = $1 order by name
            """;

    private static final String FIND =
            """
            select id, name, definition, updated_at from audience where organisation_id = $1 and id = $2
            """;

    private static final String DELETE =
            """
            delete from audience where organisation_id = $1 and id = $2
            """;

    /** An audience with its name. */
    public record SavedAudience(long id, String name, Audience audience, Instant updatedAt) {}

    /** Saves under a name, in place of the audience that had it; fails with {@link InvalidInputException} for a wrong name. */
    public Future<Long> save(
            SqlClient client, long organisationId, String name, Audience audience, String actor, Instant now) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > 100 || stripped.chars().anyMatch(Character::isISOControl)) {
            return Future.failedFuture(new InvalidInputException("name", FaultCode.TEXT_LENGTH, 100));
        }
        return client.preparedQuery(SAVE)
                .execute(Tuple.of(organisationId, stripped, AudienceCodec.encode(audience), actor, Timestamps.sql(now)))
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    /** Every saved audience, by name. */
    public Future<List<SavedAudience>> list(SqlClient client, long organisationId) {
        return client.preparedQuery(LIST).execute(Tuple.of(organisationId)).map(rows -> {
            List<SavedAudience> saved = new ArrayList<>();
            rows.forEach(row -> saved.add(saved(row)));
            return saved;
        });
    }

    public Future<Optional<SavedAudience>> find(SqlClient client, long organisationId, long audienceId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, audienceId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(saved(rows.iterator().next())));
    }

    /** Completes with whether there was one. */
    public Future<Boolean> delete(SqlClient client, long organisationId, long audienceId) {
        return client.preparedQuery(DELETE)
                .execute(Tuple.of(organisationId, audienceId))
                .map(rows -> rows.rowCount() > 0);
    }

    private static SavedAudience saved(Row row) {
        return new SavedAudience(
                row.getLong("id"),
                row.getString("name"),
                AudienceCodec.decode(row.getJsonObject("definition")),
                Timestamps.instant(row, "updated_at"));
    }
}
