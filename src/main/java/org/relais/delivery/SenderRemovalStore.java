package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL that takes a removed sender's deliveries out of the queue and erases what it sent with. */
final class SenderRemovalStore {

    /** What is claimed is looked for in the claims that are open: no index of all deliveries is needed for it. */
    private static final String LEAVING =
            """
            select * from (
                select s.id, s.removed_at, s.status = 'paused' as closed,
                       exists (select from delivery d where d.queued and d.sender_id = s.id) as queued,
                       exists (select from delivery d where d.queued and d.sender_id = s.id and d.priority < 2) as last_words,
                       exists (select from claim_batch b
                               cross join lateral unnest(b.delivery_ids) as held (id)
                               join delivery d on d.id = held.id
                               where d.sender_id = s.id and d.state = 'sending') as open,
                       exists (select from sender_credential c where c.sender_id = s.id and c.access is not null) as access
                from sender s where s.removed_at is not null) leaving
            where queued or access or not closed
            order by id
            """;

    private static final String CANCEL =
            """
            with waiting as materialized (
                select id from delivery
                where queued and sender_id = $1 and priority >= $2
                order by id limit $3
                for update skip locked
            )
            update delivery d set state = 'cancelled', reason = 'sender_removed', settled_at = $4
            from waiting where d.id = waiting.id
            """;

    private static final String CLOSE =
            """
            update sender set status = 'paused', status_reason = 'removed', paused_by = null, paused_words = null,
                   paused_until = null
            where id = $1 and removed_at is not null
            """;

    private static final String ERASE_ACCESS =
            """
            with gone as (
                update sender_credential c set access = null, revision = nextval('sender_revision')
                from sender s where c.sender_id = $1 and s.id = c.sender_id and s.removed_at is not null
                returning c.sender_id
            )
            select pg_notify('relais_senders', '') from gone
            """;

    /**
     * @param closed nothing is claimed with it any more
     * @param lastWords answers or confirmations wait
     * @param open something is claimed, and its request may be under way
     */
    record Leaving(long id, Instant removedAt, boolean closed, boolean lastWords, boolean open) {}

    Future<List<Leaving>> leaving(SqlClient client) {
        return client.preparedQuery(LEAVING)
                .execute()
                .map(Rows.all(row -> new Leaving(
                        row.getLong("id"),
                        Timestamps.instant(row, "removed_at"),
                        row.getBoolean("closed"),
                        row.getBoolean("last_words"),
                        row.getBoolean("open"))));
    }

    /** How many were cancelled, of those of this priority and less urgent ones. */
    Future<Integer> cancel(SqlClient client, long senderId, int priority, int most, Instant now) {
        return client.preparedQuery(CANCEL)
                .execute(Tuple.of(senderId, (short) priority, most, Timestamps.sql(now)))
                .map(rows -> rows.rowCount());
    }

    Future<Void> close(SqlClient client, long senderId) {
        return client.preparedQuery(CLOSE).execute(Tuple.of(senderId)).mapEmpty();
    }

    /** What messages are sent with goes; what webhooks are verified by stays. */
    Future<Void> eraseAccess(SqlClient client, long senderId) {
        return client.preparedQuery(ERASE_ACCESS).execute(Tuple.of(senderId)).mapEmpty();
    }
}
