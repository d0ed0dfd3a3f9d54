package org.relais.answer;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.contact.PersonRecords;
import org.relais.database.Rows;

/** A person's answers to broadcasts: follow merges, leave only counts after an erasure. */
public final class AnswerRecordStore implements PersonRecords {
    /** Where both have answered, the later answer counts. */
    private static final String KEEP_ONE =
            """
            update broadcast_answer older set replaced_at = newer.answered_at
            from broadcast_answer newer
            where older.organisation_id = $1 and older.contact_id in ($2, $3) and older.replaced_at is null
              and newer.broadcast_id = older.broadcast_id and newer.contact_id in ($2, $3) and newer.replaced_at is null
              and (older.answered_at, older.id) < (newer.answered_at, newer.id)
            """;

    private static final String MOVE =
            """
            update broadcast_answer set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE_REPLACED =
            """
            delete from broadcast_answer
            where organisation_id = $1 and contact_id = any ($2) and replaced_at is not null
            """;

    private static final String ERASE =
            """
            update broadcast_answer set contact_id = null, delivery_id = null
            where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String EXPORT =
            """
            select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                       'broadcast', a.broadcast_id, 'answer', a.label, 'payload', a.payload, 'manner', a.manner,
                       'answeredAt', a.answered_at, 'replacedAt', a.replaced_at)) order by a.id), '[]') as found
            from broadcast_answer a
            where a.organisation_id = $1 and a.contact_id = $2
            """;

    @Override
    public String name() {
        return "answers";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        Tuple people = Tuple.of(organisationId, from, into);
        return transaction
                .preparedQuery(KEEP_ONE)
                .execute(people)
                .compose(kept -> transaction.preparedQuery(MOVE).execute(people))
                .mapEmpty();
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        Tuple people = Tuple.of(organisationId, (Object) contactIds.toArray(Long[]::new));
        return transaction
                .preparedQuery(ERASE_REPLACED)
                .execute(people)
                .compose(deleted -> transaction.preparedQuery(ERASE).execute(people))
                .mapEmpty();
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(EXPORT)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.only(row -> row.getJsonArray("found")));
    }
}
