package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Declaration;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Actions (table {@code action}). */
public final class ActionStore {
    private static final String INSERT =
            """
            insert into action (organisation_id, kind, title, message_id, audience, per_volunteer, per_day,
                                remind_hours, remind_times, remind_silent, ends_at, created_by, created_at, declaration, group_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            returning *
            """;

    private static final String UPDATE =
            """
            update action
            set title = $4, message_id = $5, audience = $6, per_volunteer = $7, per_day = $8, remind_hours = $9,
                remind_times = $10, remind_silent = $11, ends_at = $12, declaration = $13, group_id = $14, version = version + 1
            where organisation_id = $1 and id = $2 and version = $3 and state = 'draft'
            returning *
            """;

    private static final String FIND =
            """
            select * from action where organisation_id = $1 and id = $2
            """;

    private static final String PASSING_ON =
            """
            select * from action where organisation_id = $1 and content_id = $2 and state = 'open'
            """;

    private static final String PAGE =
            """
            select * from action
            where organisation_id = $1 and id < $2 and (cardinality($3::text[]) = 0 or state = any ($3))
            order by id desc limit $4
            """;

    private static final String SOME =
            """
            select * from action
            where organisation_id = $1 and id < $2 and id = any($3)
              and (cardinality($5::text[]) = 0 or state = any ($5))
            order by id desc limit $4
            """;

    /** Of an organisation that must say what its actions are, only one of which it was said. */
    private static final String OPEN =
            """
            update action
            set state = 'open', offer_id = $3, content_id = $4, reminder_id = $5, opened_at = $6
            where organisation_id = $1 and id = $2 and state = 'draft'
              and (declaration is not null
                   or not exists (select from organisation o where o.id = $1 and o.political))
            returning *
            """;

    /** What of it was held before it began, for the action's own audience, goes on with the same declaration. */
    private static final String DECLARE =
            """
            with declared as (
                update action set declaration = $3
                where organisation_id = $1 and id = $2 and state = 'open' and declaration is null
                returning *
            ), offers as (
                update broadcast b set declaration = $3
                from action_offer o join declared d on d.id = o.action_id
                where b.id = o.broadcast_id and b.state = 'draft' and o.contact_ids is null
            )
            select * from declared
            """;

    private static final String END =
            """
            update action set state = $3, ended_at = $4
            where organisation_id = $1 and id = $2
              and (state = 'open' or state = 'draft' and $3 = 'cancelled')
            returning *
            """;

    private static final String DUE =
            """
            select * from action where state = 'open' and ends_at <= $1 order by id limit 100
            """;

    Future<Action> insert(
            SqlClient tx, long organisationId, ActionDraft draft, long messageId, String actor, Instant now) {
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(draft.type().sqlName())
                        .addValue(draft.title())
                        .addValue(messageId)
                        .addValue(AudienceCodec.encode(draft.audience()))
                        .addValue(draft.perVolunteer())
                        .addValue(draft.perDay())
                        .addValue(draft.reminders().hours())
                        .addValue(draft.reminders().times())
                        .addValue(draft.reminders().silent())
                        .addValue(Timestamps.sqlOrNull(draft.endsAt()))
                        .addValue(actor)
                        .addValue(Timestamps.sql(now))
                        .addValue(declaration(draft.declaration()))
                        .addValue(draft.groupId()))
                .map(Rows.only(ActionStore::action));
    }

    /** Replaces a draft that still has this version; its type stays. */
    Future<Optional<Action>> update(
            SqlClient tx, long organisationId, long actionId, int version, ActionDraft draft, long messageId) {
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(actionId)
                        .addValue(version)
                        .addValue(draft.title())
                        .addValue(messageId)
                        .addValue(AudienceCodec.encode(draft.audience()))
                        .addValue(draft.perVolunteer())
                        .addValue(draft.perDay())
                        .addValue(draft.reminders().hours())
                        .addValue(draft.reminders().times())
                        .addValue(draft.reminders().silent())
                        .addValue(Timestamps.sqlOrNull(draft.endsAt()))
                        .addValue(declaration(draft.declaration()))
                        .addValue(draft.groupId()))
                .map(ActionStore::first);
    }

    public Future<Optional<Action>> find(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, actionId))
                .map(ActionStore::first);
    }

    /** The open one of which this message is what is passed on. */
    public Future<Optional<Action>> passingOn(SqlClient client, long organisationId, long messageId) {
        return client.preparedQuery(PASSING_ON)
                .execute(Tuple.of(organisationId, messageId))
                .map(ActionStore::first);
    }

    /** As {@link #find}; it does not end before the transaction does. */
    public Future<Optional<Action>> hold(SqlClient tx, long organisationId, long actionId) {
        return tx.preparedQuery(FIND + " for share")
                .execute(Tuple.of(organisationId, actionId))
                .map(ActionStore::first);
    }

    /** As {@link #find}; nobody else changes it, and no volunteer acts in it, before the transaction ends. */
    public Future<Optional<Action>> lock(SqlClient tx, long organisationId, long actionId) {
        return tx.preparedQuery(FIND + " for no key update")
                .execute(Tuple.of(organisationId, actionId))
                .map(ActionStore::first);
    }

    /**
     * Actions.
     *
     * @param states none for all
     * @param limit 1 to 200
     */
    public Future<List<Action>> page(
            SqlClient client, long organisationId, Paging paging, Set<ActionState> states, int limit) {
        return client.preparedQuery(paging.of(PAGE))
                .execute(Tuple.of(organisationId, paging.cursor(), words(states), Math.max(1, Math.min(limit, 200))))
                .map(Rows.all(ActionStore::action));
    }

    /** Those of these that there are, newest first, {@code before} an id; the rest as {@link #page}. */
    Future<List<Action>> some(
            SqlClient client,
            long organisationId,
            Collection<Long> ids,
            Set<ActionState> states,
            long before,
            int limit) {
        return client.preparedQuery(SOME)
                .execute(Tuple.of(organisationId, before, ids.toArray(Long[]::new), limit, words(states)))
                .map(Rows.all(ActionStore::action));
    }

    private static String[] words(Set<ActionState> states) {
        return states.stream().map(ActionState::sqlName).toArray(String[]::new);
    }

    /** Opens a draft; empty when it is none any more, or undeclared in an organisation that has to declare. */
    Future<Optional<Action>> open(SqlClient tx, Action draft, Messages messages, Instant now) {
        return tx.preparedQuery(OPEN)
                .execute(Tuple.of(
                        draft.organisationId(),
                        draft.id(),
                        messages.offerId(),
                        messages.contentId(),
                        messages.reminderId(),
                        Timestamps.sql(now)))
                .map(ActionStore::first);
    }

    /** Says what an open action is of which nothing was said; empty when it is none. */
    Future<Optional<Action>> declare(SqlClient tx, Action action, Declaration declaration) {
        return tx.preparedQuery(DECLARE)
                .execute(Tuple.of(action.organisationId(), action.id(), declaration.encode()))
                .map(ActionStore::first);
    }

    /** The stored messages of an open action; {@code contentId} null for types without. */
    record Messages(long offerId, @Nullable Long contentId, long reminderId) {}

    /** Ends an open action, or cancels a draft or an open one; empty when it is neither. */
    Future<Optional<Action>> end(SqlClient tx, long organisationId, long actionId, ActionState state, Instant now) {
        return tx.preparedQuery(END)
                .execute(Tuple.of(organisationId, actionId, state.sqlName(), Timestamps.sql(now)))
                .map(ActionStore::first);
    }

    /** Open actions whose time is over. */
    Future<List<Action>> due(SqlClient client, Instant now) {
        return client.preparedQuery(DUE).execute(Tuple.of(Timestamps.sql(now))).map(Rows.all(ActionStore::action));
    }

    static Action action(Row row) {
        Instant createdAt = Timestamps.instant(row, "created_at");
        return new Action(
                row.getLong("id"),
                row.getLong("organisation_id"),
                ActionType.of(row.getString("kind")),
                ActionState.of(row.getString("state")),
                row.getString("title"),
                row.getLong("message_id"),
                row.getLong("offer_id"),
                row.getLong("content_id"),
                row.getLong("reminder_id"),
                audience(row),
                row.getInteger("per_volunteer"),
                row.getInteger("per_day"),
                new RemindRule(
                        row.getInteger("remind_hours"),
                        row.getInteger("remind_times"),
                        row.getBoolean("remind_silent")),
                Declaration.restore(row.getJsonObject("declaration")),
                row.getLong("group_id"),
                row.getString("created_by"),
                createdAt,
                Timestamps.instantOrNull(row, "opened_at"),
                Timestamps.instantOrNull(row, "ends_at"),
                Timestamps.instantOrNull(row, "ended_at"),
                row.getInteger("version"));
    }

    /** One row that nobody can read must not keep all the others from being read. */
    private static Audience audience(Row row) {
        try {
            return AudienceCodec.decode(row.getJsonObject("audience"));
        } catch (RuntimeException unreadable) {
            return Audience.UNREADABLE;
        }
    }

    private static @Nullable JsonObject declaration(@Nullable Declaration declaration) {
        return declaration == null ? null : declaration.encode();
    }

    private static Optional<Action> first(RowSet<Row> rows) {
        return Rows.all(rows, ActionStore::action).stream().findFirst();
    }
}
