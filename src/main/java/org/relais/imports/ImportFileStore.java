package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Files that wait for their decision, in parts, with their first rows; and what columns meant in files before. */
final class ImportFileStore {

    /** @param beginning of the first part alone */
    Future<Void> put(
            SqlClient client, Place place, int part, Buffer content, boolean last, @Nullable Beginning beginning) {
        return client.preparedQuery(
                        """
                        insert into import_file (organisation_id, import_id, part, content, last, sample, sheets)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        """)
                .execute(Tuple.tuple()
                        .addLong(place.organisationId())
                        .addLong(place.importId())
                        .addInteger(part)
                        .addBuffer(content)
                        .addBoolean(last)
                        .addValue(
                                beginning == null
                                        ? null
                                        : new JsonArray(beginning.rows().stream()
                                                .map(JsonArray::new)
                                                .toList()))
                        .addArrayOfString(
                                beginning == null ? null : beginning.sheets().toArray(String[]::new)))
                .mapEmpty();
    }

    /**
     * How a file begins.
     *
     * @param rows the first, the headings before them
     * @param sheets visible ones of a workbook, the one that is read before the others; empty for other files
     */
    record Beginning(List<List<String>> rows, List<String> sheets) {}

    /** Which file. */
    record Place(long organisationId, long importId) {}

    /** Says that the file lies in parts now, not in the upload's place, and what its columns mean if that is known. */
    Future<Void> kept(SqlClient client, Place place, List<String> columns) {
        return client.preparedQuery(
                        """
                        update import_job
                        set file_path = null, options = options || jsonb_build_object('columns', $3::text[])
                        where organisation_id = $1 and id = $2 and state = 'uploaded'
                        """)
                .execute(Tuple.of(place.organisationId(), place.importId(), columns.toArray(String[]::new)))
                .mapEmpty();
    }

    /** @param last whether the file ends with it */
    record Part(Buffer content, boolean last) {}

    Future<Optional<Part>> part(SqlClient client, Place place, int part) {
        return client.preparedQuery(
                        "select content, last from import_file where organisation_id = $1 and import_id = $2 and part = $3")
                .execute(Tuple.of(place.organisationId(), place.importId(), part))
                .map(Rows.first(row -> new Part(row.getBuffer("content"), row.getBoolean("last"))));
    }

    /** Empty when the file is not kept. */
    Future<Optional<Beginning>> beginning(SqlClient client, Place place) {
        return client.preparedQuery(
                        "select sample, sheets from import_file where organisation_id = $1 and import_id = $2 and part = 0")
                .execute(Tuple.of(place.organisationId(), place.importId()))
                .map(Rows.first(row -> new Beginning(
                        row.getJsonArray("sample").stream()
                                .map(line -> ((JsonArray) line)
                                        .stream().map(Object::toString).toList())
                                .toList(),
                        List.of(row.getArrayOfStrings("sheets")))));
    }

    Future<Void> drop(SqlClient client, Place place) {
        return client.preparedQuery("delete from import_file where organisation_id = $1 and import_id = $2")
                .execute(Tuple.of(place.organisationId(), place.importId()))
                .mapEmpty();
    }

    /** Deletes files whose import waits for nobody any more; who was refused before may still say how to read it. */
    Future<Void> dropDecided(SqlClient client, Instant endedBefore) {
        return client.preparedQuery(
                        """
                        delete from import_file f
                        where not exists (select from import_job j
                                          where j.id = f.import_id and j.organisation_id = f.organisation_id
                                            and (j.state in ('uploaded', 'checking', 'checked')
                                                 or j.state in ('refused', 'failed') and j.finished_at >= $1))
                        """)
                .execute(Tuple.of(Timestamps.sql(endedBefore)))
                .mapEmpty();
    }

    /** How the file is read now, which nobody changes before the transaction ends. Empty when there is no such import. */
    Future<Optional<ImportOptions>> lock(SqlClient transaction, Place place) {
        return transaction
                .preparedQuery(
                        "select options from import_job where organisation_id = $1 and id = $2 for no key update")
                .execute(Tuple.of(place.organisationId(), place.importId()))
                .map(Rows.first(row -> ImportOptions.fromJson(row.getJsonObject("options"))));
    }

    /**
     * Has a kept file read again in another way: what was found in it is forgotten. False when it is not kept, or decided,
     * or being read.
     */
    Future<Boolean> readAgain(SqlClient client, Place place, ImportOptions options) {
        return client.preparedQuery(
                        """
                        with again as (
                            update import_job j
                            set state = 'uploaded', readings = j.readings + 1, fault = null, finished_at = null, checked_at = null, options = (j.options - 'account') || $3::jsonb, headings = null,
                                rows_read = 0, rows_good = 0, rows_refused = 0, found_created = 0, found_updated = 0,
                                found_kept_stopped = 0, found_suppressed = 0, found_torn = 0
                            where j.organisation_id = $1 and j.id = $2 and j.state in ('uploaded', 'checked', 'refused', 'failed')
                              and exists (select from import_file f where f.organisation_id = $1 and f.import_id = $2)
                            returning j.id),
                        gone as (delete from import_row where import_id in (select id from again))
                        select id from again
                        """)
                .execute(Tuple.of(place.organisationId(), place.importId(), options.toJson()))
                .map(rows -> rows.size() == 1);
    }

    /** Which columns: headings in a kind of file mean nothing in another. */
    record Layout(long organisationId, ImportKind kind, Buffer headingsHash) {}

    Future<Optional<List<String>>> layout(SqlClient client, Layout layout) {
        return client.preparedQuery(
                        "select meanings from import_layout where organisation_id = $1 and kind = $2 and headings_hash = $3")
                .execute(Tuple.of(layout.organisationId(), layout.kind().sqlName(), layout.headingsHash()))
                .map(Rows.first(row -> List.of(row.getArrayOfStrings("meanings"))));
    }

    Future<Void> remember(SqlClient client, Layout layout, List<String> meanings, Instant now) {
        return client.preparedQuery(
                        """
                        insert into import_layout (organisation_id, kind, headings_hash, meanings, used_at)
                        values ($1, $2, $3, $4, $5)
                        on conflict (organisation_id, kind, headings_hash) do update
                        set meanings = excluded.meanings, used_at = excluded.used_at
                        """)
                .execute(Tuple.of(
                        layout.organisationId(),
                        layout.kind().sqlName(),
                        layout.headingsHash(),
                        meanings.toArray(String[]::new),
                        Timestamps.sql(now)))
                .mapEmpty();
    }
}
