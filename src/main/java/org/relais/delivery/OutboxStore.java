package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL that puts single deliveries into the outbox and takes queued ones out of it again. */
final class OutboxStore {

    /** The organisation is compared in a way that no index serves: the person's addresses, not all of the organisation's. */
    private static final String INSERT_ONE =
            """
            with stored as (
                insert into message (organisation_id, spec, created_at)
                select $1, $2, $11 where $2::jsonb is not null
                returning id
            ), target as (
                select a.id as address_id, a.contact_id, s.id as sender_id
                from address a
                cross join lateral (
                    select s.id from sender s
                    where s.organisation_id = a.organisation_id and s.channel = a.channel and ($6::bigint is null or s.id = $6)
                      and s.removed_at is null
                    order by s.id = a.sender_id desc nulls last, s.id
                    limit 1) s
                where a.organisation_id is not distinct from $1 and %s
                order by a.status = 'active' desc, a.last_inbound_at desc nulls last, a.id
                limit 1
            )
            insert into delivery (organisation_id, message_id, contact_id, address_id, sender_id, broadcast_id, purpose,
                                  priority, state, reason, not_before, not_after, basis_event_id, variables,
                                  queued_at, settled_at, request_id, after_stop_at, action_id)
            select $1, coalesce($3, (select id from stored)), coalesce(t.contact_id, $4), t.address_id, t.sender_id, $7, $8, $9,
                   case when t.address_id is null then 'suppressed' else 'queued' end,
                   case when t.address_id is null then 'no_address' end,
                   $10, $12, $13, $14, $11, case when t.address_id is null then $11 end, $15,
                   case when $8 = 'stopped_reply' then (select s.stopped_at from consent s where s.contact_id = t.contact_id) end,
                   $16
            from (select) one left join target t on true
            on conflict do nothing
            returning id
            """;

    private static final String INSERT_TO_PERSON =
            INSERT_ONE.formatted("a.contact_id = $4 and (a.id = $5 or ($5::bigint is null and a.status <> 'retired'))");

    /**
     * A stop is confirmed where it was said, whoever has that address by now: an organiser may have given it to another
     * contact between the stop and its confirmation.
     */
    private static final String INSERT_TO_ADDRESS = INSERT_ONE.formatted("a.id = $5");

    /** One walk along the index of a broadcast's people for all pages; locked in id order, as by every bulk statement. */
    private static final String CANCEL_PAGE =
            """
            with page as materialized (
                select id, contact_id from delivery
                where broadcast_id = $1 and contact_id > $5 and queued
                order by contact_id
                limit $4
            ), locked as materialized (
                select d.id from delivery d join page on page.id = d.id
                where d.queued
                order by d.id
                for update of d
            ), cancelled as (
                update delivery d set state = 'cancelled', reason = $2, settled_at = $3
                from locked where d.id = locked.id
                returning d.id
            )
            select (select count(*) from cancelled) as cancelled,
                   (select max(contact_id) from page having count(*) = $4) as further
            """;

    private static final String CANCEL_ONES =
            """
            update delivery set state = 'cancelled', reason = $3, settled_at = $4
            where id = any($1) and organisation_id = $2 and queued
            """;

    /** What was kept back from a person while they were held goes into the queue again, and its broadcast goes on. */
    private static final String RELEASE =
            """
            with kept as materialized (
                select d.id, d.broadcast_id,
                       next_contact_time(o.contact_from, o.contact_until, o.contact_days, coalesce(c.time_zone, o.time_zone),
                                         greatest(d.not_before, $3::timestamptz)) as due
                from delivery d
                join contact c on c.id = d.contact_id
                join organisation o on o.id = d.organisation_id
                where d.id = any ($2) and d.contact_id = $1 and d.state in ('suppressed', 'cancelled') and d.reason = 'held'
                  and d.address_id is not null and d.sender_id is not null and (d.not_after is null or d.not_after > $3)
                order by d.id
                for update of d
            ), reopened as (
                %s
            )
            update delivery d
            set state = 'queued', reason = null, settled_at = null, not_before = kept.due
            from kept where d.id = kept.id
            returning d.not_before
            """
                    .formatted(SettleStore.REOPEN.formatted("kept"));

    /** @param request id of the request that it comes of, for the log */
    Future<Optional<Long>> insert(SqlClient client, NewDelivery delivery, @Nullable String request, Instant now) {
        Long messageId = delivery.content() instanceof DeliveryContent.Stored stored ? stored.messageId() : null;
        JsonObject spec = delivery.content() instanceof DeliveryContent.Inline inline ? inline.spec() : null;
        boolean whereItWasSaid = delivery.purpose() == Purpose.CONFIRMATION && delivery.addressId() != null;
        return client.preparedQuery(whereItWasSaid ? INSERT_TO_ADDRESS : INSERT_TO_PERSON)
                .execute(Tuple.tuple()
                        .addValue(delivery.organisationId())
                        .addValue(spec)
                        .addValue(messageId)
                        .addValue(delivery.contactId())
                        .addValue(delivery.addressId())
                        .addValue(delivery.senderId())
                        .addValue(delivery.broadcastId())
                        .addValue(delivery.purpose().sqlName())
                        .addValue((short) delivery.purpose().priority())
                        .addValue(Timestamps.sqlOrNull(delivery.notBefore()))
                        .addValue(Timestamps.sqlOrNull(now))
                        .addValue(Timestamps.sqlOrNull(delivery.notAfter()))
                        .addValue(delivery.basisEventId())
                        .addValue(delivery.variables().isEmpty() ? null : delivery.variables())
                        .addValue(request)
                        .addValue(delivery.actionId()))
                .map(OutboxStore::firstId);
    }

    /**
     * What a page of cancelling came to.
     *
     * @param further the contact behind which the next page begins; null when this was the last
     */
    record Cancelled(int count, @Nullable Long further) {}

    /** Cancels up to {@code limit} queued deliveries of a broadcast, to people behind {@code after} by contact id. */
    Future<Cancelled> cancelPage(
            SqlClient client, long broadcastId, String reason, int limit, long after, Instant now) {
        return client.preparedQuery(CANCEL_PAGE)
                .execute(Tuple.of(broadcastId, reason, Timestamps.sqlOrNull(now), (long) limit, after))
                .map(Rows.only(row -> new Cancelled(row.getInteger("cancelled"), row.getLong("further"))));
    }

    Future<Integer> cancel(SqlClient client, long organisationId, Long[] ids, String reason, Instant now) {
        return client.preparedQuery(CANCEL_ONES)
                .execute(Tuple.tuple()
                        .addValue(ids)
                        .addValue(organisationId)
                        .addValue(reason)
                        .addValue(Timestamps.sqlOrNull(now)))
                .map(RowSet::rowCount);
    }

    /** When the first of them is due; empty when none was kept back. */
    Future<Optional<Instant>> release(SqlClient client, long contactId, Long[] ids, Instant notBefore) {
        return client.preparedQuery(RELEASE)
                .execute(Tuple.of(contactId, ids, Timestamps.sqlOrNull(notBefore)))
                .map(Rows.all(row -> Timestamps.instant(row, "not_before")))
                .map(due -> due.stream().min(Comparator.naturalOrder()));
    }

    private static Optional<Long> firstId(RowSet<Row> rows) {
        return Rows.first(rows, row -> row.getLong("id"));
    }
}
