package org.relais.inbox.media;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Coordinates;
import org.relais.channel.InboundEvent.Media;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;

/** Table {@code inbound_media}; its bytes are read where they are served, and nowhere else. */
public final class InboundMediaStore {
    /** Columns of an {@link InboundMedia} of {@code m}, for statements that join it. */
    public static final String COLUMNS =
            """
            m.state as media_state, m.reason as media_reason, m.type as media_type, m.size as media_size, m.file_name,
            m.latitude, m.longitude, m.file_id is not null as media_again""";

    private static final String INSERT =
            """
            insert into inbound_media (message_id, organisation_id, file_id, file_name, latitude, longitude, state, due_at)
            values ($1, $2, $3, $4, $5, $6, case when $3::text is null then 'kept' else 'waiting' end,
                    case when $3::text is not null then $7::timestamptz end)
            """;

    /** The lease is the next try: whoever dies with it leaves it to another node. */
    private static final String CLAIM =
            """
            update inbound_media m set attempt = m.attempt + 1, due_at = $2
            from inbound_message i
            join sender s on s.id = i.sender_id
            where m.message_id = (select message_id from inbound_media where state = 'waiting' and due_at <= $1
                                  order by due_at limit 1 for update skip locked)
              and i.id = m.message_id
            returning m.message_id, m.attempt, m.file_id, s.channel, s.external_id
            """;

    private static final String KEEP =
            """
            update inbound_media
            set state = 'kept', type = $3, size = $4, bytes = $5, file_id = null, due_at = null, reason = null
            where message_id = $1 and attempt = $2 and state = 'waiting'
            """;

    private static final String FAIL =
            """
            update inbound_media
            set reason = $3, due_at = $4::timestamptz, state = case when $4::timestamptz is null then 'failed' else state end,
                file_id = case when $5 then file_id end
            where message_id = $1 and attempt = $2 and state = 'waiting'
            """;

    private static final String AGAIN =
            """
            update inbound_media set state = 'waiting', attempt = 0, due_at = $3, reason = null
            where organisation_id = $1 and message_id = $2 and state = 'failed' and file_id is not null
            """;

    private static final String FIND = "select m.bytes, " + COLUMNS
            + """

            from inbound_media m
            where m.organisation_id = $1 and m.message_id = $2 and m.bytes is not null
            """;

    /** By id means by age: of each organisation only the oldest are looked at. */
    private static final String REMOVE =
            """
            update inbound_media
            set state = 'removed', bytes = null, file_id = null, file_name = null, latitude = null, longitude = null,
                type = null, size = 0, due_at = null, reason = null
            where message_id in (
                select x.message_id
                from organisation o
                cross join lateral (
                    select m.message_id, i.received_at
                    from inbound_media m
                    join inbound_message i on i.id = m.message_id
                    where m.organisation_id = o.id and m.state <> 'removed'
                    order by m.message_id
                    limit $2) x
                where x.received_at < $1::timestamptz - make_interval(days => o.regular_silence_days))
            """;

    /** One to be fetched. */
    record Claimed(long messageId, int attempt, String fileId, String channel, String sender) {}

    /** One with its bytes. */
    public record Kept(InboundMedia media, Buffer bytes) {}

    /** Notes what came with a message: a place is kept at once, bytes are fetched later. */
    public Future<Void> insert(SqlClient transaction, long organisationId, long messageId, Media media, Instant now) {
        Coordinates coordinates = media.coordinates();
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(messageId)
                        .addValue(organisationId)
                        .addValue(media.fileId())
                        .addValue(media.fileName())
                        .addValue(coordinates == null ? null : coordinates.latitude())
                        .addValue(coordinates == null ? null : coordinates.longitude())
                        .addValue(Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The one that is due first; nobody else takes it before {@code leasedUntil}. */
    Future<Optional<Claimed>> claim(SqlClient client, Instant now, Instant leasedUntil) {
        return client.preparedQuery(CLAIM)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(leasedUntil)))
                .map(Rows.first(row -> new Claimed(
                        row.getLong("message_id"),
                        row.getInteger("attempt"),
                        row.getString("file_id"),
                        row.getString("channel"),
                        row.getString("external_id"))));
    }

    /** Nothing when the message is gone, or another has taken it since. */
    Future<Void> keep(SqlClient client, Claimed claimed, MediaType type, Buffer bytes) {
        return client.preparedQuery(KEEP)
                .execute(Tuple.of(claimed.messageId(), claimed.attempt(), type.sqlName(), bytes.length(), bytes))
                .mapEmpty();
    }

    /**
     * @param nextAt of the next try; null when there is none by itself
     * @param again whether an organiser may ask for one
     */
    Future<Void> fail(SqlClient client, Claimed claimed, String reason, @Nullable Instant nextAt, boolean again) {
        return client.preparedQuery(FAIL)
                .execute(Tuple.of(
                        claimed.messageId(),
                        claimed.attempt(),
                        reason,
                        nextAt == null ? null : Timestamps.sql(nextAt),
                        again))
                .mapEmpty();
    }

    /** False when there is nothing to be tried again. */
    Future<Boolean> again(SqlClient client, long organisationId, long messageId, Instant now) {
        return client.preparedQuery(AGAIN)
                .execute(Tuple.of(organisationId, messageId, Timestamps.sql(now)))
                .map(result -> result.rowCount() == 1);
    }

    Future<Optional<Kept>> find(SqlClient client, long organisationId, long messageId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, messageId))
                .map(Rows.first(row -> new Kept(Objects.requireNonNull(media(row)), row.getBuffer("bytes"))));
    }

    /** Removes what is older than its organisation keeps silent people; returns how many. */
    Future<Integer> remove(SqlClient client, Instant now, int limit) {
        return client.preparedQuery(REMOVE)
                .execute(Tuple.of(Timestamps.sql(now), limit))
                .map(SqlResult::rowCount);
    }

    /** Of a row with {@link #COLUMNS}; null when it has none. */
    public static @Nullable InboundMedia media(Row row) {
        String state = row.getString("media_state");
        if (state == null) {
            return null;
        }
        String type = row.getString("media_type");
        Double latitude = row.getDouble("latitude");
        Double longitude = row.getDouble("longitude");
        return new InboundMedia(
                SqlNamed.of(InboundMedia.State.class, state),
                row.getString("media_reason"),
                type == null ? null : SqlNamed.of(MediaType.class, type),
                row.getInteger("media_size"),
                row.getString("file_name"),
                latitude == null || longitude == null ? null : new Coordinates(latitude, longitude),
                row.getBoolean("media_again"));
    }
}
