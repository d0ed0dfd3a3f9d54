package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Rows of {@code inbox} that are stops and holds, from their commit until the last word about them is enqueued. */
public final class PendingStopStore {
    /** For so long the node that stored it is left alone with the wait: later it has died, or the platform has. */
    private static final Duration OWN_WAIT = Duration.ofSeconds(10);

    private static final String MARK_ENFORCED =
            """
            update inbox set enforced_at = $2 where id = any($1::bigint[]) and enforced_at is null returning id
            """;

    private static final String CANCELLED_SINCE =
            """
            select count(*) as cancelled from delivery
            where contact_id = $1 and state = 'cancelled' and reason = 'stopped' and settled_at >= $2
            """;

    private static final String DUE = Database.PLANNED_EACH_TIME + "select " + PendingInboxEvent.COLUMNS
            + """
            from inbox
            where effect in ('stop', 'hold') and processed_at is null
              and case when due_at is not null then due_at <= $1
                       when enforced_at is not null then true
                       else received_at <= $2 end
            order by id
            limit $3
            """;

    private static final String LOCK = "select " + PendingInboxEvent.COLUMNS
            + """
            from inbox where id = $1 and processed_at is null for update skip locked
            """;

    private static final String LOOK_AGAIN =
            """
            update inbox set attempt = attempt + 1, due_at = $2 where id = $1 and processed_at is null
            """;

    private static final String BECOME_STOP =
            """
            update inbox
            set effect = 'stop', organisation_id = $2, contact_id = $3, address_id = $4, ledger_event_id = $5,
                enforced_at = null, due_at = $6
            where id = $1
            """;

    static PendingStop pending(Row row) {
        return new PendingStop(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                ConsentEffectKind.of(row.getString("effect")),
                row.getLong("ledger_event_id"));
    }

    /**
     * From now on these events can be answered, and what they owe the person can be sent.
     *
     * @return the inbox rows for which nobody had noted that before
     */
    public Future<Set<Long>> markEnforced(SqlClient client, List<PendingStop> pending, Instant at) {
        Long[] ids = pending.stream().map(PendingStop::inboxId).toArray(Long[]::new);
        return client.preparedQuery(MARK_ENFORCED)
                .execute(Tuple.of(ids, Timestamps.sql(at)))
                .map(rows -> {
                    Set<Long> marked = new HashSet<>();
                    rows.forEach(row -> marked.add(row.getLong("id")));
                    return marked;
                });
    }

    /** How many deliveries to a person stops have cancelled since a time: also those of a node that died meanwhile. */
    public Future<Integer> cancelledSince(SqlClient client, long contactId, Instant since) {
        return client.preparedQuery(CANCELLED_SINCE)
                .execute(Tuple.of(contactId, Timestamps.sql(since)))
                .map(Rows.only(row -> row.getInteger("cancelled")));
    }

    /** Stops and holds whose wait is over, or was left by a node that died in it; not locked. */
    public Future<List<PendingInboxEvent>> due(SqlClient client, int limit, Instant now) {
        return client.preparedQuery(DUE)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(now.minus(OWN_WAIT)), limit))
                .map(Rows.all(PendingInboxEvent::of));
    }

    /** Takes one for this transaction; empty when another node has it or is done with it. */
    public Future<Optional<PendingInboxEvent>> lock(SqlClient tx, long id) {
        return tx.preparedQuery(LOCK).execute(Tuple.of(id)).map(Rows.first(PendingInboxEvent::of));
    }

    /** Something is still in flight: not before {@code dueAt}. */
    public Future<Void> lookAgain(SqlClient client, long id, Instant dueAt) {
        return client.preparedQuery(LOOK_AGAIN)
                .execute(Tuple.of(id, Timestamps.sql(dueAt)))
                .mapEmpty();
    }

    /** An event that turned out to be a stop only when it was worked, such as NO to an open question. */
    public Future<Void> becomeStop(SqlClient tx, long id, ConsentEffect applied, Instant now) {
        return tx.preparedQuery(BECOME_STOP)
                .execute(Tuple.of(
                        id,
                        applied.organisationId(),
                        applied.contactId(),
                        applied.addressId(),
                        applied.ledgerEventId(),
                        Timestamps.sql(now)))
                .mapEmpty();
    }
}
