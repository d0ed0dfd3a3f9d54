package org.relais.broadcast.brake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of brakes: the first part at rest, judged once, and the rest let go or held. */
public final class BrakeStore {
    /** The statements behind this one see what others committed before: of two nodes that judge, the second finds it done. */
    private static final String LOCK =
            """
            select id from broadcast
            where id = any ($1) and finished_at is null and state = 'expanding' and brake_stage = 'watch'
            order by id for no key update skip locked
            """;

    /** A failure that is reported late may have queued something again: then it rests no more. */
    private static final String REST =
            """
            update broadcast b set brake_rested_at = case when r.resting then $2::timestamptz end
            from (select w.id, not exists (select from broadcast_progress p
                                           where p.broadcast_id = w.id and p.state in ('queued', 'sending')
                                             and p.deliveries > 0) as resting
                  from unnest($1::bigint[]) w(id)) r
            where b.id = r.id and r.resting = (b.brake_rested_at is null)
            """;

    private static final String DUE =
            """
            select id from broadcast
            where id = any ($1) and brake_rested_at + make_interval(mins => (brake ->> 'minutes')::integer) <= $2
            order by id
            """;

    /**
     * Reads the deliveries of the first part, once in a broadcast's life, and each of its people's consent by the person
     * alone. Planned each time: what was planned while there was hardly anybody would read everybody later.
     *
     * <p>Nobody who has stopped or is held is sent anything, so whoever is so now has become it since, and so has whoever is
     * erased, whatever the platform's clock says. Of those who came back the time decides: the platform says it in whole
     * seconds. Consent is that of the entry which a person became part of.
     */
    private static final String JUDGE = Database.PLANNED_EACH_TIME
            + """
            with arrived as materialized (
                select contact_id, claimed_at from delivery
                where broadcast_id = $1 and state in ('accepted', 'delivered', 'read')
            ), found as materialized (
                select (select count(*) from arrived) as sent,
                       (select count(distinct coalesce(c.merged_into, c.id))
                        from arrived a
                        join contact c on c.id = a.contact_id
                        left join lateral (select s.state, s.stopped_at from consent s
                                           where s.contact_id = coalesce(c.merged_into, c.id) limit 1) s on true
                        where c.erased_at is not null or s.state in ('unsubscribed', 'held')
                           or s.stopped_at >= date_trunc('second', a.claimed_at)) as stopped,
                       (select coalesce(sum(deliveries), 0)::bigint from broadcast_progress
                        where broadcast_id = $1 and state in ('failed', 'unknown', 'withheld')) as failed
            ), judged as materialized (
                select b.id, f.sent, f.stopped, f.failed,
                       case when f.sent + f.failed = 0 then 'brake_nobody'
                            when f.stopped * 100 > f.sent * (b.brake ->> 'stops')::integer then 'brake_stops'
                            when f.failed * 100 > (f.sent + f.failed) * (b.brake ->> 'failures')::integer
                            then 'brake_failures' end as reason
                from broadcast b cross join found f
                where b.id = $1
            )
            update broadcast b
            set state = case when j.reason is null then b.state else 'paused' end, state_reason = j.reason,
                brake_stage = case when j.reason is null then 'rest' else b.brake_stage end,
                brake_found = jsonb_build_object('sent', j.sent, 'stopped', j.stopped, 'failed', j.failed)
            from judged j
            where b.id = j.id and b.state = 'expanding' and b.brake_stage = 'watch'
            returning j.reason
            """;

    private static final String WATCH =
            """
            update broadcast set expanded_until = 0, brake_stage = 'watch', brake_rested_at = null,
                people = $2, messageable = $3
            where id = $1
            """;

    /** What was refused, cancelled or certainly not taken has reached nobody under the other entry. */
    private static final String WRITTEN_BEFORE = Database.PLANNED_EACH_TIME
            + """
            select c.merged_into as id
            from contact c
            where c.merged_into = any ($2)
              and exists (select from delivery d
                          where d.broadcast_id = $1 and d.contact_id = c.id
                            and d.state not in ('suppressed', 'cancelled', 'failed'))
            """;

    /** Those of these that are watched, locked for the length of the transaction, but for what others have locked. */
    public Future<List<Long>> lock(SqlClient transaction, List<Long> broadcastIds) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.tuple().addValue(broadcastIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Notes which of these have come to rest, or have not after all; returns those to be judged now. */
    public Future<List<Long>> due(SqlClient transaction, List<Long> watched, Instant now) {
        Tuple parameters = Tuple.of(watched.toArray(Long[]::new), Timestamps.sql(now));
        return transaction
                .preparedQuery(REST)
                .execute(parameters)
                .compose(noted -> transaction.preparedQuery(DUE).execute(parameters))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Lets the rest of one go, or holds it. */
    public Future<Void> judge(SqlClient transaction, long broadcastId) {
        return transaction.preparedQuery(JUDGE).execute(Tuple.of(broadcastId)).mapEmpty();
    }

    /**
     * All of the first part is enqueued: the rest, when its turn comes, begins with the first contact again.
     *
     * @param people how many it is for
     * @param reachable how many of them it can go to now, the first part among them
     */
    public Future<Void> watch(SqlClient transaction, long broadcastId, long people, long reachable) {
        return transaction
                .preparedQuery(WATCH)
                .execute(Tuple.of(broadcastId, people, reachable))
                .mapEmpty();
    }

    /** Those of these people who got it, or may yet, under another entry of theirs, which became part of this one since. */
    public Future<Set<Long>> writtenBefore(SqlClient transaction, long broadcastId, List<Long> contactIds) {
        return transaction
                .preparedQuery(WRITTEN_BEFORE)
                .execute(Tuple.tuple().addValue(broadcastId).addValue(contactIds.toArray(Long[]::new)))
                .map(rows -> new HashSet<>(Rows.all(rows, row -> row.getLong("id"))));
    }

    /** The brake in a row of {@code broadcast}; null where there is none. */
    public static @Nullable Braking braking(Row row) {
        JsonObject rule = row.getJsonObject("brake");
        if (rule == null) {
            return null;
        }
        String stage = row.getString("brake_stage");
        JsonObject found = row.getJsonObject("brake_found");
        return new Braking(
                Brake.restore(rule),
                stage == null ? null : Braking.Stage.valueOf(stage.toUpperCase(Locale.ROOT)),
                Timestamps.instantOrNull(row, "brake_rested_at"),
                found == null
                        ? null
                        : new Braking.Found(found.getLong("sent"), found.getLong("stopped"), found.getLong("failed")));
    }
}
