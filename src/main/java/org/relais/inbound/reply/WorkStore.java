package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.inbound.intake.PendingInboxEvent;

/** Rows of {@code inbox} that are still to be worked, by any number of nodes. */
final class WorkStore {
    /**
     * The oldest event that may be worked: nobody has it, and no older one of the same person is open. Another node's
     * claim of that older one is open in this statement's snapshot until it has committed, so the order holds.
     *
     * <p>The older one is looked for person by person ({@code offset 0} keeps PostgreSQL from making a join of it) and by the
     * one index that it can use. While the statistics are those of a quiet inbox, a join goes through everything that is
     * open for every event: 25,000 of them took minutes. Nor may it collect all that is open to sort it ({@link #IN_ORDER}).
     */
    private static final String NEXT = Database.PLANNED_EACH_TIME + "select " + PendingInboxEvent.COLUMNS
            + """
            from inbox
            where processed_at is null and kind <> 'STATUS'
              and (effect is null or effect not in ('stop', 'hold'))
              and (due_at is null or due_at <= $1)
              and not exists (
                  select from inbox older
                  where older.person = inbox.person and older.id < inbox.id and older.processed_at is null
                    and (older.effect is null or older.effect not in ('stop', 'hold'))
                  offset 0)
            order by id
            limit 1
            for update skip locked
            """;

    /** For the transaction that {@link #NEXT} begins: whatever comes after it there goes by an index for a few rows. */
    private static final String IN_ORDER = "set local enable_bitmapscan = off";

    private static final String STATUSES = "select " + PendingInboxEvent.COLUMNS
            + """
            from inbox
            where processed_at is null and kind = 'STATUS' and due_at is null
            order by id
            limit $1
            for update skip locked
            """;

    private static final String ONE_FAILED_STATUS = "select " + PendingInboxEvent.COLUMNS
            + """
            from inbox
            where processed_at is null and kind = 'STATUS' and due_at <= $1
            order by id
            limit 1
            for update skip locked
            """;

    private static final String REMOVE = """
            delete from inbox where id = any($1::bigint[])
            """;

    /**
     * The words have gone where they belong (ledger, organisers' inbox) or are of no further use: they aren't kept twice.
     * Nor is a stranger to whom a telephone wrote: the event's key alone recognises a redelivery.
     */
    private static final String FINISH =
            """
            update inbox
            set processed_at = $2::timestamptz, outcome = $3, error = null,
                organisation_id = coalesce(organisation_id, $4), contact_id = coalesce(contact_id, $5),
                enforced_at = coalesce(enforced_at, case when effect in ('stop', 'hold') then $2::timestamptz end),
                event = case when kind = 'HANDWRITTEN' and $3 = 'ignored' then event - 'externalId' || '{"from": []}' else event end
                    - array['text', 'cards', 'name', 'start', 'media', 'fields'],
                person = case when kind = 'HANDWRITTEN' and $3 = 'ignored' then null else person end
            where id = $1
            """;

    private static final String FAIL =
            """
            update inbox
            set attempt = attempt + 1, error = $2,
                due_at = $3::timestamptz,
                processed_at = case when attempt + 1 >= $4 then $5::timestamptz end,
                outcome = case when attempt + 1 >= $4 then 'dead' end
            where id = any($1::bigint[]) and processed_at is null
            returning id, attempt, kind, outcome
            """;

    /** In no order: with one, PostgreSQL walks through all that is kept to find the first that is old. */
    private static final String PURGE =
            """
            delete from inbox
            where ctid = any (array(
                select ctid from inbox
                where received_at < $1 and processed_at < case when outcome = 'dead' then $2::timestamptz else $1::timestamptz end
                limit $3
                for update skip locked))
            """;

    /** For the transaction of {@link #PURGE}: it goes by {@code inbox_by_time}, which serves bitmaps alone. */
    private static final String BY_TIME = "set local enable_indexscan = off";

    /** A row whose attempt failed. */
    record Failed(long id, int attempt, String kind, boolean dead) {}

    /** Takes the next event, until the transaction ends. */
    Future<Optional<PendingInboxEvent>> next(SqlClient tx, Instant now) {
        // Both are sent at once, and PostgreSQL takes them one after the other.
        Future<?> inOrder = tx.query(IN_ORDER).execute();
        Future<RowSet<Row>> next = tx.preparedQuery(NEXT).execute(Tuple.of(Timestamps.sql(now)));
        return inOrder.compose(set -> next).map(rows -> events(rows).stream().findFirst());
    }

    /** Takes receipts that were never tried; when there are none, one that has failed before and is due. */
    Future<List<PendingInboxEvent>> statuses(SqlClient tx, int limit, Instant now) {
        return tx.preparedQuery(STATUSES)
                .execute(Tuple.of(limit))
                .compose(rows -> rows.size() > 0
                        ? Future.succeededFuture(rows)
                        : tx.preparedQuery(ONE_FAILED_STATUS).execute(Tuple.of(Timestamps.sql(now))))
                .map(WorkStore::events);
    }

    /** Removes rows that need no memory: a receipt that comes again changes nothing. */
    Future<Void> remove(SqlClient tx, List<PendingInboxEvent> events) {
        return tx.preparedQuery(REMOVE).execute(Tuple.of(ids(events))).mapEmpty();
    }

    /** Done; the row stays for as long as the platform may deliver it again. */
    Future<Void> finish(
            SqlClient tx,
            long id,
            InboxOutcome outcome,
            @Nullable Long organisationId,
            @Nullable Long contactId,
            Instant now) {
        return tx.preparedQuery(FINISH)
                .execute(Tuple.of(id, Timestamps.sql(now), outcome.sqlName(), organisationId, contactId))
                .mapEmpty();
    }

    /** Notes a failed attempt; after {@code mostAttempts} of them the row is given up. */
    Future<List<Failed>> fail(
            SqlClient client, List<Long> ids, String error, Instant dueAt, int mostAttempts, Instant now) {
        return client.preparedQuery(FAIL)
                .execute(Tuple.of(
                        ids.toArray(Long[]::new), error, Timestamps.sql(dueAt), mostAttempts, Timestamps.sql(now)))
                .map(Rows.all(row -> new Failed(
                        row.getLong("id"),
                        row.getInteger("attempt"),
                        row.getString("kind"),
                        "dead".equals(row.getString("outcome")))));
    }

    /** Removes rows processed before a time, given-up ones before another; returns how many. */
    Future<Integer> purge(Pool pool, Instant processedBefore, Instant deadBefore, int limit) {
        return pool.withTransaction(tx -> {
            Future<?> byTime = tx.query(BY_TIME).execute();
            Future<RowSet<Row>> removed = tx.preparedQuery(PURGE)
                    .execute(Tuple.of(Timestamps.sql(processedBefore), Timestamps.sql(deadBefore), limit));
            return byTime.compose(set -> removed).map(SqlResult::rowCount);
        });
    }

    private static Long[] ids(List<PendingInboxEvent> events) {
        return events.stream().map(PendingInboxEvent::id).toArray(Long[]::new);
    }

    private static List<PendingInboxEvent> events(RowSet<Row> rows) {
        return Rows.all(rows, row -> PendingInboxEvent.of(row));
    }
}
