package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;
import org.relais.inbox.InboundMessage.Content;
import org.relais.inbox.InboundMessage.Kind;
import org.relais.inbox.InboundMessage.State;
import org.relais.inbox.media.InboundMediaStore;

/** The organisers' inbox in SQL, always within one organisation. */
public final class InboundMessageStore {
    static final String SELECT =
            """
            select i.id, i.contact_id, c.name as contact_name, s.channel, i.kind,
                   i.text, i.content, i.delivery_id, i.received_at, i.state, i.state_at, i.state_by,
                   coalesce((select 'right' from rights_request r
                             where r.contact_id = i.contact_id and r.event_key = i.event_key limit 1), i.about) as about,
            """
                    + InboundMediaStore.COLUMNS
                    + """

            from inbound_message i
            join contact c on c.id = i.contact_id
            join sender s on s.id = i.sender_id
            left join inbound_media m on m.message_id = i.id
            """;

    /** Of a message {@code i}: nobody has read it, it belongs to no hold, and the right that it exercises is no case of its own. */
    static final String WAITS =
            """
            i.state = 'new' and i.kind = 'message'
            and not exists (select from rights_request r
                            where r.contact_id = i.contact_id and r.event_key = i.event_key)
            """;

    /** Of a message {@code i}: its writer has not stopped, so that it can be answered. */
    private static final String ANSWERABLE =
            """
            not exists (select from consent s where s.contact_id = i.contact_id and s.state = 'unsubscribed')
            """;

    /** The same as {@link #WAITS} of another message {@code j}. */
    static final String OTHER_WAITS = WAITS.replace("i.", "j.");

    /** Of a message {@code i}: its writer was put off until after {@code $3} and has written nothing since. */
    static final String PUT_OFF =
            """
            exists (select from inbox_case k
                    where k.contact_id = i.contact_id and k.snoozed_until > $3
                      and not exists (select from inbound_message j
                                      where j.contact_id = k.contact_id and j.received_at > k.snoozed_at and %s))
            """
                    .formatted(OTHER_WAITS);

    private static final String INSERT =
            """
            insert into inbound_message (organisation_id, contact_id, sender_id, address_id, event_key, text, kind,
                                         delivery_id, received_at, content, about, state)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $7 = 'understood' then 'answered' else 'new' end)
            on conflict (sender_id, event_key) do nothing
            returning id
            """;

    /** The caller has the person alone. */
    private static final String TAKE_RECEIPT =
            """
            update inbound_message set receipted_at = $3
            from (select count(*) filter (where receipted_at > $4) as today,
                         count(*) filter (where receipted_at > $5) as lately
                  from inbound_message where contact_id = $2) before
            where inbound_message.id = $1 and before.lately < $6
            returning before.today
            """;

    private static final String TEXT_BEFORE =
            """
            select case when kind = 'message' then text else '' end as text from inbound_message
            where contact_id = $1 and id < $2 and received_at > $3
            order by id desc
            limit 1
            """;

    private static final String PAGE = SELECT
            + """
            where i.organisation_id = $1 and i.id < $2 and i.kind <> 'understood' and ($3::text is null or i.state = $3)
            order by i.id desc
            limit $4
            """;

    private static final String LAST = SELECT
            + """
            where i.organisation_id = $1 and i.id = coalesce(
                (select id from inbound_message where contact_id = $2 and state = 'new' and kind = 'message'
                 order by id desc limit 1),
                (select id from inbound_message where contact_id = $2 order by id desc limit 1))
            """;

    private static final String FIND =
            SELECT + """
            where i.organisation_id = $1 and i.id = $2
            """;

    private static final String UNREAD =
            SELECT + "where i.organisation_id = $1 and not " + PUT_OFF + " and " + ANSWERABLE
                    + " and " + WAITS
                    + " and not exists (select from inbound_message j"
                    + " where j.contact_id = i.contact_id and j.id > i.id and " + OTHER_WAITS + ")"
                    + """
            order by i.id desc
            limit $2
            """;

    private static final String WAITING =
            """
            select (select count(*) from consent where organisation_id = $1 and state = 'held')
                   - (select count(*) from contact c
                      join consent s on s.contact_id = c.id
                      where c.organisation_id = $1 and c.pause_kept_at is not null and s.state = 'held' and %s) as held,
                   (select count(*) from rights_request where organisation_id = $1 and state = 'open') as rights,
                   (select case when count(*) < $2 then count(distinct m.contact_id) else $2 end
                    from (select i.contact_id from inbound_message i
                          where i.organisation_id = $1 and not %s and %s and %s
                          limit $2) m) as writers
            """
                    .formatted(HoldStore.IS_KEPT, PUT_OFF, ANSWERABLE, WAITS);

    private static final String MARK =
            """
            update inbound_message set state = $3, state_at = $4, state_by = $5
            where organisation_id = $1 and id = $2 and (state = 'new' or state = 'read' and $3 = 'answered')
            """;

    /** Who wrote, to which sender and from where. */
    public record Writer(long contactId, long senderId, @Nullable Long addressId) {}

    /**
     * What somebody wrote.
     *
     * @param deliveryId the delivery that it answers; null when it answers none
     * @param about what it was understood to be about; null where that is nothing or not known
     */
    public record New(
            String text,
            Kind kind,
            Content content,
            @Nullable Long deliveryId,
            Instant receivedAt,
            @Nullable String about) {}

    /**
     * Keeps what somebody wrote.
     *
     * @return the row's id; empty when this event is there already
     */
    public Future<Optional<Long>> insert(
            SqlClient tx, long organisationId, Writer writer, String eventKey, New message) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(writer.contactId())
                        .addValue(writer.senderId())
                        .addValue(writer.addressId())
                        .addValue(eventKey)
                        .addValue(message.text())
                        .addValue(message.kind().sqlName())
                        .addValue(message.deliveryId())
                        .addValue(Timestamps.sql(message.receivedAt()))
                        .addValue(message.content().sqlName())
                        .addValue(message.about()))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /**
     * How often somebody is told that what they write is read.
     *
     * @param today since when a receipt of any kind makes the next one a short line
     * @param lately since when at most {@code most} receipts of any kind are sent: two programs that answer each other
     *     would never end
     */
    public record ReceiptLimits(Instant today, Instant lately, int most) {}

    /** Notes a receipt; completes with how many there were since then, or empty when none is due. */
    public Future<Optional<Integer>> takeReceipt(
            SqlClient tx, long messageId, long contactId, Instant now, ReceiptLimits limits) {
        return tx.preparedQuery(TAKE_RECEIPT)
                .execute(Tuple.of(
                        messageId,
                        contactId,
                        Timestamps.sql(now),
                        Timestamps.sql(limits.today()),
                        Timestamps.sql(limits.lately()),
                        limits.most()))
                .map(Rows.first(row -> row.getInteger("today")));
    }

    /** What the person wrote just before this message, since then: no text for what was understood; empty for nothing. */
    public Future<Optional<String>> textBefore(SqlClient tx, long contactId, long messageId, Instant since) {
        return tx.preparedQuery(TEXT_BEFORE)
                .execute(Tuple.of(contactId, messageId, Timestamps.sql(since)))
                .map(Rows.first(row -> row.getString("text")));
    }

    /**
     * The newest messages before an id.
     *
     * @param beforeId {@link Long#MAX_VALUE} for the first page
     * @param state only those in this state; null for all
     * @param limit 1 to 1,000
     */
    Future<List<InboundMessage>> page(
            SqlClient client, long organisationId, Paging paging, @Nullable State state, int limit) {
        return client.preparedQuery(paging.of(PAGE))
                .execute(Tuple.of(organisationId, paging.cursor(), state == null ? null : state.sqlName(), limit))
                .map(Rows.all(InboundMessageStore::message));
    }

    /** The newest of one person that waits, or else the newest. */
    Future<Optional<InboundMessage>> last(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(LAST)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(InboundMessageStore::message));
    }

    Future<Optional<InboundMessage>> find(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, id))
                .map(rows ->
                        Rows.all(rows, InboundMessageStore::message).stream().findFirst());
    }

    /** The newest that nobody has read or put off: words of a hold stand with the hold, a right's with its case. */
    Future<List<InboundMessage>> unread(SqlClient client, long organisationId, Instant now, int limit) {
        return client.preparedQuery(UNREAD)
                .execute(Tuple.of(organisationId, limit, Timestamps.sql(now)))
                .map(Rows.all(InboundMessageStore::message));
    }

    /** As {@link InboxService#waiting}. */
    Future<InboxService.Waiting> waiting(SqlClient client, long organisationId, Instant now) {
        return client.preparedQuery(WAITING)
                .execute(Tuple.of(organisationId, InboxService.COUNTED, Timestamps.sql(now)))
                .map(Rows.only(row ->
                        new InboxService.Waiting(row.getLong("held"), row.getLong("rights"), row.getLong("writers"))));
    }

    /**
     * Marks as read or answered; an answered one stays answered.
     *
     * @return false when there is no such message, or nothing to change
     */
    Future<Boolean> mark(SqlClient client, long organisationId, long id, State state, String actor, Instant now) {
        return client.preparedQuery(MARK)
                .execute(Tuple.of(organisationId, id, state.sqlName(), Timestamps.sql(now), actor))
                .map(SqlResult::rowCount)
                .map(count -> count == 1);
    }

    static InboundMessage message(Row row) {
        return new InboundMessage(
                row.getLong("id"),
                row.getLong("contact_id"),
                row.getString("contact_name"),
                row.getString("channel"),
                SqlNamed.of(Kind.class, row.getString("kind")),
                row.getString("text"),
                SqlNamed.of(Content.class, row.getString("content")),
                InboundMediaStore.media(row),
                row.getLong("delivery_id"),
                Timestamps.instant(row, "received_at"),
                SqlNamed.of(State.class, row.getString("state")),
                Timestamps.instantOrNull(row, "state_at"),
                row.getString("state_by"),
                row.getString("about"));
    }
}
