package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Federations in SQL. */
public final class FederationStore {
    private static final String SELECT =
            """
            select f.id, f.name, o.slug as section_slug, o.name as section_name
            from federation f left join organisation o on o.federation_id = f.id
            """;

    private static final String ORDER = " order by f.name, o.name, o.id";

    /** Fails with SQLSTATE 23505 when the name is taken. */
    public Future<Long> create(SqlClient client, String name, Instant now) {
        return client.preparedQuery("insert into federation (name, created_at) values ($1, $2) returning id")
                .execute(Tuple.of(name, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLong("id")));
    }

    public Future<Optional<Federation>> find(SqlClient client, String name) {
        return client.preparedQuery(SELECT + " where f.name = $1" + ORDER)
                .execute(Tuple.of(name))
                .map(FederationStore::first);
    }

    /** The one that an organisation is a section of. */
    public Future<Optional<Federation>> of(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        SELECT + " where f.id = (select m.federation_id from organisation m where m.id = $1)" + ORDER)
                .execute(Tuple.of(organisationId))
                .map(FederationStore::first);
    }

    public Future<List<Federation>> all(SqlClient client) {
        return client.preparedQuery(SELECT + ORDER).execute().map(FederationStore::federations);
    }

    /** Makes an organisation a section; false, with nothing changed, when it is one already. */
    public Future<Boolean> join(SqlClient client, long federationId, long organisationId) {
        return client.preparedQuery(
                        "update organisation set federation_id = $2 where id = $1 and federation_id is null")
                .execute(Tuple.of(organisationId, federationId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends that; false when it was none of this federation. */
    public Future<Boolean> leave(SqlClient client, long federationId, long organisationId) {
        return client.preparedQuery("update organisation set federation_id = null where id = $1 and federation_id = $2")
                .execute(Tuple.of(organisationId, federationId))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Federation> first(RowSet<Row> rows) {
        return federations(rows).stream().findFirst();
    }

    private static List<Federation> federations(RowSet<Row> rows) {
        Map<Long, List<Federation.Section>> sections = new LinkedHashMap<>();
        Map<Long, String> names = new LinkedHashMap<>();
        for (Row row : rows) {
            names.put(row.getLong("id"), row.getString("name"));
            List<Federation.Section> own = sections.computeIfAbsent(row.getLong("id"), id -> new ArrayList<>());
            if (row.getString("section_slug") != null) {
                own.add(new Federation.Section(row.getString("section_slug"), row.getString("section_name")));
            }
        }
        return names.entrySet().stream()
                .map(one ->
                        new Federation(one.getKey(), one.getValue(), sections.getOrDefault(one.getKey(), List.of())))
                .toList();
    }
}
