package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code saved_audience}, always within one organisation. */
public final class SavedAudienceStore {
    private static final String COLUMNS = "id, name, audience, version, created_by, updated_at";

    private static final String ALL = "select " + COLUMNS
            + """
             from saved_audience where organisation_id = $1 order by lower(name), id
            """;

    private static final String FIND = "select " + COLUMNS
            + """
             from saved_audience where organisation_id = $1 and id = $2
            """;

    private static final String INSERT =
            """
            insert into saved_audience (organisation_id, name, audience, created_by, created_at, updated_at)
            select $1, $2, $3, $4, $5, $5
            where (select count(*) from saved_audience where organisation_id = $1) < $6
            on conflict (organisation_id, name) do nothing
            returning\s"""
                    + COLUMNS;

    private static final String UPDATE =
            """
            update saved_audience set name = $4, audience = $5, updated_at = $6, version = version + 1
            where organisation_id = $1 and id = $2 and version = $3
            returning\s"""
                    + COLUMNS;

    private static final String NAMED =
            """
            select id from saved_audience where organisation_id = $1 and name = $2 and id <> $3
            """;

    private static final String DELETE =
            """
            delete from saved_audience where organisation_id = $1 and id = $2
            """;

    /** Those of the organisation, by name. */
    public Future<List<SavedAudience>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(ALL).execute(Tuple.of(organisationId)).map(Rows.all(SavedAudienceStore::saved));
    }

    Future<Optional<SavedAudience>> find(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, id))
                .map(Rows.first(SavedAudienceStore::saved));
    }

    /** Empty when there are too many already, or another one has the name. */
    Future<Optional<SavedAudience>> insert(
            SqlClient tx, long organisationId, String name, Audience audience, String by, Instant now) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(
                        organisationId,
                        name,
                        AudienceCodec.encode(audience),
                        by,
                        Timestamps.sql(now),
                        SavedAudience.MOST))
                .map(Rows.first(SavedAudienceStore::saved));
    }

    /** Empty when there is none of this version. */
    Future<Optional<SavedAudience>> update(SqlClient tx, long organisationId, SavedAudience changed, Instant now) {
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        organisationId,
                        changed.id(),
                        changed.version(),
                        changed.name(),
                        AudienceCodec.encode(changed.audience()),
                        Timestamps.sql(now)))
                .map(Rows.first(SavedAudienceStore::saved));
    }

    /** Whether another one has the name. */
    Future<Boolean> named(SqlClient client, long organisationId, String name, long id) {
        return client.preparedQuery(NAMED)
                .execute(Tuple.of(organisationId, name, id))
                .map(rows -> rows.size() > 0);
    }

    Future<Boolean> delete(SqlClient tx, long organisationId, long id) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(organisationId, id)).map(rows -> rows.rowCount() == 1);
    }

    private static SavedAudience saved(Row row) {
        return new SavedAudience(
                row.getLong("id"),
                row.getString("name"),
                AudienceCodec.restore(row.getJsonObject("audience")),
                row.getInteger("version"),
                row.getString("created_by"),
                Timestamps.instant(row, "updated_at"));
    }
}
