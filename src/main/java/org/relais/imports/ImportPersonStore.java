package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.contact.PersonRecords;
import org.relais.database.Rows;

/** Rows of uploaded files that name one person, as long as they are kept. */
public final class ImportPersonStore implements PersonRecords {
    /** Rows are found by their identifiers; refused ones by the last nine digits of any cell, as their number wasn't read. */
    private static final String OF_PEOPLE =
            """
            with named as (
                select a.kind, a.identifier, right(regexp_replace(a.identifier, '[^0-9]', '', 'g'), 9) as ending
                from address a
                where a.organisation_id = $1 and a.contact_id = any ($2)
            ), mine as (
                select r.import_id, r.row_number, r.cells
                from import_row r
                join import_job j on j.id = r.import_id and j.organisation_id = $1
                where r.phone in (select identifier from named where kind = 'phone')
                   or (r.chat, j.options #>> '{account,kind}') in (select identifier, kind from named)
                   or r.cells is not null and exists (
                       select from unnest(r.cells) cell
                       join named n on length(n.ending) = 9
                           and right(regexp_replace(cell, '[^0-9]', '', 'g'), 9) = n.ending)
            )
            """;

    @Override
    public String name() {
        return "imports";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return transaction
                .preparedQuery(
                        OF_PEOPLE
                                + """
                        delete from import_row r using mine m
                        where r.import_id = m.import_id and r.row_number = m.row_number
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .compose(erased -> transaction
                        // Nobody can be taken out of a file: those that wait have to be sent again to be read in
                        // another way.
                        .preparedQuery("delete from import_file where organisation_id = $1")
                        .execute(Tuple.of(organisationId)))
                .mapEmpty();
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        OF_PEOPLE
                                + """
                        select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(r)
                                       - '{import_id,row_number,phone_fingerprint,chat_fingerprint,older_fingerprints}'::text[]
                                       || jsonb_build_object('import', r.import_id)) order by r.import_id, r.row_number), '[]') as found
                        from mine m
                        join import_row r on r.import_id = m.import_id and r.row_number = m.row_number
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(new Long[] {contactId}))
                .map(Rows.only(row -> row.getJsonArray("found")));
    }
}
