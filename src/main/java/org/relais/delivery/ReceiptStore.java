package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.Purpose;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentClass;
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
     * Advances deliveries. A report is about the last attempt when its message id is the one we know, or when we know
     * none yet; one about an earlier attempt (the id we know, while a further attempt is under way) changes nothing.
     */
    private static final String ADVANCE =
            """
            update delivery d
            set state = case r.rank when 1 then 'accepted' when 2 then 'delivered' else 'read' end,
                reason = null,
                external_id = coalesce(r.external_id, d.external_id),
                lease_until = null,
                settled_at = coalesce(d.settled_at, r.at),
                delivered_at = case when r.rank >= 2 then coalesce(d.delivered_at, r.at) end,
                read_at = case when r.rank = 3 then r.at end
            from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[])
                 as r(id, channel, sender_external_id, external_id, rank, at)
            join sender s on s.channel = r.channel and s.external_id = r.sender_external_id
            where d.id = r.id and d.sender_id = s.id
              and case d.state
                  when 'sending' then d.external_id is distinct from r.external_id
                  when 'unknown' then d.external_id is distinct from r.external_id
                  when 'queued' then r.rank >= 2 and d.external_id = r.external_id
                  when 'withheld' then d.external_id = coalesce(r.external_id, d.external_id)
                  when 'accepted' then r.rank >= 2 and d.external_id = coalesce(r.external_id, d.external_id)
                  when 'delivered' then r.rank = 3 and d.external_id = coalesce(r.external_id, d.external_id)
                  else false end
            """;

    private static final String LOCK =
            """
            select d.id, d.attempt, d.retries, d.broadcast_id, d.purpose, d.basis_class, d.message_id, d.contact_id,
                   a.channel, a.kind, a.identifier,
                   s.id as sender_id, s.organisation_id, s.external_id as sender_external_id, s.name as sender_name
            from delivery d
            join sender s on s.id = d.sender_id
            join address a on a.id = d.address_id
            where d.id = $1 and s.channel = $3 and s.external_id = $4
              and case d.state
                  when 'sending' then d.external_id is distinct from $2
                  when 'unknown' then d.external_id is distinct from $2
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
     * @param rank 1 accepted, 2 delivered, 3 read
     */
    record Report(
            long deliveryId,
            String channel,
            String senderExternalId,
            @Nullable String externalId,
            int rank,
            Instant at) {}

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

    /** The reports stand in the order of their deliveries' ids, one each. */
    Future<Integer> advance(SqlClient client, List<Report> reports) {
        return client.preparedQuery(ADVANCE)
                .execute(Tuple.tuple()
                        .addValue(reports.stream().map(Report::deliveryId).toArray(Long[]::new))
                        .addValue(reports.stream().map(Report::channel).toArray(String[]::new))
                        .addValue(reports.stream().map(Report::senderExternalId).toArray(String[]::new))
                        .addValue(reports.stream().map(Report::externalId).toArray(String[]::new))
                        .addValue(reports.stream()
                                .map(report -> (short) report.rank())
                                .toArray(Short[]::new))
                        .addValue(reports.stream()
                                .map(report -> Timestamps.sqlOrNull(report.at()))
                                .toArray(OffsetDateTime[]::new)))
                .map(RowSet::rowCount);
    }

    /** Locks the delivery that an event is about, if it may still fail. */
    Future<Optional<Failed>> lock(SqlClient client, long deliveryId, InboundEvent event) {
        return client.preparedQuery(LOCK)
                .execute(Tuple.tuple()
                        .addValue(deliveryId)
                        .addValue(event.externalId())
                        .addValue(event.channel())
                        .addValue(event.senderExternalId()))
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
        String consentClass = row.getString("basis_class");
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
                        address.channel(),
                        Purpose.of(row.getString("purpose")),
                        consentClass == null ? null : ConsentClass.of(consentClass)),
                new Reactions.Subject(id, sender, row.getLong("message_id"), row.getLong("contact_id"), address));
    }
}
