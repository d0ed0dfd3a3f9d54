package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.channel.GroupChange;
import org.relais.channel.GroupChange.Ability;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.text.CleanText;

/** Groups that senders are in (table {@code chat_group}). */
public final class GroupStore {
    private static final int LONGEST_TITLE = 200;

    private static final String ALL =
            """
            select g.* from chat_group g join sender s on s.id = g.sender_id
            where g.organisation_id = $1 and s.removed_at is null
              and (g.ability <> 'removed'
                   or exists (select from action a where a.organisation_id = g.organisation_id and a.group_id = g.id
                              and a.state in ('draft', 'open')))
            order by lower(g.title), g.id
            """;

    private static final String FIND = "select * from chat_group where organisation_id = $1 and id = $2";

    /** One that is left before it was ever known is nothing to us. */
    private static final String NOTE =
            """
            insert into chat_group (organisation_id, sender_id, chat, title, channel, ability, changed_at)
            select s.organisation_id, s.id, $3, $4, $5, $6, $7
            from sender s
            where s.channel = $1 and s.external_id = $2 and s.removed_at is null and $6 <> 'removed'
            on conflict (organisation_id, sender_id, chat) do update
            set title = excluded.title, channel = excluded.channel, ability = excluded.ability, changed_at = excluded.changed_at
            """;

    /** Whether a group {@code g} is one of a sender {@code s}, as the platform tells of it. */
    private static final String OF_SENDER =
            """
            s.channel = $1 and s.external_id = $2 and s.removed_at is null
              and g.organisation_id = s.organisation_id and g.sender_id = s.id""";

    private static final String LEAVE =
            """
            update chat_group g set ability = 'removed', changed_at = $4
            from sender s
            where %1$s and g.chat = $3
            """
                    .formatted(OF_SENDER);

    private static final String FORGET =
            """
            delete from chat_group g
            using sender s
            where %1$s and g.chat = $3 and g.ability = 'removed'
              and not exists (select from action a where a.organisation_id = g.organisation_id and a.group_id = g.id)
              and not exists (select from invite_link l where l.organisation_id = g.organisation_id and l.group_id = g.id)
              and not exists (select from group_entry e where e.organisation_id = g.organisation_id and e.group_id = g.id)
            """
                    .formatted(OF_SENDER);

    /** The platform may tell of the new one first: that row has nothing but what the old one gets by it. */
    private static final String TAKE_OVER =
            """
            with target as (
                delete from chat_group g
                using sender s
                where %1$s and g.chat = $4
                  and not exists (select from action a where a.organisation_id = g.organisation_id and a.group_id = g.id)
                  and exists (select from chat_group old where old.organisation_id = g.organisation_id
                              and old.sender_id = g.sender_id and old.chat = $3)
                returning g.ability
            )
            update chat_group g
            set ability = coalesce((select ability from target), g.ability), changed_at = $5
            from sender s
            where %1$s and g.chat = $3
            """
                    .formatted(OF_SENDER);

    private static final String MOVE =
            """
            update chat_group g set chat = $4, changed_at = $5
            from sender s
            where %1$s and g.chat = $3
              and not exists (select from chat_group other where other.organisation_id = g.organisation_id
                              and other.sender_id = g.sender_id and other.chat = $4)
            """
                    .formatted(OF_SENDER);

    private static final String DISABLE =
            "update chat_group set ability = $3, changed_at = $4 where organisation_id = $1 and id = $2";

    private static final String ADDRESSED =
            """
            select exists (
                select from sender s
                join address a on a.organisation_id = s.organisation_id and a.channel = s.channel
                    and a.identifier in ($3, $4)
                where s.channel = $1 and s.external_id = $2) as addressed
            """;

    /** A sender as the platform tells of it. */
    record Account(String channel, String externalId) {}

    /** Those that a sender is in, by title, and those that it was in and that an action is still about. */
    public Future<List<ChatGroup>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(ALL).execute(Tuple.of(organisationId)).map(Rows.all(GroupStore::group));
    }

    /** One of them, also when the sender is not there any more. */
    public Future<Optional<ChatGroup>> find(SqlClient client, long organisationId, long groupId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, groupId))
                .map(Rows.first(GroupStore::group));
    }

    /** Keeps what the platform said of a group; one that the sender has left goes, unless something names it. */
    Future<Void> note(SqlClient tx, Account account, GroupChange change, Ability ability, Instant now) {
        if (ability == Ability.REMOVED) {
            return tx.preparedQuery(LEAVE)
                    .execute(Tuple.of(account.channel(), account.externalId(), change.chat(), Timestamps.sql(now)))
                    .compose(left -> tx.preparedQuery(FORGET)
                            .execute(Tuple.of(account.channel(), account.externalId(), change.chat())))
                    .mapEmpty();
        }
        String title = CleanText.head(CleanText.of(change.title()).strip(), LONGEST_TITLE);
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(
                        account.channel(),
                        account.externalId(),
                        change.chat(),
                        title.isEmpty() ? change.chat() : title,
                        change.channel(),
                        ability.sqlName(),
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /** A group has another id; false for one that is not known. */
    Future<Boolean> move(SqlClient tx, Account account, String from, String to, Instant now) {
        Tuple move = Tuple.of(account.channel(), account.externalId(), from, to, Timestamps.sql(now));
        return tx.preparedQuery(TAKE_OVER)
                .execute(move)
                .compose(taken -> tx.preparedQuery(MOVE).execute(move))
                .map(moved -> moved.rowCount() == 1);
    }

    /** Whether one of these is an address of somebody's: groups may be imported and written to. */
    Future<Boolean> isAddressed(SqlClient tx, Account account, String one, String other) {
        return tx.preparedQuery(ADDRESSED)
                .execute(Tuple.of(account.channel(), account.externalId(), one, other))
                .map(Rows.only(row -> row.getBoolean("addressed")));
    }

    /** The platform refused a link. */
    Future<Void> disable(SqlClient client, long organisationId, long groupId, Ability ability, Instant now) {
        return client.preparedQuery(DISABLE)
                .execute(Tuple.of(organisationId, groupId, ability.sqlName(), Timestamps.sql(now)))
                .mapEmpty();
    }

    private static ChatGroup group(Row row) {
        return new ChatGroup(
                row.getLong("id"),
                row.getLong("sender_id"),
                row.getString("title"),
                row.getBoolean("channel"),
                Ability.of(row.getString("ability")),
                Timestamps.instant(row, "changed_at"));
    }
}
