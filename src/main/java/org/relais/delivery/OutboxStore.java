package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.ClosedWindows;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL that puts deliveries into the outbox and takes queued ones out of it again. */
final class OutboxStore {

    /** The organisation is compared in a way that no index serves: the person's addresses, not all of the organisation's. */
    private static final String INSERT_ONE =
            """
            with stored as (
                insert into message (organisation_id, spec, created_at)
                select $1, $2, $11 where $2::jsonb is not null
                returning id
            ), target as (
                select a.id as address_id, s.id as sender_id
                from address a
                cross join lateral (
                    select s.id from sender s
                    where s.organisation_id = a.organisation_id and s.channel = a.channel and ($6::bigint is null or s.id = $6)
                      and s.removed_at is null
                    order by s.id = a.sender_id desc nulls last, s.id
                    limit 1) s
                where a.contact_id = $4 and a.organisation_id is not distinct from $1
                  and (a.id = $5 or ($5::bigint is null and a.status <> 'retired'))
                order by a.status = 'active' desc, a.last_inbound_at desc nulls last, a.id
                limit 1
            )
            insert into delivery (organisation_id, message_id, contact_id, address_id, sender_id, broadcast_id, purpose,
                                  priority, state, reason, not_before, not_after, basis_event_id, variables,
                                  queued_at, settled_at, request_id)
            select $1, coalesce($3, (select id from stored)), $4, t.address_id, t.sender_id, $7, $8, $9,
                   case when t.address_id is null then 'suppressed' else 'queued' end,
                   case when t.address_id is null then 'no_address' end,
                   $10, $12, $13, $14, $11, case when t.address_id is null then $11 end, $15
            from (select) one left join target t on true
            on conflict do nothing
            returning id
            """;

    /**
     * The person's own refusal goes before that of an address, as in the count of an audience: what was counted is what
     * is enqueued. $10 are the channels whose window is closed to those who have not written there since $11, unless
     * their sender is one of $15.
     *
     * <p>Written for a million people, who may have been imported a minute ago, so that PostgreSQL knows nothing of them
     * yet: consent and addresses are asked for by the person alone (who belongs to one organisation), so that whatever
     * plan it makes, nobody is compared with everybody. The contact hours are worked out once for all who
     * live in the organisation's own zone, and each person is judged once before the judgement is used three times.
     * Whoever has a delivery of this broadcast already is looked for only when the page has such a person at all ($13 and
     * $14 are its first and last), which costs less than a conflict clause; should one appear meanwhile, the unique index
     * fails the statement, and the page is enqueued again. Planned for each page: what was planned while hardly anybody
     * was on the list of those who are never written to would read all of it for each person later.
     */
    private static final String INSERT_AUDIENCE = Database.PLANNED_EACH_TIME
            + """
            with around as materialized (
                select o.contact_from, o.contact_until, o.contact_days, o.barred_channels,
                       case when $5 in ('broadcast', 'first_contact')
                            then next_contact_time(o.contact_from, o.contact_until, o.contact_days, o.time_zone,
                                                   greatest($7::timestamptz, $9::timestamptz))
                            else $7::timestamptz end as not_before
                from organisation o where o.id = $1
            ), own_sender as materialized (
                select channel, id from sender
                where organisation_id = $1 and ($6::text is null or channel = $6) and removed_at is null
            ), first_sender as materialized (
                select channel, min(id) as id from own_sender group by channel
            ), judged as materialized (
                select c.id as contact_id, p.address_id, p.sender_id,
                       case when c.time_zone is null or $5 not in ('broadcast', 'first_contact') then o.not_before
                            else next_contact_time(o.contact_from, o.contact_until, o.contact_days, c.time_zone,
                                                   greatest($7::timestamptz, $9::timestamptz)) end as not_before,
                       case when m.contact_id is null then 'no_consent'
                            else coalesce(
                                case when $5 = 'first_contact' then m.first_contact_refusal else m.refusal end,
                                case when p.address_id is null or p.status <> 'active' then 'no_address'
                                     when p.channel = any (o.barred_channels) then 'channel_policy'
                                     when exists (select from suppression u
                                                  where u.organisation_id = $1 and u.fingerprint = p.fingerprint)
                                     then 'suppressed'
                                     when p.channel = any ($10::text[]) and p.sender_id <> all ($15::bigint[])
                                          and coalesce(p.last_inbound_at, '-infinity') <= $11::timestamptz
                                     then $12 end)
                       end as reason
                from contact c
                cross join around o
                left join messageable_contact m on m.contact_id = c.id
                left join lateral (
                    select a.id as address_id, a.status, a.channel, a.fingerprint, a.last_inbound_at,
                           coalesce((select w.id from own_sender w where w.id = a.sender_id), f.id) as sender_id
                    from address a
                    join first_sender f on f.channel = a.channel
                    where a.contact_id = c.id and a.status <> 'retired'
                    order by a.status = 'active' and a.channel <> all (o.barred_channels) desc,
                             a.last_inbound_at desc nulls last, a.id
                    limit 1) p on true
                where c.id = any($3) and c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
                  and case when (select exists (select from delivery d
                                                where d.broadcast_id = $2 and d.contact_id between $13 and $14))
                           then not exists (select from delivery d where d.broadcast_id = $2 and d.contact_id = c.id)
                           else true end
            ), inserted as (
                insert into delivery (organisation_id, broadcast_id, message_id, purpose, priority, contact_id, address_id,
                                      sender_id, state, reason, not_before, not_after, queued_at, settled_at)
                select $1, $2,
                       case when hashint8extended(contact_id, $17) & 1 = 1 then $16::bigint else $4::bigint end,
                       $5, 2, contact_id, address_id, sender_id,
                       case when reason is null then 'queued' else 'suppressed' end, reason, not_before, $8, $9,
                       case when reason is not null then $9 end
                from judged
                order by contact_id
                returning reason
            )
            select count(*) filter (where reason is null) as queued from inserted
            """;

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

    /** @param request id of the request that it comes of, for the log */
    Future<Optional<Long>> insert(SqlClient client, NewDelivery delivery, @Nullable String request, Instant now) {
        Long messageId = delivery.content() instanceof DeliveryContent.Stored stored ? stored.messageId() : null;
        JsonObject spec = delivery.content() instanceof DeliveryContent.Inline inline ? inline.spec() : null;
        return client.preparedQuery(INSERT_ONE)
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
                        .addValue(request))
                .map(OutboxStore::firstId);
    }

    Future<Integer> insert(SqlClient client, AudiencePage page, Instant now) {
        if (page.contactIds().isEmpty()) {
            return Future.succeededFuture(0);
        }
        AudiencePage.Second second = page.second();
        return client.preparedQuery(INSERT_AUDIENCE)
                .execute(Tuple.tuple()
                        .addValue(page.organisationId())
                        .addValue(page.broadcastId())
                        .addValue(page.contactIds().toArray(Long[]::new))
                        .addValue(page.messageId())
                        .addValue(page.purpose().sqlName())
                        .addValue(page.channel())
                        .addValue(Timestamps.sqlOrNull(page.notBefore()))
                        .addValue(Timestamps.sqlOrNull(page.notAfter()))
                        .addValue(Timestamps.sqlOrNull(now))
                        .addValue(page.closed().channels().toArray(String[]::new))
                        .addValue(Timestamps.sql(page.closed().since()))
                        .addValue(ClosedWindows.REASON)
                        .addValue(Collections.min(page.contactIds()))
                        .addValue(Collections.max(page.contactIds()))
                        .addValue(page.closed().except().toArray(Long[]::new))
                        .addValue(second == null ? null : second.messageId())
                        .addValue(second == null ? null : second.seed()))
                .map(Rows.only(row -> row.getInteger("queued")));
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

    private static Optional<Long> firstId(RowSet<Row> rows) {
        return Rows.first(rows, row -> row.getLong("id"));
    }
}
