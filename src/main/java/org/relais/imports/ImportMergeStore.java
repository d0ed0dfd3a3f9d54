package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.contact.DetailColumns;
import org.relais.contact.csv.SheetColumns;
import org.relais.database.Timestamps;
import org.relais.imports.ImportPieceStore.Piece;

/**
 * Rows of a decided import into contacts, addresses, consent and ledger: one piece of the file per transaction, all of
 * its rows by one statement.
 */
final class ImportMergeStore {
    /** Numbers the combinations of language, area and tags in the file that are new, so that no piece has to. */
    Future<Void> facets(SqlClient client, ImportTerms terms) {
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

    /** Keeps how a file heads the columns that people have by it. */
    Future<Void> title(SqlClient client, long organisationId, List<String> headings) {
        return client.preparedQuery(
                        """
                        update contact_column c set title = t.title
                        from unnest($2::text[], $3::text[]) t (name, title)
                        where c.organisation_id = $1 and c.name = t.name and c.title is distinct from t.title
                        """)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addArrayOfString(
                                headings.stream().map(SheetColumns::variable).toArray(String[]::new))
                        .addArrayOfString(headings.toArray(String[]::new)))
                .mapEmpty();
    }

    /** Forgets combinations of the file that nobody has: of people who were known with more tags, or were not stored. */
    Future<Void> forgetUnusedFacets(SqlClient client, ImportTerms terms) {
        return client.preparedQuery(
                        """
                        select forget_facet(f.id)
                        from facet f
                        where f.organisation_id = $1
                          and not exists (select from standing s where s.organisation_id = $1 and s.facet_id = f.id)
                        """)
                .execute(Tuple.of(terms.organisationId()))
                .mapEmpty();
    }

    /**
     * Merges a piece of people and notes what became of it.
     *
     * <p>Consent never rises from a stop or a hold, nor for evidence older than a stop ({@link ImportOutcomeStore#because}). Strangers
     * on the suppression list are not stored.
     *
     * <p>The commit waits for no disk: a piece that a crash forgets is forgotten with its note of being done. And the
     * planner is kept from reading a whole table, which it would take for smaller than it has become.
     *
     * <p>Contacts that the piece names are locked before ({@link ImportPieceStore#lock}).
     */
    Future<Void> mergeContacts(SqlClient transaction, ImportTerms terms, Piece piece, String keyId, Instant now) {
        return transaction
                .query(
                        """
                        select set_config('synchronous_commit', 'off', true), set_config('random_page_cost', '1.1', true),
                               set_config('enable_seqscan', 'off', true)
                        """)
                .execute()
                .compose(set -> transaction
                        .preparedQuery(good(ImportOutcomeStore.ROWS) + NEW_PEOPLE + everybody(terms.options()))
                        .execute(values(terms, piece, now).addString(keyId)))
                .mapEmpty();
    }

    /**
     * As {@link #mergeContacts} for a piece of {@link ImportPieceStore#strangers}. Whoever writes one of the numbers meanwhile makes it
     * fail with a unique violation.
     */
    Future<Void> mergeStrangers(SqlClient transaction, ImportTerms terms, Piece piece, Instant now) {
        return transaction
                .query("set local synchronous_commit = off")
                .execute()
                .compose(set -> transaction
                        .preparedQuery(good(ImportOutcomeStore.STRANGERS) + NEW_PEOPLE + DONE)
                        .execute(values(terms, piece, now)))
                .mapEmpty();
    }

    private static Tuple values(ImportTerms terms, Piece piece, Instant now) {
        ImportOptions.Evidence evidence = terms.options().evidence();
        String wording = evidence == null ? null : evidence.wording();
        Instant at = evidence == null ? null : evidence.at();
        return ImportOutcomeStore.of(
                        terms.organisationId(),
                        terms.importId(),
                        piece,
                        terms.account().kind())
                .addOffsetDateTime(Timestamps.sql(now))
                .addString(terms.options().phoneChannel())
                .addString(evidence == null ? null : evidence.source())
                .addOffsetDateTime(at == null ? null : Timestamps.sql(at))
                .addString(wording == null ? null : terms.wordings().getOrDefault(wording, wording))
                .addString(terms.reference())
                .addString(terms.actor())
                .addArrayOfString(terms.wordings().keySet().toArray(String[]::new))
                .addArrayOfString(terms.wordings().values().toArray(String[]::new))
                .addString(terms.account().channel());
    }

    /** The piece's rows with their outcomes ({@link ImportOutcomeStore}), and the evidence of each. */
    private static String good(String rows) {
        return """
                with good as materialized (
                    select r.row_number, r.line, r.phone, r.phone_fingerprint, r.chat, r.chat_fingerprint, %s, r.class,
                           coalesce(r.evidence_source, $8::text) as evidence_source,
                           least(coalesce(r.evidence_at, $9::timestamptz), $6) as evidence_at,
                           case when r.evidence_source is null then $10::text
                                else coalesce(($14::text[])[array_position($13::text[], r.wording)], r.wording) end as wording,
                           r.contact_id, r.torn, r.listed, r.conflicts, r.outcome
                    from %s),
                """
                .formatted(DetailColumns.ALL, rows);
    }

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
                     and coalesce('=' || k.area, '') = coalesce('=' || g.area, '')
                where g.outcome = 'created'),
            new_contact as (
                insert into contact (id, organisation_id, created_at, updated_at, <details>)
                overriding system value
                select new_id, $1, $6, $6, <details> from fresh),
            new_address as (
                insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                select $1, new_id, $7, 'phone', phone, phone_fingerprint, $6 from fresh where phone is not null
                union all
                select $1, new_id, $15::text, $5::text, chat, chat_fingerprint, $6 from fresh where chat is not null),
            written as (
                insert into ledger_event (id, organisation_id, contact_id, kind, class, state_before, state_after,
                    occurred_at, recorded_at, source, source_reference, wording, language, actor, detail)
                overriding system value
                select event_id, $1, new_id, case when class = 'occasional' then 'created' else 'opt_in' end, class, null,
                       case when class = 'occasional' then 'pending' else 'subscribed' end,
                       evidence_at, $6, 'import', $11 || line, wording, language, $12,
                       jsonb_build_object('evidence', 'import', 'origin', evidence_source)
                from fresh),
            new_consent as (
                insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, reachable_on, facet_id)
                select new_id, $1, class, case when class = 'occasional' then 'pending' else 'subscribed' end, evidence_at,
                       event_id,
                       case when chat is null then $7 when phone is null then $15::text
                            else least($7, $15::text) || ',' || greatest($7, $15::text) end,
                       facet_id
                from fresh),
            not_stored as (
                update import_row r
                set refusal = array[coalesce(g.torn, 'SUPPRESSED')], refused_column = array[null::text],
                    refusal_detail = array[null::text], phone = null, chat = null, evidence_source = null, wording = null,
                    (<details>) = (select <details> from import_row where false)
                from good g
                where r.import_id = $2 and r.row_number between $3 and $4 and r.row_number = g.row_number
                  and g.outcome in ('torn', 'suppressed'))
            """
                    .replace("<details>", DetailColumns.ALL);

    /** The end of the statement: what became of the piece. */
    private static final String DONE =
            """
            update import_chunk c
            set done = true, created = r.created, updated = r.updated, kept_stopped = r.kept_stopped,
                suppressed = r.suppressed, torn = r.torn, conflicting = r.conflicting,
                first_contact = f.first_contact, last_contact = f.last_contact
            from (select %s from good r) r
            cross join (select min(new_id) as first_contact, max(new_id) as last_contact from fresh) f
            where c.import_id = $2 and c.first_row = $3
            """
                    .formatted(ImportOutcomeStore.COUNTS);

    /**
     * The end of the statement when some of the rows name people who are known: what becomes of those. Whoever gets another
     * combination of language, area and tags gets its number with it; the trigger on contact then finds it right, and else
     * (somebody has changed the contact meanwhile) puts it right. Of a detail, the first word is the file's (g) or what is
     * known (c).
     */
    private static final String EVERYBODY =
            """
            , named as materialized (
                select nextval('ledger_event_id_seq') as event_id, g.*, s.class as old_class, s.state,
                       <because> as because,
                       case when g.outcome = 'kept_stopped' then c.language else coalesce(<first>.language, <second>.language) end
                           as new_language,
                       case when g.outcome = 'kept_stopped' then c.area else coalesce(<first>.area, <second>.area) end as new_area,
                       case when g.outcome = 'kept_stopped' or c.tags @> g.tags then c.tags else (
                           select array_agg(distinct tag order by tag) from unnest(c.tags || g.tags) tag) end as new_tags,
                       c.language as old_language, c.area as old_area, c.tags as old_tags,
                       g.phone is not null and g.outcome = 'updated' and (
                           select true from address a where a.organisation_id = $1 and a.identifier = g.phone and a.kind = 'phone'
                           limit 1) is null as gains_phone,
                       g.chat is not null and g.outcome = 'updated' and (
                           select true from address a where a.organisation_id = $1 and a.identifier = g.chat and a.kind = $5::text
                           limit 1) is null as gains_chat,
                       case when g.phone is not null and g.outcome = 'updated' then (
                           select a.id from address a where a.organisation_id = $1 and a.identifier = g.phone
                               and a.kind = 'phone' and a.status = 'unreachable' and a.status_reason = 'shared'
                           limit 1) end as shared_phone
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
                set (<details>) = (<joined>),
                    tags = case when c.tags = g.old_tags then g.new_tags else (
                        select coalesce(array_agg(distinct tag order by tag), '{}') from unnest(c.tags || g.tags) tag) end,
                    external_id = coalesce(c.external_id, g.external_id), updated_at = $6
                from seen g
                where c.id = g.contact_id and c.erased_at is null and g.outcome = 'updated'
                  and (g.gains_phone or g.gains_chat or g.shared_phone is not null or not c.tags @> g.tags
                       or (<known>, c.external_id) is distinct from (<joined>, coalesce(c.external_id, g.external_id)))),
            -- A name of somebody known is not replaced without a trace.
            renamed as (
                insert into audit_event (organisation_id, actor, action, subject, detail, at)
                select $1, $12, 'contact.update', 'contact:' || c.id, jsonb_build_object('import', $2::bigint), $6
                from seen g
                join contact c on c.id = g.contact_id
                where c.erased_at is null and g.outcome = 'updated' and c.name <> ''
                  and coalesce(nullif(<first>.name, ''), <second>.name) <> c.name),
            further_address as (
                insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                select $1, k.contact_id, $7, 'phone', k.phone, k.phone_fingerprint, $6 from seen k where k.gains_phone
                union all
                select $1, k.contact_id, $15::text, $5::text, k.chat, k.chat_fingerprint, $6 from seen k where k.gains_chat),
            -- The file has from elsewhere what the person had only shared.
            no_longer_shared as (
                update address set status = 'active', status_reason = null
                where id = any (array(select shared_phone from seen where shared_phone is not null))),
            -- Whatever an unsubscribed person gains is on the suppression list.
            listed as (
                insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                select distinct on (f) $1, f, $16, 'opt_out', $6
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
                       case when because is not null then old_class else <noted> end,
                       state, case when because is null then 'subscribed' else state end,
                       evidence_at, $6, 'import', $11 || line, wording, language, $12,
                       jsonb_strip_nulls(jsonb_build_object('evidence', 'import', 'origin', evidence_source,
                           'event', case when because is not null then 'opt_in' end, 'because', because))
                from seen),
            risen as (
                update consent s
                set class = <risen>,
                    state = 'subscribed', changed_at = k.evidence_at, basis_event_id = k.event_id,
                    facet_id = coalesce(k.facet_id, s.facet_id)
                from seen k
                where s.contact_id = k.contact_id and k.because is null and s.state in ('pending', 'subscribed')),
            sorted as (
                update consent s
                set facet_id = k.facet_id
                from seen k
                where s.contact_id = k.contact_id and k.because is not null and k.facet_id <> s.facet_id)
            """
                    + DONE;

    private static final String REPLACING = everybody("g", "c");

    private static final String FILLING = everybody("c", "g");

    private static String everybody(String first, String second) {
        return EVERYBODY
                .replace("<because>", ImportOutcomeStore.because("g", "g.evidence_at"))
                .replace("<noted>", ImportOutcomeStore.higher("class", "old_class"))
                .replace("<risen>", ImportOutcomeStore.higher("s.class", "k.class"))
                .replace("<details>", DetailColumns.JOINED)
                .replace("<known>", "c." + DetailColumns.JOINED.replace(", ", ", c."))
                .replace("<joined>", DetailColumns.joined(first, second))
                .replace("<first>", first)
                .replace("<second>", second);
    }

    private static String everybody(ImportOptions options) {
        return options.replace() ? REPLACING : FILLING;
    }
}
