package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** The broadcasts that offer actions (table {@code action_offer}). */
public final class OfferStore {
    private static final String OFFER =
            """
            insert into action_offer (broadcast_id, organisation_id, action_id, contact_ids, created_by, created_at)
            values ($1, $2, $3, $4, $5, $6)
            """;

    private static final String OFFERS =
            """
            select broadcast_id from action_offer where organisation_id = $1 and action_id = $2 order by broadcast_id
            """;

    private static final String OFFERING =
            """
            select broadcast_id from action_offer where organisation_id = $1 and broadcast_id = any ($2)
            """;

    /** Offers whose broadcast was composed, but not started before the process ended. */
    private static final String UNSENT =
            """
            select o.organisation_id, o.broadcast_id
            from action a
            join action_offer o on o.action_id = a.id
            join broadcast b on b.id = o.broadcast_id
            where a.state = 'open' and b.state = 'draft' and o.created_at <= $1
            order by o.broadcast_id
            """;

    private static final String RUNNING =
            """
            select o.organisation_id, o.broadcast_id
            from action a
            join action_offer o on o.action_id = a.id
            join broadcast b on b.id = o.broadcast_id
            where a.state in ('ended', 'cancelled') and b.state not in ('finished', 'cancelled')
              and ($1::bigint is null or a.id = $1)
            order by o.broadcast_id
            limit 1000
            """;

    /** A broadcast of an organisation. */
    record Offer(long organisationId, long broadcastId) {
        private static Offer of(Row row) {
            return new Offer(row.getLong("organisation_id"), row.getLong("broadcast_id"));
        }
    }

    /** @param contactIds those assigned by hand; null for the action's own audience */
    Future<Void> offer(
            SqlClient tx, Action action, long broadcastId, @Nullable List<Long> contactIds, String actor, Instant now) {
        return tx.preparedQuery(OFFER)
                .execute(Tuple.of(
                        broadcastId,
                        action.organisationId(),
                        action.id(),
                        contactIds == null ? null : contactIds.toArray(Long[]::new),
                        actor,
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The broadcasts that offer an action, oldest first. */
    Future<List<Long>> offers(SqlClient client, Action action) {
        return client.preparedQuery(OFFERS)
                .execute(Tuple.of(action.organisationId(), action.id()))
                .map(Rows.all(row -> row.getLong("broadcast_id")));
    }

    /** Those of these broadcasts that offer an action. */
    public Future<Set<Long>> offering(SqlClient client, long organisationId, Collection<Long> broadcastIds) {
        return client.preparedQuery(OFFERING)
                .execute(Tuple.of(organisationId, (Object) broadcastIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("broadcast_id")))
                .map(Set::copyOf);
    }

    Future<List<Offer>> unsent(SqlClient client, Instant before) {
        return client.preparedQuery(UNSENT)
                .execute(Tuple.of(Timestamps.sql(before)))
                .map(Rows.all(Offer::of));
    }

    /** Offers that still go out although the action is over; of one action, or of all for null. */
    Future<List<Offer>> running(SqlClient client, @Nullable Long actionId) {
        return client.preparedQuery(RUNNING).execute(Tuple.of(actionId)).map(Rows.all(Offer::of));
    }
}
