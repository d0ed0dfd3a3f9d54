package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.inbox.AnswerStatus.Given;

/** Table {@code organiser_answer}, and where the people behind messages stand, always within one organisation. */
final class OrganiserAnswerStore {
    /** The definition of who may be sent a reply is the one of the outbox. */
    private static final String OF_MESSAGES =
            """
            select i.id, i.contact_id, i.sender_id, i.address_id, s.channel, c.language, a.last_inbound_at,
                   case when a.id is null then 'no_address'
                        when a.contact_id <> i.contact_id then 'address_moved'
                        when t.contact_id is null then 'no_consent'
                        else refusal('reply', t.class, t.state, t.occasional_spent_at, a.status,
                                     exists (select from suppression u where u.organisation_id = a.organisation_id
                                                                         and u.fingerprint = a.fingerprint),
                                     o.consent_only, a.channel = any (o.barred_channels)) end as refusal,
                   (select jsonb_agg(jsonb_build_object(
                               'delivery', d.id, 'spec', m.spec, 'by', w.answered_by, 'state', d.state,
                               'reason', d.reason, 'at', to_char(w.answered_at at time zone 'UTC',
                                                                 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by w.id)
                    from organiser_answer w
                    join delivery d on d.id = w.delivery_id
                    join message m on m.id = d.message_id
                    where w.message_id = i.id) as given
            from inbound_message i
            join sender s on s.id = i.sender_id
            join organisation o on o.id = i.organisation_id
            join contact c on c.id = i.contact_id
            left join address a on a.id = i.address_id
            left join consent t on t.contact_id = i.contact_id
            where i.organisation_id = $1 and i.id = any ($2)
            """;

    /** A stop that is being worked has the row: whoever wants to answer waits for it. */
    private static final String LOCK =
            """
            select contact_id from consent
            where organisation_id = $1 and contact_id = (select contact_id from inbound_message
                                                         where organisation_id = $1 and id = $2)
            for share
            """;

    /** Whoever answers has read what was shown. */
    private static final String INSERT =
            """
            insert into organiser_answer (organisation_id, message_id, delivery_id, answered_by, answered_at)
            values ($1, $2, $3, $4, $5)
            """;

    /** Where the person behind a message stands, and what they were answered. */
    record Correspondent(
            long contactId,
            long senderId,
            @Nullable Long addressId,
            String channel,
            @Nullable String language,
            @Nullable Instant lastInboundAt,
            @Nullable String refusal,
            List<Given> given) {}

    /** By the message's id. */
    Future<Map<Long, Correspondent>> ofMessages(SqlClient client, long organisationId, Collection<Long> messageIds) {
        return client.preparedQuery(OF_MESSAGES)
                .execute(Tuple.of(organisationId).addArrayOfLong(messageIds.toArray(Long[]::new)))
                .map(Rows.byKey(row -> row.getLong("id"), OrganiserAnswerStore::standing));
    }

    /** Holds still whether the person behind a message may be written to, until the transaction ends. */
    Future<Void> lock(SqlClient tx, long organisationId, long messageId) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, messageId))
                .mapEmpty();
    }

    Future<Void> insert(SqlClient tx, long organisationId, long messageId, long deliveryId, String by, Instant now) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.of(organisationId, messageId, deliveryId, by, Timestamps.sql(now)))
                .mapEmpty();
    }

    private static Correspondent standing(Row row) {
        JsonArray given = row.get(JsonArray.class, "given");
        return new Correspondent(
                row.getLong("contact_id"),
                row.getLong("sender_id"),
                row.getLong("address_id"),
                row.getString("channel"),
                row.getString("language"),
                Timestamps.instantOrNull(row, "last_inbound_at"),
                row.getString("refusal"),
                given == null
                        ? List.of()
                        : given.stream()
                                .map(JsonObject.class::cast)
                                .map(OrganiserAnswerStore::given)
                                .toList());
    }

    private static Given given(JsonObject json) {
        JsonObject spec = json.getJsonObject("spec");
        return new Given(
                json.getLong("delivery"),
                spec.getJsonObject("body", new JsonObject()).getString(spec.getString("language"), ""),
                json.getString("by"),
                Instant.parse(json.getString("at")),
                json.getString("state"),
                json.getString("reason"));
    }
}
