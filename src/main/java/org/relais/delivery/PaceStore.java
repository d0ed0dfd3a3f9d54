package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL about nodes, what they pace, and the state of senders. */
final class PaceStore {

    private static final String HEARTBEAT =
            """
            insert into delivery_node (node, seen_until) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
            on conflict (node) do update set seen_until = excluded.seen_until
            """;

    private static final String NODES = "select node, seen_until from delivery_node order by node";

    private static final String FORGET_NODES =
            """
            delete from delivery_node n using unnest($1::text[], $2::timestamptz[]) as silent (node, seen_until)
            where n.node = silent.node and n.seen_until = silent.seen_until
            """;

    private static final String ACQUIRE =
            """
            insert into pacer_lease as held (organisation_id, channel, node)
            select organisation_id, channel, $1
            from unnest($2::bigint[], $3::text[]) as wanted(organisation_id, channel)
            order by organisation_id, channel
            on conflict (organisation_id, channel) do update
                set node = excluded.node, previous_node = held.node
                where held.node = excluded.node
                      or not exists (
                          select from delivery_node n
                          where n.node = held.node
                            and not exists (select from unnest($4::text[], $5::timestamptz[]) as silent (node, seen_until)
                                            where silent.node = n.node and silent.seen_until = n.seen_until))
            returning organisation_id, channel, coalesce(previous_node <> node, false) as taken_over
            """;

    private static final String GIVE_UP =
            """
            delete from pacer_lease l using unnest($2::bigint[], $3::text[]) as given(organisation_id, channel)
            where l.node = $1 and l.organisation_id = given.organisation_id and l.channel = given.channel
            """;

    private static final String LEAVE = "delete from delivery_node where node = $1";

    private static final String SENDERS =
            """
            select s.id, s.organisation_id, s.channel, s.external_id, s.name,
                   s.status = 'active' or coalesce(s.paused_until <= $1, false) as active, s.throttled_until,
                   s.recipient_pool, p.most,
                   exists (select from spending m where m.organisation_id = s.organisation_id and m.ceiling is not null)
                       as bounded
            from sender s left join recipient_pool p on p.channel = s.channel and p.pool = s.recipient_pool
            where s.removed_at is null or s.status = 'active' order by s.id
            """;

    /** One organisation's senders on one channel, paced by one node at a time. */
    record Key(long organisationId, String channel) {}

    /**
     * @param throttledUntil the platform told it to stand still until then
     * @param most different people in 24 hours of its pool, as learnt; null: no limit, or none known
     * @param bounded whether a month of its organisation may cost only so much
     */
    record SenderState(
            Sender sender,
            boolean active,
            @Nullable Instant throttledUntil,
            RecipientPoolStore.Pool pool,
            @Nullable Long most,
            boolean bounded) {
        Key key() {
            return new Key(sender.organisationId(), sender.channel());
        }
    }

    /**
     * The last sign of life of a node.
     *
     * @param seenUntil by the database's clock; means something only as another one than before
     */
    record Beat(String node, OffsetDateTime seenUntil) {}

    /** Says that this node lives; returns all nodes' last signs of life. */
    Future<List<Beat>> heartbeat(SqlClient client, String node, Duration alive) {
        return client.preparedQuery(HEARTBEAT)
                .execute(Tuple.of(node, (double) alive.toMillis()))
                .compose(done -> client.preparedQuery(NODES).execute())
                .map(Rows.all(row -> new Beat(row.getString("node"), row.getOffsetDateTime("seen_until"))));
    }

    /**
     * What is ours to pace now; true for what another node paced before.
     *
     * @param silent nodes that are dead, or have given up by themselves: they were silent for as long as a lease
     */
    Future<Map<Key, Boolean>> acquire(SqlClient client, String node, Collection<Key> wanted, Collection<Beat> silent) {
        return client.preparedQuery(ACQUIRE)
                .execute(beats(keys(node, wanted), silent))
                .map(rows -> {
                    Map<Key, Boolean> held = new HashMap<>();
                    for (Row row : rows) {
                        held.put(
                                new Key(row.getLong("organisation_id"), row.getString("channel")),
                                row.getBoolean("taken_over"));
                    }
                    return held;
                });
    }

    Future<Void> giveUp(SqlClient client, String node, Collection<Key> keys) {
        return client.preparedQuery(GIVE_UP).execute(keys(node, keys)).mapEmpty();
    }

    Future<Void> leave(SqlClient client, String node) {
        return client.preparedQuery(LEAVE).execute(Tuple.of(node)).mapEmpty();
    }

    Future<List<SenderState>> senders(SqlClient client, Instant now) {
        return client.preparedQuery(SENDERS)
                .execute(Tuple.of(Timestamps.sqlOrNull(now)))
                .map(Rows.all(row -> new SenderState(
                        new Sender(
                                row.getLong("id"),
                                row.getLong("organisation_id"),
                                row.getString("channel"),
                                row.getString("external_id"),
                                row.getString("name")),
                        row.getBoolean("active"),
                        Timestamps.instantOrNull(row, "throttled_until"),
                        new RecipientPoolStore.Pool(row.getString("channel"), row.getString("recipient_pool")),
                        row.getLong("most"),
                        row.getBoolean("bounded"))));
    }

    /** Removes what no list of live nodes needs any more. */
    Future<Void> forget(SqlClient client, Collection<Beat> silent) {
        return client.preparedQuery(FORGET_NODES)
                .execute(beats(Tuple.tuple(), silent))
                .mapEmpty();
    }

    private static Tuple beats(Tuple before, Collection<Beat> beats) {
        return before.addValue(beats.stream().map(Beat::node).toArray(String[]::new))
                .addValue(beats.stream().map(Beat::seenUntil).toArray(OffsetDateTime[]::new));
    }

    private static Tuple keys(String node, Collection<Key> keys) {
        return Tuple.tuple()
                .addValue(node)
                .addValue(keys.stream().map(Key::organisationId).toArray(Long[]::new))
                .addValue(keys.stream().map(Key::channel).toArray(String[]::new));
    }
}
