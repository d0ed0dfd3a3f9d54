package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import org.relais.database.Rows;

/** What organisations have to say of their broadcasts and actions, in SQL. */
final class DeclarationStore {
    private static final String DUTY =
            """
            select political, time_zone from organisation where id = $1
            """;

    /**
     * What an organisation has to say.
     *
     * @param required whether it must say of each broadcast and each action what it is
     * @param zone where its days begin
     */
    record Duty(boolean required, ZoneId zone) {}

    Future<Duty> duty(SqlClient client, long organisationId) {
        return client.preparedQuery(DUTY)
                .execute(Tuple.of(organisationId))
                .map(Rows.only(row -> new Duty(row.getBoolean("political"), ZoneId.of(row.getString("time_zone")))));
    }
}
