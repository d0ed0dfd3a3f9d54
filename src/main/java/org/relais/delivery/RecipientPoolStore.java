package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of pools of different people, which the senders of a portfolio share; see {@link RecipientPools}. */
final class RecipientPoolStore {

    private static final String ADMIT = "select admit_recipients($1, $2, $3, $4, $5::bigint[], $6, $7) as admitted";

    /** When those have a place who come behind $4 others; those who leave make room one after the other, and again a day later. */
    private static final String PLACES =
            """
            with place as materialized (
                select row_number() over (order by r.sent_at) - 1 - greatest(0, p.used - $3) as number, r.sent_at
                from recipient_pool p join pool_recipient r on r.channel = p.channel and r.pool = p.pool
                where p.channel = $1 and p.pool = $2
            )
            select place.sent_at + $6 * (1 + k.number / $3) * interval '1 second' as free_at
            from generate_series($4::bigint, $4::bigint + $5::bigint - 1) as k(number)
            join place on place.number = k.number % $3
            order by k.number
            """;

    /**
     * Moves what is due in a lane, and would need a place that there is none of, to when it has one, as {@link #PLACES}.
     * Whoever has a place, or an open window, stays.
     */
    private static final String DEFER =
            """
            with place as materialized (
                select row_number() over (order by r.sent_at) - 1 - greatest(0, p.used - $6) as number, r.sent_at
                from recipient_pool p join pool_recipient r on r.channel = p.channel and r.pool = p.pool
                where p.channel = $1 and p.pool = $2 and p.used >= $6
            ), waiting as materialized (
                select w.id, row_number() over (order by w.not_before, w.id) - 1 + $7 as number
                from (select d.id, d.not_before
                      from delivery d join address a on a.id = d.address_id
                      where d.queued and d.sender_id = $3 and d.priority = 2 and coalesce(d.broadcast_id, 0) = $4
                        and d.not_before <= $5
                        and (a.last_inbound_at is null or a.last_inbound_at <= $8)
                        and not exists (select from pool_recipient r
                                        where r.channel = $1 and r.pool = $2 and r.address_id = a.id)
                      order by d.not_before, d.id
                      limit $9
                      for update of d skip locked) w
            )
            update delivery d
            set not_before = greatest($5, place.sent_at + $10 * (1 + waiting.number / $6) * interval '1 second'),
                reason = $11
            from waiting join place on place.number = waiting.number % $6
            where d.id = waiting.id
            """;

    private static final String KNOWN =
            """
            select s.channel, s.recipient_pool, p.most, p.learnt_at is not null as learnt
            from sender s left join recipient_pool p on p.channel = s.channel and p.pool = s.recipient_pool
            where s.id = $1
            """;

    private static final String LEARN =
            """
            insert into recipient_pool (channel, pool, most, learnt_at) values ($1, $2, $3, $4)
            on conflict (channel, pool) do update set most = excluded.most, learnt_at = excluded.learnt_at
            """;

    private static final String JOIN = "update sender set portfolio = $2 where id = $1 returning recipient_pool";

    /** Whoever has a place in the pool that a sender leaves has one in the other too: nobody knows which it was for. */
    private static final String CARRY =
            """
            insert into pool_recipient as had (channel, pool, address_id, sent_at)
            select channel, $3, address_id, sent_at from pool_recipient where channel = $1 and pool = $2
            on conflict (channel, pool, address_id) do update set sent_at = greatest(had.sent_at, excluded.sent_at)
            """;

    /** What was sent while no limit was known: by the broadcasts of the last day, which is nearly all of it. */
    private static final String SEED =
            """
            insert into pool_recipient as had (channel, pool, address_id, sent_at)
            select $1, $2, d.address_id, max(d.claimed_at)
            from sender s
            join broadcast b on b.organisation_id = s.organisation_id and (b.finished_at is null or b.finished_at > $3)
            join delivery d on d.broadcast_id = b.id and d.sender_id = s.id
            where s.channel = $1 and s.recipient_pool = $2 and d.claimed_at > $3 and d.address_id is not null
              and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
            group by d.address_id
            on conflict (channel, pool, address_id) do update set sent_at = greatest(had.sent_at, excluded.sent_at)
            """;

    private static final String COUNT =
            """
            update recipient_pool p
            set used = (select count(*) from pool_recipient r where r.channel = p.channel and r.pool = p.pool)
            where p.channel = $1 and p.pool = $2
            """;

    /** What waited for room that there is now. */
    private static final String RELEASE =
            """
            update delivery d set not_before = $3
            from (select q.id from sender s join delivery q on q.sender_id = s.id
                  where s.channel = $1 and s.recipient_pool = $2 and q.queued and q.reason = $4 and q.not_before > $3
                  order by q.id for update of q skip locked) waiting
            where d.id = waiting.id
            """;

    private static final String FORGET =
            """
            select admit_recipients(channel, pool, null, true, '{}', $1, $2)
            from (select channel, pool from recipient_pool where used > 0 order by channel, pool) p
            """;

    private static final String STATES =
            """
            select s.id, s.channel, s.recipient_pool, p.most, p.learnt_at,
                   (select count(*) from pool_recipient r
                    where r.channel = s.channel and r.pool = s.recipient_pool and r.sent_at > $2) as used,
                   (select min(r.sent_at) from pool_recipient r
                    where r.channel = s.channel and r.pool = s.recipient_pool and r.sent_at > $2) as oldest,
                   (select count(*) from sender o
                    where o.channel = s.channel and o.recipient_pool = s.recipient_pool and o.removed_at is null) as senders,
                   (select count(*) from delivery d
                    where d.sender_id = s.id and d.queued and d.reason = $3) as waiting,
                   (select min(d.not_before) from delivery d
                    where d.sender_id = s.id and d.queued and d.reason = $3) as next
            from sender s join recipient_pool p on p.channel = s.channel and p.pool = s.recipient_pool
            where s.organisation_id = $1 and s.removed_at is null and p.learnt_at is not null
            order by s.id
            """;

    /**
     * A pool as a sender's platform names it.
     *
     * @param name unique on the channel
     */
    record Pool(String channel, String name) {}

    /**
     * What a database knows of the pool of a sender.
     *
     * @param most different people in 24 hours; null: no limit, or none known
     * @param learnt whether the platform said so
     */
    record Known(Pool pool, @Nullable Long most, boolean learnt) {}

    /** What of a lane is to be moved: as {@link #DEFER} says. */
    record Deferral(Pool pool, Lane.Key lane, long limit, long before, int page) {}

    /**
     * Gives places, and returns the addresses that have one now.
     *
     * @param limit different people in 24 hours, where it is less than what the pool knows; null for none
     * @param wanted ids of addresses, those first that go first
     */
    Future<Set<Long>> admit(SqlClient client, Pool pool, @Nullable Long limit, List<Long> wanted, Instant now) {
        return admit(client, pool, limit, true, wanted, now);
    }

    /** Counts somebody who is written to in any case. */
    Future<Void> count(SqlClient client, Pool pool, long addressId, Instant now) {
        return admit(client, pool, null, false, List.of(addressId), now).mapEmpty();
    }

    private static Future<Set<Long>> admit(
            SqlClient client, Pool pool, @Nullable Long limit, boolean bounded, List<Long> wanted, Instant now) {
        return client.preparedQuery(ADMIT)
                .execute(Tuple.tuple()
                        .addValue(pool.channel())
                        .addValue(pool.name())
                        .addValue(limit)
                        .addValue(bounded)
                        .addValue(wanted.toArray(Long[]::new))
                        .addValue(Timestamps.sql(now))
                        .addValue(Timestamps.sql(now.minus(RecipientPools.LENGTH))))
                .map(Rows.only(row -> Set.of(row.getArrayOfLongs("admitted"))));
    }

    /**
     * When so many have a place, one after the other; fewer when less is known.
     *
     * @param before how many wait in front of them
     */
    Future<List<Instant>> places(SqlClient client, Pool pool, long limit, long before, int count) {
        return client.preparedQuery(PLACES)
                .execute(Tuple.of(
                        pool.channel(), pool.name(), limit, before, count, (double) RecipientPools.LENGTH.toSeconds()))
                .map(Rows.all(row -> Timestamps.instant(row, "free_at")));
    }

    /** @param window whoever wrote after that needs no place */
    Future<Integer> defer(SqlClient client, Deferral deferral, Instant window, Instant now) {
        return client.preparedQuery(DEFER)
                .execute(Tuple.tuple()
                        .addValue(deferral.pool().channel())
                        .addValue(deferral.pool().name())
                        .addValue(deferral.lane().senderId())
                        .addValue(deferral.lane().broadcastId())
                        .addValue(Timestamps.sql(now))
                        .addValue(deferral.limit())
                        .addValue(deferral.before())
                        .addValue(Timestamps.sql(window))
                        .addValue(deferral.page())
                        .addValue((double) RecipientPools.LENGTH.toSeconds())
                        .addValue(RecipientPools.REASON))
                .map(RowSet::rowCount);
    }

    Future<Optional<Known>> known(SqlClient client, long senderId) {
        return client.preparedQuery(KNOWN)
                .execute(Tuple.of(senderId))
                .map(Rows.first(row -> new Known(
                        new Pool(row.getString("channel"), row.getString("recipient_pool")),
                        row.getLong("most"),
                        row.getBoolean("learnt"))));
    }

    Future<Pool> join(SqlClient client, long senderId, Pool before, String portfolio) {
        return client.preparedQuery(JOIN)
                .execute(Tuple.of(senderId, portfolio))
                .map(Rows.only(row -> new Pool(before.channel(), row.getString("recipient_pool"))));
    }

    Future<Void> learn(SqlClient client, Pool pool, @Nullable Long most, Instant now) {
        return client.preparedQuery(LEARN)
                .execute(Tuple.of(pool.channel(), pool.name(), most, Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<Void> carry(SqlClient client, Pool from, Pool to) {
        return client.preparedQuery(CARRY)
                .execute(Tuple.of(from.channel(), from.name(), to.name()))
                .compose(carried -> count(client, to));
    }

    Future<Void> seed(SqlClient client, Pool pool, Instant now) {
        return client.preparedQuery(SEED)
                .execute(Tuple.of(pool.channel(), pool.name(), Timestamps.sql(now.minus(RecipientPools.LENGTH))))
                .compose(seeded -> count(client, pool));
    }

    private static Future<Void> count(SqlClient client, Pool pool) {
        return client.preparedQuery(COUNT)
                .execute(Tuple.of(pool.channel(), pool.name()))
                .mapEmpty();
    }

    Future<Integer> release(SqlClient client, Pool pool, Instant now) {
        return client.preparedQuery(RELEASE)
                .execute(Tuple.of(pool.channel(), pool.name(), Timestamps.sql(now), RecipientPools.REASON))
                .map(RowSet::rowCount);
    }

    /** Takes places back that nobody asks about. */
    Future<Void> forget(SqlClient client, Instant now) {
        return client.preparedQuery(FORGET)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(now.minus(RecipientPools.LENGTH))))
                .mapEmpty();
    }

    Future<List<RecipientPools.State>> states(SqlClient client, long organisationId, Instant now) {
        return client.preparedQuery(STATES)
                .execute(Tuple.of(
                        organisationId, Timestamps.sql(now.minus(RecipientPools.LENGTH)), RecipientPools.REASON))
                .map(Rows.all(RecipientPoolStore::state));
    }

    private static RecipientPools.State state(Row row) {
        return new RecipientPools.State(
                row.getLong("id"),
                row.getString("recipient_pool"),
                row.getLong("most"),
                row.getLong("used"),
                row.getLong("senders"),
                row.getLong("waiting"),
                Timestamps.instantOrNull(row, "next"));
    }
}
