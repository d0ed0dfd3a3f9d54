package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL about nodes, the leases under which they pace, and the state of senders. Leases go by the database's clock. */
final class PaceStore {

    private static final String HEARTBEAT =
            """
            insert into delivery_node (node, seen_until) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
            on conflict (node) do update set seen_until = excluded.seen_until
            """;

    private static final String NODES =
            "select node from delivery_node where seen_until > clock_timestamp() order by node";

    private static final String FORGET_NODES =
            "delete from delivery_node where seen_until < clock_timestamp() - interval '10 minutes'";

    private static final String ACQUIRE =
            """
            insert into pacer_lease as held (organisation_id, channel, node, lease_until)
            select organisation_id, channel, $1, clock_timestamp() + $4 * interval '1 millisecond'
            from unnest($2::bigint[], $3::text[]) as wanted(organisation_id, channel)
            order by organisation_id, channel
            on conflict (organisation_id, channel) do update
                set node = excluded.node, lease_until = excluded.lease_until, previous_node = held.node
                where held.node = excluded.node or held.lease_until < clock_timestamp()
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
            select id, organisation_id, channel, external_id, name,
                   status = 'active' or coalesce(paused_until <= $1, false) as active, throttled_until
            from sender where removed_at is null or status = 'active' order by id
            """;

    private static final String RECENT =
            """
            select contact_id, sent_at from recent_recipient
            where organisation_id = $1 and channel = $2 and sent_at > $3
            order by sent_at
            """;

    private static final String FORGET_RECENT = "delete from recent_recipient where sent_at < $1";

    /** One organisation's senders on one channel, paced by one node at a time. */
    record Key(long organisationId, String channel) {}

    /**
     * @param throttledUntil the platform told it to stand still until then
     */
    record SenderState(Sender sender, boolean active, @Nullable Instant throttledUntil) {
        Key key() {
            return new Key(sender.organisationId(), sender.channel());
        }
    }

    record SeenRecipient(long contactId, Instant at) {}

    Future<List<String>> heartbeat(SqlClient client, String node, Duration alive) {
        return client.preparedQuery(HEARTBEAT)
                .execute(Tuple.of(node, (double) alive.toMillis()))
                .compose(done -> client.preparedQuery(NODES).execute())
                .map(Rows.all(row -> row.getString("node")));
    }

    /** The leases that are ours now; true for one that another node held before. */
    Future<Map<Key, Boolean>> acquire(SqlClient client, String node, Collection<Key> wanted, Duration lease) {
        return client.preparedQuery(ACQUIRE)
                .execute(keys(node, wanted).addValue((double) lease.toMillis()))
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
                        Timestamps.instantOrNull(row, "throttled_until"))));
    }

    Future<List<SeenRecipient>> recent(SqlClient client, Key key, Instant since) {
        return client.preparedQuery(RECENT)
                .execute(Tuple.of(key.organisationId(), key.channel(), Timestamps.sqlOrNull(since)))
                .map(Rows.all(row -> new SeenRecipient(row.getLong("contact_id"), Timestamps.instant(row, "sent_at"))));
    }

    /** Removes what no rolling window and no list of live nodes needs any more. */
    Future<Void> forget(SqlClient client, Instant before) {
        return client.preparedQuery(FORGET_RECENT)
                .execute(Tuple.of(Timestamps.sqlOrNull(before)))
                .compose(done -> client.preparedQuery(FORGET_NODES).execute())
                .mapEmpty();
    }

    private static Tuple keys(String node, Collection<Key> keys) {
        return Tuple.tuple()
                .addValue(node)
                .addValue(keys.stream().map(Key::organisationId).toArray(Long[]::new))
                .addValue(keys.stream().map(Key::channel).toArray(String[]::new));
    }
}
