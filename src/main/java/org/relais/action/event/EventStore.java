package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;

/** Table {@code event}. */
public final class EventStore {
    private static final String COLUMNS =
            """
            select action_id, organisation_id, title, starts_at, ends_at, time_zone, place, map_url, capacity, sequence,
                   changed_at, cancelled_at, cancel_note, retention_days
            from event
            """;

    private static final String FIND =
            COLUMNS + """
            where organisation_id = $1 and action_id = $2
            """;

    private static final String FIND_ALL =
            COLUMNS + """
            where organisation_id = $1 and action_id = any ($2)
            """;

    private static final String BY_ACTION = COLUMNS + """
            where action_id = $1
            """;

    private static final String LOCK = BY_ACTION + """
            for no key update
            """;

    private static final String LOCK_ALL =
            """
            select action_id from event where action_id = any ($1) order by action_id for no key update
            """;

    private static final String INSERT =
            """
            insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, map_url, capacity,
                               retention_days, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (action_id) do nothing
            """;

    private static final String UPDATE =
            """
            update event
            set title = $3, starts_at = $4, ends_at = $5, time_zone = $6, place = $7, map_url = $8, capacity = $9,
                retention_days = $10, changed_at = $11, sequence = sequence + $12
            where action_id = $1 and organisation_id = $2
            """;

    private static final String OFFER =
            """
            select m.spec from action a join message m on m.id = a.message_id where a.id = $1
            """;

    private static final String CANCEL =
            """
            update event set cancelled_at = $2, cancel_note = $3, changed_at = $2, sequence = sequence + 1
            where action_id = $1 and cancelled_at is null
            """;

    private static final String END_WITH =
            """
            update action set ends_at = $2 where id = $1 and state in ('draft', 'open')
            """;

    /** Its offers stay taken back: nobody is invited twice. */
    private static final String REOPEN =
            """
            with reopened as (
                update action set state = 'open', ended_at = null where id = $1 and state = 'ended'
                returning id, organisation_id
            )
            insert into action_event (organisation_id, action_id, kind, at)
            select organisation_id, id, 'reopened', $2 from reopened
            """;

    /** Who said yes has done what was asked. */
    private static final String DONE =
            """
            with done as (
                update assignment s set state = 'done', done_at = $2
                from event_answer a
                where s.action_id = $1 and s.state = 'accepted' and a.action_id = s.action_id
                  and a.contact_id = s.contact_id and a.standing = 'yes'
                returning s.id, s.organisation_id, s.action_id
            )
            insert into action_event (organisation_id, action_id, assignment_id, kind, at)
            select organisation_id, action_id, id, 'done', $2 from done order by id
            """;

    /** Who said yes has left without a word in this action. */
    private static final String LEFT =
            """
            with gone as (
                update assignment set state = 'declined', answer = 'no', declined_at = $3
                where action_id = $1 and contact_id = $2 and state = 'accepted'
                returning id, organisation_id, action_id
            )
            insert into action_event (organisation_id, action_id, assignment_id, kind, at, detail)
            select organisation_id, action_id, id, 'declined', $3, '{"cause": "stop"}' from gone
            """;

    /** Places are free and somebody waits: after an erasure, or when the person who was next could not be told. */
    private static final String WITH_ROOM =
            """
            select e.action_id
            from event e
            where e.ends_at > $1 and e.forgotten_at is null and e.cancelled_at is null
              and exists (select from event_answer a where a.action_id = e.action_id and a.standing = 'waiting')
              and (e.capacity is null
                   or (select count(*) from event_answer a where a.action_id = e.action_id and a.standing = 'yes') < e.capacity)
            order by e.action_id
            limit 100
            """;

    private static final String TO_COME =
            """
            select e.action_id, a.audience
            from event e join action a on a.id = e.action_id
            where e.organisation_id = $1 and a.state = 'open' and (a.ends_at is null or a.ends_at > $2)
              and e.starts_at > $2 and e.cancelled_at is null
              and ($4
                   or a.declaration ->> 'kind' = 'not_political'
                   or a.declaration is null and not exists (select from organisation o where o.id = $1 and o.political))
            order by e.starts_at, e.action_id
            limit $3
            """;

    /**
     * The next events of an organisation that are open, with whom they are for.
     *
     * @param asked whether the person asks for them: unasked nobody is shown what its own members alone may be sent
     */
    Future<Map<Long, JsonObject>> toCome(SqlClient client, long organisationId, Instant now, int limit, boolean asked) {
        return client.preparedQuery(TO_COME)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit, asked))
                .map(Rows.byKey(row -> row.getLong("action_id"), row -> row.getJsonObject("audience")));
    }

    public Future<Optional<Event>> find(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(EventStore::event));
    }

    /** By action; one of which nothing is said yet is left out. */
    public Future<Map<Long, Event>> find(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return client.preparedQuery(FIND_ALL)
                .execute(Tuple.of(organisationId, (Object) actionIds.toArray(Long[]::new)))
                .map(Rows.byKey(row -> row.getLong("action_id"), EventStore::event));
    }

    /** By the action alone, for signed links. */
    Future<Optional<Event>> find(SqlClient client, long actionId) {
        return client.preparedQuery(BY_ACTION).execute(Tuple.of(actionId)).map(Rows.first(EventStore::event));
    }

    /** The event, this transaction's alone until it ends: who gets a place is decided under this lock. */
    Future<Optional<Event>> lock(SqlClient tx, long actionId) {
        return tx.preparedQuery(LOCK).execute(Tuple.of(actionId)).map(Rows.first(EventStore::event));
    }

    /** The same of several, by id, so that nobody waits crosswise. */
    Future<Void> lockAll(SqlClient tx, Long[] actionIds) {
        return tx.preparedQuery(LOCK_ALL).execute(Tuple.of((Object) actionIds)).mapEmpty();
    }

    /** False when the action has its event already. */
    Future<Boolean> insert(SqlClient tx, long organisationId, long actionId, EventDetails details, Instant now) {
        return tx.preparedQuery(INSERT)
                .execute(values(organisationId, actionId, details, now))
                .map(rows -> rows.rowCount() == 1);
    }

    /** @param told whether people must hear of it */
    Future<Void> update(
            SqlClient tx, long organisationId, long actionId, EventDetails details, boolean told, Instant now) {
        return tx.preparedQuery(UPDATE)
                .execute(values(organisationId, actionId, details, now).addInteger(told ? 1 : 0))
                .mapEmpty();
    }

    /** The invitation as it was composed. */
    Future<Optional<MessageSpec>> invitation(SqlClient client, long actionId) {
        return client.preparedQuery(OFFER)
                .execute(Tuple.of(actionId))
                .map(Rows.first(row -> MessageSpecCodec.restore(row.getJsonObject("spec"))));
    }

    /**
     * False when it was cancelled before.
     *
     * @param note as {@link Event#note} reads it
     */
    Future<Boolean> cancel(SqlClient tx, long actionId, @Nullable String note, Instant now) {
        return tx.preparedQuery(CANCEL)
                .execute(Tuple.of(actionId, Timestamps.sql(now), note))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The action ends by itself when the event does. */
    Future<Void> endWith(SqlClient tx, long actionId, Instant endsAt) {
        return tx.preparedQuery(END_WITH)
                .execute(Tuple.of(actionId, Timestamps.sql(endsAt)))
                .mapEmpty();
    }

    /** Opens the action of an event again that has ended before it. */
    Future<Void> reopen(SqlClient tx, long actionId, Instant now) {
        return tx.preparedQuery(REOPEN)
                .execute(Tuple.of(actionId, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Counts the part of everybody who said yes as done. */
    Future<Void> done(SqlClient tx, long actionId, Instant now) {
        return tx.preparedQuery(DONE)
                .execute(Tuple.of(actionId, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The part of somebody who has stopped is not theirs any more. */
    Future<Void> left(SqlClient tx, long actionId, long contactId, Instant now) {
        return tx.preparedQuery(LEFT)
                .execute(Tuple.of(actionId, contactId, Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<List<Long>> withRoom(SqlClient client, Instant now) {
        return client.preparedQuery(WITH_ROOM)
                .execute(Tuple.of(Timestamps.sql(now)))
                .map(Rows.all(row -> row.getLong("action_id")));
    }

    private static Tuple values(long organisationId, long actionId, EventDetails details, Instant now) {
        return Tuple.tuple()
                .addLong(actionId)
                .addLong(organisationId)
                .addString(details.title())
                .addOffsetDateTime(Timestamps.sql(details.startsAt()))
                .addOffsetDateTime(Timestamps.sql(details.endsAt()))
                .addString(details.zone().getId())
                .addString(details.place())
                .addString(details.mapUrl())
                .addInteger(details.capacity())
                .addInteger(details.retentionDays())
                .addOffsetDateTime(Timestamps.sql(now));
    }

    private static Event event(Row row) {
        return new Event(
                row.getLong("action_id"),
                row.getLong("organisation_id"),
                new EventDetails(
                        row.getString("title"),
                        Timestamps.instant(row, "starts_at"),
                        Timestamps.instant(row, "ends_at"),
                        ZoneId.of(row.getString("time_zone")),
                        row.getString("place"),
                        row.getString("map_url"),
                        row.getInteger("capacity"),
                        row.getInteger("retention_days")),
                row.getInteger("sequence"),
                Timestamps.instant(row, "changed_at"),
                Timestamps.instantOrNull(row, "cancelled_at"),
                row.getString("cancel_note"));
    }
}
