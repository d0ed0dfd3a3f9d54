package org.relais.picture;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code picture}; its bytes are read where they are served, and nowhere else. */
final class MessagePictureStore {
    private static final String INSERT =
            """
            insert into picture (organisation_id, name, bytes, created_at)
            select $1::bigint, $2, $3, $4::timestamptz
            where (select count(*) from picture where organisation_id = $1 and created_at > $5) < $6
            returning id
            """;

    private static final String FIND = "select bytes from picture where name = $1";

    /**
     * What no message names goes after a few days; what one names stays as long as it may still be sent, and after that as long
     * as its organisation keeps silent people.
     */
    private static final String REMOVE =
            """
            delete from picture where id in (
                select p.id
                from picture p
                join organisation o on o.id = p.organisation_id
                where p.created_at < $2
                  and not exists (
                    select from message m
                    where m.organisation_id = p.organisation_id and m.spec ? 'image' and right(m.spec ->> 'image', 47) = p.name
                      and (m.created_at >= $1::timestamptz - make_interval(days => o.regular_silence_days)
                           or exists (select from broadcast b
                                      where m.id in (b.message_id, b.variant_id)
                                        and (b.state not in ('finished', 'cancelled')
                                             or b.finished_at >= $1::timestamptz - make_interval(days => o.regular_silence_days)))
                           or exists (select from action a
                                      where m.id in (a.message_id, a.offer_id, a.content_id, a.reminder_id)
                                        and a.state in ('draft', 'open'))))
                limit $3)
            """;

    /** Empty when the organisation has kept so many since {@code since} already. */
    Future<Optional<Long>> insert(
            SqlClient transaction, long organisationId, String name, Buffer bytes, Instant now, Limit limit) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        organisationId,
                        name,
                        bytes,
                        Timestamps.sql(now),
                        Timestamps.sql(now.minus(limit.within())),
                        limit.most()))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** At most so many within so long. */
    record Limit(int most, Duration within) {}

    Future<Optional<Buffer>> find(SqlClient client, String name) {
        return client.preparedQuery(FIND).execute(Tuple.of(name)).map(Rows.first(row -> row.getBuffer("bytes")));
    }

    /**
     * Removes what no message needs any more; returns how many.
     *
     * @param unusedUntil what is younger stays: its message may not be stored yet
     */
    Future<Integer> remove(SqlClient client, Instant now, Instant unusedUntil, int limit) {
        return client.preparedQuery(REMOVE)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(unusedUntil), limit))
                .map(SqlResult::rowCount);
    }
}
