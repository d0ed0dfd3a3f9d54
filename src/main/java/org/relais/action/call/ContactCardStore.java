package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** The messages in which numbers were shown. */
final class ContactCardStore {
    private static final String TAKE =
            """
            select t.id, t.organisation_id, t.volunteer_id, t.chat_address_id, t.sender_id, t.card_delivery_id,
                   a.channel, c.language
            from call_attempt t
            left join address a on a.id = t.chat_address_id
            left join contact c on c.id = t.volunteer_id
            where t.ended_at is not null and t.cleared_at is null %s
            order by t.id limit 1
            for no key update of t skip locked
            """;

    private static final String TAKE_ANY = TAKE.formatted("");
    private static final String TAKE_ONE = TAKE.formatted("and t.id = $1");

    private static final String CLEARED =
            """
            update call_attempt set cleared_at = $2 where id = $1
            """;

    private static final String FORGET =
            """
            update message m set spec = $2 from delivery d where d.id = $1 and m.id = d.message_id
            """;

    /** A card that is to be taken out of its chat. */
    record Card(
            long attemptId,
            long organisationId,
            @Nullable Long volunteerId,
            @Nullable Long chatAddressId,
            long senderId,
            @Nullable Long deliveryId,
            @Nullable String channel,
            @Nullable String language) {}

    /** The card of any call that is over, kept from others; empty when every number is out of its chat. */
    Future<Optional<Card>> any(SqlClient tx) {
        return tx.preparedQuery(TAKE_ANY).execute().map(ContactCardStore::first);
    }

    /** The card of one call, if it is over and its number still in the chat. */
    Future<Optional<Card>> of(SqlClient tx, long attemptId) {
        return tx.preparedQuery(TAKE_ONE).execute(Tuple.of(attemptId)).map(ContactCardStore::first);
    }

    Future<Void> cleared(SqlClient tx, long attemptId, Instant now) {
        return tx.preparedQuery(CLEARED)
                .execute(Tuple.of(attemptId, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Puts another text in place of what a delivery said, in our own copy. */
    Future<Void> forget(SqlClient tx, long deliveryId, JsonObject spec) {
        return tx.preparedQuery(FORGET).execute(Tuple.of(deliveryId, spec)).mapEmpty();
    }

    private static Optional<Card> first(RowSet<Row> rows) {
        return Rows.first(
                rows,
                row -> new Card(
                        row.getLong("id"),
                        row.getLong("organisation_id"),
                        row.getLong("volunteer_id"),
                        row.getLong("chat_address_id"),
                        row.getLong("sender_id"),
                        row.getLong("card_delivery_id"),
                        row.getString("channel"),
                        row.getString("language")));
    }
}
