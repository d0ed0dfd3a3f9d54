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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.relais.database.Rows;

/** Sealing in SQL. */
final class SealStore {

    /** Takes the seal until the end of the transaction; empty when another node has it. */
    Future<Optional<Seal>> take(SqlClient transaction) {
        return transaction
                .preparedQuery(
                        """
                        select sealed_until::text as sealed_until,
                               pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
                               pg_snapshot_xmax(pg_current_snapshot())::text as next,
                               sealed_until > pg_snapshot_xmax(pg_current_snapshot()) as restored
                        from ledger_seal
                        for update skip locked
                        """)
                .execute()
                .map(Rows.first(row -> new Seal(
                        row.getString("sealed_until"),
                        row.getString("oldest"),
                        row.getString("next"),
                        row.getBoolean("restored"))));
    }

    /**
     * Events that are not sealed yet and that no running transaction can come in front of, in the order of their
     * transactions.
     */
    Future<List<Unsealed>> unsealed(SqlClient transaction, Seal seal, int limit) {
        return seal.restored() ? anywhere(transaction, seal, limit) : behind(transaction, seal, limit);
    }

    private Future<List<Unsealed>> behind(SqlClient transaction, Seal seal, int limit) {
        return transaction
                .preparedQuery(
                        """
                        select e.*, e.detail::text as detail_text, e.written_in::text as transaction
                        from ledger_event e
                        where e.written_in >= $1::text::xid8 and e.written_in < $2::text::xid8
                          and not exists (select from ledger_link l where l.event_id = e.id)
                        order by e.written_in, e.id
                        limit $3
                        """)
                .execute(Tuple.of(seal.until(), seal.oldest(), limit))
                .map(SealStore::unsealed);
    }

    /** Rows from before the restore carry numbers that no transaction of this server has had: they are committed. */
    private Future<List<Unsealed>> anywhere(SqlClient transaction, Seal seal, int limit) {
        return transaction
                .preparedQuery(
                        """
                        select e.*, e.detail::text as detail_text, e.written_in::text as transaction
                        from ledger_event e
                        where (e.written_in < $1::text::xid8 or e.written_in >= $2::text::xid8)
                          and not exists (select from ledger_link l where l.event_id = e.id)
                        order by e.written_in >= $2::text::xid8 desc, e.written_in, e.id
                        limit $3
                        """)
                .execute(Tuple.of(seal.oldest(), seal.next(), limit))
                .map(SealStore::unsealed);
    }

    private static List<Unsealed> unsealed(RowSet<Row> rows) {
        return Rows.all(rows, row -> new Unsealed(event(row), row.getString("transaction")));
    }

    /** The heads of these chains; an organisation without sealed events has none. */
    Future<Map<Long, ChainHead>> heads(SqlClient client, Collection<Long> organisationIds) {
        return client.preparedQuery(
                        """
                        select organisation_id, position, hash, sealed_at from ledger_chain where organisation_id = any ($1)
                        """)
                .execute(Tuple.of(organisationIds.toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SealStore::head)
                        .collect(Collectors.toMap(ChainHead::organisationId, head -> head)));
    }

    static ChainHead head(Row row) {
        return new ChainHead(
                row.getLong("organisation_id"),
                row.getLong("position"),
                row.getBuffer("hash"),
                instant(row, "sealed_at"));
    }

    Future<Void> link(SqlClient transaction, List<Link> links, Instant sealedAt) {
        return transaction
                .preparedQuery(
                        """
                        insert into ledger_link (organisation_id, position, event_id, hash, sealed_at)
                        select n.organisation_id, n.position, n.event_id, n.hash, $5
                        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
                             n (organisation_id, position, event_id, hash)
                        """)
                .execute(Tuple.of(
                        links.stream().map(Link::organisationId).toArray(Long[]::new),
                        links.stream().map(Link::position).toArray(Long[]::new),
                        links.stream().map(Link::eventId).toArray(Long[]::new),
                        links.stream().map(Link::hash).toArray(Buffer[]::new),
                        sql(sealedAt)))
                .mapEmpty();
    }

    /** By which the organisation enters people; by any other door they come themselves. */
    static final Set<String> ADDING = Stream.of(
                    EventSource.IMPORT, EventSource.API, EventSource.CONSOLE, EventSource.REPLAY)
            .map(EventSource::sqlName)
            .collect(Collectors.toUnmodifiableSet());

    /** Adds who joined, who was added and who stopped by these events to the counts of their days, in the organisation's time zone. */
    Future<Void> count(SqlClient transaction, List<ChainEvent> events) {
        List<ChainEvent> counted =
                events.stream().filter(event -> joined(event) || stopped(event)).toList();
        return counted.isEmpty()
                ? Future.succeededFuture()
                : transaction
                        .preparedQuery(
                                """
                                insert into ledger_day (organisation_id, day, joined, added, stopped)
                                select o.id, (e.at at time zone o.time_zone)::date,
                                       count(*) filter (where e.joined and not e.added),
                                       count(*) filter (where e.added), count(*) filter (where not e.joined)
                                from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::boolean[])
                                     e (organisation_id, at, joined, added)
                                join organisation o on o.id = e.organisation_id
                                group by 1, 2
                                on conflict (organisation_id, day) do update
                                set joined = ledger_day.joined + excluded.joined,
                                    added = ledger_day.added + excluded.added,
                                    stopped = ledger_day.stopped + excluded.stopped
                                """)
                        .execute(Tuple.of(
                                counted.stream().map(ChainEvent::organisationId).toArray(Long[]::new),
                                counted.stream()
                                        .map(event -> sql(event.recordedAt()))
                                        .toArray(OffsetDateTime[]::new),
                                counted.stream().map(SealStore::joined).toArray(Boolean[]::new),
                                counted.stream()
                                        .map(event -> joined(event) && ADDING.contains(event.source()))
                                        .toArray(Boolean[]::new)))
                        .mapEmpty();
    }

    /** Whoever comes back from a hold had not gone. */
    private static boolean joined(ChainEvent event) {
        return "subscribed".equals(event.after())
                && (event.before() == null || Set.of("pending", "unsubscribed").contains(event.before()));
    }

    /** Whose data an organiser erases has not asked for a stop. */
    private static boolean stopped(ChainEvent event) {
        return !"erasure".equals(new JsonObject(event.detail()).getString("rule"))
                && "unsubscribed".equals(event.after())
                && event.before() != null
                && !"unsubscribed".equals(event.before());
    }

    Future<Void> moveHeads(SqlClient transaction, Collection<ChainHead> heads) {
        return transaction
                .preparedQuery(
                        """
                        insert into ledger_chain (organisation_id, position, hash, sealed_at)
                        select * from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::timestamptz[])
                        on conflict (organisation_id) do update
                        set position = excluded.position, hash = excluded.hash, sealed_at = excluded.sealed_at
                        """)
                .execute(Tuple.of(
                        heads.stream().map(ChainHead::organisationId).toArray(Long[]::new),
                        heads.stream().map(ChainHead::position).toArray(Long[]::new),
                        heads.stream().map(ChainHead::hash).toArray(Buffer[]::new),
                        heads.stream().map(head -> sql(head.at())).toArray(OffsetDateTime[]::new)))
                .mapEmpty();
    }

    Future<Void> sealedUntil(SqlClient transaction, String transactionNumber) {
        return transaction
                .preparedQuery("update ledger_seal set sealed_until = $1::text::xid8")
                .execute(Tuple.of(transactionNumber))
                .mapEmpty();
    }

    static ChainEvent event(Row row) {
        return new ChainEvent(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                Objects.requireNonNull(row.getString("kind")),
                row.getString("class"),
                row.getString("state_before"),
                row.getString("state_after"),
                instant(row, "occurred_at"),
                instant(row, "recorded_at"),
                row.getString("channel"),
                Objects.requireNonNull(row.getString("source")),
                row.getString("source_reference"),
                row.getString("wording"),
                row.getString("language"),
                row.getString("actor"),
                Objects.requireNonNull(row.getString("detail_text")),
                row.getBuffer("text_hash"));
    }

    /**
     * How far sealing has come.
     *
     * @param until events of earlier transactions are sealed
     * @param oldest the oldest transaction that still runs
     * @param next the next transaction number
     * @param restored whether {@code until} is ahead of this server: the data was restored from another one's
     */
    record Seal(String until, String oldest, String next, boolean restored) {}

    /** @param transaction that wrote the event */
    record Unsealed(ChainEvent event, String transaction) {}

    record Link(long organisationId, long position, long eventId, Buffer hash) {}
}
