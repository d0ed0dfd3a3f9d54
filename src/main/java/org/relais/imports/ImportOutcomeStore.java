package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.DetailColumns;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What becomes of each good row of a file: told by one statement, which the dry run counts and the merge carries out. */
final class ImportOutcomeStore {
    /**
     * Good rows from $3 to $4 of import $2 with the person whom their identifiers name ($5 is the kind of the channel's
     * own) and their outcome. An external id names nobody: one of somebody else, or beside another, refuses the row, unless
     * it is of who was merged into the person. Of a person who has stopped, is held or is on the suppression list by either
     * identifier nothing changes. Every look-up is a lateral one with a limit, because the planner would otherwise hash
     * the whole of a growing table for each piece.
     */
    static final String ROWS =
            """
            (select r.*, coalesce(p.contact_id, t.contact_id) as contact_id,
                    case when p.contact_id <> t.contact_id then 'TWO_PEOPLE'
                         when p.retired or t.retired then 'ADDRESS_LEFT'
                         when e.other then 'EXTERNAL_ID_OTHER' end as torn,
                    coalesce(n.listed, false) as listed, coalesce(d.conflicts, false) as conflicts,
                    case when (select j.kind from import_job j where j.id = $2) = 'suppression'
                         then case when not p.retired or not t.retired then 'updated' else 'created' end
                         when p.contact_id <> t.contact_id or p.retired or t.retired or e.other then 'torn'
                         when s.state in ('unsubscribed', 'held') or s.state is not null and n.listed then 'kept_stopped'
                         when s.state is not null then 'updated'
                         when n.listed then 'suppressed' else 'created' end as outcome
             from import_row r
             left join lateral (
                 select a.contact_id, a.status = 'retired' as retired from address a
                 where a.organisation_id = $1 and a.identifier = r.phone and a.kind = 'phone'
                 order by a.status = 'retired' limit 1) p on true
             left join lateral (
                 select a.contact_id, a.status = 'retired' as retired from address a
                 where r.chat is not null and a.organisation_id = $1 and a.identifier = r.chat and a.kind = $5
                 order by a.status = 'retired' limit 1) t on true
             left join lateral (
                 (select true as listed from suppression u
                  where u.organisation_id = $1 and u.fingerprint = r.phone_fingerprint)
                 union all
                 (select true from suppression u
                  where r.chat is not null and u.organisation_id = $1 and u.fingerprint = r.chat_fingerprint)
                 union all
                 (select true from unnest(r.older_fingerprints) f join suppression u
                  on u.organisation_id = $1 and u.fingerprint = f)
                 limit 1) n on true
             left join lateral (
                 (select true as other from contact x
                  where r.external_id is not null and x.organisation_id = $1 and x.external_id = r.external_id
                    and coalesce(x.merged_into, x.id) is distinct from coalesce(p.contact_id, t.contact_id))
                 union all
                 (select true from contact x
                  where r.external_id is not null and x.id = coalesce(p.contact_id, t.contact_id)
                    and x.external_id <> r.external_id
                    and (select true from contact m
                         where m.organisation_id = $1 and m.external_id = r.external_id and m.merged_into = x.id
                         limit 1) is null)
                 limit 1) e on true
             left join lateral (
                 select <differ> as conflicts
                 from contact x where x.id = coalesce(p.contact_id, t.contact_id) limit 1) d on true
             left join lateral (
                 select c.state from consent c where c.contact_id = coalesce(p.contact_id, t.contact_id) limit 1) s on true
             where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null) r
            """
                    .replace("<differ>", DetailColumns.differ("r", "x"));

    /** The same for contacts when nobody is named by any of the rows. */
    static final String STRANGERS =
            """
            (select r.*, null::bigint as contact_id, null::text as torn, false as conflicts,
                    case when r.listed then 'suppressed' else 'created' end as outcome
             from (select r.*,
                          exists (select from suppression u
                                  where u.organisation_id = $1 and u.fingerprint = r.phone_fingerprint)
                          or r.chat is not null and exists (
                              select from suppression u
                              where u.organisation_id = $1 and u.fingerprint = r.chat_fingerprint)
                          or r.older_fingerprints is not null and exists (
                              select from suppression u
                              where u.organisation_id = $1 and u.fingerprint = any (r.older_fingerprints)) as listed
                   from import_row r
                   where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null
                   offset 0) r) r
            """;

    /**
     * Why consent {@code s} is not renewed by a row of this name with this evidence; null where it is. The conditions are those of
     * {@code ConsentRules} for an import, written for sets.
     */
    static String because(String row, String evidenceAt) {
        return """
                case when %1$s.class = 'occasional' then 'known'
                     when s.state = 'unsubscribed' then 'stop_stands'
                     when s.state = 'held' then 'hold_stands'
                     when %1$s.listed then 'suppressed'
                     when s.stopped_at >= %2$s then 'older_than_stop' end"""
                .formatted(row, evidenceAt);
    }

    /** The higher of two classes: what a renewed consent has of what it had and what the row says. */
    static String higher(String one, String other) {
        return """
                case when 'member' in (%1$s, %2$s) then 'member'
                     when 'regular' in (%1$s, %2$s) then 'regular' else 'occasional' end"""
                .formatted(one, other);
    }

    /** How many rows have each outcome, for an {@link ImportJob.Outcome}. */
    static final String COUNTS =
            """
            count(*) filter (where r.outcome = 'created')::int as created,
            count(*) filter (where r.outcome = 'updated')::int as updated,
            count(*) filter (where r.outcome = 'kept_stopped')::int as kept_stopped,
            count(*) filter (where r.outcome = 'suppressed')::int as suppressed,
            count(*) filter (where r.outcome = 'torn')::int as torn,
            count(*) filter (where r.outcome = 'updated' and r.conflicts)::int as conflicting
            """;

    /** Parameters $1 to $5 of the above. */
    static Tuple of(long organisationId, long importId, ImportPieceStore.Piece piece, @Nullable String account) {
        return piece.of(organisationId, importId).addString(account);
    }

    /** What would become of a whole file now. */
    Future<ImportJob.Outcome> count(SqlClient client, long organisationId, long importId, @Nullable String account) {
        return client.preparedQuery("select " + COUNTS + " from " + ROWS)
                .execute(of(organisationId, importId, new ImportPieceStore.Piece(1, Integer.MAX_VALUE), account))
                .map(Rows.only(row -> outcome(row, "")));
    }

    /** The names of the first people who would enter; empty for one without a name. */
    Future<List<String>> entering(
            SqlClient client, long organisationId, long importId, @Nullable String account, int limit) {
        ImportPieceStore.Piece piece = new ImportPieceStore.Piece(1, ConflictingDetail.ROWS);
        return client.preparedQuery(
                        "select r.name from " + ROWS + " where r.outcome = 'created' order by r.row_number limit $6")
                .execute(of(organisationId, importId, piece, account).addInteger(limit))
                .map(Rows.all(row -> row.getString("name")));
    }

    /** Some of the known people of whom the file's first rows say something else than what is known. */
    Future<List<ConflictingDetail>> conflicting(
            SqlClient client, long organisationId, long importId, @Nullable String account, int limit) {
        ImportPieceStore.Piece piece = new ImportPieceStore.Piece(1, ConflictingDetail.ROWS);
        return client.preparedQuery(
                        """
                        select v.known, v.file
                        from %s
                        cross join lateral (select * from contact c where c.id = r.contact_id limit 1) c
                        cross join lateral (
                            select known, file
                            from (%s) d (place, known, file)
                            where known <> file
                            order by place limit 1) v
                        where r.outcome = 'updated' and r.conflicts
                        order by r.row_number
                        limit $6
                        """
                                .formatted(ROWS, DetailColumns.pairs("r", "c")))
                .execute(of(organisationId, importId, piece, account).addInteger(limit))
                .map(Rows.all(row -> new ConflictingDetail(row.getString("known"), row.getString("file"))));
    }

    /**
     * The known people in the file's first rows whose class an import would raise.
     *
     * @param evidenceAt of rows that don't say it themselves; null where all do
     */
    Future<List<ChangedClass>> changedClasses(
            SqlClient client,
            long organisationId,
            long importId,
            @Nullable String account,
            @Nullable Instant evidenceAt) {
        ImportPieceStore.Piece piece = new ImportPieceStore.Piece(1, ConflictingDetail.ROWS);
        return client.preparedQuery(
                        """
                        select c.name, s.class as known, r.class as file
                        from %s
                        cross join lateral (select name from contact c where c.id = r.contact_id limit 1) c
                        cross join lateral (
                            select class, state, stopped_at from consent s where s.contact_id = r.contact_id limit 1) s
                        where r.outcome = 'updated' and %s is null and %s <> s.class
                        order by r.row_number
                        """
                                .formatted(
                                        ROWS,
                                        because("r", "coalesce(r.evidence_at, $6::timestamptz)"),
                                        higher("s.class", "r.class")))
                .execute(of(organisationId, importId, piece, account)
                        .addOffsetDateTime(evidenceAt == null ? null : Timestamps.sql(evidenceAt)))
                .map(Rows.all(row -> new ChangedClass(
                        row.getString("name"),
                        ConsentClass.of(row.getString("known")),
                        ConsentClass.of(row.getString("file")))));
    }

    /** Reads the columns of an outcome, each behind a prefix. */
    static ImportJob.Outcome outcome(Row row, String prefix) {
        return new ImportJob.Outcome(
                row.getInteger(prefix + "created"),
                row.getInteger(prefix + "updated"),
                row.getInteger(prefix + "kept_stopped"),
                row.getInteger(prefix + "suppressed"),
                row.getInteger(prefix + "torn"),
                row.getInteger(prefix + "conflicting"));
    }
}
