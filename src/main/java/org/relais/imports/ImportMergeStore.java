package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * Rows of a decided import into contacts, addresses, consent and ledger: one piece of the file per transaction, all of
 * its rows by one statement. Every look-up is a lateral one with a limit, because the planner would otherwise hash the
 * whole of a growing table for each piece.
 */
final class ImportMergeStore {

    /**
     * What every piece of one import has in common.
     *
     * @param reference in front of the row's line, in the ledger: names the import and its file's hash
     * @param account whose own identifiers stand in the rows' column {@code chat}
     * @param wordings of the evidence that have a version, and what it is referred to by
     */
    record Terms(
            long organisationId,
            long importId,
            ImportKind kind,
            ImportOptions options,
            Account account,
            String reference,
            String actor,
            Instant decidedAt,
            Map<String, String> wordings) {

        /** The same, with what to write in place of these texts of the evidence ({@code import@2/fr}). */
        Terms worded(Map<String, String> references) {
            return new Terms(
                    organisationId,
                    importId,
                    kind,
                    options,
                    account,
                    reference,
                    actor,
                    decidedAt,
                    Map.copyOf(references));
        }
    }

    /** A channel and its kind of address; both null when the file has phone numbers only. */
    record Account(@Nullable String channel, @Nullable String kind) {}

    /** Rows {@code firstRow} to {@code lastRow}, both included. */
    record Piece(int firstRow, int lastRow) {}

    Future<Optional<Terms>> terms(SqlClient client, long importId) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, kind, options, options #>> '{account,channel}' as account_channel,
                               options #>> '{account,kind}' as account_kind, decided_by, decided_at,
                               'import/' || id || '/' || left(encode(file_sha256, 'hex'), 16) || '#' as reference
                        from import_job where id = $1 and state = 'merging'
                        """)
                .execute(Tuple.of(importId))
                .map(rows -> first(rows)
                        .map(row -> new Terms(
                                row.getLong("organisation_id"),
                                row.getLong("id"),
                                ImportKind.of(row.getString("kind")),
                                ImportOptions.fromJson(row.getJsonObject("options")),
                                new Account(row.getString("account_channel"), row.getString("account_kind")),
                                row.getString("reference"),
                                row.getString("decided_by"),
                                Timestamps.instant(row, "decided_at"),
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

    /** Numbers the combinations of language, area and tags in the file that are new, so that no piece has to. */
    Future<Void> facets(SqlClient client, Terms terms) {
        return client.preparedQuery(
                        """
                        insert into facet (organisation_id, language, area, tags, key)
                        select $1, d.language, d.area, d.tags, facet_key(d.language, d.area, d.tags)
                        from (select distinct language, area, tags from import_row
                              where import_id = $2 and refusal is null) d
                        order by 5
                        on conflict do nothing
                        """)
                .execute(Tuple.of(terms.organisationId(), terms.importId()))
                .mapEmpty();
    }

    /** Forgets combinations of the file that nobody has: of people who were known with more tags, or were not stored. */
    Future<Void> forgetUnusedFacets(SqlClient client, Terms terms) {
        return client.preparedQuery(
                        """
                        select forget_facet(f.id)
                        from facet f
                        where f.organisation_id = $1
                          and not exists (select from consent s where s.organisation_id = $1 and s.facet_id = f.id)
                        """)
                .execute(Tuple.of(terms.organisationId()))
                .mapEmpty();
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
                .map(rows ->
                        first(rows).map(row -> new Piece(row.getInteger("first_row"), row.getInteger("last_row"))));
    }

    /** Whether nobody holds an identifier of the piece's good rows, nor ever did: stops at the first who does. */
    Future<Boolean> strangers(SqlClient transaction, Terms terms, Piece piece) {
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
                                         limit 1), false))
                        limit 1
                        """)
                .execute(Tuple.of(
                        terms.organisationId(),
                        terms.importId(),
                        piece.firstRow(),
                        piece.lastRow(),
                        terms.account().kind()))
                .map(rows -> rows.size() == 0);
    }

    /** Contacts that hold an identifier of the piece's good rows now, in order. */
    Future<List<Long>> known(SqlClient transaction, Terms terms, Piece piece) {
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
                .execute(Tuple.of(
                        terms.organisationId(),
                        terms.importId(),
                        piece.firstRow(),
                        piece.lastRow(),
                        terms.account().kind()))
                .map(Rows.all(row -> row.getLong("contact_id")));
    }

    /** Locks the consent of contacts in the order that everything else locks in, before anything is decided on it. */
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

    /**
     * Merges a piece of people and notes what became of it.
     *
     * <p>Consent never rises from a stop or a hold, nor for evidence older than a stop: the conditions are those of
     * {@code ConsentRules} for an import, written for sets. Strangers on the suppression list are not stored.
     *
     * <p>The commit waits for no disk: a piece that a crash forgets is forgotten with its note of being done. And the
     * planner is kept from reading a whole table, which it would take for smaller than it has become.
     *
     * <p>Contacts that the piece names are locked before.
     */
    Future<Void> mergeContacts(SqlClient transaction, Terms terms, Piece piece, String keyId, Instant now) {
        return transaction
                .query(
                        """
                        select set_config('synchronous_commit', 'off', true), set_config('random_page_cost', '1.1', true),
                               set_config('enable_seqscan', 'off', true)
                        """)
                .execute()
                .compose(set -> transaction
                        .preparedQuery(LOOK_UP + NEW_PEOPLE + EVERYBODY)
                        .execute(values(terms, piece, now).addString(keyId)))
                .mapEmpty();
    }

    /**
     * As {@link #mergeContacts} for a piece of {@link #strangers}. Whoever writes one of the numbers meanwhile makes it
     * fail with a unique violation.
     */
    Future<Void> mergeStrangers(SqlClient transaction, Terms terms, Piece piece, Instant now) {
        return transaction
                .query("set local synchronous_commit = off")
                .execute()
                .compose(set -> transaction
                        .preparedQuery(STRANGERS + NEW_PEOPLE + STRANGERS_ONLY)
                        .execute(values(terms, piece, now)))
                .mapEmpty();
    }

    private static Tuple values(Terms terms, Piece piece, Instant now) {
        ImportOptions.Evidence evidence = terms.options().evidence();
        return Tuple.tuple()
                .addLong(terms.organisationId())
                .addLong(terms.importId())
                .addInteger(piece.firstRow())
                .addInteger(piece.lastRow())
                .addOffsetDateTime(Timestamps.sql(now))
                .addString(terms.options().phoneChannel())
                .addString(evidence == null ? null : evidence.source())
                .addOffsetDateTime(evidence == null ? null : Timestamps.sql(evidence.at()))
                .addString(
                        evidence == null ? null : terms.wordings().getOrDefault(evidence.wording(), evidence.wording()))
                .addString(terms.reference())
                .addString(terms.actor())
                .addArrayOfString(terms.wordings().keySet().toArray(String[]::new))
                .addArrayOfString(terms.wordings().values().toArray(String[]::new))
                .addString(terms.account().channel())
                .addString(terms.account().kind());
    }

    /** The piece's rows, with the people whom their identifiers name. */
    private static final String LOOK_UP =
            """
            with good as materialized (
                select r.row_number, r.line, r.phone, r.phone_fingerprint, r.chat, r.chat_fingerprint, r.name, r.language,
                       r.time_zone, r.area, r.tags, r.variables, r.class,
                       coalesce(r.evidence_source, $7::text) as evidence_source,
                       least(coalesce(r.evidence_at, $8::timestamptz), $5) as evidence_at,
                       case when r.evidence_source is null then $9::text
                            else coalesce(($13::text[])[array_position($12::text[], r.wording)], r.wording) end as wording,
                       coalesce(p.contact_id, t.contact_id) as contact_id,
                       case when p.contact_id <> t.contact_id then 'TWO_PEOPLE'
                            when p.retired or t.retired then 'ADDRESS_LEFT' end as torn,
                       coalesce(n.listed, false) as suppressed,
                       coalesce(p.contact_id, t.contact_id) is null and n.listed is null as is_new
                from import_row r
                left join lateral (
                    select a.contact_id, a.status = 'retired' as retired from address a
                    where a.organisation_id = $1 and a.identifier = r.phone and a.kind = 'phone'
                    order by a.status = 'retired' limit 1) p on true
                left join lateral (
                    select a.contact_id, a.status = 'retired' as retired from address a
                    where r.chat is not null and a.organisation_id = $1 and a.identifier = r.chat and a.kind = $15::text
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
                where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null),
            """;

    /** The piece's rows when nobody is named by any of them. */
    private static final String STRANGERS =
            """
            with good as materialized (
                select r.*, not r.suppressed as is_new from (
                select r.row_number, r.line, r.phone, r.phone_fingerprint, r.chat, r.chat_fingerprint, r.name, r.language,
                       r.time_zone, r.area, r.tags, r.variables, r.class,
                       coalesce(r.evidence_source, $7::text) as evidence_source,
                       least(coalesce(r.evidence_at, $8::timestamptz), $5) as evidence_at,
                       case when r.evidence_source is null then $9::text
                            else coalesce(($13::text[])[array_position($12::text[], r.wording)], r.wording) end as wording,
                       null::bigint as contact_id, null::text as torn,
                       exists (
                           select from suppression u
                           where u.organisation_id = $1 and u.fingerprint = r.phone_fingerprint)
                       or r.chat is not null and exists (
                           select from suppression u
                           where u.organisation_id = $1 and u.fingerprint = r.chat_fingerprint)
                       or r.older_fingerprints is not null and exists (
                           select from suppression u
                           where u.organisation_id = $1 and u.fingerprint = any (r.older_fingerprints)) as suppressed
                from import_row r
                where r.import_id = $2 and r.row_number between $3 and $4 and r.refusal is null
                offset 0) r),
            """;

    /**
     * Those of the rows that become new people. Each combination of language, area and tags is looked up once, and kept
     * from being forgotten; one that is forgotten at this moment is found again by the trigger on consent.
     */
    private static final String NEW_PEOPLE =
            """
            combination as materialized (
                select d.language, d.area, d.tags, f.id
                from (select one.*,
                             (select f.id from facet f
                              where f.organisation_id = $1 and f.key = facet_key(one.language, one.area, one.tags)) as facet_id
                      from (select distinct language, area, tags from good) one
                      offset 0) d
                join facet f on f.id = d.facet_id
                order by f.id
                for key share of f),
            fresh as materialized (
                select nextval('contact_id_seq') as new_id, nextval('ledger_event_id_seq') as event_id, k.id as facet_id, g.*
                from good g
                left join combination k on k.tags = g.tags and coalesce(k.language, '') = coalesce(g.language, '')
                     and coalesce(k.area, '') = coalesce(g.area, '')
                where g.is_new),
            new_contact as (
                insert into contact (id, organisation_id, name, language, time_zone, area, tags, variables, created_at, updated_at)
                overriding system value
                select new_id, $1, name, language, time_zone, area, tags, variables, $5, $5 from fresh),
            new_address as (
                insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                select $1, new_id, $6, 'phone', phone, phone_fingerprint, $5 from fresh where phone is not null
                union all
                select $1, new_id, $14::text, $15::text, chat, chat_fingerprint, $5 from fresh where chat is not null),
            written as (
                insert into ledger_event (id, organisation_id, contact_id, kind, class, state_before, state_after,
                    occurred_at, recorded_at, source, source_reference, wording, language, actor, detail)
                overriding system value
                select event_id, $1, new_id, case when class = 'occasional' then 'created' else 'opt_in' end, class, null,
                       case when class = 'occasional' then 'pending' else 'subscribed' end,
                       evidence_at, $5, 'import', $10 || line, wording, language, $11,
                       jsonb_build_object('evidence', 'import', 'origin', evidence_source)
                from fresh),
            new_consent as (
                insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, reachable_on, facet_id)
                select new_id, $1, class, case when class = 'occasional' then 'pending' else 'subscribed' end, evidence_at,
                       event_id,
                       case when chat is null then $6 when phone is null then $14::text
                            else least($6, $14::text) || ',' || greatest($6, $14::text) end,
                       facet_id
                from fresh),
            not_stored as (
                update import_row r
                set refusal = coalesce(g.torn, 'SUPPRESSED'), phone = null, chat = null, name = null, language = null,
                    time_zone = null, area = null, tags = null, variables = null, evidence_source = null, wording = null
                from good g
                where r.import_id = $2 and r.row_number between $3 and $4 and r.row_number = g.row_number
                  and (g.torn is not null or g.contact_id is null and g.suppressed))
            """;

    /** The end of the statement when the rows name nobody who is known. */
    private static final String STRANGERS_ONLY =
            """
            update import_chunk c
            set done = true,
                created = (select count(*) from fresh),
                suppressed = (select count(*) from good where suppressed)
            where c.import_id = $2 and c.first_row = $3
            """;

    /**
     * The end of the statement when some of the rows name people who are known: what becomes of those. Whoever gets another
     * combination of language, area and tags gets its number with it; the trigger on contact then finds it right, and else
     * (somebody has changed the contact meanwhile) puts it right.
     */
    private static final String EVERYBODY =
            """
            , named as materialized (
                select nextval('ledger_event_id_seq') as event_id, g.*, s.class as old_class, s.state,
                       case when g.class = 'occasional' then 'known'
                            when s.state = 'unsubscribed' then 'stop_stands'
                            when s.state = 'held' then 'hold_stands'
                            when g.suppressed then 'suppressed'
                            when s.stopped_at >= g.evidence_at then 'older_than_stop' end as because,
                       case when s.state = 'unsubscribed' then c.language else coalesce(g.language, c.language) end
                           as new_language,
                       case when s.state = 'unsubscribed' then c.area else coalesce(g.area, c.area) end as new_area,
                       case when s.state = 'unsubscribed' or c.tags @> g.tags then c.tags else (
                           select array_agg(distinct tag order by tag) from unnest(c.tags || g.tags) tag) end as new_tags,
                       c.language as old_language, c.area as old_area, c.tags as old_tags
                from good g
                cross join lateral (select * from consent c where c.contact_id = g.contact_id limit 1) s
                cross join lateral (select * from contact c where c.id = g.contact_id limit 1) c
                where g.contact_id is not null and g.torn is null),
            new_combination as materialized (
                select d.*, facet_of($1, d.new_language, d.new_area, d.new_tags) as facet_id
                from (select distinct new_language, new_area, new_tags from named
                      where (new_language, new_area, new_tags) is distinct from (old_language, old_area, old_tags)
                      order by new_language, new_area, new_tags) d),
            seen as materialized (
                select n.*, d.facet_id
                from named n
                left join new_combination d on d.new_tags = n.new_tags
                     and coalesce(d.new_language, '') = coalesce(n.new_language, '')
                     and coalesce('=' || d.new_area, '') = coalesce('=' || n.new_area, '')),
            details as (
                update contact c
                set name = coalesce(nullif(k.name, ''), c.name), language = coalesce(k.language, c.language),
                    time_zone = coalesce(k.time_zone, c.time_zone), area = coalesce(k.area, c.area),
                    tags = case when c.tags = k.old_tags then k.new_tags else (
                        select coalesce(array_agg(distinct tag order by tag), '{}') from unnest(c.tags || k.tags) tag) end,
                    variables = c.variables || k.variables, updated_at = $5
                from seen k
                where c.id = k.contact_id and c.erased_at is null and k.state <> 'unsubscribed'
                  and not (k.name in ('', c.name) and c.tags @> k.tags and c.variables || k.variables = c.variables
                           and coalesce(k.language, c.language) is not distinct from c.language
                           and coalesce(k.time_zone, c.time_zone) is not distinct from c.time_zone
                           and coalesce(k.area, c.area) is not distinct from c.area)),
            further_address as (
                insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                select $1, k.contact_id, $6, 'phone', k.phone, k.phone_fingerprint, $5 from seen k
                where k.phone is not null and k.state <> 'unsubscribed' and (
                    select true from address a where a.organisation_id = $1 and a.identifier = k.phone and a.kind = 'phone'
                    limit 1) is null
                union all
                select $1, k.contact_id, $14::text, $15::text, k.chat, k.chat_fingerprint, $5 from seen k
                where k.chat is not null and k.state <> 'unsubscribed' and (
                    select true from address a where a.organisation_id = $1 and a.identifier = k.chat and a.kind = $15::text
                    limit 1) is null),
            -- Whatever an unsubscribed person gains is on the suppression list.
            listed as (
                insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                select distinct on (f) $1, f, $16, 'opt_out', $5
                from seen k
                cross join lateral (values (k.phone_fingerprint), (k.chat_fingerprint)) v (f)
                where k.state = 'unsubscribed' and f is not null
                order by f
                on conflict do nothing),
            noted as (
                insert into ledger_event (id, organisation_id, contact_id, kind, class, state_before, state_after,
                    occurred_at, recorded_at, source, source_reference, wording, language, actor, detail)
                overriding system value
                select event_id, $1, contact_id, case when because is null then 'opt_in' else 'ignored' end,
                       case when because is not null then old_class
                            when 'member' in (class, old_class) then 'member'
                            when 'regular' in (class, old_class) then 'regular' else 'occasional' end,
                       state, case when because is null then 'subscribed' else state end,
                       evidence_at, $5, 'import', $10 || line, wording, language, $11,
                       jsonb_strip_nulls(jsonb_build_object('evidence', 'import', 'origin', evidence_source,
                           'event', case when because is not null then 'opt_in' end, 'because', because))
                from seen),
            risen as (
                update consent s
                set class = case when 'member' in (s.class, k.class) then 'member'
                                 when 'regular' in (s.class, k.class) then 'regular' else 'occasional' end,
                    state = 'subscribed', changed_at = k.evidence_at, basis_event_id = k.event_id,
                    facet_id = coalesce(k.facet_id, s.facet_id)
                from seen k
                where s.contact_id = k.contact_id and k.because is null and s.state in ('pending', 'subscribed')),
            sorted as (
                update consent s
                set facet_id = k.facet_id
                from seen k
                where s.contact_id = k.contact_id and k.because is not null and k.facet_id <> s.facet_id)
            update import_chunk c
            set done = true,
                created = (select count(*) from fresh),
                updated = (select count(*) from seen where state not in ('unsubscribed', 'held')),
                kept_stopped = (select count(*) from seen where state in ('unsubscribed', 'held')),
                suppressed = (select count(*) from good where contact_id is null and suppressed and torn is null),
                torn = (select count(*) from good where torn is not null)
            where c.import_id = $2 and c.first_row = $3
            """;

    /** Puts the piece's fingerprints on the suppression list; those that are there stay as they are. */
    Future<Void> suppress(SqlClient transaction, Terms terms, Piece piece, String keyId, Instant now) {
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
                .execute(Tuple.of(
                        terms.organisationId(),
                        terms.importId(),
                        piece.firstRow(),
                        piece.lastRow(),
                        keyId,
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Notes what became of a piece of a suppression list: {@code stopped} contacts were stopped by it. */
    Future<Void> suppressed(SqlClient transaction, Terms terms, Piece piece, int stopped) {
        return transaction
                .preparedQuery(
                        """
                        update import_chunk c
                        set done = true, updated = $4::integer,
                            created = (select count(*) from import_row r
                                       where r.import_id = $1 and r.row_number between $2 and $3 and r.refusal is null) - $4::integer
                        where c.import_id = $1 and c.first_row = $2
                        """)
                .execute(Tuple.of(terms.importId(), piece.firstRow(), piece.lastRow(), stopped))
                .mapEmpty();
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return Rows.first(rows, row -> row);
    }
}
