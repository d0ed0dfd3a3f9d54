package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Pricing;
import org.relais.consent.Purpose;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL that applies what platforms report about messages they took. */
final class ReceiptStore {

    private static final String BY_EXTERNAL_ID =
            """
            select d.id, d.external_id, s.channel, s.external_id as sender_external_id
            from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as r(channel, sender_external_id, identifier, external_id)
            join sender s on s.channel = r.channel and s.external_id = r.sender_external_id
            join address a on a.organisation_id = s.organisation_id and a.channel = r.channel and a.identifier = r.identifier
            join delivery d on d.contact_id = a.contact_id and d.sender_id = s.id and d.external_id = r.external_id
            """;

    /**
     * To be run before {@link #ADVANCE}, which then sees every row as it is. On its own it would have to look anew at a row
     * that is settled while it waits, and PostgreSQL 18.0 and 18.1 lose such a row when the statement reads from a CTE.
     */
    private static final String HOLD =
            """
            select from delivery where id = any($1::bigint[]) order by id for no key update
            """;

    /**
     * Advances deliveries that are held. A report is about the last attempt when its message id is the one we know, or when
     * we know none yet; one about an earlier attempt, while a further one is under way, changes nothing: that one may not
     * have begun, and a stop waits for it.
     * The first that says how a message that has arrived is billed counts it, be it behind a later one that did not say.
     */
    private static final String ADVANCE =
            """
            with told as materialized (
                select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[],
                                     $7::text[], $8::text[], $9::boolean[], $10::integer[])
                     as r(id, channel, sender_external_id, external_id, rank, at, country, category, billable, attempt)
            ), before as materialized (
                select d.id, d.charged from told r join delivery d on d.id = r.id
                where r.category is not null and r.rank >= 2
            ), advanced as (
            update delivery d
            set state = case when d.state = 'read' or r.rank = 3 then 'read'
                             when r.rank = 2 then 'delivered' else 'accepted' end,
                reason = null,
                external_id = coalesce(r.external_id, d.external_id),
                lease_until = null,
                settled_at = coalesce(d.settled_at, r.at),
                delivered_at = case when r.rank >= 2 then coalesce(d.delivered_at, r.at) end,
                read_at = coalesce(d.read_at, case when r.rank = 3 then r.at end),
                charged = d.charged or b.id is not null
            from told r
            join sender s on s.channel = r.channel and s.external_id = r.sender_external_id
            left join before b on b.id = r.id
            where d.id = r.id and d.sender_id = s.id
              and case d.state
                  when 'sending' then d.attempt = r.attempt and d.external_id is distinct from r.external_id
                  when 'unknown' then d.external_id is distinct from r.external_id
                  when 'queued' then r.rank >= 2 and d.external_id = r.external_id
                  when 'withheld' then d.external_id = coalesce(r.external_id, d.external_id)
                  when 'accepted' then r.rank >= 2 and d.external_id = coalesce(r.external_id, d.external_id)
                  when 'delivered' then (r.rank = 3 or not b.charged)
                                        and d.external_id = coalesce(r.external_id, d.external_id)
                  when 'read' then not b.charged and d.external_id = coalesce(r.external_id, d.external_id)
                  else false end
            returning d.organisation_id, d.broadcast_id, d.action_id, d.purpose, d.message_id, d.delivered_at, s.channel,
                      r.country, r.category, r.billable, b.id is not null and not b.charged as arrived
            ), charged as (
                insert into charge_change (organisation_id, month, channel, country, category, billable, broadcast_id,
                                           action_id, message_id, messages)
                select a.organisation_id, date_trunc('month', a.delivered_at at time zone o.time_zone)::date, a.channel,
                       a.country, a.category, a.billable, coalesce(a.broadcast_id, 0), coalesce(a.action_id, 0),
                       case when a.action_id is null and a.purpose in ('broadcast', 'first_contact') then a.message_id
                            else 0 end, count(*)
                from advanced a join organisation o on o.id = a.organisation_id
                where a.arrived
                group by 1, 2, 3, 4, 5, 6, 7, 8, 9
            )
            select count(*) as advanced from advanced
            """;

    private static final String LOCK =
            """
            select d.id, d.attempt, d.retries, d.broadcast_id, d.purpose, d.message_id, d.contact_id,
                   a.channel, a.kind, a.identifier,
                   exists (select from message m where m.id = d.message_id and m.spec ? 'sign') as signed,
                   s.id as sender_id, s.organisation_id, s.external_id as sender_external_id, s.name as sender_name
            from delivery d
            join sender s on s.id = d.sender_id
            join address a on a.id = d.address_id
            where d.id = $1 and s.channel = $3 and s.external_id = $4
              and case d.state
                  when 'sending' then d.attempt = $5 and d.external_id is distinct from $2
                  when 'unknown' then d.attempt = $5 and d.external_id is distinct from $2
                  when 'withheld' then d.external_id = coalesce($2, d.external_id)
                  when 'accepted' then d.external_id = coalesce($2, d.external_id)
                  else false end
            for update of d
            """;

    private static final String FAIL =
            """
            update delivery
            set state = $2, reason = $3, external_id = coalesce($4, external_id), lease_until = null,
                not_before = coalesce($5, not_before), retries = retries + $6, settled_at = $7
            where id = $1
            """;

    /**
     * To be run before {@link #fail} queues a delivery of a broadcast again. Whoever closes broadcasts waits for this lock
     * and then looks anew; one that is closed already is opened again: it sends the rest, or cancels it.
     */
    private static final String REOPEN =
            """
            update broadcast set state = case state when 'finished' then 'sending' else state end, finished_at = null
            where id = $1
            """;

    /**
     * A report that a message has come far.
     *
     * @param attempt which attempt at the delivery it is about
     * @param rank 1 accepted, 2 delivered, 3 read
     * @param pricing how it is billed; null when nobody says
     */
    record Report(
            long deliveryId,
            String channel,
            String senderExternalId,
            @Nullable String externalId,
            int attempt,
            int rank,
            Instant at,
            @Nullable Pricing pricing) {

        /** The further of two about one delivery; how it is billed may stand in either. */
        Report furthest(Report other) {
            Report further = other.rank() > rank ? other : this;
            Report nearer = further == this ? other : this;
            return further.pricing() != null || nearer.pricing() == null ? further : further.priced(nearer.pricing());
        }

        private Report priced(@Nullable Pricing its) {
            return new Report(deliveryId, channel, senderExternalId, externalId, attempt, rank, at, its);
        }
    }

    /** What is known of a delivery that the platform reports as failed. */
    record Failed(Attempt tried, Reactions.Subject subject) {}

    /** Deliveries of events that don't carry our own id, by {@link #key}: looked for among the recipient's. */
    Future<Map<String, Long>> byExternalId(SqlClient client, List<InboundEvent> events) {
        List<String> channels = new ArrayList<>();
        List<String> senders = new ArrayList<>();
        List<String> identifiers = new ArrayList<>();
        List<String> externalIds = new ArrayList<>();
        for (InboundEvent event : events) {
            for (AddressId from : event.from()) {
                channels.add(event.channel());
                senders.add(event.senderExternalId());
                identifiers.add(from.identifier());
                externalIds.add(event.externalId());
            }
        }
        return client.preparedQuery(BY_EXTERNAL_ID)
                .execute(Tuple.tuple()
                        .addValue(channels.toArray(String[]::new))
                        .addValue(senders.toArray(String[]::new))
                        .addValue(identifiers.toArray(String[]::new))
                        .addValue(externalIds.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, Long> ids = new HashMap<>();
                    for (Row row : rows) {
                        ids.put(
                                key(
                                        row.getString("channel"),
                                        row.getString("sender_external_id"),
                                        row.getString("external_id")),
                                row.getLong("id"));
                    }
                    return ids;
                });
    }

    static String key(String channel, String senderExternalId, @Nullable String externalId) {
        return channel + "\n" + senderExternalId + "\n" + externalId;
    }

    /** One report of each delivery, in one transaction. */
    Future<Integer> advance(SqlClient transaction, List<Report> reports) {
        Long[] ids = reports.stream().map(Report::deliveryId).toArray(Long[]::new);
        return transaction
                .preparedQuery(HOLD)
                .execute(Tuple.tuple().addValue(ids))
                .compose(held -> advance(transaction, ids, reports));
    }

    private static Future<Integer> advance(SqlClient transaction, Long[] ids, List<Report> reports) {
        return transaction
                .preparedQuery(ADVANCE)
                .execute(Tuple.tuple()
                        .addValue(ids)
                        .addValue(reports.stream().map(Report::channel).toArray(String[]::new))
                        .addValue(reports.stream().map(Report::senderExternalId).toArray(String[]::new))
                        .addValue(reports.stream().map(Report::externalId).toArray(String[]::new))
                        .addValue(reports.stream()
                                .map(report -> (short) report.rank())
                                .toArray(Short[]::new))
                        .addValue(reports.stream()
                                .map(report -> Timestamps.sqlOrNull(report.at()))
                                .toArray(OffsetDateTime[]::new))
                        .addValue(priced(reports, Pricing::country).toArray(String[]::new))
                        .addValue(priced(reports, Pricing::category).toArray(String[]::new))
                        .addValue(priced(reports, Pricing::billable).toArray(Boolean[]::new))
                        .addValue(reports.stream().map(Report::attempt).toArray(Integer[]::new)))
                .map(Rows.only(row -> row.getLong("advanced").intValue()));
    }

    private static <T> List<@Nullable T> priced(List<Report> reports, Function<Pricing, T> part) {
        List<@Nullable T> parts = new ArrayList<>();
        for (Report report : reports) {
            Pricing pricing = report.pricing();
            parts.add(pricing == null ? null : part.apply(pricing));
        }
        return parts;
    }

    /** Locks the delivery that an event is about, if it may still fail. */
    Future<Optional<Failed>> lock(SqlClient client, long deliveryId, InboundEvent event) {
        return client.preparedQuery(LOCK)
                .execute(Tuple.tuple()
                        .addValue(deliveryId)
                        .addValue(event.externalId())
                        .addValue(event.channel())
                        .addValue(event.senderExternalId())
                        .addValue(event.attempt()))
                .map(Rows.first(ReceiptStore::failed));
    }

    Future<Void> reopen(SqlClient client, long broadcastId) {
        return client.preparedQuery(REOPEN).execute(Tuple.of(broadcastId)).mapEmpty();
    }

    Future<Void> fail(SqlClient client, Settlement settlement, @Nullable String externalId, Instant now) {
        return client.preparedQuery(FAIL)
                .execute(Tuple.tuple()
                        .addValue(settlement.deliveryId())
                        .addValue(settlement.state().sqlName())
                        .addValue(settlement.reason())
                        .addValue(externalId)
                        .addValue(Timestamps.sqlOrNull(settlement.notBefore()))
                        .addValue((short) (settlement.retried() ? 1 : 0))
                        .addValue(settlement.state() == Settlement.State.QUEUED ? null : Timestamps.sqlOrNull(now)))
                .mapEmpty();
    }

    private static Failed failed(Row row) {
        AddressId address = new AddressId(
                row.getString("channel"), AddressKind.of(row.getString("kind")), row.getString("identifier"));
        Sender sender = new Sender(
                row.getLong("sender_id"),
                row.getLong("organisation_id"),
                row.getString("channel"),
                row.getString("sender_external_id"),
                row.getString("sender_name"));
        long id = row.getLong("id");
        return new Failed(
                new Attempt(
                        id,
                        row.getInteger("attempt"),
                        row.getInteger("retries"),
                        row.getLong("broadcast_id"),
                        Purpose.of(row.getString("purpose")),
                        row.getBoolean("signed")),
                new Reactions.Subject(id, sender, row.getLong("message_id"), row.getLong("contact_id"), address));
    }
}
