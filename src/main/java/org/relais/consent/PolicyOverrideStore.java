package org.relais.consent;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.database.Rows;

/** Overrides of channel policies in SQL; triggers keep {@code organisation.barred_channels} in step. */
final class PolicyOverrideStore {

    /** Channels whose terms bar this organisation, whatever was overridden. */
    Future<List<String>> barred(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select p.channel from channel_policy p
                        join organisation o on o.kind = p.organisation_kind
                        where o.id = $1 order by p.channel
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> row.getString("channel")));
    }

    /** Channels that the definition of "may be messaged" refuses to the organisation now. */
    Future<List<String>> closed(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        "select unnest(barred_channels) as channel from organisation where id = $1 order by 1")
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> row.getString("channel")));
    }

    /**
     * Notes that a channel's terms bar these kinds of organisation. What was noted before stays: terms that are lifted are
     * for a migration to lift.
     */
    Future<Void> bar(SqlClient transaction, String channel, List<String> kinds) {
        String[] barred = kinds.toArray(String[]::new);
        return transaction
                .preparedQuery(
                        """
                        insert into channel_policy (channel, organisation_kind) select $1, unnest($2::text[])
                        on conflict do nothing
                        """)
                .execute(Tuple.tuple().addString(channel).addArrayOfString(barred))
                .compose(added -> added.rowCount() == 0 ? Future.succeededFuture() : refresh(transaction, barred));
    }

    /** Has the triggers look again at organisations of these kinds. */
    private static Future<Void> refresh(SqlClient transaction, String[] kinds) {
        return transaction
                .preparedQuery("update organisation set kind = kind where kind = any ($1)")
                .execute(Tuple.tuple().addArrayOfString(kinds))
                .mapEmpty();
    }

    Future<Void> put(SqlClient transaction, PolicyOverride override) {
        return transaction
                .preparedQuery(
                        """
                        insert into policy_override (organisation_id, channel, statement, actor, event_id, at)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (organisation_id, channel) do update
                        set statement = excluded.statement, actor = excluded.actor, event_id = excluded.event_id,
                            at = excluded.at
                        """)
                .execute(Tuple.of(
                        override.organisationId(),
                        override.channel(),
                        override.statement(),
                        override.actor(),
                        override.ledgerEventId(),
                        sql(override.at())))
                .mapEmpty();
    }

    Future<Boolean> remove(SqlClient transaction, long organisationId, String channel) {
        return transaction
                .preparedQuery("delete from policy_override where organisation_id = $1 and channel = $2")
                .execute(Tuple.of(organisationId, channel))
                .map(rows -> rows.rowCount() == 1);
    }

    Future<List<PolicyOverride>> of(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select organisation_id, channel, statement, actor, event_id, at
                        from policy_override where organisation_id = $1 order by channel
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> new PolicyOverride(
                        row.getLong("organisation_id"),
                        row.getString("channel"),
                        row.getString("statement"),
                        row.getString("actor"),
                        row.getLong("event_id"),
                        instant(row, "at"))));
    }
}
