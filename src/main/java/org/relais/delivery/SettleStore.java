package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.delivery.Settlement.Wording;

/** SQL that ends claims: settling, rescue of what a dead node left, and release of what never began. */
final class SettleStore {

    /**
     * Ends claims in bulk. Only the claim that is meant (node and attempt) is touched; one that was rescued meanwhile is
     * still told what really came of it. Rows are taken in id order, as everywhere, so that bulk statements that meet
     * can't deadlock.
     */
    private static final String SETTLE =
            """
            update delivery d
            set state = o.state,
                reason = o.reason,
                external_id = coalesce(o.external_id, d.external_id),
                language = coalesce(o.language, d.language),
                mentioned = case when o.language is null then d.mentioned else o.mentioned end,
                templated = case when o.language is null then d.templated else o.templated end,
                lease_until = null,
                not_before = coalesce(o.not_before, d.not_before),
                retries = d.retries + o.retried,
                settled_at = case when o.state <> 'queued' then $9::timestamptz end
            from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::smallint[],
                        $10::text[], $11::boolean[], $12::boolean[])
                 as o(id, attempt, state, reason, external_id, not_before, retried, language, mentioned, templated)
            where d.id = o.id and d.attempt = o.attempt and d.node = $8
              and (d.state = 'sending' or (d.state = 'unknown' and d.reason = 'lease_expired' and o.state <> 'queued'))
            """;

    /**
     * What was read, of those that a report of the platform settled before their node could: it knows of the arrival, and
     * nothing of the words.
     */
    private static final String NOTE_TEXTS =
            """
            with late as materialized (
                select d.id, o.language, o.mentioned, o.templated
                from unnest($1::bigint[], $2::smallint[], $4::text[], $5::boolean[], $6::boolean[])
                     as o(id, attempt, language, mentioned, templated)
                join delivery d on d.id = o.id
                where o.language is not null and d.attempt = o.attempt and d.node = $3 and not d.queued
                  and (d.language, d.mentioned, d.templated) is distinct from (o.language, o.mentioned, o.templated)
                order by d.id
                for update of d
            )
            update delivery d set language = late.language, mentioned = late.mentioned, templated = late.templated
            from late where d.id = late.id
            """;

    /** Goes on with the broadcasts of rows that are queued again: whoever closes broadcasts waits for them and looks anew. */
    static final String REOPEN =
            """
            update broadcast set state = case state when 'finished' then 'sending' else state end, finished_at = null
            where id = any (array(select broadcast_id from %s))""";

    /**
     * Queues again what became unknown before its node could say that it was certainly not taken. A drain may have counted
     * it as closed; claims that began before leave it, as what a platform's report brings back. Its broadcast goes on:
     * whoever closes broadcasts waits for that row and looks anew.
     */
    private static final String REQUEUE =
            """
            with late as materialized (
                select d.id, d.broadcast_id, o.reason, o.not_before, o.retried
                from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::smallint[])
                     as o(id, attempt, state, reason, external_id, not_before, retried)
                join delivery d on d.id = o.id
                where o.state = 'queued' and d.attempt = o.attempt and d.node = $8
                  and d.state = 'unknown' and d.reason = 'lease_expired'
                order by d.id
                for update of d
            ), reopened as (
                %s
            )
            update delivery d
            set state = 'queued', reason = late.reason, not_before = coalesce(late.not_before, d.not_before),
                retries = d.retries + late.retried, settled_at = null
            from late where d.id = late.id
            """
                    .formatted(REOPEN.formatted("late"));

    private static final String CLAIMS =
            "select id, lease_until, extract(epoch from lease)::double precision as seconds from claim_batch order by id";

    /**
     * Ends claims whose leases have run out. What was not noted before it began goes back to the queue, where the drain of
     * a stop finds it; everything else is unknown. No node begins any of it later: it has to note it first, and that needs
     * the claim. A note of any claim counts, since a claim whose answer was lost may stand here beside the next one of its
     * node, and what that one holds, or takes while this statement runs (its attempt tells), is left to it.
     */
    private static final String RESCUE =
            """
            with expired as materialized (
                select b.id, b.node, b.delivery_ids
                from unnest($2::bigint[], $3::timestamptz[]) as over (id, lease_until)
                join claim_batch b on b.id = over.id and b.lease_until = over.lease_until
                for update of b skip locked
            ), gone as (
                delete from claim_batch where id = any (array(select id from expired))
            ), forgotten as (
                delete from claim_start where batch_id = any (array(select id from expired))
            ), not_begun as materialized (
                select unnest(e.delivery_ids) as id from expired e
                where exists (select from claim_start s where s.batch_id = e.id)
                except
                select unnest(delivery_ids) from claim_start
            ), held as materialized (
                select unnest(delivery_ids) as id from expired
                except
                select unnest(b.delivery_ids) from claim_batch b
                where b.node = any (array(select node from expired)) and b.id <> all (array(select id from expired))
            ), rescued as (
                update delivery d
                set state = case when certain.yes then 'queued' else 'unknown' end,
                    reason = case when certain.yes then 'not_begun' else 'lease_expired' end,
                    lease_until = null,
                    settled_at = case when certain.yes then null else $1::timestamptz end
                from unnest(array(select id from held order by 1)) as held (id)
                cross join lateral (select held.id = any (array(select id from not_begun)) as yes) certain
                where d.id = held.id and d.state = 'sending'
                  and d.attempt = (select before.attempt from delivery before where before.id = held.id)
                  and exists (select from expired e where e.node = d.node and d.id = any (e.delivery_ids))
                returning certain.yes as queued
            )
            select count(*) filter (where queued) as queued, count(*) filter (where not queued) as unknown from rescued
            """;

    /** What a node has claimed and doesn't know of, because the claim's answer was lost: no request ever began. */
    private static final String RELEASE =
            """
            update delivery d set state = 'queued', lease_until = null, reason = 'claim_lost'
            from (select unnest(delivery_ids) as id from claim_batch where node = $1 order by 1) held
            where d.id = held.id and d.node = $1 and d.state = 'sending' and d.id <> all ($2)
            """;

    private static final String END_BATCHES =
            """
            with forgotten as (delete from claim_start where batch_id = any($1))
            delete from claim_batch where id = any($1)
            """;

    private static final String NOTE_MENTIONS =
            """
            with carried as (
                select contact_id from consent where contact_id = any($1) order by contact_id for no key update
            )
            update consent s set mention_sent_at = $2 from carried where s.contact_id = carried.contact_id
            """;

    private static final Comparator<Settlement> BY_ID = Comparator.comparingLong(Settlement::deliveryId);

    /** Returns how many were changed; the others had been settled otherwise (by a receipt). */
    Future<Integer> settle(SqlClient client, String node, List<Settlement> settlements, Instant now) {
        List<Settlement> ordered = settlements.stream().sorted(BY_ID).toList();
        boolean mayBeLate = ordered.stream().anyMatch(one -> one.state() == Settlement.State.QUEUED);
        return client.preparedQuery(SETTLE)
                .execute(worded(told(ordered, node).addValue(Timestamps.sqlOrNull(now)), ordered))
                .map(RowSet::rowCount)
                .compose(settled -> settled == ordered.size()
                        ? Future.succeededFuture(settled)
                        : client.preparedQuery(NOTE_TEXTS)
                                .execute(worded(
                                        Tuple.tuple()
                                                .addValue(ordered.stream()
                                                        .map(Settlement::deliveryId)
                                                        .toArray(Long[]::new))
                                                .addValue(ordered.stream()
                                                        .map(one -> (short) one.attempt())
                                                        .toArray(Short[]::new))
                                                .addValue(node),
                                        ordered))
                                .map(settled))
                .compose(settled -> mayBeLate && settled < ordered.size()
                        ? client.preparedQuery(REQUEUE)
                                .execute(told(ordered, node))
                                .map(requeued -> settled + requeued.rowCount())
                        : Future.succeededFuture(settled));
    }

    /** With how each was worded. */
    private static Tuple worded(Tuple tuple, List<Settlement> ordered) {
        List<Optional<Wording>> wordings =
                ordered.stream().map(one -> Optional.ofNullable(one.wording())).toList();
        return tuple.addValue(wordings.stream()
                        .map(one -> one.map(Wording::language).orElse(null))
                        .toArray(String[]::new))
                .addValue(wordings.stream()
                        .map(one -> one.map(Wording::mentioned).orElse(false))
                        .toArray(Boolean[]::new))
                .addValue(wordings.stream()
                        .map(one -> one.map(Wording::template).orElse(false))
                        .toArray(Boolean[]::new));
    }

    private static Tuple told(List<Settlement> ordered, String node) {
        int size = ordered.size();
        Long[] ids = new Long[size];
        Short[] attempts = new Short[size];
        String[] states = new String[size];
        String[] reasons = new String[size];
        String[] externalIds = new String[size];
        OffsetDateTime[] notBefore = new OffsetDateTime[size];
        Short[] retried = new Short[size];
        for (int at = 0; at < size; at++) {
            Settlement settlement = ordered.get(at);
            ids[at] = settlement.deliveryId();
            attempts[at] = (short) settlement.attempt();
            states[at] = settlement.state().sqlName();
            reasons[at] = settlement.reason();
            externalIds[at] = settlement.externalId();
            notBefore[at] = Timestamps.sqlOrNull(settlement.notBefore());
            retried[at] = (short) (settlement.retried() ? 1 : 0);
        }
        return Tuple.tuple()
                .addValue(ids)
                .addValue(attempts)
                .addValue(states)
                .addValue(reasons)
                .addValue(externalIds)
                .addValue(notBefore)
                .addValue(retried)
                .addValue(node);
    }

    /**
     * What a rescue has found.
     *
     * @param queued had certainly not begun
     * @param unknown may have begun
     */
    record Rescued(long queued, long unknown) {}

    /**
     * A claim, of any node.
     *
     * @param leaseUntil by the database's clock; only tells it from another claim with its id
     */
    record OpenClaim(long id, OffsetDateTime leaseUntil) {}

    /** The claims that there are, each with the length of its lease. */
    Future<Map<OpenClaim, Duration>> claims(SqlClient client) {
        return client.preparedQuery(CLAIMS).execute().map(rows -> {
            Map<OpenClaim, Duration> claims = new HashMap<>();
            for (Row row : rows) {
                claims.put(
                        new OpenClaim(row.getLong("id"), row.getOffsetDateTime("lease_until")),
                        Duration.ofMillis(Math.round(row.getDouble("seconds") * 1_000)));
            }
            return claims;
        });
    }

    /** Ends these claims, of any node: their leases have run out. */
    Future<Rescued> rescue(SqlClient client, Collection<OpenClaim> over, Instant now) {
        return client.preparedQuery(RESCUE)
                .execute(Tuple.of(
                        Timestamps.sqlOrNull(now),
                        over.stream().map(OpenClaim::id).toArray(Long[]::new),
                        over.stream().map(OpenClaim::leaseUntil).toArray(OffsetDateTime[]::new)))
                .map(Rows.only(row -> new Rescued(row.getLong("queued"), row.getLong("unknown"))));
    }

    /** Queues again what this node holds in the database but not in memory; to be called while it claims nothing. */
    Future<Integer> release(SqlClient client, String node, Collection<Long> known) {
        return client.preparedQuery(RELEASE)
                .execute(Tuple.tuple().addValue(node).addValue(known.toArray(Long[]::new)))
                .map(RowSet::rowCount);
    }

    /** Forgets claims of which everything is settled. */
    Future<Void> endBatches(SqlClient client, Collection<Long> batchIds) {
        return client.preparedQuery(END_BATCHES)
                .execute(Tuple.tuple().addValue(batchIds.toArray(Long[]::new)))
                .mapEmpty();
    }

    Future<Integer> noteMentions(SqlClient client, Collection<Long> contactIds, Instant now) {
        return client.preparedQuery(NOTE_MENTIONS)
                .execute(Tuple.tuple().addValue(contactIds.toArray(Long[]::new)).addValue(Timestamps.sqlOrNull(now)))
                .map(RowSet::rowCount);
    }
}
