package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who takes part in which action (table {@code assignment}). */
public final class AssignmentStore {
    /**
     * The offer that the person got, also when its answer came before the platform's own "taken" was written down, and
     * under whichever contact they were at that time. Who came by what is passed on of the action got it as a reply.
     */
    private static final String CREATE =
            """
            insert into assignment (organisation_id, action_id, contact_id, delivery_id, offered_at, active_at)
            with those as materialized (
                select $3::bigint as id union all select id from contact where merged_into = $3
            ), got as (
                select d.* from action_offer o
                join delivery d on d.broadcast_id = o.broadcast_id
                where o.organisation_id = $1 and o.action_id = $2 and d.contact_id in (select id from those)
                union all
                select d.* from delivery d
                join action a on a.offer_id = d.message_id
                where a.organisation_id = $1 and a.id = $2 and d.contact_id in (select id from those) and d.purpose = 'reply'
            )
            select $1, $2, $3, id, coalesce(settled_at, claimed_at, queued_at), $4 from got
            where state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
            order by id desc
            limit 1
            on conflict do nothing
            """;

    private static final String FIND =
            """
            select * from assignment where organisation_id = $1 and action_id = $2 and contact_id = $3
            """;

    private static final String ACCEPT =
            """
            update assignment
            set state = 'accepted', answer = $2, accepted_at = $3, declined_at = null, address_id = $4, active_at = $3,
                reminders = 0
            where id = $1 and state <> 'done'
            returning *
            """;

    private static final String ANSWER =
            """
            update assignment set answer = $2, address_id = $4, active_at = $3 where id = $1
            returning *
            """;

    private static final String DECLINE =
            """
            update assignment
            set state = 'declined', answer = $2, declined_at = $3, address_id = $4, active_at = $3
            where id = $1 and state <> 'done'
            returning *
            """;

    private static final String DONE =
            """
            update assignment set state = 'done', done_at = $2, active_at = $2
            where id = $1 and state = 'accepted'
            returning *
            """;

    private static final String TOUCH =
            """
            update assignment set active_at = $2 where id = $1
            """;

    private static final String TAKE_BACK_REMINDER =
            """
            with kept as materialized (
                select id, reminder_delivery_id from assignment
                where id = $1 and reminder_delivery_id is not null
            )
            update assignment s set reminder_delivery_id = null
            from kept where s.id = kept.id
            returning kept.reminder_delivery_id
            """;

    /**
     * Units in all, and what the volunteer has done on this day of the organisation's in whatever action: its units, or in
     * a share or an event that was accepted today one at least, though it be done later.
     */
    private static final String UNITS =
            """
            select (select count(*) from action_event e where e.assignment_id = $2 and e.kind = 'unit') as units,
                   coalesce((
                       select sum(greatest(
                           (select count(*) from action_event e
                            where e.assignment_id = s.id and e.kind = 'unit'
                              and (e.at at time zone o.time_zone)::date = ($4::timestamptz at time zone o.time_zone)::date),
                           case when s.id <> $2 and a.kind in ('share', 'event') and s.state in ('accepted', 'done')
                                     and (s.accepted_at at time zone o.time_zone)::date
                                         = ($4::timestamptz at time zone o.time_zone)::date
                                then 1 else 0 end))
                       from assignment s
                       join action a on a.id = s.action_id
                       join organisation o on o.id = s.organisation_id
                       where s.organisation_id = $1 and s.contact_id = $3), 0)::bigint as today
            """;

    private static final String OWN =
            """
            select count(*) filter (where state in ('accepted', 'done')) as accepted,
                   count(*) filter (where state = 'done') as done
            from assignment where organisation_id = $1 and contact_id = $2
            """;

    private static final String TAKING_PART =
            """
            select * from assignment
            where organisation_id = $1 and action_id = $2 and contact_id is not null and state in ('accepted', 'done')
              and id > $3
            order by id limit $4
            """;

    /** Of whatever is counted no more than a thousand. */
    private static final String OF_CONTACT =
            """
            select a.id, a.kind, a.title, s.state,
                   (select w.standing from event_answer w where w.action_id = a.id and w.contact_id = $2) as standing,
                   case a.kind
                       when 'call' then (select count(*) from (
                           select from action_event e where e.assignment_id = s.id and e.kind = 'unit' limit 1000) u)
                       when 'share' then (select count(*) from (
                           select from share_event e
                           where e.volunteer_id = $2 and e.message_id = a.content_id and e.kind = 'shared' limit 1000) u)
                       else 0 end as units
            from assignment s
            join action a on a.id = s.action_id
            where s.organisation_id = $1 and s.contact_id = $2
            order by s.action_id desc
            limit $3
            """;

    private static final String LANGUAGE =
            """
            select language from contact where organisation_id = $1 and id = $2
            """;

    /**
     * @param inAll units of work of one volunteer in one action
     * @param today what they have done today in any
     */
    record Units(long inAll, long today) {}

    /** What a volunteer has taken on and done, over all actions. */
    public record Own(long accepted, long done) {}

    /**
     * A person's part in an action.
     *
     * @param standing their answer to an event; null for anything else, and once it is forgotten
     * @param units how many calls or shares, counted to a thousand
     */
    public record Part(
            long actionId,
            ActionType type,
            String title,
            AssignmentState state,
            @Nullable String standing,
            long units) {}

    /** What a person takes part in, or has been asked to, the newest actions first. */
    public Future<List<Part>> ofContact(SqlClient client, long organisationId, long contactId, int limit) {
        return client.preparedQuery(OF_CONTACT)
                .execute(Tuple.of(organisationId, contactId, limit))
                .map(Rows.all(row -> new Part(
                        row.getLong("id"),
                        ActionType.of(row.getString("kind")),
                        row.getString("title"),
                        AssignmentState.of(row.getString("state")),
                        row.getString("standing"),
                        row.getLong("units"))));
    }

    /** The person's part in an action, if they were ever offered it and have answered. */
    public Future<Optional<Assignment>> find(SqlClient client, long organisationId, long actionId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, actionId, contactId))
                .map(Rows.first(AssignmentStore::assignment));
    }

    /**
     * The person's part in an action, made if there is none yet, and kept from others until the transaction ends; empty
     * when they were never offered it.
     */
    public Future<Optional<Assignment>> take(
            SqlClient tx, long organisationId, long actionId, long contactId, Instant now) {
        return lock(tx, organisationId, actionId, contactId)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found)
                        : tx.preparedQuery(CREATE)
                                .execute(Tuple.of(organisationId, actionId, contactId, Timestamps.sql(now)))
                                .compose(made -> lock(tx, organisationId, actionId, contactId)));
    }

    private static Future<Optional<Assignment>> lock(SqlClient tx, long organisationId, long actionId, long contactId) {
        return tx.preparedQuery(FIND + " for no key update")
                .execute(Tuple.of(organisationId, actionId, contactId))
                .map(Rows.first(AssignmentStore::assignment));
    }

    /** Those who take part, page by page; {@code after} the last id of the page before, 0 for the first. */
    public Future<List<Assignment>> takingPart(
            SqlClient client, long organisationId, long actionId, long after, int limit) {
        return client.preparedQuery(TAKING_PART)
                .execute(Tuple.of(organisationId, actionId, after, limit))
                .map(Rows.all(AssignmentStore::assignment));
    }

    Future<Optional<Assignment>> accept(SqlClient tx, long id, String answer, @Nullable Long addressId, Instant now) {
        return changed(tx, ACCEPT, Tuple.of(id, answer, Timestamps.sql(now), addressId));
    }

    /** Another answer of somebody who has taken part before and still does. */
    Future<Optional<Assignment>> answer(SqlClient tx, long id, String answer, @Nullable Long addressId, Instant now) {
        return changed(tx, ANSWER, Tuple.of(id, answer, Timestamps.sql(now), addressId));
    }

    Future<Optional<Assignment>> decline(SqlClient tx, long id, String answer, @Nullable Long addressId, Instant now) {
        return changed(tx, DECLINE, Tuple.of(id, answer, Timestamps.sql(now), addressId));
    }

    Future<Optional<Assignment>> done(SqlClient tx, long id, Instant now) {
        return changed(tx, DONE, Tuple.of(id, Timestamps.sql(now)));
    }

    Future<Void> touch(SqlClient tx, long id, Instant now) {
        return tx.preparedQuery(TOUCH)
                .execute(Tuple.of(id, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Forgets the last reminder; completes with its delivery, if there was one. */
    Future<Optional<Long>> takeBackReminder(SqlClient tx, long id) {
        return tx.preparedQuery(TAKE_BACK_REMINDER).execute(Tuple.of(id)).map(Rows.first(row -> row.getLong(0)));
    }

    Future<Units> units(SqlClient tx, Assignment assignment, Instant now) {
        return tx.preparedQuery(UNITS)
                .execute(Tuple.of(
                        assignment.organisationId(), assignment.id(), assignment.contactId(), Timestamps.sql(now)))
                .map(Rows.only(row -> new Units(row.getLong("units"), row.getLong("today"))));
    }

    public Future<Own> own(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(OWN)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.only(row -> new Own(row.getLong("accepted"), row.getLong("done"))));
    }

    /** The volunteer's language; empty while it is not known. */
    public Future<Optional<String>> language(SqlClient client, Assignment assignment) {
        return client.preparedQuery(LANGUAGE)
                .execute(Tuple.of(assignment.organisationId(), assignment.contactId()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .flatMap(row -> Optional.ofNullable(row.getString("language")).stream())
                        .findFirst());
    }

    private static Future<Optional<Assignment>> changed(SqlClient tx, String sql, Tuple parameters) {
        return tx.preparedQuery(sql).execute(parameters).map(Rows.first(AssignmentStore::assignment));
    }

    public static Assignment assignment(Row row) {
        return new Assignment(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("action_id"),
                row.getLong("contact_id"),
                AssignmentState.of(row.getString("state")),
                row.getString("answer"),
                Timestamps.instantOrNull(row, "accepted_at"),
                Timestamps.instantOrNull(row, "declined_at"),
                Timestamps.instantOrNull(row, "done_at"),
                row.getInteger("reminders"),
                row.getLong("address_id"));
    }
}
