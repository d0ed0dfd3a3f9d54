package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.database.Timestamps;

/** Table {@code sent_form}: which forms have been worked. */
final class SentFormStore {
    private static final String CLAIM =
            """
            with old as (
                delete from sent_form
                where key in (select key from sent_form where sent_at < $2::timestamptz - interval '1 day'
                              order by sent_at limit 20 for update skip locked)
            )
            insert into sent_form (key, sent_at) values ($1, $2) on conflict (key) do nothing
            """;

    private static final String FORGET = """
            delete from sent_form where key = $1
            """;

    /** Whether this is the first time; a few of those nobody will send again are removed on the way. */
    Future<Boolean> claim(SqlClient client, byte[] key, Instant now) {
        return client.preparedQuery(CLAIM)
                .execute(Tuple.of(Buffer.buffer(key), Timestamps.sql(now)))
                .map(SqlResult::rowCount)
                .map(count -> count == 1);
    }

    /** Nothing came of it: it may be sent again. */
    Future<Void> forget(SqlClient client, byte[] key) {
        return client.preparedQuery(FORGET)
                .execute(Tuple.of(Buffer.buffer(key)))
                .mapEmpty();
    }
}
