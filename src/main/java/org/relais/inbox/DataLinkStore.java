package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Links of requests for access, in SQL: where they may be sent, and who opens one. */
final class DataLinkStore {
    /** A stop that is being worked has the row: whoever wants to answer waits for it. */
    private static final String LOCK =
            """
            select t.contact_id from consent t
            where t.contact_id = (select contact_id from rights_request where organisation_id = $1 and id = $2)
            for share
            """;

    /**
     * The chat in which they wrote last. Who has stopped since has taken the request back, as far as messages go: only what
     * they ask for later is answered ({@code Purpose.STOPPED_REPLY}).
     */
    private static final String STANDING =
            """
            select r.contact_id, a.id as address_id, a.channel, a.last_inbound_at, c.language,
                   coalesce(t.state = 'unsubscribed', false) as stopped,
                   case when a.id is null then 'no_address'
                        when t.contact_id is null then 'no_consent'
                        when t.state = 'unsubscribed' and coalesce(r.renewed_at, r.received_at) <= t.stopped_at then 'unsubscribed'
                        else refusal(case when t.state = 'unsubscribed' then 'stopped_reply' else 'reply' end,
                                     t.class, t.state, t.occasional_spent_at, a.status,
                                     exists (select from suppression u where u.organisation_id = a.organisation_id
                                                                         and u.fingerprint = a.fingerprint),
                                     o.consent_only, a.channel = any (o.barred_channels)) end as refusal
            from rights_request r
            join organisation o on o.id = r.organisation_id
            join contact c on c.id = r.contact_id and c.erased_at is null
            left join consent t on t.contact_id = r.contact_id
            left join lateral (select * from address where contact_id = r.contact_id and status <> 'retired'
                               order by last_inbound_at desc nulls last, id limit 1) a on true
            where r.organisation_id = $1 and r.id = $2 and r.kind = 'access' and r.recorded_by is null
              and (r.state = 'open' or r.state = 'done' and r.link_until > $3)
            """;

    private static final String KEEP =
            """
            update rights_request set link_hash = $3, link_until = $4, link_openings = 0, link_message_id = $5
            where organisation_id = $1 and id = $2
            """;

    private static final String FIND =
            """
            select r.organisation_id, r.contact_id, c.language, r.link_until,
                   r.link_until > $2 and r.link_openings < $3 as usable
            from rights_request r join contact c on c.id = r.contact_id and c.erased_at is null
            where r.link_hash = $1
            order by r.id desc limit 1
            """;

    private static final String OPEN =
            """
            update rights_request r set link_openings = link_openings + 1
            where id = (select id from rights_request where link_hash = $1 order by id desc limit 1)
              and link_until > $2 and link_openings < $3
            """;

    /** Where the person of a request stands, and in which chat. */
    record Asker(
            long contactId,
            @Nullable Long addressId,
            @Nullable String channel,
            @Nullable Instant lastInboundAt,
            @Nullable String language,
            boolean stopped,
            @Nullable String refusal) {}

    Future<Void> lock(SqlClient tx, long organisationId, long requestId) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, requestId))
                .mapEmpty();
    }

    /**
     * Who waits for an answer of this request, or may have their link again; empty for one that is none for access, came
     * otherwise, or is closed.
     */
    Future<Optional<Asker>> asker(SqlClient tx, long organisationId, long requestId, Instant now) {
        return tx.preparedQuery(STANDING)
                .execute(Tuple.of(organisationId, requestId, Timestamps.sql(now)))
                .map(Rows.first(row -> new Asker(
                        row.getLong("contact_id"),
                        row.getLong("address_id"),
                        row.getString("channel"),
                        Timestamps.instantOrNull(row, "last_inbound_at"),
                        row.getString("language"),
                        row.getBoolean("stopped"),
                        row.getString("refusal"))));
    }

    /** The message of a delivery. */
    Future<Optional<Long>> message(SqlClient tx, long deliveryId) {
        return tx.preparedQuery("select message_id from delivery where id = $1")
                .execute(Tuple.of(deliveryId))
                .map(Rows.first(row -> row.getLong("message_id")));
    }

    /** @param message in which the link stands */
    Future<Void> keep(SqlClient tx, long organisationId, long requestId, long message, byte[] hash, Instant until) {
        return tx.preparedQuery(KEEP)
                .execute(Tuple.of(organisationId, requestId, Buffer.buffer(hash), Timestamps.sql(until), message))
                .mapEmpty();
    }

    Future<Optional<DataLinkService.Reader>> find(SqlClient client, byte[] hash, Instant now, int most) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(Buffer.buffer(hash), Timestamps.sql(now), most))
                .map(Rows.first(row -> new DataLinkService.Reader(
                        row.getLong("organisation_id"),
                        row.getLong("contact_id"),
                        row.getString("language"),
                        Timestamps.instant(row, "link_until"),
                        row.getBoolean("usable"))));
    }

    /** Counts one opening; false when there is none left. */
    Future<Boolean> open(SqlClient client, byte[] hash, Instant now, int most) {
        return client.preparedQuery(OPEN)
                .execute(Tuple.of(Buffer.buffer(hash), Timestamps.sql(now), most))
                .map(done -> done.rowCount() == 1);
    }
}
