package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * Who newly matches an open broadcast, in SQL: each look goes on where the last one ended and reads what has come since, by
 * an index of it. Rows of a transaction that is still running are left to a later look.
 */
final class WelcomeSourceStore {
    /** A database that was restored elsewhere counts its transactions anew: then the source is read from its beginning. */
    private static final String LOCK =
            """
            select w.*, pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
                   (case when w.read_until > pg_snapshot_xmax(pg_current_snapshot()) then '0'::xid8
                         else w.read_until end)::text as until
            from welcome w where w.broadcast_id = $1
            for no key update
            """;

    /** Nobody joins for the first time twice, nor who was subscribed by a file before. */
    private static final String JOINED = Database.PLANNED_EACH_TIME
            + """
            with came as materialized (
                select e.written_in, e.id, e.contact_id, e.recorded_at, e.state_before
                from ledger_event e
                where e.organisation_id = $1 and e.state_after = 'subscribed' and e.source in ('webhook', 'page')
                  and (e.written_in, e.id) > ($2::text::xid8, $3) and e.written_in < $4::text::xid8
                order by e.written_in, e.id
                limit $5
            )
            select c.written_in::text as written_in, c.id, c.contact_id, c.recorded_at as at,
                   c.contact_id is not null and c.state_before is distinct from 'subscribed'
                   and ($6 or c.recorded_at >= date_trunc('second', $7::timestamptz))
                   and not exists (select from ledger_event f
                                   where f.contact_id = c.contact_id and f.id < c.id and f.state_after = 'subscribed')
                       as matches
            from came c
            order by c.written_in, c.id
            """;

    private static final String ANSWERED = Database.PLANNED_EACH_TIME
            + """
            select a.written_in::text as written_in, a.id, a.contact_id, a.answered_at as at,
                   a.contact_id is not null and ($6 or a.answered_at >= date_trunc('second', $7::timestamptz)) as matches
            from broadcast_answer a
            where a.organisation_id = $1 and a.broadcast_id = $8 and a.payload = $9 and a.replaced_at is null
              and (a.written_in, a.id) > ($2::text::xid8, $3) and a.written_in < $4::text::xid8
            order by a.written_in, a.id
            limit $5
            """;

    private static final String TOOK_PART = Database.PLANNED_EACH_TIME
            + """
            select e.written_in::text as written_in, e.id, s.contact_id, e.at,
                   s.contact_id is not null and ($6 or e.at >= date_trunc('second', $7::timestamptz)) as matches
            from action_event e left join assignment s on s.id = e.assignment_id
            where e.organisation_id = $1 and e.kind = 'accepted' and ($8::bigint is null or e.action_id = $8)
              and (e.written_in, e.id) > ($2::text::xid8, $3) and e.written_in < $4::text::xid8
            order by e.written_in, e.id
            limit $5
            """;

    /** What somebody has done since, in whatever action. */
    private static final String DONE_SINCE =
            """
            exists (select from assignment t join action_event d on d.assignment_id = t.id
                    where t.contact_id = %s and d.kind in ('accepted', 'unit', 'done') and d.at > %s)
            """;

    /** Of who did several things the last one counts. */
    private static final String IDLE = Database.PLANNED_EACH_TIME
            + """
            select (e.at at time zone 'UTC')::date as day, e.id, s.contact_id, $5::timestamptz as at,
                   s.contact_id is not null and not %s as matches
            from action_event e left join assignment s on s.id = e.assignment_id
            where e.organisation_id = $1 and e.kind in ('accepted', 'unit', 'done')
              and ((e.at at time zone 'UTC')::date, e.id) > ($2::date, $3) and (e.at at time zone 'UTC')::date <= $4::date
            order by (e.at at time zone 'UTC')::date, e.id
            limit $6
            """
                    .formatted(DONE_SINCE.formatted("s.contact_id", "e.at"));

    private static final String INACTIVE = Database.PLANNED_EACH_TIME
            + """
            select c.last_seen_on as day, c.id, c.id as contact_id, $5::timestamptz as at, true as matches
            from contact c
            where c.organisation_id = $1 and (c.last_seen_on, c.id) > ($2::date, $3) and c.last_seen_on <= $4::date
            order by c.last_seen_on, c.id
            limit $6
            """;

    private static final String ADVANCE =
            """
            update welcome set read_until = $2::text::xid8, read_day = $3, read_id = $4, entered = entered + $5
            where broadcast_id = $1
            """;

    private static final String ENTER =
            """
            insert into welcome_entry (broadcast_id, organisation_id, contact_id, entered_at, due_at)
            select $1, $2, n.contact_id, $5, n.due_at from unnest($3::bigint[], $4::timestamptz[]) n (contact_id, due_at)
            order by n.contact_id
            on conflict do nothing
            """;

    /** Of those whose delay is over, the ones for whom the occasion still holds. */
    private static final String DUE = Database.PLANNED_EACH_TIME
            + """
            with due as materialized (
                select e.contact_id from welcome_entry e
                where e.broadcast_id = $1 and e.settled_at is null and e.due_at <= $2
                order by e.due_at
                limit $3
                for update
            ), settled as (
                update welcome_entry e set settled_at = $2
                from due where e.broadcast_id = $1 and e.contact_id = due.contact_id
                returning e.contact_id
            )
            select s.contact_id,
                   case $4 when 'took_part' then
                            exists (select from assignment t
                                    where t.contact_id = s.contact_id and ($8::bigint is null or t.action_id = $8)
                                      and t.state in ('accepted', 'done'))
                        when 'idle' then not %s
                        when 'answered' then
                            exists (select from broadcast_answer a
                                    where a.broadcast_id = $5 and a.contact_id = s.contact_id and a.payload = $6
                                      and a.replaced_at is null)
                        when 'inactive' then
                            exists (select from contact c where c.id = s.contact_id and c.last_seen_at <= $7)
                        else true end as matches
            from settled s
            """
                    .formatted(DONE_SINCE.formatted("s.contact_id", "$7"));

    /** How far the source of one is read. */
    record Cursor(WelcomeRule rule, Instant openedAt, String until, String oldest, LocalDate day, long id) {}

    /** Somebody of the source. @param matches false: read, and no occasion */
    record Candidate(@Nullable Long contactId, Instant at, boolean matches, Mark mark) {}

    /** A place in the source. */
    record Mark(@Nullable String transaction, @Nullable LocalDate day, long id) {}

    /** The last day on which somebody did something who has been silent long enough now, whatever the hour. */
    static LocalDate silentBy(WelcomeRule rule, Instant now) {
        return now.minus(rule.delay()).atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
    }

    /** Takes the source until the end of the transaction. */
    Future<Cursor> lock(SqlClient transaction, long broadcastId) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(broadcastId))
                .map(Rows.only(row -> new Cursor(
                        WelcomeStore.rule(row),
                        Timestamps.instant(row, "opened_at"),
                        row.getString("until"),
                        row.getString("oldest"),
                        row.getLocalDate("read_day"),
                        row.getLong("read_id"))));
    }

    /** The next of the source, {@code limit} at most; fewer: it is read to its end. */
    Future<List<Candidate>> next(SqlClient transaction, long organisationId, Cursor cursor, Instant now, int limit) {
        WelcomeRule.Occasion occasion = cursor.rule().occasion();
        if (occasion.isAbsence()) {
            return transaction
                    .preparedQuery(occasion == WelcomeRule.Occasion.IDLE ? IDLE : INACTIVE)
                    .execute(Tuple.of(
                            organisationId,
                            cursor.day(),
                            cursor.id(),
                            silentBy(cursor.rule(), now),
                            Timestamps.sql(now),
                            limit))
                    .map(Rows.all(row -> candidate(row, new Mark(null, row.getLocalDate("day"), row.getLong("id")))));
        }
        Tuple parameters = Tuple.tuple()
                .addValue(organisationId)
                .addValue(cursor.until())
                .addValue(cursor.id())
                .addValue(cursor.oldest())
                .addValue(limit)
                .addValue(cursor.rule().earlier())
                .addValue(Timestamps.sql(cursor.openedAt()));
        return transaction
                .preparedQuery(arrivals(cursor.rule(), parameters))
                .execute(parameters)
                .map(Rows.all(row -> candidate(row, new Mark(row.getString("written_in"), null, row.getLong("id")))));
    }

    /** The statement of an occasion that happens, whose own parameters it adds. */
    private static String arrivals(WelcomeRule rule, Tuple parameters) {
        WelcomeRule.Answer answer = rule.answer();
        if (answer != null) {
            parameters.addValue(answer.broadcastId()).addValue(answer.payload());
            return ANSWERED;
        }
        if (rule.occasion() == WelcomeRule.Occasion.TOOK_PART) {
            parameters.addValue(rule.actionId());
            return TOOK_PART;
        }
        return JOINED;
    }

    private static Candidate candidate(Row row, Mark mark) {
        return new Candidate(row.getLong("contact_id"), Timestamps.instant(row, "at"), row.getBoolean("matches"), mark);
    }

    /**
     * Notes how far the source is read.
     *
     * @param last the last that was read; null: to its end as the cursor saw it
     */
    Future<Void> advance(
            SqlClient transaction, long broadcastId, Cursor cursor, @Nullable Mark last, Instant now, long entered) {
        boolean days = cursor.rule().occasion().isAbsence();
        Tuple parameters = Tuple.tuple().addValue(broadcastId);
        if (last != null) {
            parameters
                    .addValue(days ? cursor.until() : Objects.requireNonNull(last.transaction()))
                    .addValue(days ? Objects.requireNonNull(last.day()) : cursor.day())
                    .addValue(last.id());
        } else if (days) {
            LocalDate end = silentBy(cursor.rule(), now);
            boolean further = end.isAfter(cursor.day());
            parameters
                    .addValue(cursor.until())
                    .addValue(further ? end : cursor.day())
                    .addValue(further ? Long.valueOf(Long.MAX_VALUE) : Long.valueOf(cursor.id()));
        } else {
            parameters.addValue(cursor.oldest()).addValue(cursor.day()).addValue(0L);
        }
        return transaction
                .preparedQuery(ADVANCE)
                .execute(parameters.addValue(entered))
                .mapEmpty();
    }

    /** Puts people in who are not; completes with how many they were. */
    Future<Integer> enter(
            SqlClient transaction,
            long organisationId,
            long broadcastId,
            List<Candidate> people,
            WelcomeRule rule,
            Instant now) {
        boolean at = !rule.occasion().isAbsence();
        return transaction
                .preparedQuery(ENTER)
                .execute(Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(organisationId)
                        .addValue(people.stream().map(Candidate::contactId).toArray(Long[]::new))
                        .addValue(people.stream()
                                .map(person -> Timestamps.sql(at ? person.at().plus(rule.delay()) : now))
                                .toArray(OffsetDateTime[]::new))
                        .addValue(Timestamps.sql(now)))
                .map(rows -> rows.rowCount());
    }

    /** What became due: for whom it still holds, and how many there were in all. */
    record Due(List<Long> contactIds, int settled) {}

    /** Takes those whose delay is over, {@code limit} at most. */
    Future<Due> due(SqlClient transaction, long broadcastId, WelcomeRule rule, Instant now, int limit) {
        WelcomeRule.Answer answer = rule.answer();
        return transaction
                .preparedQuery(DUE)
                .execute(Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(Timestamps.sql(now))
                        .addValue(limit)
                        .addValue(rule.occasion().sqlName())
                        .addValue(answer == null ? null : answer.broadcastId())
                        .addValue(answer == null ? null : answer.payload())
                        .addValue(Timestamps.sql(now.minus(rule.delay())))
                        .addValue(rule.actionId()))
                .map(rows -> new Due(
                        Rows.all(rows, row -> row.getBoolean("matches") ? row.getLong("contact_id") : 0L).stream()
                                .filter(id -> id > 0)
                                .sorted()
                                .toList(),
                        rows.size()));
    }
}
