package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.database.Rows;

/** How often a person wishes to be written to at most, in SQL; claims and previews read it ({@code too_soon}, V035). */
public final class PaceWishStore {
    /** What they were sent lately counts already, unless it certainly did not reach them. */
    private static final String WISH =
            """
            update contact c
            set pace = $3::text, updated_at = now(),
                (paced_at, paced_delivery_id) = (
                    select d.claimed_at, d.id from delivery d
                    where $3::text is not null and d.contact_id = c.id and d.broadcast_id is not null
                      and d.state in ('sending', 'accepted', 'withheld', 'delivered', 'read', 'unknown')
                    order by d.claimed_at desc nulls last limit 1)
            where c.organisation_id = $1 and c.id = $2 and ($3::text is not null or c.pace is not null)
            """;

    private static final String FIND =
            """
            select pace from contact where organisation_id = $1 and id = $2 and pace is not null
            """;

    /** Notes the wish; null takes it back. */
    public Future<Void> wish(SqlClient tx, long organisationId, long contactId, @Nullable Pace pace) {
        return tx.preparedQuery(WISH)
                .execute(Tuple.of(organisationId, contactId, pace == null ? null : pace.sqlName()))
                .mapEmpty();
    }

    /** The wish of a person; empty while they have none. */
    public Future<Optional<Pace>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(row -> row.getString("pace")))
                .map(found -> found.flatMap(Pace::of));
    }
}
