package org.relais.health;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** Pictures of senders in SQL. */
final class PictureStore {

    /** Notes that a platform is asked now; false when it was asked since {@code before}, by any node. */
    Future<Boolean> ask(SqlClient client, Sender sender, Instant now, Instant before) {
        return client.preparedQuery(
                        """
                        update sender set picture_asked_at = $3
                        where organisation_id = $1 and id = $2 and removed_at is null
                          and (picture_asked_at is null or picture_asked_at <= $4)
                        """)
                .execute(Tuple.of(sender.organisationId(), sender.id(), Timestamps.sql(now), Timestamps.sql(before)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** @param picture null for none */
    Future<Void> save(SqlClient client, Sender sender, @Nullable Buffer picture) {
        return client.preparedQuery(
                        """
                        update sender set picture = $3
                        where organisation_id = $1 and id = $2 and picture is distinct from $3
                        """)
                .execute(Tuple.of(sender.organisationId(), sender.id(), picture))
                .mapEmpty();
    }

    Future<Optional<Buffer>> find(SqlClient client, long organisationId, long senderId) {
        return client.preparedQuery(
                        """
                        select picture from sender
                        where organisation_id = $1 and id = $2 and removed_at is null and picture is not null
                        """)
                .execute(Tuple.of(organisationId, senderId))
                .map(Rows.first(row -> row.getBuffer("picture")));
    }
}
