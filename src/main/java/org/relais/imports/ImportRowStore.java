package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.relais.contact.csv.CsvFault;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.input.FaultCode;
import org.relais.text.CleanText;

/** Rows of files as they lie between the dry run and their purge; refused ones with their cells, to be given back. */
final class ImportRowStore {
    private static final int LONGEST_QUOTE = 60;

    /** Fresh statistics for the look-ups of the dry run: a file just read is unknown to the planner. */
    Future<Void> analyse(SqlClient client) {
        return client.query("select analyse_import_rows()").execute().mapEmpty();
    }

    /** The file's own; empty when it has none. */
    Future<List<String>> headings(SqlClient client, long organisationId, long id) {
        return client.preparedQuery("select headings from import_job where organisation_id = $1 and id = $2")
                .execute(Tuple.of(organisationId, id))
                .map(Rows.first(row -> List.of(row.getArrayOfStrings("headings"))))
                .map(found -> found.orElse(List.of()));
    }

    /**
     * Kinds of faults, the most frequent first, with the first three rows of each; a row stands under each of its faults.
     *
     * @param limit of kinds
     */
    Future<List<FaultGroup>> groups(SqlClient client, long organisationId, long id, int limit) {
        return client.preparedQuery(
                        """
                        select refusal, refused_column, max(total)::int as total, max(mendable)::int as mendable,
                               array_agg(line order by row_number) as lines,
                               array_agg(refusal_detail order by row_number) as details,
                               array_agg(left(coalesce(value, ''), 200) order by row_number) as cells,
                               array_agg(left(coalesce(who, ''), 200) order by row_number) as people,
                               jsonb_agg(others order by row_number) as others
                        from (select r.row_number, r.line, f.refusal, f.refused_column, f.refusal_detail,
                                     case when f.refused_column is null
                                          then array_to_string((array_remove(r.cells, ''))[1:4], ' · ')
                                          else (select r.cells[place]
                                                from unnest(array_positions(j.headings, f.refused_column)) place
                                                order by r.cells[place] = '', place limit 1) end as value,
                                     array_to_string(array_remove((array_remove(r.cells, ''))[1:2],
                                         r.cells[array_position(j.headings, f.refused_column)]), ' · ') as who,
                                     (select coalesce(jsonb_agg(jsonb_build_array(
                                                 o.refusal, o.refused_column, o.refusal_detail,
                                                 left(r.cells[array_position(j.headings, o.refused_column)], 200))), '[]')
                                      from unnest(r.refusal, r.refused_column, r.refusal_detail)
                                          o (refusal, refused_column, refusal_detail)
                                      where o.refused_column is not null
                                        and (o.refusal, o.refused_column) <> (f.refusal, f.refused_column)) as others,
                                     count(*) filter (
                                         where r.refusal <@ case when f.refusal = any ($4) then $4
                                                                 when f.refusal = any ($5) then $5
                                                                 else array[f.refusal] end)
                                         over (partition by f.refusal, f.refused_column) as mendable,
                                     row_number() over kind as place, count(*) over (partition by f.refusal, f.refused_column) as total
                              from import_row r join import_job j on j.id = r.import_id
                              cross join lateral unnest(r.refusal, r.refused_column, r.refusal_detail)
                                  f (refusal, refused_column, refusal_detail)
                              where j.organisation_id = $1 and r.import_id = $2 and r.refusal is not null
                              window kind as (partition by f.refusal, f.refused_column order by r.row_number)) one
                        where place <= 3
                        group by refusal, refused_column
                        order by total desc, refusal, refused_column
                        limit $3
                        """)
                .execute(
                        Tuple.of(organisationId, id, limit, names(FaultGroup.OF_COUNTRY), names(FaultGroup.OF_CONSENT)))
                .map(Rows.all(ImportRowStore::group));
    }

    private static String[] names(Set<FaultCode> codes) {
        return codes.stream().map(FaultCode::name).toArray(String[]::new);
    }

    private static FaultGroup group(Row row) {
        FaultCode code = FaultCode.valueOf(row.getString("refusal"));
        String column = row.getString("refused_column");
        Long[] lines = row.getArrayOfLongs("lines");
        String[] details = row.getArrayOfStrings("details");
        String[] cells = row.getArrayOfStrings("cells");
        String[] people = row.getArrayOfStrings("people");
        JsonArray others = row.getJsonArray("others");
        return new FaultGroup(
                code,
                column,
                row.getInteger("total"),
                row.getInteger("mendable"),
                IntStream.range(0, lines.length)
                        .mapToObj(place -> new FaultGroup.Example(
                                new CsvFault(code, lines[place], column, details[place]),
                                CleanText.abridged(cells[place].strip(), LONGEST_QUOTE),
                                CleanText.abridged(people[place].strip(), LONGEST_QUOTE),
                                others.getJsonArray(place).stream()
                                        .map(other -> other(lines[place], (JsonArray) other))
                                        .toList()))
                        .toList());
    }

    private static FaultGroup.Other other(long line, JsonArray other) {
        String value = other.getString(3);
        return new FaultGroup.Other(
                new CsvFault(FaultCode.valueOf(other.getString(0)), line, other.getString(1), other.getString(2)),
                value == null ? "" : CleanText.abridged(value.strip(), LONGEST_QUOTE));
    }

    /** Refused rows after one, in the file's order. */
    Future<List<RefusedRow>> refusedRows(SqlClient client, RefusedRowsFile.Wanted wanted, int afterRow, int limit) {
        return client.preparedQuery(
                        """
                        select r.row_number, r.line, r.refusal, r.refused_column, r.refusal_detail, r.cells
                        from import_row r join import_job j on j.id = r.import_id
                        where j.organisation_id = $1 and r.import_id = $2 and r.row_number > $3 and r.refusal is not null
                        order by r.row_number
                        limit $4
                        """)
                .execute(Tuple.of(wanted.organisationId(), wanted.importId(), afterRow, limit))
                .map(Rows.all(ImportRowStore::refusedRow));
    }

    /** @param faults all that is wrong in it */
    record RefusedRow(int number, List<CsvFault> faults, List<String> cells) {}

    private static RefusedRow refusedRow(Row row) {
        String[] codes = row.getArrayOfStrings("refusal");
        String[] columns = row.getArrayOfStrings("refused_column");
        String[] details = row.getArrayOfStrings("refusal_detail");
        String[] cells = row.getArrayOfStrings("cells");
        return new RefusedRow(
                row.getInteger("row_number"),
                IntStream.range(0, codes.length)
                        .mapToObj(place -> new CsvFault(
                                FaultCode.valueOf(codes[place]), row.getLong("line"), columns[place], details[place]))
                        .toList(),
                cells == null ? List.of() : List.of(cells));
    }

    /** Deletes up to {@code limit} rows that serve nothing any more: those merged, given up, or refused and old. */
    Future<Integer> purge(SqlClient client, Instant refusedBefore, int limit) {
        return client.preparedQuery(
                        """
                        delete from import_row
                        where (import_id, row_number) in (
                            select r.import_id, r.row_number
                            from import_job j join import_row r on r.import_id = j.id
                            where j.state in ('refused', 'failed', 'cancelled')
                               or j.state = 'finished' and (r.refusal is null or j.finished_at < $1)
                            limit $2)
                        """)
                .execute(Tuple.of(Timestamps.sql(refusedBefore), limit))
                .map(RowSet::rowCount);
    }
}
