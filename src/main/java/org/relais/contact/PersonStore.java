package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.database.Rows;
import org.relais.task.Sequence;

/** Records of one part about people, whose merge, erasure and export are statements carried out in order. */
public abstract class PersonStore implements PersonRecords {
    private final String name;
    private final List<String> merges;
    private final List<String> erasures;
    private final String export;

    /**
     * @param merges of organisation $1, from contact $2 into contact $3
     * @param erasures of organisation $1, of the contacts $2
     * @param export of organisation $1 and contact $2: one JSON object a row, as {@code record}
     */
    protected PersonStore(String name, List<String> merges, List<String> erasures, String export) {
        this.name = name;
        this.merges = merges;
        this.erasures = erasures;
        this.export = export;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return each(transaction, merges, Tuple.of(organisationId, from, into));
    }

    @Override
    public final Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return each(transaction, erasures, Tuple.of(organisationId, (Object) contactIds.toArray(Long[]::new)));
    }

    private static Future<Void> each(SqlConnection transaction, List<String> statements, Tuple people) {
        return Sequence.each(
                statements, statement -> transaction.preparedQuery(statement).execute(people));
    }

    @Override
    public final Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(export)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(row -> row.getJsonObject("record")))
                .map(JsonArray::new);
    }
}
