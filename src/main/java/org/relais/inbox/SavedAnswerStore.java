package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code saved_answer}, always within one organisation. */
final class SavedAnswerStore {
    private static final String ALL =
            """
            select id, title, text from saved_answer where organisation_id = $1 order by id
            """;

    private static final String INSERT =
            """
            insert into saved_answer (organisation_id, title, text, created_by, created_at)
            select $1, $2, $3, $4, $5
            where (select count(*) from saved_answer where organisation_id = $1) < $6
            returning id
            """;

    private static final String DELETE =
            """
            delete from saved_answer where organisation_id = $1 and id = $2
            """;

    Future<List<SavedAnswer>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(ALL)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(
                        row -> new SavedAnswer(row.getLong("id"), row.getString("title"), row.getString("text"))));
    }

    /** Empty when there are too many already. */
    Future<Optional<Long>> insert(
            SqlClient tx, long organisationId, String title, String text, String by, Instant now) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(organisationId, title, text, by, Timestamps.sql(now), SavedAnswer.MOST))
                .map(Rows.first(row -> row.getLong("id")));
    }

    Future<Boolean> delete(SqlClient tx, long organisationId, long id) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(organisationId, id)).map(rows -> rows.rowCount() == 1);
    }
}
