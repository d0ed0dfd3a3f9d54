package org.relais.delivery;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.instantOrNull;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;
import org.relais.database.Rows;

/** Deliveries as people look them up; the engine's own statements stand with its parts. */
public final class DeliveryStore {
    private static final String COLUMNS =
            """
            select d.id, d.contact_id, d.broadcast_id, coalesce(s.channel, a.channel) as channel, d.purpose, d.state,
                   d.reason, d.attempt, d.basis_event_id, d.basis_class, d.external_id, d.not_before, d.not_after,
                   d.queued_at, d.claimed_at, d.settled_at, d.delivered_at, d.read_at
            from delivery d
            left join sender s on s.id = d.sender_id
            left join address a on a.id = d.address_id
            """;

    private static final String FIND =
            COLUMNS + """
            where d.organisation_id = $1 and d.id = $2
            """;

    private static final String OF_BROADCAST = COLUMNS
            + """
            where d.organisation_id = $1 and d.broadcast_id = $2 and d.contact_id > $3
              and ($4::text is null or d.state = $4)
            order by d.contact_id
            limit $5
            """;

    private static final String OF_CONTACT = COLUMNS
            + """
            where d.organisation_id = $1 and d.contact_id = $2 and d.id < $3
              and ($4::text is null or d.state = $4)
            order by d.id desc
            limit $5
            """;

    private static final String OF_BOTH = COLUMNS
            + """
            where d.organisation_id = $1 and d.broadcast_id = $2 and d.contact_id = $3
              and ($4::text is null or d.state = $4)
            """;

    /** One delivery of the organisation. */
    public Future<Optional<Delivery>> find(SqlClient client, long organisationId, long deliveryId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, deliveryId))
                .map(rows -> Rows.all(rows, DeliveryStore::delivery).stream().findFirst());
    }

    /**
     * Deliveries of a broadcast in the order of its people, of whom each has one.
     *
     * @param state only those that stand there; null: all
     * @param afterContactId the last contact of the page before, 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<Delivery>> ofBroadcast(
            SqlClient client,
            long organisationId,
            long broadcastId,
            @Nullable String state,
            long afterContactId,
            int limit) {
        return client.preparedQuery(OF_BROADCAST)
                .execute(Tuple.of(organisationId, broadcastId, afterContactId, state, bounded(limit)))
                .map(Rows.all(DeliveryStore::delivery));
    }

    /**
     * Everything that was ever queued for a person.
     *
     * @param state only those that stand there; null: all
     * @param limit 1 to 1,000
     */
    public Future<List<Delivery>> ofContact(
            SqlClient client, long organisationId, long contactId, @Nullable String state, Paging paging, int limit) {
        return client.preparedQuery(paging.of(OF_CONTACT))
                .execute(Tuple.of(organisationId, contactId, paging.cursor(), state, bounded(limit)))
                .map(Rows.all(DeliveryStore::delivery));
    }

    /** What a person got of a broadcast, if that stands in {@code state} (null: wherever it stands). */
    public Future<List<Delivery>> ofBroadcastAndContact(
            SqlClient client, long organisationId, long broadcastId, long contactId, @Nullable String state) {
        return client.preparedQuery(OF_BOTH)
                .execute(Tuple.of(organisationId, broadcastId, contactId, state))
                .map(Rows.all(DeliveryStore::delivery));
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, 1_000));
    }

    private static Delivery delivery(Row row) {
        return new Delivery(
                row.getLong("id"),
                row.getLong("contact_id"),
                row.getLong("broadcast_id"),
                row.getString("channel"),
                row.getString("purpose"),
                row.getString("state"),
                row.getString("reason"),
                row.getInteger("attempt"),
                row.getLong("basis_event_id"),
                row.getString("basis_class"),
                row.getString("external_id"),
                instant(row, "not_before"),
                instantOrNull(row, "not_after"),
                instant(row, "queued_at"),
                instantOrNull(row, "claimed_at"),
                instantOrNull(row, "settled_at"),
                instantOrNull(row, "delivered_at"),
                instantOrNull(row, "read_at"));
    }
}
