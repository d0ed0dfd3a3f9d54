package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Reach;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * The way of a broadcast in SQL: started, or due by itself, expanded page by page, finished. What else organisers do to it
 * is {@link BroadcastStore}'s.
 */
final class BroadcastRunStore {
    /**
     * After what time a broadcast {@code b} that starts is worth nothing. For political advertising that is the end of the last
     * day its notice names, where the organisation is, however long the sending takes.
     */
    private static final String NOT_AFTER =
            """
            least(b.not_after, ((b.declaration ->> 'until')::date + 1)::timestamp
                                   at time zone (select z.time_zone from organisation z where z.id = b.organisation_id))
            """;

    /** Of an organisation that must say what its broadcasts are, only one of which it was said. */
    private static final String START =
            """
            update broadcast b
            set state = 'expanding', started_at = $3, state_reason = null, brake_stage = case when brake is not null then 'first' end,
                audience_until = (select coalesce(max(c.id), 0) from contact c where c.organisation_id = b.organisation_id),
                not_after =
            """
                    + NOT_AFTER
                    + """
            where b.id = $1 and b.organisation_id = $2 and b.state in ('draft', 'scheduled')
              and ($4::integer is null or b.version = $4)
              and (b.declaration is not null
                   or not exists (select from organisation o where o.id = b.organisation_id and o.political))
            returning b.*
            """;

    /** What was scheduled before its organisation said that it sends political messages is to be declared first. */
    private static final String START_DUE =
            """
            update broadcast b
            set state = case when due.may then 'expanding' else 'draft' end,
                state_reason = case when due.may then null else 'undeclared' end,
                scheduled_at = case when due.may then b.scheduled_at end,
                started_at = case when due.may then $1::timestamptz end,
                version = case when due.may then b.version else b.version + 1 end,
                brake_stage = case when due.may and b.brake is not null then 'first' end,
                not_after = case when due.may then (
            """
                    + NOT_AFTER
                    + """
            ) else b.not_after end,
                audience_until = case when due.may then (select coalesce(max(c.id), 0) from contact c
                                                         where c.organisation_id = b.organisation_id) end
            from (select d.id, d.declaration is not null or not o.political as may
                  from broadcast d join organisation o on o.id = d.organisation_id
                  where d.state = 'scheduled' and d.scheduled_at <= $1 and d.finished_at is null) due
            where b.id = due.id and b.state = 'scheduled' and b.scheduled_at <= $1 and b.finished_at is null
            """;

    /** Of several who count, the first is right for all; it waits for a page that is under way. */
    private static final String KEEP_PEOPLE =
            """
            update broadcast set people = coalesce(people, $2), messageable = coalesce(messageable, $3) where id = $1
            returning people, messageable
            """;

    private static final String STAND_STILL =
            """
            update broadcast set state = 'paused', state_reason = $2 where id = $1 and state = 'expanding'
            """;

    private static final String RUNNING =
            """
            select * from broadcast b
            where finished_at is null and state in ('expanding', 'sending', 'cancelled')
              and (state = 'cancelled' or not exists (select from welcome w where w.broadcast_id = b.id))
            order by id
            """;

    /** Those that stay open have no audience to come to the end of. */
    private static final String OPEN =
            """
            select b.id from broadcast b join welcome w on w.broadcast_id = b.id
            where b.finished_at is null and b.state = 'expanding'
            order by b.id
            """;

    /**
     * Whoever has this lock expands; a pause or a cancel waits for it, so after either of them no page is under way.
     * Deliveries may refer to the row meanwhile (they only take a key share lock).
     */
    private static final String LOCK =
            """
            select * from broadcast where id = $1 and state = 'expanding' and brake_stage is distinct from 'watch'
            for no key update skip locked
            """;

    private static final String ADVANCE =
            """
            update broadcast
            set expanded_until = $2,
                state = case when $3 then 'sending' else state end,
                expanded_at = case when $3 then $4::timestamptz end,
                brake_stage = case when $3 and brake_stage is not null then 'rest' else brake_stage end
            where id = $1
            """;

    /** Taken before {@link #FINISH}: a failure reported just now may be about to queue something of them again. */
    private static final String LOCK_ENDING =
            """
            select id from broadcast where finished_at is null and state in ('sending', 'cancelled') order by id for update
            """;

    /**
     * Finished: everybody has a delivery and none is open. Cancelled: the last open one was settled, and nobody is adding
     * any ({@link #holdOpen}).
     */
    private static final String FINISH =
            """
            update broadcast b
            set state = case when b.state = 'sending' then 'finished' else b.state end, finished_at = $1
            where b.finished_at is null and b.state in ('sending', 'cancelled')
              and not exists (select from broadcast_progress p
                              where p.broadcast_id = b.id and p.state in ('queued', 'sending') and p.deliveries > 0)
              and pg_try_advisory_xact_lock(hashtextextended('expansion of broadcast ' || b.id, 0))
            """;

    /** Against {@link #FINISH}. */
    private static final String HOLD_OPEN =
            """
            select pg_advisory_xact_lock_shared(hashtextextended('expansion of broadcast ' || $1::bigint, 0))
            """;

    private final BroadcastStore broadcasts = new BroadcastStore();

    /** Where the expansion of a broadcast stands; {@code until} is the last contact that belongs to its audience. */
    record Cursor(Broadcast broadcast, long after, long until) {}

    /** Starts a draft or a scheduled one now; of this version only, unless that is null. */
    Future<BroadcastChange> start(
            SqlClient client, long organisationId, long broadcastId, @Nullable Integer version, Instant now) {
        return broadcasts.change(
                client,
                organisationId,
                broadcastId,
                START,
                Tuple.of(broadcastId, organisationId, Timestamps.sqlOrNull(now), version));
    }

    /** Notes how many people a broadcast is for, unless that is known; completes with what is kept. */
    Future<Broadcast.Counted> keepPeople(SqlClient client, long broadcastId, Reach reach) {
        return client.preparedQuery(KEEP_PEOPLE)
                .execute(Tuple.of(broadcastId, reach.people(), reach.messageable()))
                .map(Rows.only(row -> new Broadcast.Counted(row.getLong("people"), row.getLong("messageable"))));
    }

    /** Starts what is scheduled for now or before, and makes a draft again of what may not start undeclared; returns how many. */
    Future<Integer> startDue(SqlClient client, Instant now) {
        return client.preparedQuery(START_DUE)
                .execute(Tuple.of(Timestamps.sqlOrNull(now)))
                .map(RowSet::rowCount);
    }

    /** What the runner has to look after: expanding, sending, and cancelled but not yet emptied. */
    Future<List<Broadcast>> running(SqlClient client) {
        return client.preparedQuery(RUNNING).execute().map(Rows.all(BroadcastStore::broadcast));
    }

    /** Those that stay open and are not paused, by id. */
    Future<List<Long>> open(SqlClient client) {
        return client.preparedQuery(OPEN).execute().map(Rows.all(row -> row.getLong("id")));
    }

    /** Takes the right to expand for the length of the transaction; empty when it is not expanding or another has it. */
    Future<Optional<Cursor>> lock(SqlClient transaction, long broadcastId) {
        return transaction.preparedQuery(LOCK).execute(Tuple.of(broadcastId)).map(rows -> {
            for (Row row : rows) {
                Long until = row.getLong("audience_until");
                return Optional.of(new Cursor(
                        BroadcastStore.broadcast(row), row.getLong("expanded_until"), until == null ? 0 : until));
            }
            return Optional.empty();
        });
    }

    /**
     * Keeps a broadcast from being closed before the transaction has ended: what is enqueued beside the one that holds
     * {@link #lock} may outlive it when that one's connection is lost, and a cancel must still find it.
     */
    Future<Void> holdOpen(SqlClient transaction, long broadcastId) {
        return transaction
                .preparedQuery(HOLD_OPEN)
                .execute(Tuple.of(broadcastId))
                .mapEmpty();
    }

    /** Pauses an expanding broadcast that can't go on, with the reason that organisers see. */
    Future<Void> standStill(SqlClient transaction, long broadcastId, String reason) {
        return transaction
                .preparedQuery(STAND_STILL)
                .execute(Tuple.of(broadcastId, reason))
                .mapEmpty();
    }

    /** Notes how far the expansion has come; {@code complete}: everybody has a delivery. */
    Future<Void> advance(SqlClient transaction, long broadcastId, long until, boolean complete, Instant now) {
        return transaction
                .preparedQuery(ADVANCE)
                .execute(Tuple.of(broadcastId, until, complete, Timestamps.sqlOrNull(now)))
                .mapEmpty();
    }

    /** Closes every broadcast that has no open delivery any more, in the caller's transaction; returns how many. */
    Future<Integer> finish(SqlClient transaction, Instant now) {
        return transaction
                .query(LOCK_ENDING)
                .execute()
                .compose(locked -> transaction.preparedQuery(FINISH).execute(Tuple.of(Timestamps.sqlOrNull(now))))
                .map(RowSet::rowCount);
    }
}
