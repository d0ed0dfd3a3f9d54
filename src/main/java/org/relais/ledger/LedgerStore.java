package org.relais.ledger;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.ledger.Ledger.Annex;

/** The ledger in SQL; {@link Ledger} is its only writer. */
final class LedgerStore {

    private static final String EVENTS =
            """
            insert into ledger_event (organisation_id, contact_id, kind, class, state_before, state_after,
                                      occurred_at, recorded_at, channel, source, source_reference, wording,
                                      language, actor, detail, text_hash)
            select e.organisation_id, e.contact_id, e.kind, e.class, e.state_before, e.state_after,
                   e.occurred_at, $15, e.channel, e.source, e.source_reference, e.wording,
                   e.language, e.actor, e.detail::jsonb, e.text_hash
            from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
                        $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                        $13::text[], $14::text[], $16::bytea[])
                 with ordinality e (organisation_id, contact_id, kind, class, state_before, state_after,
                                    occurred_at, channel, source, source_reference, wording, language,
                                    actor, detail, text_hash, place)
            order by e.place
            returning id
            """;

    /** With what an erasure can remove ($17 to $19), in the same order; rows without a salt have nothing of the kind. */
    private static final String EVENTS_AND_TEXTS = "with event as (" + EVENTS
            + """
            ), numbered as (
                select id, row_number() over (order by id) as place from event
            ), kept as (
                insert into ledger_text (event_id, text, reference, salt)
                select n.id, a.text, a.reference, a.salt
                from unnest($17::text[], $18::text[], $19::bytea[]) with ordinality a (text, reference, salt, place)
                join numbered n on n.place = a.place
                where a.salt is not null
            )
            select id from numbered
            """;

    /**
     * Appends rows by arrays, with what an erasure can remove of them, one statement for any number; ids rise in the
     * order of the entries.
     */
    Future<List<Long>> append(
            SqlClient client, List<LedgerEntry> entries, List<@Nullable Annex> annexes, Instant recordedAt) {
        boolean texts = annexes.stream().anyMatch(Objects::nonNull);
        Tuple values = events(entries, annexes, recordedAt);
        if (texts) {
            values.addValue(each(annexes, Annex::text, String[]::new))
                    .addValue(each(annexes, Annex::reference, String[]::new))
                    .addValue(each(annexes, Annex::salt, Buffer[]::new));
        }
        return client.preparedQuery(texts ? EVENTS_AND_TEXTS : EVENTS)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("id"))
                        .sorted()
                        .toList());
    }

    private static <T> T[] each(
            List<@Nullable Annex> annexes, Function<Annex, @Nullable T> part, IntFunction<T[]> array) {
        return annexes.stream()
                .map(annex -> annex == null ? null : part.apply(annex))
                .toArray(array);
    }

    private static Tuple events(List<LedgerEntry> entries, List<@Nullable Annex> annexes, Instant recordedAt) {
        return Tuple.tuple()
                .addValue(entries.stream().map(LedgerEntry::organisationId).toArray(Long[]::new))
                .addValue(entries.stream().map(LedgerEntry::contactId).toArray(Long[]::new))
                .addValue(texts(entries, entry -> entry.kind().sqlName()))
                .addValue(texts(
                        entries,
                        entry -> entry.change().consentClass() == null
                                ? null
                                : entry.change().consentClass().sqlName()))
                .addValue(texts(entries, entry -> name(entry.change().before())))
                .addValue(texts(entries, entry -> name(entry.change().after())))
                .addValue(entries.stream().map(entry -> sql(entry.occurredAt())).toArray(OffsetDateTime[]::new))
                .addValue(texts(entries, entry -> entry.origin().channel()))
                .addValue(texts(entries, entry -> entry.origin().source().sqlName()))
                .addValue(texts(entries, LedgerStore::keptReference))
                .addValue(texts(entries, entry -> entry.words().wording()))
                .addValue(texts(entries, entry -> entry.words().language()))
                .addValue(texts(entries, entry -> entry.origin().actor()))
                .addValue(texts(entries, LedgerStore::detail))
                .addValue(sql(recordedAt))
                .addValue(each(annexes, Annex::hash, Buffer[]::new));
    }

    private static final String OF_ORGANISATION =
            """
            select e.*, coalesce(e.source_reference, t.reference) as reference, t.text, l.position, l.hash
            from ledger_event e
            left join ledger_text t on t.event_id = e.id
            left join ledger_link l on l.event_id = e.id
            where e.organisation_id = $1 and e.id < $2
              and ($4::text is null or e.kind = $4)
              and ($5::timestamptz is null or e.recorded_at >= $5)
            order by e.id desc
            limit $3
            """;

    private static final String STOPS =
            """
            select e.*, coalesce(e.source_reference, t.reference) as reference, t.text, l.position, l.hash,
                   s.contact_id as stopped_id, c.name
            from (select contact_id, basis_event_id, stopped_at from consent
                  where organisation_id = $1 and state = 'unsubscribed' and stopped_at is not null
                  order by stopped_at desc limit $2) s
            join contact c on c.id = s.contact_id
            join ledger_event e on e.id = s.basis_event_id
            left join ledger_text t on t.event_id = e.id
            left join ledger_link l on l.event_id = e.id
            order by s.stopped_at desc
            """;

    /** As {@link Ledger#stops}. */
    Future<List<Ledger.Stop>> stops(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(STOPS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row -> new Ledger.Stop(row.getLong("stopped_id"), row.getString("name"), event(row))));
    }

    /** As {@link Ledger#stopsSince}. */
    Future<Long> stopsSince(SqlClient client, long organisationId, Instant since) {
        return client.preparedQuery(
                        "select count(*) from consent where organisation_id = $1 and state = 'unsubscribed' and stopped_at > $2")
                .execute(Tuple.of(organisationId, sql(since)))
                .map(Rows.only(row -> row.getLong(0)));
    }

    Future<List<LedgerEvent>> ofContact(
            SqlClient client, long organisationId, long contactId, Paging paging, int limit) {
        return client.preparedQuery(
                        paging.of(
                                """
                                with named as (
                                    select coalesce(merged_into, id) as id from contact
                                    where organisation_id = $1 and id = $2
                                )
                                select e.*, coalesce(e.source_reference, t.reference) as reference, t.text, l.position, l.hash
                                from ledger_event e
                                left join ledger_text t on t.event_id = e.id
                                left join ledger_link l on l.event_id = e.id
                                where e.organisation_id = $1 and e.id < $3
                                  and e.contact_id in (select id from named
                                                       union all
                                                       select c.id from contact c join named n on c.merged_into = n.id)
                                order by e.id desc
                                limit $4
                                """))
                .execute(Tuple.of(organisationId, contactId, paging.cursor(), Math.max(1, Math.min(limit, 1_000))))
                .map(LedgerStore::events);
    }

    Future<List<LedgerEvent>> ofOrganisation(
            SqlClient client, long organisationId, Ledger.Filter filter, Paging paging, int limit) {
        return client.preparedQuery(paging.of(OF_ORGANISATION))
                .execute(Tuple.of(
                        organisationId,
                        paging.cursor(),
                        Math.max(1, Math.min(limit, 1_000)),
                        SqlNamed.orNull(filter.kind()),
                        filter.since() == null ? null : sql(filter.since())))
                .map(LedgerStore::events);
    }

    /** Removes the words and platform keys of erased people, merged contacts included. */
    Future<Void> eraseTexts(SqlClient client, long organisationId, List<Long> contactIds) {
        return client.preparedQuery(
                        """
                        delete from ledger_text t
                        using ledger_event e
                        where e.id = t.event_id and e.organisation_id = $1
                          and e.contact_id in (select unnest($2::bigint[])
                                               union all
                                               select id from contact where merged_into = any ($2))
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .mapEmpty();
    }

    /** A platform's key names the person and goes to the annex; our own references don't. */
    private static @Nullable String keptReference(LedgerEntry entry) {
        return entry.origin().source() == EventSource.WEBHOOK
                ? null
                : entry.origin().reference();
    }

    /** PostgreSQL stores no NUL, not even an escaped one. */
    private static String detail(LedgerEntry entry) {
        return entry.detail().encode().replace("\\u0000", "");
    }

    private static @Nullable String name(@Nullable ConsentState state) {
        return state == null ? null : state.sqlName();
    }

    private static @Nullable String[] texts(List<LedgerEntry> entries, Function<LedgerEntry, @Nullable String> part) {
        return entries.stream().map(part).toArray(String[]::new);
    }

    private static List<LedgerEvent> events(RowSet<Row> rows) {
        return Rows.all(rows, LedgerStore::event);
    }

    private static LedgerEvent event(Row row) {
        String consentClass = row.getString("class");
        Buffer hash = row.getBuffer("hash");
        return new LedgerEvent(
                row.getLong("id"),
                row.getLong("contact_id"),
                LedgerKind.of(row.getString("kind")),
                consentClass == null ? null : ConsentClass.of(consentClass),
                state(row.getString("state_before")),
                state(row.getString("state_after")),
                instant(row, "occurred_at"),
                instant(row, "recorded_at"),
                EventSource.of(row.getString("source")),
                row.getString("channel"),
                row.getString("reference"),
                row.getString("text"),
                row.getString("wording"),
                row.getString("language"),
                row.getString("actor"),
                (JsonObject) row.getValue("detail"),
                row.getLong("position"),
                hash == null ? null : java.util.HexFormat.of().formatHex(hash.getBytes()));
    }

    private static @Nullable ConsentState state(@Nullable String sqlName) {
        return sqlName == null ? null : ConsentState.of(sqlName);
    }
}
