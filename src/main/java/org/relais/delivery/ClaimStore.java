package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.consent.Claim;
import org.relais.consent.LeaseTerm;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL that takes what is due. Every statement commits by itself and waits for no lock. */
final class ClaimStore {
    /**
     * Takes from each of several lanes (sender $1, priority $2, broadcast $3) up to its $5 deliveries behind its place
     * ($8, $9), each of which becomes {@code sending} under a lease, or {@code suppressed} with the reason, or waits for
     * the person's contact hours. The consent is read in the statement that takes the row lock; see the package's
     * description for why that is enough.
     *
     * <p>The list of those who are never written to is asked for one person at a time, by a limit that no plan can take
     * out: a plan that was made while the list was empty would read all of it in every claim. In a federation it is asked for
     * every address of the person: another section has entered those that it knew.
     *
     * <p>What was claimed while its person left the address for another, and came back, follows them there: nobody loses a
     * message by moving ({@code follow_address} takes along what was queued then).
     *
     * <p>What may go to somebody who has stopped, by the definition, goes by the stop it was queued after: a later one takes it back,
     * also when it was closed or on its way while that was answered and has come back to the queue since.
     *
     * <p>A row that changed hands between this statement's snapshot and its lock (a merge, a changed number), or that was
     * claimed and queued again in between, is left for the next claim, which sees person and consent as they are now. Rows
     * tell this by themselves, so no node's clock has a say in it.
     */
    private static final String JUDGED =
            """
            with lane as materialized (
                select l.number, l.sender_id, l.priority, l.broadcast_id, l.room, l.not_before, l.id,
                       o.contact_from, o.contact_until, o.contact_days, o.consent_only, o.barred_channels,
                       o.federation_id is not null as federated,
                       o.mention_every_days > 0 as spaced_mention,
                       case when l.priority = 2
                            then next_contact_time(o.contact_from, o.contact_until, o.contact_days, o.time_zone, $4)
                            else $4 end as open_at
                from unnest($1::bigint[], $2::smallint[], $3::bigint[], $5::integer[], $8::timestamptz[], $9::bigint[])
                     with ordinality as l(sender_id, priority, broadcast_id, room, not_before, id, number)
                join sender s on s.id = l.sender_id
                join organisation o on o.id = s.organisation_id
                where (s.status = 'active' or s.paused_until <= $4)
                  and (l.broadcast_id = 0
                       or exists (select from broadcast b
                                  where b.id = l.broadcast_id and b.state in ('expanding', 'sending')))
            ), judged as materialized (
                select lane.number, d.id, d.not_before, a.channel, a.kind, a.identifier, a.last_inbound_at,
                       c.name, c.language, nullif(c.variables, '{}') as contact_variables,
                       s.class, s.basis_event_id, s.mention_sent_at, d.contact_id, d.purpose,
                       lane.spaced_mention, c.pace is not null and lane.broadcast_id <> 0 as paced,
                       followed.id as followed_id,
                       case when a.contact_id <> d.contact_id or d.claimed_since or followed.id is not null
                            then $4 + interval '1 second'
                            when d.purpose not in ('broadcast', 'first_contact') then $4
                            when c.time_zone is null then lane.open_at
                            else next_contact_time(lane.contact_from, lane.contact_until, lane.contact_days, c.time_zone, $4)
                       end as open_at,
                       case when d.claimed_since then null
                            when a.id is null then 'no_address'
                            when a.contact_id <> d.contact_id
                            then case when (select before.contact_id from delivery before where before.id = d.id)
                                           = d.contact_id then 'address_moved' end
                            when d.not_after <= $4 then 'expired'
                            when followed.id is not null then null
                            when s.contact_id is null and d.purpose <> 'test' then 'no_consent'
                            else coalesce(
                                case when d.purpose = 'stopped_reply' and d.after_stop_at is distinct from s.stopped_at
                                          or d.purpose = 'confirmation' and d.basis_event_id <> s.basis_event_id
                                             and s.opted_in_at >= (select e.occurred_at from ledger_event e
                                                                   where e.id = d.basis_event_id)
                                     then 'unsubscribed' end,
                                refusal(d.purpose, s.class, s.state,
                                        case when s.occasional_delivery_id = d.id then null else s.occasional_spent_at end,
                                        a.status,
                                        listed.yes is not null or section.yes is not null,
                                        lane.consent_only, a.channel = any (lane.barred_channels)),
                                case when lane.broadcast_id <> 0 and c.paced_delivery_id is distinct from d.id
                                          and c.pace is not null
                                          and too_soon(c.pace, c.paced_at, c.paced_delivery_id, $4) then 'asked_for_less' end)
                       end as refusal
                from lane
                cross join lateral (
                    select q.id, q.not_before, q.not_after, q.contact_id, q.address_id, q.purpose, q.basis_event_id, q.after_stop_at,
                           q.attempt > 0 and q.attempt <> (select before.attempt from delivery before where before.id = q.id)
                               as claimed_since
                    from delivery q
                    where q.queued and q.sender_id = lane.sender_id and q.priority = lane.priority
                      and coalesce(q.broadcast_id, 0) = lane.broadcast_id
                      and q.not_before <= $4 and (q.not_before, q.id) > (lane.not_before, lane.id)
                    order by q.not_before, q.id
                    limit lane.room
                    for update skip locked) d
                join contact c on c.id = d.contact_id
                left join address a on a.id = d.address_id
                left join consent s on s.contact_id = d.contact_id
                left join lateral (
                    select n.id from address n
                    where a.status = 'retired' and n.contact_id = a.contact_id and n.channel = a.channel and n.status = 'active'
                    order by n.last_inbound_at desc nulls last, n.id desc
                    limit 1) followed on true
                left join lateral (
                    select true as yes from suppression u
                    where u.organisation_id = a.organisation_id and u.fingerprint = a.fingerprint
                    limit 1) listed on true
                left join lateral (
                    select true as yes from address x
                    cross join lateral (
                        select from suppression u
                        where u.organisation_id = x.organisation_id and u.fingerprint = x.fingerprint
                        limit 1) one
                    where lane.federated and x.contact_id = d.contact_id and x.status <> 'retired'
                    limit 1) section on true
            ),
            """;

    /**
     * Whoever asked for less gets one broadcast of all that are due, which is noted on their own row before the attempt: of
     * two claims one finds it noted. Whose row is locked just now waits for the next claim. The condition that repeats
     * what is known of them is worded so that no plan goes through the index of all who have a wish.
     */
    private static final String PACED =
            """
            paceable as materialized (
                select wished.contact_id, wished.delivery_id
                from (select j.contact_id, min(j.id) as delivery_id from judged j
                      where j.paced and j.refusal is null and j.open_at <= $4 group by j.contact_id) wished
                cross join lateral (select from contact c where c.id = wished.contact_id limit 1
                                    for no key update skip locked) locked
            ), paced_now as (
                update contact c
                set paced_at = $4,
                    paced_delivery_id = (select p.delivery_id from paceable p where p.contact_id = c.id)
                where c.id = any (array(select p.contact_id from paceable p)) and (c.pace is null) is false
                  and (not too_soon(c.pace, c.paced_at, c.paced_delivery_id, $4)
                       or c.paced_delivery_id = (select p.delivery_id from paceable p where p.contact_id = c.id))
                returning c.paced_delivery_id
            ),
            """;

    /** A first contact goes only by {@link #SPENT}; here it would wait. */
    private static final String PLAIN =
            """
            decided as not materialized (
                select *, refusal is null and open_at <= $4 and purpose <> 'first_contact'
                          and (not paced or id in (select paced_delivery_id from paced_now)) as goes
                from judged
            ),
            """;

    /**
     * The one message of an occasional contact is spent on the consent row itself, before the attempt; whoever can't
     * have that row's lock at once leaves the delivery queued.
     */
    private static final String SPENT =
            """
            spendable as materialized (
                select s.contact_id,
                       (select min(j.id) from judged j where j.contact_id = s.contact_id and j.purpose = 'first_contact'
                                                         and j.refusal is null and j.open_at <= $4) as delivery_id
                from consent s
                where s.contact_id in (select j.contact_id from judged j where j.purpose = 'first_contact'
                                                                         and j.refusal is null and j.open_at <= $4)
                  and s.state <> 'unsubscribed' and (s.occasional_spent_at is null or s.occasional_delivery_id is not null)
                for no key update of s skip locked
            ), spent_now as (
                update consent s
                set occasional_spent_at = coalesce(s.occasional_spent_at, $4), occasional_delivery_id = spendable.delivery_id
                from spendable
                where s.contact_id = spendable.contact_id
                  and (s.occasional_spent_at is null or s.occasional_delivery_id = spendable.delivery_id)
                returning s.occasional_delivery_id
            ), decided as materialized (
                select *, refusal is null and open_at <= $4
                          and (not paced or id in (select paced_delivery_id from paced_now))
                          and (purpose <> 'first_contact' or id in (select occasional_delivery_id from spent_now)) as goes
                from judged
            ),
            """;

    private static final String TAKEN =
            """
            batch as (
                insert into claim_batch (node, lease_until, lease, start_within, delivery_ids)
                select $6, clock_timestamp() + ($7 + 1000) * interval '1 millisecond',
                       ($7 + 1000) * interval '1 millisecond', $10::double precision * interval '1 millisecond', array_agg(id)
                from decided where goes
                having count(*) > 0
                returning id
            ), nothing_begun as (
                insert into claim_start (batch_id, delivery_ids) select id, '{}' from batch
            )
            update delivery d
            set state = case when j.goes then 'sending' when j.refusal is null then 'queued'
                             when j.refusal = 'expired' then 'cancelled' else 'suppressed' end,
                reason = j.refusal,
                address_id = coalesce(j.followed_id, d.address_id),
                not_before = case when j.refusal is null and not j.goes
                                  then greatest(j.open_at, $4 + interval '1 second') else d.not_before end,
                lease_until = case when j.goes then clock_timestamp() + $7 * interval '1 millisecond' end,
                node = case when j.goes then $6 else d.node end,
                attempt = case when j.goes then d.attempt % 32767 + 1 else d.attempt end,
                basis_event_id = case when j.purpose = 'confirmation' then d.basis_event_id else j.basis_event_id end,
                basis_class = j.class,
                claimed_at = case when j.goes then $4 else d.claimed_at end,
                settled_at = case when j.refusal is not null then $4 end
            from decided j
            where d.id = j.id
            returning d.state, d.id, d.contact_id, d.purpose, d.message_id, d.broadcast_id, d.attempt, d.retries,
                      d.variables, j.not_before, j.channel, j.kind, j.identifier, j.last_inbound_at,
                      j.name, j.language, j.contact_variables, j.mention_sent_at, j.spaced_mention, (select id from batch) as batch_id,
                      j.number, d.address_id, d.request_id, j.open_at > $4 as closed
            """;

    private static final String CLAIM = JUDGED + PACED + PLAIN + TAKEN;
    private static final String CLAIM_FIRST_CONTACTS = JUDGED + PACED + SPENT + TAKEN;

    /** Moves what is outside its contact hours to the next opening, without taking it. */
    private static final String DEFER =
            """
            with closed as (
                select d.id, next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                               coalesce(c.time_zone, o.time_zone), $3) as open_at
                from delivery d
                join contact c on c.id = d.contact_id
                join organisation o on o.id = d.organisation_id
                where d.queued and d.sender_id = $1 and d.priority = 2 and coalesce(d.broadcast_id, 0) = $2
                  and d.not_before <= $3 and d.purpose in ('broadcast', 'first_contact')
                order by d.not_before, d.id
                limit $4
                for update of d skip locked
            )
            update delivery d set not_before = closed.open_at
            from closed where d.id = closed.id and closed.open_at > $3
            """;

    /** Puts off the first of what a lane's claim would have looked at. */
    private static final String PUT_OFF =
            """
            update delivery d set not_before = $4 + interval '1 hour', reason = 'claim_refused'
            from (select q.id from delivery q
                  where q.queued and q.sender_id = $1 and q.priority = $2 and coalesce(q.broadcast_id, 0) = $3
                    and q.not_before <= $4 and (q.not_before, q.id) > ($5, $6)
                  order by q.not_before, q.id
                  limit 1
                  for update skip locked) first
            where d.id = first.id
            returning d.id
            """;

    /**
     * What one sender asks a claim for.
     *
     * @param after where in the lane to begin
     * @param room how many deliveries at most, at least 1
     */
    record ClaimRequest(Sender sender, Lane lane, QueuePosition after, int room) {
        /** The same for the first half of it. */
        ClaimRequest half() {
            return new ClaimRequest(sender, lane, after, room / 2);
        }
    }

    /**
     * What a claim looked at in one lane.
     *
     * @param found how many rows in all, taken or not
     * @param deferred those outside their contact hours, or not to be judged just now
     * @param last the furthest of them, from which the next claim may go on; where it began when it found none
     */
    record Result(List<ClaimedDelivery> taken, int found, int deferred, QueuePosition last) {

        /** Of a request that was not looked into: the lane is as full as it was. */
        static Result untouched(ClaimRequest wish) {
            return new Result(List.of(), wish.room(), 0, wish.after());
        }
    }

    /**
     * Claims for several senders at once.
     *
     * @param wishes of a lane each; never two of the same: a statement does not see its own locks, and would take rows twice
     * @param startWithin for {@link Claim#startWithin}: read off the clock before this call
     * @return a result for each wish, in their order
     */
    Future<List<Result>> claim(
            SqlClient client, List<ClaimRequest> wishes, EngineSettings settings, LeaseTerm startWithin, Instant now) {
        boolean firstContacts = wishes.stream().anyMatch(wish -> wish.lane().mayHoldFirstContacts());
        int count = wishes.size();
        Long[] senders = new Long[count];
        Short[] priorities = new Short[count];
        Long[] broadcasts = new Long[count];
        Integer[] rooms = new Integer[count];
        OffsetDateTime[] notBefore = new OffsetDateTime[count];
        Long[] ids = new Long[count];
        for (int at = 0; at < count; at++) {
            ClaimRequest wish = wishes.get(at);
            senders[at] = wish.sender().id();
            priorities[at] = (short) wish.lane().key().priority();
            broadcasts[at] = wish.lane().key().broadcastId();
            rooms[at] = wish.room();
            notBefore[at] = Timestamps.sqlOrNull(wish.after().notBefore());
            ids[at] = wish.after().id();
        }
        return client.preparedQuery(firstContacts ? CLAIM_FIRST_CONTACTS : CLAIM)
                .execute(Tuple.tuple()
                        .addValue(senders)
                        .addValue(priorities)
                        .addValue(broadcasts)
                        .addValue(Timestamps.sqlOrNull(now))
                        .addValue(rooms)
                        .addValue(settings.node())
                        .addValue((double) settings.lease().toMillis())
                        .addValue(notBefore)
                        .addValue(ids)
                        .addValue((double) settings.startWithin().toMillis()))
                .map(rows -> results(rows, wishes, startWithin));
    }

    /** Defers up to {@code limit} deliveries of a broadcast's lane; returns how many. */
    Future<Integer> defer(SqlClient client, Lane lane, int limit, Instant now) {
        return client.preparedQuery(DEFER)
                .execute(Tuple.of(lane.key().senderId(), lane.key().broadcastId(), Timestamps.sqlOrNull(now), limit))
                .map(RowSet::rowCount);
    }

    /** Puts the first delivery of a lane off for an hour, and all that is behind it goes on; empty when there is none. */
    Future<Optional<Long>> putOff(SqlClient client, ClaimRequest wish, Instant now) {
        return client.preparedQuery(PUT_OFF)
                .execute(Tuple.of(
                        wish.sender().id(),
                        (short) wish.lane().key().priority(),
                        wish.lane().key().broadcastId(),
                        Timestamps.sqlOrNull(now),
                        Timestamps.sqlOrNull(wish.after().notBefore()),
                        wish.after().id()))
                .map(Rows.first(row -> row.getLong("id")));
    }

    private static List<Result> results(RowSet<Row> rows, List<ClaimRequest> wishes, LeaseTerm startWithin) {
        List<Tally> tallies = new ArrayList<>(wishes.size());
        wishes.forEach(wish -> tallies.add(new Tally(wish)));
        for (Row row : rows) {
            tallies.get(ClaimRow.number(row) - 1).add(row, startWithin);
        }
        return tallies.stream().map(Tally::result).toList();
    }

    /** Sums of the rows of one lane. */
    private static final class Tally {
        private final Sender sender;
        private final List<ClaimedDelivery> taken;
        private int found;
        private int deferred;
        private QueuePosition last;

        Tally(ClaimRequest wish) {
            this.sender = wish.sender();
            this.taken = new ArrayList<>(wish.room());
            this.last = wish.after();
        }

        void add(Row row, LeaseTerm startWithin) {
            found++;
            last = QueuePosition.later(last, ClaimRow.place(row));
            String state = ClaimRow.state(row);
            if ("sending".equals(state)) {
                taken.add(ClaimRow.taken(row, sender, startWithin));
            } else if ("queued".equals(state) && ClaimRow.isClosed(row)) {
                deferred++;
            }
        }

        Result result() {
            return new Result(taken, found, deferred, last);
        }
    }
}
