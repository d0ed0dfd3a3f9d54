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

    Future<Void> put(SqlClient client, Place place, int part, Buffer content, @Nullable JsonArray sample) {
        return client.preparedQuery(
                        """
                        insert into import_file (organisation_id, import_id, part, content, sample)
                        values ($1, $2, $3, $4, $5)
                        """)
                .execute(Tuple.of(place.organisationId(), place.importId(), part, content, sample))
                .mapEmpty();
    }

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

    Future<Optional<Buffer>> part(SqlClient client, Place place, int part) {
        return client.preparedQuery(
                        "select content from import_file where organisation_id = $1 and import_id = $2 and part = $3")
                .execute(Tuple.of(place.organisationId(), place.importId(), part))
                .map(Rows.first(row -> row.getBuffer("content")));
    }

    /** The first rows, the headings before them; empty when the file is not kept. */
    Future<Optional<List<List<String>>>> sample(SqlClient client, Place place) {
        return client.preparedQuery(
                        "select sample from import_file where organisation_id = $1 and import_id = $2 and part = 0")
                .execute(Tuple.of(place.organisationId(), place.importId()))
                .map(Rows.first(row -> row.getJsonArray("sample").stream()
                        .map(line -> ((JsonArray) line)
                                .stream().map(Object::toString).toList())
                        .toList()));
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

    /**
     * Has a kept file read again in another way: what was found in it is forgotten. False when it is not kept, or decided,
     * or being read.
     */
    Future<Boolean> readAgain(SqlClient client, Place place, ImportOptions options) {
        return client.preparedQuery(
                        """
                        with again as (
                            update import_job j
                            set state = 'uploaded', fault = null, finished_at = null, checked_at = null, options = (j.options - 'account') || $3::jsonb, headings = null,
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

    Future<Optional<List<String>>> layout(SqlClient client, long organisationId, Buffer headingsHash) {
        return client.preparedQuery(
                        "select meanings from import_layout where organisation_id = $1 and headings_hash = $2")
                .execute(Tuple.of(organisationId, headingsHash))
                .map(Rows.first(row -> List.of(row.getArrayOfStrings("meanings"))));
    }

    Future<Void> remember(
            SqlClient client, long organisationId, Buffer headingsHash, List<String> meanings, Instant now) {
        return client.preparedQuery(
                        """
                        insert into import_layout (organisation_id, headings_hash, meanings, used_at)
                        values ($1, $2, $3, $4)
                        on conflict (organisation_id, headings_hash) do update
                        set meanings = excluded.meanings, used_at = excluded.used_at
                        """)
                .execute(Tuple.of(organisationId, headingsHash, meanings.toArray(String[]::new), Timestamps.sql(now)))
                .mapEmpty();
    }
}
