package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who is asked for their number, in SQL: whoever has none, once. */
public final class NumberRequestStore {
    private static final String WITHOUT_NUMBER =
            """
            not exists (select from address a
                        where a.contact_id = c.id and a.kind = 'phone' and a.status <> 'retired')
            """;

    private static final String COUNTRY =
            """
            select country from organisation where id = $1 and number_request
            """;

    private static final String TAKE =
            """
            update contact c set number_asked_at = $3, number_open = true
            from organisation o
            where o.id = $1 and o.number_request and c.organisation_id = $1 and c.id = $2 and c.number_asked_at is null
              and\s"""
                    + WITHOUT_NUMBER;

    private static final String IS_OPEN =
            """
            select from contact c
            where c.organisation_id = $1 and c.id = $2 and c.number_asked_at is not null
              and\s"""
                    + WITHOUT_NUMBER;

    private static final String CLOSE =
            """
            update contact set number_open = false where organisation_id = $1 and id = $2 and number_open
            """;

    /** What asked for the number is taken away. */
    public Future<Void> close(SqlClient transaction, long organisationId, long contactId) {
        return transaction
                .preparedQuery(CLOSE)
                .execute(Tuple.of(organisationId, contactId))
                .mapEmpty();
    }

    /** The country of an organisation that asks for numbers; empty for one that doesn't. */
    Future<Optional<String>> country(SqlClient client, long organisationId) {
        return client.preparedQuery(COUNTRY)
                .execute(Tuple.of(organisationId))
                .map(Rows.first(row -> row.getString("country")));
    }

    /** Takes the one right to ask this person; false when they were asked, have a number, or nobody is asked. */
    public Future<Boolean> take(SqlClient transaction, long organisationId, long contactId, Instant now) {
        return transaction
                .preparedQuery(TAKE)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether the person was asked and has no number yet. */
    public Future<Boolean> isOpen(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(IS_OPEN)
                .execute(Tuple.of(organisationId, contactId))
                .map(rows -> rows.size() == 1);
    }
}
