package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * What came of actions, counted from the events and deliveries when it is asked for, so that the figures of one view add
 * up to those of another: offered = accepted + declined + silent + stopped, and whoever is done has accepted.
 */
public final class ActionFiguresStore {
    private static final String OFFERS =
            """
            select c.broadcast_id,
                   coalesce(sum(c.people) filter (where c.state in ('queued', 'sending')), 0)::bigint as under_way,
                   coalesce(sum(c.people) filter (where c.state = 'failed'), 0)::bigint as failed
            from (select t.broadcast_id, t.state, t.deliveries as people
                  from action_offer o join broadcast_total t on t.broadcast_id = o.broadcast_id
                  where o.organisation_id = $1 and o.action_id = $2
                  union all
                  select t.broadcast_id, t.state, t.difference
                  from action_offer o join broadcast_change t on t.broadcast_id = o.broadcast_id
                  where o.organisation_id = $1 and o.action_id = $2) c
            where c.state in ('queued', 'sending', 'failed')
            group by 1 order by 1
            """;

    private static final String PART_COUNTS =
            """
            count(*) as offered,
            count(*) filter (where p.answer = 'accepted') as accepted,
            count(*) filter (where p.answer = 'declined') as declined,
            count(*) filter (where p.answer is null) as unanswered,
            count(*) filter (where p.done_at is not null) as done
            """;

    /**
     * Who was offered it is told by the counters of its broadcasts; only those who answered are gone through, and those who
     * have stopped or were erased since it was opened: whoever did so without an answer is not waited for. A platform tells
     * when a stop was written, by its own clock.
     */
    private static final String TOTALS =
            """
            select a.id, p.*, g.stopped, p.offered - p.accepted - p.declined - g.stopped as silent, e.units, e.reminded
            from action a
            cross join lateral (
                select count(*) filter (where s.answer = 'accepted') as accepted,
                       count(*) filter (where s.answer = 'declined') as declined,
                       count(*) filter (where s.done_at is not null) as done,
                       count(*) filter (where s.answer is not null
                                        and (d.broadcast_id is null or d.state not in ('accepted', 'delivered', 'read')))
                       + (select coalesce(sum(t.deliveries), 0) from action_offer o
                          join broadcast_total t on t.broadcast_id = o.broadcast_id
                          where o.action_id = a.id and t.state in ('accepted', 'delivered', 'read'))::bigint
                       + (select coalesce(sum(t.difference), 0) from action_offer o
                          join broadcast_change t on t.broadcast_id = o.broadcast_id
                          where o.action_id = a.id and t.state in ('accepted', 'delivered', 'read')) as offered
                from assignment_answer s
                -- One by one, and no other way: a join may be planned from all the deliveries there are.
                cross join lateral (select state, broadcast_id from delivery where id = s.delivery_id offset 0) d
                where s.action_id = a.id and s.answer is not null) p
            cross join lateral (
                select count(*) as stopped
                from (select contact_id from consent
                      where organisation_id = $1 and state = 'unsubscribed'
                        and stopped_at > a.opened_at - interval '1 day'
                      union
                      select id from contact
                      where organisation_id = $1 and erased_at > a.opened_at) left_since
                cross join action_offer o
                cross join lateral (
                    select id from delivery
                    where broadcast_id = o.broadcast_id and contact_id = left_since.contact_id
                      and state in ('accepted', 'delivered', 'read') offset 0) d
                where o.action_id = a.id
                  and not exists (select from assignment_answer s
                                  where s.delivery_id = d.id and s.answer is not null offset 0)) g
            cross join lateral (
                select count(*) filter (where kind = 'unit') as units,
                       count(*) filter (where kind = 'reminded') as reminded
                from action_event where action_id = a.id and kind in ('unit', 'reminded')) e
            where a.organisation_id = $1 and a.id = any ($2)
            """;

    /** The first who were certainly offered it and are themselves. */
    private static final String OFFERED =
            """
            select distinct each.contact_id
            from action_offer o
            cross join lateral (
                select d.contact_id from delivery d
                where d.broadcast_id = o.broadcast_id and d.contact_id >= $3
                  and d.state in ('accepted', 'delivered', 'read')
                  and exists (select from contact c
                              where c.id = d.contact_id and c.merged_into is null and c.erased_at is null offset 0)
                  and not exists (select from assignment s
                                  where s.delivery_id = d.id and s.contact_id is distinct from d.contact_id offset 0)
                order by d.contact_id limit $4) each
            where o.organisation_id = $1 and o.action_id = $2
            """;

    /**
     * The id up to which there is a page of people: as many who were offered it, so that what belongs to people up to there is
     * all that has to be looked at. Null when there are not so many any more.
     */
    private static final String PAGE_END =
            """
            select contact_id as last from (%s) people order by contact_id offset $4 - 1 limit 1
            """
                    .formatted(OFFERED);

    /**
     * Of so many who were offered it which have answered none of its offers, nor stopped: where nearly all have, the others are
     * far apart.
     */
    private static final String SILENT =
            """
            select contact_id,
                   exists (select from assignment s
                           where s.action_id = $2 and s.contact_id = people.contact_id and s.organisation_id = $1
                             and s.state <> 'offered')
                   or exists (select from consent k
                              where k.contact_id = people.contact_id and k.state = 'unsubscribed' offset 0) as answered
            from (%s order by 1 limit $4) people
            order by 1
            """
                    .formatted(OFFERED);

    private static final int LOOKED_AT = 2_000;

    /** Who stopped since it was opened and has answered none of its offers: of all who stopped, who are few. */
    private static final String STOPPED =
            """
            select k.contact_id
            from action a
            join consent k on k.organisation_id = a.organisation_id and k.state = 'unsubscribed'
                              and k.stopped_at > a.opened_at - interval '1 day'
            where a.organisation_id = $1 and a.id = $2 and k.contact_id >= $3
              and exists (select from action_offer o
                          cross join lateral (
                              select id from delivery
                              where broadcast_id = o.broadcast_id and contact_id = k.contact_id
                                and state in ('accepted', 'delivered', 'read') offset 0) d
                          where o.action_id = a.id offset 0)
              and not exists (select from assignment s
                              where s.action_id = a.id and s.contact_id = k.contact_id and s.state <> 'offered' offset 0)
            order by 1
            limit $4
            """;

    /** Of each state the first, so that a page of several reads no more than a page of each. */
    private static final String STANDING =
            """
            select people.contact_id
            from unnest($3::text[]) as wanted (state)
            cross join lateral (
                select contact_id from assignment
                where organisation_id = $1 and action_id = $2 and state = wanted.state and contact_id >= $4
                order by contact_id limit $5) people
            order by 1
            limit $5
            """;

    /** By the deliveries to people of the page, to those who were merged into them, and of their parts. */
    private static final String VOLUNTEERS =
            """
            with contacts as materialized (
                select id from contact
                where organisation_id = $1 and merged_into between $3 and $5
                union all
                select id from contact where organisation_id = $1 and erased_at is not null and $3 <= 0
            ), deliveries as materialized (
                select d.id from action_offer o
                cross join lateral (
                    select id from delivery
                    where broadcast_id = o.broadcast_id and contact_id between $3 and $5 offset 0) d
                where o.organisation_id = $1 and o.action_id = $2
                union
                select d.id from action_offer o cross join contacts c
                cross join lateral (
                    select id from delivery where broadcast_id = o.broadcast_id and contact_id = c.id offset 0) d
                where o.organisation_id = $1 and o.action_id = $2
                union
                select delivery_id from assignment
                where organisation_id = $1 and action_id = $2 and contact_id between $3 and $5
                union
                select delivery_id from assignment
                where organisation_id = $1 and action_id = $2 and contact_id is null and $3 <= 0
            ), people as (
                select coalesce(p.contact_id, 0) as contact_id,
                       min(p.offered_at) as offered_at,
                       max(p.answered_at) as answered_at,
                       max(p.done_at) as done_at,
                       array_remove(array_agg(p.assignment_id), null) as assignments,
            """
                    + PART_COUNTS
                    + """
                from deliveries
                cross join lateral (
                    select * from action_part
                    where delivery_id = deliveries.id and organisation_id = $1 and action_id = $2 offset 0) p
                where coalesce(p.contact_id, 0) between $3 and $5
                group by 1
                order by 1
                limit $4
            )
            select people.*, coalesce(c.name, '') as name, coalesce(k.state = 'unsubscribed', false) as unsubscribed,
                   e.units, e.reminded
            from people
            left join lateral (
                select name from contact where organisation_id = $1 and id = people.contact_id offset 0) c on true
            left join lateral (select state from consent where contact_id = people.contact_id offset 0) k on true
            cross join lateral (
                select count(*) filter (where kind = 'unit') as units,
                       count(*) filter (where kind = 'reminded') as reminded
                from action_event
                where assignment_id = any (people.assignments) and kind in ('unit', 'reminded')) e
            order by people.contact_id
            """;

    /** The same of people who are named, without those who have been erased. */
    private static final String NAMED = VOLUNTEERS.replace("between $3 and $5", "= any ($5)");

    private static final String DAYS =
            """
            with offered as (
                -- Many share a moment, as they were settled together.
                select coalesce(d.settled_at, d.claimed_at, d.queued_at) as at, count(*) as times
                from action_offer o
                join delivery d on d.broadcast_id = o.broadcast_id
                where o.organisation_id = $1 and o.action_id = $2 and d.state in ('accepted', 'delivered', 'read')
                group by 1
            ), answered as materialized (
                select s.answer, s.answered_at, s.done_at,
                       case when d.broadcast_id is null or d.state not in ('accepted', 'delivered', 'read')
                            then coalesce(d.settled_at, d.claimed_at, d.queued_at) end as proven_at
                from assignment_answer s
                cross join lateral (
                    select state, broadcast_id, settled_at, claimed_at, queued_at from delivery
                    where id = s.delivery_id offset 0) d
                where s.organisation_id = $1 and s.action_id = $2 and s.answer is not null
            ), happened as (
                select at, times, 'offered' as what from offered
                union all
                select proven_at, 1, 'offered' from answered where proven_at is not null
                union all
                select answered_at, 1, answer from answered
                union all
                select done_at, 1, 'done' from answered where done_at is not null
                union all
                select at, 1, kind from action_event
                where organisation_id = $1 and action_id = $2 and kind in ('unit', 'reminded')
            )
            select (h.at at time zone o.time_zone)::date as day,
                   coalesce(sum(times) filter (where what = 'offered'), 0)::bigint as offered,
                   count(*) filter (where what = 'accepted') as accepted,
                   count(*) filter (where what = 'declined') as declined,
                   0::bigint as silent,
                   0::bigint as stopped,
                   count(*) filter (where what = 'done') as done,
                   count(*) filter (where what = 'unit') as units,
                   count(*) filter (where what = 'reminded') as reminded
            from happened h cross join (select time_zone from organisation where id = $1) o
            group by day
            order by day
            """;

    /**
     * @param offered offers that the platform took
     * @param silent those that were not answered by people who may still do so
     * @param stopped those that were not answered by people who have stopped or were erased since
     * @param units pieces of work done
     * @param reminded reminders queued
     */
    public record Counts(
            long offered,
            long accepted,
            long declined,
            long silent,
            long stopped,
            long done,
            long units,
            long reminded) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * @param contactId 0 for all who have been erased together
     * @param stopped whether they want no more messages
     */
    public record OfVolunteer(
            long contactId,
            String name,
            boolean stopped,
            Counts counts,
            Instant offeredAt,
            @Nullable Instant answeredAt,
            @Nullable Instant doneAt) {}

    /**
     * What happened on a day in the organisation's time zone; over all days, the sums are those of the whole action but for
     * {@code silent} and {@code stopped}, which are no deeds.
     */
    public record Day(LocalDate day, Counts counts) {}

    /**
     * One sending of an offer.
     *
     * @param underWay how many it is still on its way to
     * @param failed how many it did not reach
     */
    public record Offer(long broadcastId, long underWay, long failed) {}

    /** The offers of an action that have not reached everybody, or did so once. */
    public Future<List<Offer>> offers(SqlClient client, Action action) {
        return client.preparedQuery(OFFERS)
                .execute(Tuple.of(action.organisationId(), action.id()))
                .map(Rows.all(row ->
                        new Offer(row.getLong("broadcast_id"), row.getLong("under_way"), row.getLong("failed"))));
    }

    /** By action; actions without an offer are there with zeros. */
    public Future<Map<Long, Counts>> of(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return client.preparedQuery(TOTALS)
                .execute(Tuple.of(organisationId, (Object) actionIds.toArray(Long[]::new)))
                .map(Rows.byKey(row -> row.getLong("id"), ActionFiguresStore::counts));
    }

    /**
     * By volunteer, in contact id order.
     *
     * @param fromId the first id wanted, 0 for the first page
     * @param limit 1 to 10,000
     */
    public Future<List<OfVolunteer>> volunteers(SqlClient client, Action action, long fromId, int limit) {
        Tuple values = Tuple.of(action.organisationId(), action.id(), fromId, limit);
        return client.preparedQuery(PAGE_END)
                .execute(values)
                .map(Rows.first(row -> row.getLong("last")))
                .compose(last -> client.preparedQuery(VOLUNTEERS)
                        .execute(values.addLong(last.orElse(Long.MAX_VALUE)))
                        .map(Rows.all(ActionFiguresStore::volunteer)));
    }

    /** The same of these people; who was not offered it is left out. */
    public Future<List<OfVolunteer>> volunteers(SqlClient client, Action action, Collection<Long> contactIds) {
        return contactIds.isEmpty()
                ? Future.succeededFuture(List.of())
                : client.preparedQuery(NAMED)
                        .execute(Tuple.of(
                                action.organisationId(),
                                action.id(),
                                1L,
                                contactIds.size(),
                                contactIds.toArray(Long[]::new)))
                        .map(Rows.all(ActionFiguresStore::volunteer));
    }

    /**
     * A page of those who stand or have answered alike.
     *
     * @param next where the next page goes on, which there is however few this one has; 0 for none
     */
    public record Alike(List<Long> contactIds, long next) {
        public Alike {
            contactIds = List.copyOf(contactIds);
        }
    }

    /**
     * Who has not answered, nor stopped, among the next two thousand to whom it was offered.
     *
     * @param fromId the first id wanted, 0 for the first page
     */
    public Future<Alike> silent(SqlClient client, Action action, long fromId, int limit) {
        return client.preparedQuery(SILENT)
                .execute(Tuple.of(action.organisationId(), action.id(), fromId, LOOKED_AT + 1))
                .map(rows -> {
                    List<Long> silent = new ArrayList<>();
                    long last = 0;
                    int place = 0;
                    for (Row row : rows) {
                        last = row.getLong("contact_id");
                        place++;
                        if (silent.size() == limit || place > LOOKED_AT) {
                            return new Alike(silent, last);
                        }
                        if (!row.getBoolean("answered")) {
                            silent.add(last);
                        }
                    }
                    return new Alike(silent, 0);
                });
    }

    /**
     * Who stopped without an answer.
     *
     * @param fromId the first id wanted, 0 for the first page
     */
    public Future<Alike> stopped(SqlClient client, Action action, long fromId, int limit) {
        return client.preparedQuery(STOPPED)
                .execute(Tuple.of(action.organisationId(), action.id(), fromId, limit + 1))
                .map(Rows.all(row -> row.getLong("contact_id")))
                .map(found -> page(found, limit));
    }

    /** A page of people of whom one more was looked for. */
    private static Alike page(List<Long> found, int limit) {
        return new Alike(found.stream().limit(limit).toList(), found.size() > limit ? found.get(limit) : 0);
    }

    /**
     * Who takes part in an action, or does not.
     *
     * @param states one or several
     * @param fromId the first id wanted, 0 for the first page
     */
    public Future<Alike> standing(
            SqlClient client, Action action, Collection<AssignmentState> states, long fromId, int limit) {
        String[] names = states.stream().map(AssignmentState::sqlName).toArray(String[]::new);
        return client.preparedQuery(STANDING)
                .execute(Tuple.of(action.organisationId(), action.id(), names, fromId, limit + 1))
                .map(Rows.all(row -> row.getLong("contact_id")))
                .map(found -> page(found, limit));
    }

    /** Days on which something happened, oldest first. */
    public Future<List<Day>> days(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(DAYS)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.all(row -> new Day(row.getLocalDate("day"), counts(row))));
    }

    private static OfVolunteer volunteer(Row row) {
        Instant offeredAt = Timestamps.instant(row, "offered_at");
        boolean stopped = row.getBoolean("unsubscribed");
        long contactId = row.getLong("contact_id");
        boolean left = stopped || contactId == 0;
        long unanswered = row.getLong("unanswered");
        return new OfVolunteer(
                contactId,
                row.getString("name"),
                stopped,
                counts(row, left ? 0 : unanswered, left ? unanswered : 0),
                offeredAt,
                Timestamps.instantOrNull(row, "answered_at"),
                Timestamps.instantOrNull(row, "done_at"));
    }

    private static Counts counts(Row row) {
        return counts(row, row.getLong("silent"), row.getLong("stopped"));
    }

    private static Counts counts(Row row, long silent, long stopped) {
        return new Counts(
                row.getLong("offered"),
                row.getLong("accepted"),
                row.getLong("declined"),
                silent,
                stopped,
                row.getLong("done"),
                row.getLong("units"),
                row.getLong("reminded"));
    }
}
