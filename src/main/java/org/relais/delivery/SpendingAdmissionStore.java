package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL of what may still be spent; see {@link SpendingAdmission}. */
final class SpendingAdmissionStore {
    private static final String ROOM = "select spending_room($1, $2, $3) as room";

    private static final String PAUSE = "select pause_at_ceiling($1, $2) as paused";

    /** Messages that fit beside those under way, or how many of these do not (negative); empty for no bound. */
    Future<Optional<Long>> room(SqlClient client, Sender sender, Instant now) {
        return client.preparedQuery(ROOM)
                .execute(Tuple.of(sender.organisationId(), sender.channel(), Timestamps.sql(now)))
                .map(Rows.only(row -> Optional.ofNullable(row.getLong("room"))));
    }

    Future<Void> pause(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(PAUSE)
                .execute(Tuple.of(organisationId, broadcastId))
                .mapEmpty();
    }
}
