package org.relais.shard;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.database.Rows;
import org.relais.shard.ShardKey.Kind;

/** What one database knows of whose a {@link ShardKey} is, in SQL: one row by one index. */
final class ShardStore {
    private static final Map<Kind, String> OWNERS = new EnumMap<>(Map.ofEntries(
            Map.entry(Kind.TOKEN, "select organisation_id, false as gone from api_token where token_hash = $1"),
            Map.entry(
                    Kind.SESSION,
                    """
                    select o.organisation_id, false as gone from console_session s join organiser o on o.id = s.organiser_id
                    where s.token_hash = $1
                    """),
            Map.entry(
                    Kind.SIGN_IN_LINK,
                    """
                    select o.organisation_id, false as gone from sign_in_link l join organiser o on o.id = l.organiser_id
                    where l.token_hash = $1
                    """),
            Map.entry(Kind.INVITATION, "select organisation_id, false as gone from invitation where token_hash = $1"),
            Map.entry(Kind.ORGANISER, "select organisation_id, false as gone from organiser where id = $1"),
            Map.entry(Kind.CONTACT, "select organisation_id, false as gone from contact where id = $1"),
            Map.entry(Kind.MESSAGE, "select organisation_id, false as gone from message where id = $1"),
            Map.entry(Kind.ACTION, "select organisation_id, false as gone from action where id = $1"),
            Map.entry(Kind.PICTURE, "select organisation_id, false as gone from picture where name = $1"),
            Map.entry(
                    Kind.SENDER,
                    """
                    select organisation_id, removed_at is not null as gone from sender
                    where channel = $1 and external_id = $2 order by removed_at desc nulls first limit 1
                    """),
            Map.entry(
                    Kind.DATA_LINK,
                    "select organisation_id, false as gone from rights_request where link_hash = $1 limit 1")));

    private static final String AND_WHERE_IT_IS =
            """
            select k.organisation_id, k.gone, m.organisation_id is not null as moving, m.left_at is not null as has_left
            from (%s) k left join organisation_move m on m.organisation_id = k.organisation_id
            """;

    /**
     * @param gone a sender that was removed: it may be another organisation's now
     * @param moving the organisation is leaving this database, or has left it
     */
    record Owner(long organisationId, boolean gone, boolean moving, boolean left) {}

    Future<Optional<Owner>> owner(SqlClient client, ShardKey key) {
        return client.preparedQuery(AND_WHERE_IT_IS.formatted(OWNERS.get(key.kind())))
                .execute(key.parameters())
                .map(Rows.first(row -> new Owner(
                        row.getLong("organisation_id"),
                        row.getBoolean("gone"),
                        row.getBoolean("moving"),
                        row.getBoolean("has_left"))));
    }

    /** The organisations that are leaving or have left. */
    Future<Set<Long>> moving(SqlClient client) {
        return client.query("select organisation_id from organisation_move")
                .execute()
                .map(Rows.all(row -> row.getLong("organisation_id")))
                .map(ids -> ids.stream().collect(Collectors.toUnmodifiableSet()));
    }
}
