package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Pieces of decided imports: taken by one node at a time, their people found and locked, suppression lists carried out. */
final class ImportPieceStore {
    /** Rows {@code firstRow} to {@code lastRow}, both included. */
    record Piece(int firstRow, int lastRow) {
        /** $1 organisation, $2 import, $3 first and $4 last row. */
        Tuple of(long organisationId, long importId) {
            return Tuple.of(organisationId, importId, firstRow, lastRow);
        }
    }

    Future<Optional<ImportTerms>> terms(SqlClient client, long importId) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, kind, options, options #>> '{account,channel}' as account_channel,
                               options #>> '{account,kind}' as account_kind, decided_by,
                               'import/' || id || '/' || left(encode(file_sha256, 'hex'), 16) || '#' as reference
                        from import_job where id = $1 and state = 'merging'
                        """)
                .execute(Tuple.of(importId))
                .map(Rows.first(row -> new ImportTerms(
                        row.getLong("organisation_id"),
                        row.getLong("id"),
                        ImportKind.of(row.getString("kind")),
                        ImportOptions.fromJson(row.getJsonObject("options")),
                        new ImportTerms.Account(row.getString("account_channel"), row.getString("account_kind")),
                        row.getString("reference"),
                        row.getString("decided_by"),
                        Map.of())));
    }

    /** The different wordings in the rows' own evidence, up to a number of them. */
    Future<List<String>> wordings(SqlClient client, long importId, int limit) {
        return client.preparedQuery(
                        """
                        select distinct wording from import_row
                        where import_id = $1 and refusal is null and evidence_source is not null and wording is not null
                        limit $2
                        """)
                .execute(Tuple.of(importId, limit))
                .map(Rows.all(row -> row.getString("wording")));
    }

    /** Takes a piece that nobody is working on, until the end of the caller's transaction. */
    Future<Optional<Piece>> take(SqlClient transaction, long importId) {
        return transaction
                .preparedQuery(
                        """
                        select first_row, last_row from import_chunk
                        where import_id = $1 and not done
                        order by first_row
                        limit 1
                        for update skip locked
                        """)
                .execute(Tuple.of(importId))
                .map(Rows.first(row -> new Piece(row.getInteger("first_row"), row.getInteger("last_row"))));
    }

    /** Whether nobody holds an identifier or external id of the piece's good rows, nor ever did: stops at the first who does. */
    Future<Boolean> strangers(SqlClient transaction, ImportTerms terms, Piece piece) {
        return transaction
                .preparedQuery(
                        """
                        select true
                        from import_row r
                        where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null
                          and (coalesce((select true from address a
                                         where a.organisation_id = $1 and a.identifier = r.phone and a.kind = 'phone'
                                         limit 1), false)
                               or r.chat is not null and coalesce((select true from address a
                                         where a.organisation_id = $1 and a.identifier = r.chat and a.kind = $5
                                         limit 1), false)
                               or r.external_id is not null and coalesce((select true from contact c
                                         where c.organisation_id = $1 and c.external_id = r.external_id
                                         limit 1), false))
                        limit 1
                        """)
                .execute(piece.of(terms.organisationId(), terms.importId())
                        .addString(terms.account().kind()))
                .map(rows -> rows.size() == 0);
    }

    /** Contacts that hold an identifier of the piece's good rows now, in order. */
    Future<List<Long>> known(SqlClient transaction, ImportTerms terms, Piece piece) {
        return transaction
                .preparedQuery(
                        """
                        select distinct k.contact_id
                        from import_row r
                        cross join lateral (
                            (select a.contact_id from address a
                             where a.organisation_id = $1 and a.identifier = r.phone and a.kind = 'phone'
                               and a.status <> 'retired'
                             limit 1)
                            union all
                            (select a.contact_id from address a
                             where r.chat is not null and a.organisation_id = $1 and a.identifier = r.chat
                               and a.kind = $5 and a.status <> 'retired'
                             limit 1)) k
                        where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null
                        order by k.contact_id
                        """)
                .execute(piece.of(terms.organisationId(), terms.importId())
                        .addString(terms.account().kind()))
                .map(Rows.all(row -> row.getLong("contact_id")));
    }

    /**
     * Locks the consent of contacts in the order that everything else locks in, before anything is decided on it. Whoever writes
     * the contacts as well has locked them before.
     */
    Future<Void> lock(SqlClient transaction, List<Long> contactIds) {
        if (contactIds.isEmpty()) {
            return Future.succeededFuture();
        }
        return transaction
                .preparedQuery(
                        "select contact_id from consent where contact_id = any ($1) order by contact_id for update")
                .execute(Tuple.tuple().addArrayOfLong(contactIds.toArray(Long[]::new)))
                .mapEmpty();
    }

    /** Puts the piece's fingerprints on the suppression list; those that are there stay as they are. */
    Future<Void> suppress(SqlClient transaction, ImportTerms terms, Piece piece, String keyId, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                        select distinct on (f) $1, f, $5, 'import', $6::timestamptz
                        from import_row r
                        cross join lateral (values (r.phone_fingerprint), (r.chat_fingerprint)) v (f)
                        where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null and f is not null
                        order by f
                        on conflict do nothing
                        """)
                .execute(piece.of(terms.organisationId(), terms.importId())
                        .addString(keyId)
                        .addOffsetDateTime(Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Everybody whom the piece's good rows name, by each of their identifiers. */
    Future<List<AddressId>> identifiers(SqlClient transaction, ImportTerms terms, Piece piece) {
        String phones = terms.options().phoneChannel();
        return transaction
                .preparedQuery(
                        """
                        select distinct v.channel, v.kind, v.identifier
                        from import_row r
                        cross join lateral (values ($4::text, 'phone', r.phone), ($5::text, $6::text, r.chat))
                             v (channel, kind, identifier)
                        where r.import_id = $1 and r.row_number between $2 and $3 and r.refusal is null
                          and v.identifier is not null
                        order by v.identifier, v.channel
                        """)
                .execute(Tuple.of(
                        terms.importId(),
                        piece.firstRow(),
                        piece.lastRow(),
                        phones,
                        terms.account().channel(),
                        terms.account().kind()))
                .map(Rows.all(row -> new AddressId(
                        row.getString("channel"), AddressKind.of(row.getString("kind")), row.getString("identifier"))));
    }

    /** Notes what becomes of a piece of a suppression list, before it stops anybody. */
    Future<Void> suppressed(SqlClient transaction, ImportTerms terms, Piece piece) {
        return transaction
                .preparedQuery(SUPPRESSED)
                .execute(ImportOutcomeStore.of(
                        terms.organisationId(),
                        terms.importId(),
                        piece,
                        terms.account().kind()))
                .mapEmpty();
    }

    private static final String SUPPRESSED =
            """
            update import_chunk c set done = true, created = r.created, updated = r.updated
            from (select %s from %s) r
            where c.import_id = $2 and c.first_row = $3
            """
                    .formatted(ImportOutcomeStore.COUNTS, ImportOutcomeStore.ROWS);
}
