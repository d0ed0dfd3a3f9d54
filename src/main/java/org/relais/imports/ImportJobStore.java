package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForm;
import org.relais.contact.csv.CsvFault;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.input.FaultCode;

/** Import jobs in SQL: each change of state names the state it starts from, so two nodes can't both take a step. */
final class ImportJobStore {
    private static final String COLUMNS =
            """
            j.id, j.organisation_id, j.kind, j.state, j.file_name, j.file_size, j.file_sha256, j.charset, j.options,
            j.rows_read, j.rows_good, j.rows_refused, j.found_created, j.found_updated, j.found_kept_stopped,
            j.found_suppressed, j.found_torn, j.found_conflicting,
            coalesce(c.created, j.rows_created) as created, coalesce(c.updated, j.rows_updated) as updated,
            coalesce(c.kept_stopped, j.rows_kept_stopped) as kept_stopped,
            coalesce(c.suppressed, j.rows_suppressed) as suppressed, coalesce(c.torn, j.rows_torn) as torn,
            coalesce(c.conflicting, j.rows_conflicting) as conflicting,
            j.fault, j.created_by, j.decided_by, j.created_at, j.checked_at, j.decided_at, j.finished_at, j.readings
            """;

    Future<Long> create(SqlClient client, NewJob job) {
        return client.preparedQuery(
                        """
                        insert into import_job (organisation_id, kind, state, file_name, file_path, options, created_by, created_at)
                        values ($1, $2, 'uploaded', $3, $4, $5, $6, $7)
                        returning id
                        """)
                .execute(Tuple.of(
                        job.organisationId(),
                        job.kind().sqlName(),
                        job.fileName(),
                        job.file().toString(),
                        job.options().toJson(),
                        job.actor(),
                        Timestamps.sql(job.now())))
                .map(Rows.only(row -> row.getLong("id")));
    }

    record NewJob(
            long organisationId,
            ImportKind kind,
            String fileName,
            Path file,
            ImportOptions options,
            String actor,
            Instant now) {}

    private static final String SELECT = "select " + COLUMNS
            + """
            from import_job j
            left join lateral (
                select sum(created)::int as created, sum(updated)::int as updated,
                       sum(kept_stopped)::int as kept_stopped, sum(suppressed)::int as suppressed,
                       sum(torn)::int as torn, sum(conflicting)::int as conflicting
                from import_chunk where import_id = j.id) c on j.state = 'merging'
            """;

    Future<Optional<ImportJob>> find(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(
                        SELECT
                                + """
                        where j.organisation_id = $1 and j.id = $2
                        """)
                .execute(Tuple.of(organisationId, id))
                .map(Rows.first(ImportJobStore::job));
    }

    Future<List<ImportJob>> page(SqlClient client, long organisationId, Paging paging, int limit) {
        return client.preparedQuery(
                        paging.of(
                                SELECT
                                        + """
                        where j.organisation_id = $1 and j.id < $2
                        order by j.id desc
                        limit $3
                        """))
                .execute(Tuple.of(organisationId, paging.cursor(), limit))
                .map(Rows.all(ImportJobStore::job));
    }

    /** What the dry run needs to know besides the file. Empty when the job is in no such state any more. */
    Future<Optional<Start>> startChecking(SqlClient client, long organisationId, long id, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job j set state = 'checking', progress_at = $3
                        from organisation o
                        where o.id = j.organisation_id and j.organisation_id = $1 and j.id = $2 and j.state = 'uploaded'
                        returning j.kind, j.options, j.file_path, o.consent_only
                        """)
                .execute(Tuple.of(organisationId, id, Timestamps.sql(now)))
                .map(Rows.first(row -> new Start(
                        ImportKind.of(row.getString("kind")),
                        ImportOptions.fromJson(row.getJsonObject("options")),
                        Optional.ofNullable(row.getString("file_path")).map(Path::of),
                        row.getBoolean("consent_only"))));
    }

    /** @param file where it lies on this machine; empty when it is kept in the database */
    record Start(ImportKind kind, ImportOptions options, Optional<Path> file, boolean consentOnly) {
        Start at(Path place) {
            return new Start(kind, options, Optional.of(place), consentOnly);
        }
    }

    Future<Void> progress(SqlClient client, long id, int read, int refused, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job set rows_read = $2, rows_refused = $3, progress_at = $4
                        where id = $1 and state = 'checking'
                        """)
                .execute(Tuple.of(id, read, refused, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Ends the dry run with what it found in the file and what it announces. */
    Future<Boolean> checked(
            SqlClient client, long id, FileStaging.Staged staged, ImportJob.Outcome announced, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job j
                        set state = 'checked', file_size = $2, file_sha256 = $3, charset = $4, headings = $5,
                            options = j.options || coalesce($10::text::jsonb, '{}'),
                            rows_read = $6, rows_good = $7, rows_refused = $8, checked_at = $9, file_path = null,
                            found_created = $11, found_updated = $12, found_kept_stopped = $13, found_suppressed = $14,
                            found_torn = $15, found_conflicting = $16
                        where j.id = $1 and j.state = 'checking'
                        """)
                .execute(Tuple.of(
                        id,
                        staged.scan().size(),
                        Buffer.buffer(staged.scan().sha256()),
                        staged.scan().charset().name(),
                        staged.headings().toArray(String[]::new),
                        staged.rows(),
                        staged.good(),
                        staged.refused(),
                        Timestamps.sql(now),
                        account(staged.account()),
                        announced.created(),
                        announced.updated(),
                        announced.keptStopped(),
                        announced.suppressed(),
                        announced.torn(),
                        announced.conflicting()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Kind of the channel's own identifiers in a checked file; empty when it has phone numbers only. */
    Future<Optional<String>> account(SqlClient client, long id) {
        return client.preparedQuery("select options #>> '{account,kind}' as kind from import_job where id = $1")
                .execute(Tuple.of(id))
                .map(Rows.only(row -> Optional.ofNullable(row.getString("kind"))));
    }

    /** Beside the options, so that the merge reads the rows as the dry run did. */
    private static @Nullable String account(@Nullable AddressForm form) {
        return form == null
                ? null
                : new JsonObject()
                        .put(
                                "account",
                                new JsonObject()
                                        .put("channel", form.channel())
                                        .put("kind", form.kind().sqlName()))
                        .encode();
    }

    Future<Void> refused(SqlClient client, long id, CsvFault fault, Instant now) {
        JsonObject json = new JsonObject()
                .put("reason", fault.code().name())
                .put("line", fault.line())
                .put("column", fault.column())
                .put("detail", fault.detail());
        return client.preparedQuery(
                        """
                        update import_job set state = 'refused', fault = $2, finished_at = $3, file_path = null,
                               rows_read = 0, rows_good = 0, rows_refused = 0
                        where id = $1 and state in ('uploaded', 'checking')
                        """)
                .execute(Tuple.of(id, json, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Gives up before the decision; the rows read so far are of no use. */
    Future<Void> failed(SqlClient client, long id, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job set state = 'failed', finished_at = $2, file_path = null,
                               rows_read = 0, rows_good = 0, rows_refused = 0
                        where id = $1 and state in ('uploaded', 'checking')
                        """)
                .execute(Tuple.of(id, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Takes the decision: from here on the import is carried out in full. False when there is nothing to decide. */
    Future<Boolean> decide(SqlClient client, Decision decision) {
        return client.preparedQuery(
                        """
                        with decided as (
                            update import_job set state = 'merging', decided_by = $3, decided_at = $5
                            where organisation_id = $1 and id = $2 and state = 'checked'
                              and readings = coalesce($6, readings)
                            returning id, rows_read),
                        pieces as (
                            insert into import_chunk (import_id, first_row, last_row)
                            select d.id, n, least(n + $4 - 1, d.rows_read)
                            from decided d cross join lateral generate_series(1, d.rows_read, $4) n)
                        select id from decided
                        """)
                .execute(Tuple.of(
                        decision.organisationId(),
                        decision.id(),
                        decision.actor(),
                        decision.chunkRows(),
                        Timestamps.sql(decision.now()),
                        decision.readings()))
                .map(rows -> rows.size() == 1);
    }

    /** @param readings what {@link ImportJob#readings} was when the announcement was seen; null for whatever stands there */
    record Decision(
            long organisationId, long id, String actor, int chunkRows, @Nullable Integer readings, Instant now) {}

    Future<Boolean> cancel(SqlClient client, long organisationId, long id, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job set state = 'cancelled', finished_at = $3, file_path = null
                        where organisation_id = $1 and id = $2 and state in ('uploaded', 'checked')
                        """)
                .execute(Tuple.of(organisationId, id, Timestamps.sql(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends the import when every piece is done, adding the pieces up; false while one is open. */
    Future<Boolean> finish(SqlClient client, long id, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job j
                        set state = 'finished', finished_at = $2, rows_created = c.created, rows_updated = c.updated,
                            rows_kept_stopped = c.kept_stopped, rows_suppressed = c.suppressed, rows_torn = c.torn,
                            rows_conflicting = c.conflicting
                        from (select coalesce(bool_and(done), true) as done, coalesce(sum(created), 0) as created,
                                     coalesce(sum(updated), 0) as updated, coalesce(sum(kept_stopped), 0) as kept_stopped,
                                     coalesce(sum(suppressed), 0) as suppressed, coalesce(sum(torn), 0) as torn,
                                     coalesce(sum(conflicting), 0) as conflicting
                              from import_chunk where import_id = $1) c
                        where j.id = $1 and j.state = 'merging' and c.done
                        """)
                .execute(Tuple.of(id, Timestamps.sql(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Imports in a state that a crash may have left them in. */
    Future<List<Long>> unfinished(SqlClient client, ImportState state) {
        return client.preparedQuery("select id from import_job where state = $1 order by id")
                .execute(Tuple.of(state.sqlName()))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Gives up dry runs that nobody has made progress with: their node is gone. */
    Future<Integer> abandonChecking(SqlClient client, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job set state = 'failed', finished_at = $1, file_path = null,
                               rows_read = 0, rows_good = 0, rows_refused = 0
                        where state = 'checking' and coalesce(progress_at, created_at) < $1::timestamptz - interval '2 minutes'
                        """)
                .execute(Tuple.of(Timestamps.sql(now)))
                .map(RowSet::rowCount);
    }

    /** Gives up dry runs nobody decided on. */
    Future<Integer> expire(SqlClient client, Instant checkedBefore, Instant now) {
        return client.preparedQuery(
                        """
                        update import_job set state = 'cancelled', finished_at = $2
                        where state = 'checked' and checked_at < $1 or state = 'uploaded' and created_at < $1
                        """)
                .execute(Tuple.of(Timestamps.sql(checkedBefore), Timestamps.sql(now)))
                .map(RowSet::rowCount);
    }

    private static ImportJob job(Row row) {
        Buffer sha256 = row.getBuffer("file_sha256");
        JsonObject fault = row.getJsonObject("fault");
        return new ImportJob(
                row.getLong("id"),
                row.getLong("organisation_id"),
                ImportKind.of(row.getString("kind")),
                ImportState.of(row.getString("state")),
                row.getString("file_name"),
                row.getLong("file_size"),
                sha256 == null ? null : HexFormat.of().formatHex(sha256.getBytes()),
                row.getString("charset"),
                ImportOptions.fromJson(row.getJsonObject("options")),
                new ImportJob.Rows(
                        row.getInteger("rows_read"), row.getInteger("rows_good"), row.getInteger("rows_refused")),
                ImportOutcomeStore.outcome(row, "found_"),
                ImportOutcomeStore.outcome(row, ""),
                fault == null ? null : fault(fault),
                row.getString("created_by"),
                row.getString("decided_by"),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "checked_at"),
                Timestamps.instantOrNull(row, "decided_at"),
                Timestamps.instantOrNull(row, "finished_at"),
                row.getInteger("readings"));
    }

    private static CsvFault fault(JsonObject json) {
        return new CsvFault(
                FaultCode.valueOf(json.getString("reason")),
                json.getLong("line"),
                json.getString("column"),
                json.getString("detail"));
    }

    /** Time zones that the database can compute with. */
    Future<Set<String>> timeZones(SqlClient client) {
        return client.preparedQuery("select name from pg_timezone_names where name !~ '^posix/'")
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("name"))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
