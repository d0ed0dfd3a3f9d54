package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Tables {@code event_answer}, {@code event_turn} and {@code event_notice}. Whoever writes an answer holds the event's lock. */
final class EventAnswerStore {
    private static final String ATTENDEE =
            """
            select a.id, a.contact_id, a.standing, a.since, a.companions, c.language, coalesce(c.time_zone, o.time_zone) as zone
            from event_answer a
            join contact c on c.id = a.contact_id
            join organisation o on o.id = a.organisation_id
            """;

    private static final String FIND =
            ATTENDEE + """
            where a.action_id = $1 and a.contact_id = $2
            """;

    private static final String KNOWS =
            """
            select exists (select from event_answer where action_id = $1 and contact_id = $2) as knows
            """;

    private static final String EXPECTED =
            """
            select a.action_id
            from event_answer a join event e on e.action_id = a.action_id
            where a.contact_id = $1 and a.standing in ('yes', 'waiting') and e.ends_at > $2
            limit 2
            """;

    private static final String ACCOMPANIED =
            """
            select a.action_id
            from event_answer a join event e on e.action_id = a.action_id
            where a.contact_id = $1 and a.standing in ('yes', 'waiting') and a.companions > 0 and e.ends_at > $2
            limit 2
            """;

    private static final String WAITING =
            """
            select a.action_id
            from event_answer a join event e on e.action_id = a.action_id
            where a.contact_id = $1 and a.standing = 'waiting' and e.ends_at > $2
            order by e.starts_at, a.action_id
            limit 10
            """;

    /** Of an action {@code a}, by the person {@code $2}: a message that asked whether they come may have reached them. */
    private static final String WAS_OFFERED =
            """
            (exists (select from assignment s where s.action_id = a.id and s.contact_id = $2)
             or exists (select from action_offer o
                        join delivery d on d.broadcast_id = o.broadcast_id
                        where o.action_id = a.id
                          and d.contact_id in (select $2::bigint union all select id from contact where merged_into = $2)
                          and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')))
            """;

    private static final String KNOWN =
            """
            select e.action_id
            from event e join action a on a.id = e.action_id
            where e.organisation_id = $1 and e.ends_at > $3 and e.cancelled_at is null and a.state = 'open'
              and (exists (select from event_answer w where w.action_id = e.action_id and w.contact_id = $2) or %s)
            order by e.starts_at, e.action_id
            limit $4
            """
                    .formatted(WAS_OFFERED);

    /** Those whose place went with the last stop, or is about to. */
    private static final String GIVEN_UP =
            """
            select e.action_id, e.title
            from event_answer w
            join consent s on s.contact_id = w.contact_id
            join event e on e.action_id = w.action_id
            join action a on a.id = e.action_id
            where w.organisation_id = $1 and w.contact_id = $2 and e.ends_at > $3 and e.cancelled_at is null and a.state = 'open'
              and case when w.standing in ('yes', 'waiting') then w.since < s.stopped_at
                       when w.standing = 'stopped' then w.since >= s.stopped_at end
            order by e.starts_at, e.action_id
            limit $4
            """;

    private static final String ANSWERED =
            """
            select count(*) as answered from event_answer where contact_id = $1
            """;

    private static final String OFFERED =
            """
            select exists (select from action a where a.id = $1 and %s) as offered
            """
                    .formatted(WAS_OFFERED);

    private static final String PUT =
            """
            insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (action_id, contact_id) where contact_id is not null do update
            set standing = excluded.standing, since = excluded.since, told = excluded.told,
                companions = case when excluded.standing in ('no', 'stopped') then 0 else event_answer.companions end
            """;

    private static final String BRING =
            """
            update event_answer set companions = $2 where id = $1 and standing not in ('no', 'stopped')
            """;

    private static final String TURN =
            """
            insert into event_turn (organisation_id, action_id, was, standing, cause, at) values ($1, $2, $3, $4, $5, $6)
            """;

    private static final String TAKEN =
            """
            select count(*) as taken from event_answer where action_id = $1 and standing = 'yes'
            """;

    private static final String PLACE =
            """
            select count(*) as place
            from event_answer a
            join event_answer own on own.action_id = a.action_id and own.contact_id = $2
            where a.action_id = $1 and a.standing = 'waiting' and (a.since, a.id) <= (own.since, own.id)
            """;

    /** Who can't be told that a place is theirs would stay away without knowing: the place goes to the next. */
    private static final String NEXT_WAITING = ATTENDEE
            + """
            join messageable_contact m on m.contact_id = a.contact_id and m.refusal is null
            where a.action_id = $1 and a.standing = 'waiting'
            order by a.since, a.id
            limit 1
            """;

    /**
     * People who come, wait or may come, and do not know the event as it stands; whoever is being told now is passed over.
     */
    private static final String UNTOLD =
            """
            select a.id, a.contact_id, a.standing, a.since, a.companions, c.language, coalesce(c.time_zone, o.time_zone) as zone,
                   a.action_id, a.organisation_id
            from event_answer a
            join event e on e.action_id = a.action_id
            join contact c on c.id = a.contact_id
            join organisation o on o.id = a.organisation_id
            where a.standing in ('yes', 'waiting', 'maybe')
              and e.sequence > 0 and a.told < e.sequence and e.ends_at > $1 and e.forgotten_at is null
              and ($2::bigint is null or a.action_id = $2)
            order by a.id
            limit $3
            for no key update of a skip locked
            """;

    /** People with a place, or who wait for one, who have stopped since. */
    private static final String STOPPED =
            """
            select a.action_id, a.contact_id
            from event e
            join event_answer a on a.action_id = e.action_id and a.standing in ('yes', 'waiting')
            join consent s on s.contact_id = a.contact_id and s.state = 'unsubscribed'
            where e.ends_at > $1 and e.forgotten_at is null and e.cancelled_at is null
            order by a.action_id, a.id
            limit $2
            """;

    private static final String STILL_STOPPED = ATTENDEE
            + """
            join consent s on s.contact_id = a.contact_id and s.state = 'unsubscribed'
            where a.action_id = $1 and a.contact_id = $2 and a.standing in ('yes', 'waiting')
            """;

    private static final String LOCK_PARTS =
            """
            select id from assignment where action_id = any ($1) and contact_id = $2 order by id for no key update
            """;

    private static final String TOLD = """
            update event_answer set told = $2 where id = $1
            """;

    private static final String NOTE =
            """
            insert into event_notice (answer_id, kind, delivery_id) values ($1, $2, $3)
            on conflict (answer_id, kind) do update set delivery_id = excluded.delivery_id
            """;

    private static final String REMINDERS =
            """
            select n.kind
            from event_answer a
            join event_notice n on n.answer_id = a.id and n.kind in ('day', 'hours')
            join delivery d on d.id = n.delivery_id and d.state = 'queued'
            where a.action_id = $1 and a.contact_id = $2
            """;

    /** Found by the person alone, whatever was known of these tables when this was planned. */
    private static final String NOTED =
            """
            select n.delivery_id
            from (select id, action_id from event_answer
                  where contact_id = $1 and standing in ('yes', 'waiting', 'maybe') offset 0) a
            cross join lateral (select ends_at, cancelled_at from event where action_id = a.action_id offset 0) e
            cross join lateral (select kind, delivery_id from event_notice where answer_id = a.id offset 0) n
            where e.ends_at > $2 and (n.kind = 'change' or e.cancelled_at is null)
            """;

    private static final String TAKE_NOTICES =
            """
            delete from event_notice where answer_id = $1 returning delivery_id
            """;

    private static final String TAKE_NOTICES_OF_PERSON =
            """
            delete from event_notice n using event_answer a
            where a.id = n.answer_id and a.action_id = $1 and a.contact_id = $2
            returning n.delivery_id
            """;

    /** The one event to come that expects this person; empty when there is none, or several. */
    Future<Optional<Long>> expected(SqlClient tx, long contactId, Instant now) {
        return one(tx, EXPECTED, contactId, now);
    }

    /** The one event to come that somebody brings anybody along to; empty when there is none, or several. */
    Future<Optional<Long>> accompanied(SqlClient tx, long contactId, Instant now) {
        return one(tx, ACCOMPANIED, contactId, now);
    }

    private static Future<Optional<Long>> one(SqlClient tx, String query, long contactId, Instant now) {
        return tx.preparedQuery(query)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.all(row -> row.getLong("action_id")))
                .map(events -> events.size() == 1 ? Optional.of(events.get(0)) : Optional.empty());
    }

    /** Events to come on whose waiting list somebody is, the next ones first, ten at most. */
    Future<List<Long>> waiting(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(WAITING)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.all(row -> row.getLong("action_id")));
    }

    /** Events to come that somebody was offered, or has answered, whatever they said; the next ones. */
    Future<List<Long>> known(SqlClient tx, long organisationId, long contactId, Instant now, int limit) {
        return tx.preparedQuery(KNOWN)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), limit))
                .map(Rows.all(row -> row.getLong("action_id")));
    }

    /** Events to come in which somebody has lost their place by their last stop, the next ones first. */
    Future<List<Long>> givenUp(SqlClient tx, long organisationId, long contactId, Instant now, int limit) {
        return tx.preparedQuery(GIVEN_UP)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), limit))
                .map(Rows.all(row -> row.getLong("action_id")));
    }

    /** Titles of the same events. */
    Future<List<String>> titlesGivenUp(SqlClient tx, long organisationId, long contactId, Instant now, int limit) {
        return tx.preparedQuery(GIVEN_UP)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), limit))
                .map(Rows.all(row -> row.getString("title")));
    }

    /** How they stand, if they have answered. */
    Future<Optional<Attendee>> find(SqlClient client, long actionId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.first(EventAnswerStore::attendee));
    }

    /** The kinds of the reminders that still go to somebody who comes. */
    Future<List<String>> reminders(SqlClient client, long actionId, long contactId) {
        return client.preparedQuery(REMINDERS)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.all(row -> row.getString("kind")));
    }

    /** Whether the person was offered the event, or has a part in its action already. */
    Future<Boolean> offered(SqlClient client, long actionId, long contactId) {
        return client.preparedQuery(OFFERED)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.only(row -> row.getBoolean("offered")));
    }

    /** Whether the person has answered it. */
    Future<Boolean> knows(SqlClient client, long actionId, long contactId) {
        return client.preparedQuery(KNOWS)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.only(row -> row.getBoolean("knows")));
    }

    Future<Void> put(SqlClient tx, Event event, long contactId, AttendanceState standing, Instant since) {
        return tx.preparedQuery(PUT)
                .execute(Tuple.of(
                        event.organisationId(),
                        event.actionId(),
                        contactId,
                        standing.sqlName(),
                        Timestamps.sql(since),
                        event.sequence()))
                .mapEmpty();
    }

    /** Writes down how many somebody brings along, themselves not counted. */
    Future<Void> bring(SqlClient tx, long answerId, int companions) {
        return tx.preparedQuery(BRING).execute(Tuple.of(answerId, companions)).mapEmpty();
    }

    /** @param was null for a first answer */
    Future<Void> turn(
            SqlClient tx,
            Event event,
            @Nullable AttendanceState was,
            AttendanceState standing,
            String cause,
            Instant at) {
        return tx.preparedQuery(TURN)
                .execute(Tuple.of(
                        event.organisationId(),
                        event.actionId(),
                        was == null ? null : was.sqlName(),
                        standing.sqlName(),
                        cause,
                        Timestamps.sql(at)))
                .mapEmpty();
    }

    /** How many places are taken. */
    Future<Long> taken(SqlClient tx, long actionId) {
        return tx.preparedQuery(TAKEN).execute(Tuple.of(actionId)).map(Rows.only(row -> row.getLong("taken")));
    }

    /** Where a waiting person stands in the list, from 1. */
    Future<Long> place(SqlClient tx, long actionId, long contactId) {
        return tx.preparedQuery(PLACE)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.only(row -> row.getLong("place")));
    }

    Future<Optional<Attendee>> nextWaiting(SqlClient tx, long actionId) {
        return tx.preparedQuery(NEXT_WAITING).execute(Tuple.of(actionId)).map(Rows.first(EventAnswerStore::attendee));
    }

    /** A person who is to be told, and of which event. */
    record Untold(long organisationId, long actionId, Attendee attendee) {}

    /** @param actionId null for every event */
    Future<List<Untold>> untold(SqlClient tx, @Nullable Long actionId, int limit, Instant now) {
        return tx.preparedQuery(UNTOLD)
                .execute(Tuple.of(Timestamps.sql(now), actionId, limit))
                .map(Rows.all(
                        row -> new Untold(row.getLong("organisation_id"), row.getLong("action_id"), attendee(row))));
    }

    /** Somebody who has stopped, and the event that they still count for. */
    record Stopped(long actionId, long contactId) {}

    Future<List<Stopped>> stopped(SqlClient client, Instant now, int limit) {
        return client.preparedQuery(STOPPED)
                .execute(Tuple.of(Timestamps.sql(now), limit))
                .map(Rows.all(row -> new Stopped(row.getLong("action_id"), row.getLong("contact_id"))));
    }

    /** How somebody stands who has stopped; empty when they count for nothing, or have come back. */
    Future<Optional<Attendee>> stillStopped(SqlClient tx, long actionId, long contactId) {
        return tx.preparedQuery(STILL_STOPPED)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.first(EventAnswerStore::attendee));
    }

    /** How many events somebody has answered. */
    Future<Long> answered(SqlClient client, long contactId) {
        return client.preparedQuery(ANSWERED)
                .execute(Tuple.of(contactId))
                .map(Rows.only(row -> row.getLong("answered")));
    }

    /** Keeps the person's part in the action from everybody else until the transaction ends. */
    Future<Void> lockPart(SqlClient tx, long actionId, long contactId) {
        return lockParts(tx, new Long[] {actionId}, contactId);
    }

    /** The same of several, by id. */
    Future<Void> lockParts(SqlClient tx, Long[] actionIds, long contactId) {
        return tx.preparedQuery(LOCK_PARTS)
                .execute(Tuple.of(actionIds, contactId))
                .mapEmpty();
    }

    Future<Void> told(SqlClient tx, long answerId, int sequence) {
        return tx.preparedQuery(TOLD).execute(Tuple.of(answerId, sequence)).mapEmpty();
    }

    Future<Void> note(SqlClient tx, long answerId, String kind, long deliveryId) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(answerId, kind, deliveryId))
                .mapEmpty();
    }

    /** What was last told, or is still to be told, of the events to come that somebody counts on. */
    Future<List<Long>> noted(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(NOTED)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(EventAnswerStore::deliveries);
    }

    /** Deliveries that were queued because of this answer, which are nobody's any more. */
    Future<List<Long>> takeNotices(SqlClient tx, long answerId) {
        return tx.preparedQuery(TAKE_NOTICES).execute(Tuple.of(answerId)).map(EventAnswerStore::deliveries);
    }

    Future<List<Long>> takeNotices(SqlClient tx, long actionId, long contactId) {
        return tx.preparedQuery(TAKE_NOTICES_OF_PERSON)
                .execute(Tuple.of(actionId, contactId))
                .map(EventAnswerStore::deliveries);
    }

    private static List<Long> deliveries(RowSet<Row> rows) {
        return Rows.all(rows, row -> row.getLong("delivery_id"));
    }

    private static Attendee attendee(Row row) {
        return new Attendee(
                row.getLong("id"),
                row.getLong("contact_id"),
                AttendanceState.of(row.getString("standing")),
                Timestamps.instant(row, "since"),
                row.getInteger("companions"),
                row.getString("language"),
                ZoneId.of(row.getString("zone")));
    }
}
