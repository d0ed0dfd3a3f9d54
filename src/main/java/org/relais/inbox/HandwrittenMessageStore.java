package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;
import org.relais.inbox.HandwrittenMessage.Received;
import org.relais.inbox.HandwrittenMessage.Recipient;

/** Messages written by hand in SQL, always within one organisation. */
public final class HandwrittenMessageStore {
    /** Nobody is made a contact by what is written to them from a telephone, and an address that was left is somebody else's. */
    private static final String RECIPIENT =
            """
            select a.contact_id, coalesce(t.state = 'unsubscribed' and t.stopped_at < $4, false) as stopped_before
            from address a left join consent t on t.contact_id = a.contact_id
            where a.organisation_id = $1 and a.channel = $2 and a.identifier = any ($3) and a.status <> 'retired'
            order by array_position($3::text[], a.identifier)
            limit 1
            """;

    private static final String INSERT =
            """
            insert into handwritten_message (organisation_id, contact_id, sender_id, event_key, text, content, written_at,
                                             received_at, after_stop)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (organisation_id, sender_id, event_key) do nothing
            returning id
            """;

    private static final String AFTER_STOP =
            """
            select h.id, h.contact_id, c.name, h.text, h.content, h.written_at
            from handwritten_message h join contact c on c.id = h.contact_id
            where h.organisation_id = $1 and h.after_stop and h.received_at > $2
            order by h.received_at desc, h.id desc
            limit $3
            """;

    /** Who has the first of these identifiers that anybody has; and whether they had stopped before then. */
    public Future<Optional<Recipient>> recipient(
            SqlClient client, long organisationId, String channel, List<String> identifiers, Instant writtenAt) {
        return client.preparedQuery(RECIPIENT)
                .execute(Tuple.of(
                        organisationId, channel, identifiers.toArray(String[]::new), Timestamps.sql(writtenAt)))
                .map(Rows.first(row -> new Recipient(row.getLong("contact_id"), row.getBoolean("stopped_before"))));
    }

    /** Keeps one; completes with its id, or empty when it is there already. */
    public Future<Optional<Long>> insert(SqlClient tx, long organisationId, Recipient recipient, Received message) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(recipient.contactId())
                        .addValue(message.senderId())
                        .addValue(message.eventKey())
                        .addValue(message.text())
                        .addValue(message.content().sqlName())
                        .addValue(Timestamps.sql(message.writtenAt()))
                        .addValue(Timestamps.sql(message.receivedAt()))
                        .addValue(recipient.stoppedBefore()))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** The newest that were written to people who had stopped and have become known since then. */
    public Future<List<HandwrittenMessage>> afterStop(SqlClient client, long organisationId, Instant since, int limit) {
        return client.preparedQuery(AFTER_STOP)
                .execute(Tuple.of(organisationId, Timestamps.sql(since), limit))
                .map(Rows.all(row -> new HandwrittenMessage(
                        row.getLong("id"),
                        row.getLong("contact_id"),
                        row.getString("name"),
                        row.getString("text"),
                        SqlNamed.of(InboundMessage.Content.class, row.getString("content")),
                        Timestamps.instant(row, "written_at"))));
    }
}
