package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who is called next, and by whom: entries of call lists on their way to volunteers. */
final class CallHandOutStore {
    /** Of an entry: the person may have asked to be removed, and whoever called them has not said so yet. */
    private static final String MAY_BE_REMOVED =
            """
            exists (select from call_attempt r where r.contact_id = e.contact_id and r.removal_asked_at is not null)
            """;

    /**
     * Gives the volunteer $3 the next contact of the action. Promised call-backs first, then who was not called yet. The
     * entry and the person's consent are locked by the statement that judges them; what somebody else has locked is
     * skipped. The one contact of an occasional person is spent here, before anybody sees the number. What the person is
     * told of where their number comes from is what the ledger says, which nobody can edit.
     */
    private static final String HAND_OUT =
            """
            with chosen as materialized (
                select e.id as entry_id, e.contact_id, s.class, n.id as address_id, n.identifier, c.name, c.language,
                       c.variables->>'origin' as origin, coalesce(l.origin, '{}') as origins,
                       coalesce(l.lease_minutes, 15) as lease_minutes
                from call_entry e
                join action a on a.id = e.action_id and a.state = 'open' and (a.ends_at is null or a.ends_at > $4)
                join organisation o on o.id = e.organisation_id
                join contact c on c.id = e.contact_id
                join consent s on s.contact_id = e.contact_id
                left join call_list l on l.action_id = e.action_id
                cross join lateral (
                    select n.id, n.identifier from callable_address n
                    where n.contact_id = e.contact_id
                    order by n.status = 'active' desc, n.last_inbound_at desc nulls last, n.id
                    limit 1) n
                where %s
                  and e.contact_id <> $3
                order by e.turn, e.next_at, e.id
                limit 1
                for no key update of e, s skip locked
            ), spent as (
                update consent s set occasional_spent_at = $4
                from chosen where s.contact_id = chosen.contact_id and chosen.class = 'occasional'
            ), leased as (
                update call_entry e set state = 'leased', attempts = e.attempts + 1
                from chosen where e.id = chosen.entry_id
                returning e.id, e.attempts
            ), attempt as (
                insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                          handed_out_at, lease_until, only_contact, address_id, chat_address_id, sender_id)
                select $1, $2, entry_id, $5, contact_id, $3, $4, $4 + lease_minutes * interval '1 minute',
                       class = 'occasional', address_id, $6, $7
                from chosen
                returning id
            )
            select attempt.id, chosen.name, chosen.language, chosen.class, chosen.identifier,
                   coalesce((select written.detail ->> 'origin' from ledger_event written
                             where written.contact_id = chosen.contact_id and written.detail ->> 'origin' <> ''
                             order by written.id desc
                             limit 1), chosen.origin) as origin,
                   chosen.origins, leased.attempts
            from chosen, leased, attempt
            """
                    .formatted(mayBeCalled("$4"));

    /** The same of somebody who was given out before. */
    private static final String ORIGIN =
            """
            select coalesce((select written.detail ->> 'origin' from ledger_event written
                             where written.contact_id = t.contact_id and written.detail ->> 'origin' <> ''
                             order by written.id desc
                             limit 1), c.variables->>'origin') as origin,
                   coalesce(l.origin, '{}') as origins,
                   exists (select from ledger_event joined
                           where joined.contact_id = t.contact_id and joined.kind = 'opt_in'
                             and joined.source = 'webhook') as wrote
            from call_attempt t
            join contact c on c.id = t.contact_id
            left join call_list l on l.action_id = t.action_id
            where t.organisation_id = $1 and t.id = $2
            """;

    private static final String WAITING =
            """
            select count(e.id) as waiting, min(e.next_at) filter (where e.turn = 0) as call_back, o.time_zone,
                   count(e.id) filter (where e.state = 'waiting' and exists (
                       select from consent s
                       where s.contact_id = e.contact_id
                         and call_refusal(s.class, s.state, s.occasional_spent_at, true, false, o.consent_only) is null))
                       as to_call
            from organisation o
            left join call_entry e on e.organisation_id = o.id and e.action_id = $2 and e.state in ('waiting', 'leased')
                and e.contact_id is distinct from $3
                and not (e.state = 'waiting' and exists (
                    select from contact c
                    join consent s on s.contact_id = c.id
                    left join call_list l on l.action_id = $2
                    where c.id = e.contact_id
                      and (%s or %s)))
                and not (e.state = 'waiting' and %s)
            where o.id = $1
            group by o.id
            """
                    .formatted(CallListStore.ORIGIN_MISSING, CallListStore.NEVER_CALLED, MAY_BE_REMOVED);

    private static final String NEXT =
            """
            select count(e.id) as waiting,
                   min(next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                         coalesce(c.time_zone, o.time_zone), greatest(e.next_at, $3))) as possible_at,
                   coalesce(bool_or(e.next_at <= $3), false) as due,
                   o.contact_from, o.contact_until, o.time_zone
            from organisation o
            left join call_entry e on e.organisation_id = o.id and e.action_id = $2 and e.state = 'waiting'
                and not exists (
                    select from contact c
                    join consent s on s.contact_id = c.id
                    left join call_list l on l.action_id = $2
                    where c.id = e.contact_id and %s)
                and not %s
            left join contact c on c.id = e.contact_id
            where o.id = $1
            group by o.id
            """
                    .formatted(CallListStore.ORIGIN_MISSING, MAY_BE_REMOVED);

    /** For whichever volunteer, with no lock: what is counted may be gone a moment later. */
    private static final String CALLABLE =
            """
            select count(*) as people
            from call_entry e
            join organisation o on o.id = e.organisation_id
            join contact c on c.id = e.contact_id
            join consent s on s.contact_id = e.contact_id
            left join call_list l on l.action_id = e.action_id
            where %s
              and exists (select from callable_address n where n.contact_id = e.contact_id)
            """
                    .formatted(mayBeCalled("$3"));

    private static final String LATEST =
            """
            select a.id
            from assignment p
            join action a on a.id = p.action_id and a.organisation_id = p.organisation_id
            where p.organisation_id = $1 and p.contact_id = $2 and p.state in ('accepted', 'done')
              and a.kind = 'call' and a.state = 'open' and (a.ends_at is null or a.ends_at > $3)
            order by a.id desc
            limit 1
            """;

    private static final String OWN =
            """
            select count(*) filter (where result in ('reached', 'no_answer', 'call_back', 'refused', 'wrong_number', 'removed'))
                   as calls
            from call_attempt where organisation_id = $1 and volunteer_id = $2 and ($3::bigint is null or action_id = $3)
            """;

    /**
     * Who is still to be called, those who are with a volunteer among them: they may come back. Nobody may call an
     * occasional person of unknown origin, so they are not among them.
     *
     * @param toCall those among them who may be called now, or at the hour that is allowed
     * @param callBack when the first promised call-back is due; null when there is none
     * @param zone the organisation's
     */
    record Waiting(long people, long toCall, @Nullable Instant callBack, ZoneId zone) {}

    /**
     * When somebody of those who are with no volunteer may be called.
     *
     * @param at now or later, by contact hours and what was promised; null when all are with volunteers
     * @param due whether only the hours keep somebody from being called
     * @param from first minute of the hours in which people are called, in the zone
     */
    record Next(@Nullable Instant at, boolean due, LocalTime from, LocalTime until, ZoneId zone) {}

    /** The chat in which a volunteer is shown a contact. */
    record Chat(long volunteerId, long addressId, long senderId) {}

    /** Gives the next contact away; empty when nobody can be called now. */
    Future<Optional<AssignedCall>> handOut(
            SqlClient tx, long organisationId, long actionId, long scriptId, Chat chat, Instant now) {
        return tx.preparedQuery(HAND_OUT)
                .execute(Tuple.of(
                        organisationId,
                        actionId,
                        chat.volunteerId(),
                        Timestamps.sql(now),
                        scriptId,
                        chat.addressId(),
                        chat.senderId()))
                .map(CallHandOutStore::assigned);
    }

    /** Those whom this volunteer may find there: nobody calls themselves. */
    Future<Waiting> waiting(SqlClient client, long organisationId, long actionId, long volunteerId) {
        return client.preparedQuery(WAITING)
                .execute(Tuple.of(organisationId, actionId, volunteerId))
                .map(Rows.only(row -> new Waiting(
                        row.getLong("waiting"),
                        row.getLong("to_call"),
                        Timestamps.instantOrNull(row, "call_back"),
                        ZoneId.of(row.getString("time_zone")))));
    }

    /** How many could be given away now. */
    Future<Long> callable(SqlClient client, long organisationId, long actionId, Instant now) {
        return client.preparedQuery(CALLABLE)
                .execute(Tuple.of(organisationId, actionId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLong("people")));
    }

    Future<Next> next(SqlClient client, long organisationId, long actionId, Instant now) {
        return client.preparedQuery(NEXT)
                .execute(Tuple.of(organisationId, actionId, Timestamps.sql(now)))
                .map(Rows.only(row -> new Next(
                        Timestamps.instantOrNull(row, "possible_at"),
                        row.getBoolean("due"),
                        row.getLocalTime("contact_from"),
                        row.getLocalTime("contact_until"),
                        ZoneId.of(row.getString("time_zone")))));
    }

    /** The newest open action in which somebody makes calls. */
    Future<Optional<Long>> latest(SqlClient client, long organisationId, long volunteerId, Instant now) {
        return client.preparedQuery(LATEST)
                .execute(Tuple.of(organisationId, volunteerId, Timestamps.sql(now)))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** How many calls of this volunteer have a result. */
    Future<Long> own(SqlClient client, long organisationId, long actionId, long volunteerId) {
        return client.preparedQuery(OWN)
                .execute(Tuple.of(organisationId, volunteerId, actionId))
                .map(Rows.only(row -> row.getLong("calls")));
    }

    /** The same of all actions. */
    Future<Long> own(SqlClient client, long organisationId, long volunteerId) {
        return client.preparedQuery(OWN)
                .execute(Tuple.of(organisationId, volunteerId, null))
                .map(Rows.only(row -> row.getLong("calls")));
    }

    /** Where the data of the person called come from; empty once erased. */
    Future<Optional<DataOrigin>> origin(SqlClient client, long organisationId, long attemptId) {
        return client.preparedQuery(ORIGIN)
                .execute(Tuple.of(organisationId, attemptId))
                .map(Rows.first(row -> new DataOrigin(
                        row.getString("origin"), row.getJsonObject("origins"), row.getBoolean("wrote"))));
    }

    /**
     * Whether the contact of an entry {@code e} of the action $2 may be called now, with the organisation {@code o}, the contact
     * {@code c}, the consent {@code s} and the list {@code l} beside it.
     *
     * @param now placeholder of the time
     */
    private static String mayBeCalled(String now) {
        return """
               e.organisation_id = $1 and e.action_id = $2 and e.state = 'waiting' and e.next_at <= %1$s
                  and call_refusal(s.class, s.state, s.occasional_spent_at, true,
                                   exists (select from address x
                                           join suppression u on u.organisation_id = x.organisation_id
                                                             and u.fingerprint = x.fingerprint
                                           where x.contact_id = e.contact_id),
                                   o.consent_only) is null
                  and not %3$s
                  and next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                        coalesce(c.time_zone, o.time_zone), %1$s) = %1$s
                  and not exists (select from call_attempt t where t.contact_id = e.contact_id and t.ended_at is null)
                  and not %2$s
               """
                .formatted(now, MAY_BE_REMOVED, CallListStore.ORIGIN_MISSING);
    }

    private static Optional<AssignedCall> assigned(RowSet<Row> rows) {
        return Rows.first(
                rows,
                row -> new AssignedCall(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("language"),
                        ConsentClass.of(row.getString("class")),
                        row.getString("identifier"),
                        new DataOrigin(row.getString("origin"), row.getJsonObject("origins"), false),
                        row.getInteger("attempts")));
    }
}
