package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.relais.consent.Claim;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/** SQL that finds what is due and takes it. Every statement commits by itself and waits for no lock. */
final class ClaimStore {
    private static final int BROADCAST_PRIORITY = 2;

    private static final String RUNNING =
            """
            select id, organisation_id, purpose = 'first_contact' as first_contact
            from broadcast where organisation_id = any($1) and state in ('expanding', 'sending')
            """;

    /**
     * First delivery of every lane that has any, with the lane's number. One step down the index per lane, from where the
     * last claim stood: an index keeps what was claimed before until it is vacuumed, and nobody wants to walk over a
     * million of those.
     */
    private static final String HEADS =
            """
            select lane.number, head.not_before, head.id
            from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::bigint[]) with ordinality
                 as lane(sender_id, priority, broadcast_id, not_before, id, number)
            cross join lateral (
                select d.not_before, d.id from delivery d
                where d.queued and d.sender_id = lane.sender_id and d.priority = lane.priority
                  and coalesce(d.broadcast_id, 0) = lane.broadcast_id
                  and (d.not_before, d.id) > (lane.not_before, lane.id)
                order by d.not_before, d.id
                limit 1) head
            """;

    /**
     * Takes up to $5 deliveries of a lane behind the place ($8, $9), each of which becomes {@code sending} under a lease,
     * or {@code suppressed} with the reason, or waits for the person's contact hours. The consent is read in the
     * statement that takes the row lock; see the package's description for why that is enough.
     */
    private static final String JUDGED =
            """
            with judged as materialized (
                select d.id, d.not_before, a.channel, a.kind, a.identifier, a.last_inbound_at,
                       c.name, c.language, c.area, nullif(c.tags, '{}') as tags,
                       nullif(c.variables, '{}') as contact_variables,
                       s.class, s.state as consent_state, s.basis_event_id, s.mention_sent_at, d.contact_id, d.purpose,
                       o.mention_every_days > 0 as spaced_mention,
                       case when d.purpose in ('broadcast', 'first_contact')
                            then next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                                   coalesce(c.time_zone, o.time_zone), $4)
                            else $4 end as open_at,
                       case when a.id is null then 'no_address'
                            when a.contact_id <> d.contact_id then 'address_moved'
                            when d.not_after <= $4 then 'expired'
                            when s.contact_id is null and d.purpose <> 'test' then 'no_consent'
                            else refusal(d.purpose, s.class, s.state,
                                         case when s.occasional_delivery_id = d.id then null else s.occasional_spent_at end,
                                         a.status,
                                         exists (select from suppression u where u.organisation_id = a.organisation_id
                                                                             and u.fingerprint = a.fingerprint),
                                         o.consent_only, a.channel = any (o.barred_channels))
                       end as refusal
                from delivery d
                join organisation o on o.id = d.organisation_id
                join contact c on c.id = d.contact_id
                left join address a on a.id = d.address_id
                left join consent s on s.contact_id = d.contact_id
                where d.queued and d.sender_id = $1 and d.priority = $2 and coalesce(d.broadcast_id, 0) = $3
                  and d.not_before <= $4 and (d.not_before, d.id) > ($8, $9)
                  and exists (select from sender s where s.id = $1 and (s.status = 'active' or s.paused_until <= $4))
                  and ($3 = 0 or exists (select from broadcast b where b.id = $3 and b.state in ('expanding', 'sending')))
                order by d.not_before, d.id
                limit $5
                for update of d skip locked
            ),
            """;

    /** A first contact goes only by {@link #SPENT}; here it would wait. */
    private static final String PLAIN =
            """
            decided as not materialized (
                select *, purpose <> 'first_contact' as spent from judged
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
                select *, purpose <> 'first_contact' or id in (select occasional_delivery_id from spent_now) as spent
                from judged
            ),
            """;

    private static final String TAKEN =
            """
            batch as (
                insert into claim_batch (node, lease_until, delivery_ids)
                select $6, clock_timestamp() + ($7 + 1000) * interval '1 millisecond', array_agg(id)
                from decided where refusal is null and open_at <= $4 and spent
                having count(*) > 0
                returning id
            )
            update delivery d
            set state = case when j.refusal is null then case when j.open_at <= $4 and j.spent then 'sending' else 'queued' end
                             when j.refusal = 'expired' then 'cancelled' else 'suppressed' end,
                reason = j.refusal,
                not_before = case when j.refusal is null and not (j.open_at <= $4 and j.spent)
                                  then greatest(j.open_at, $4 + interval '1 second') else d.not_before end,
                lease_until = case when j.refusal is null and j.open_at <= $4 and j.spent
                                   then clock_timestamp() + $7 * interval '1 millisecond' end,
                node = case when j.refusal is null and j.open_at <= $4 and j.spent then $6 else d.node end,
                attempt = d.attempt + (j.refusal is null and j.open_at <= $4 and j.spent)::integer,
                basis_event_id = case when j.purpose = 'confirmation' then d.basis_event_id else j.basis_event_id end,
                basis_class = j.class,
                claimed_at = case when j.refusal is null and j.open_at <= $4 and j.spent then $4 else d.claimed_at end,
                settled_at = case when j.refusal is not null then $4 end
            from decided j
            where d.id = j.id
            returning d.state, d.id, d.contact_id, d.purpose, d.message_id, d.broadcast_id, d.attempt, d.retries,
                      d.variables, d.basis_event_id, j.not_before, j.channel, j.kind, j.identifier, j.last_inbound_at,
                      j.name, j.language, j.area, j.tags, j.contact_variables, j.class, j.consent_state,
                      j.mention_sent_at, j.spaced_mention, (select id from batch) as batch_id
            """;

    private static final String CLAIM = JUDGED + PLAIN + TAKEN;
    private static final String CLAIM_FIRST_CONTACTS = JUDGED + SPENT + TAKEN;

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

    /**
     * What a claim looked at.
     *
     * @param found how many rows in all, taken or not
     * @param last the furthest of them, from which the next claim may go on; where it began when it found none
     */
    record Result(List<Taken> taken, int found, int deferred, Place last) {}

    /**
     * What is queued for these senders: lane 0 of each priority, and every running broadcast.
     *
     * @param places where the lanes were left; a lane without a place is looked through from its beginning
     */
    Future<List<Lane>> lanes(SqlClient client, Collection<Sender> senders, Map<Lane.Key, Place> places) {
        Long[] organisations =
                senders.stream().map(Sender::organisationId).distinct().toArray(Long[]::new);
        return client.preparedQuery(RUNNING)
                .execute(Tuple.tuple().addValue(organisations))
                .compose(running -> heads(client, lanes(senders, running), places));
    }

    private record Candidate(Lane.Key key, boolean firstContacts) {}

    private static List<Candidate> lanes(Collection<Sender> senders, RowSet<Row> running) {
        List<Candidate> lanes = new ArrayList<>();
        for (Sender sender : senders) {
            for (int priority = 0; priority <= BROADCAST_PRIORITY; priority++) {
                lanes.add(new Candidate(new Lane.Key(sender.id(), priority, 0), false));
            }
            for (Row broadcast : running) {
                if (broadcast.getLong("organisation_id") == sender.organisationId()) {
                    lanes.add(new Candidate(
                            new Lane.Key(sender.id(), BROADCAST_PRIORITY, broadcast.getLong("id")),
                            broadcast.getBoolean("first_contact")));
                }
            }
        }
        return lanes;
    }

    private static Future<List<Lane>> heads(SqlClient client, List<Candidate> candidates, Map<Lane.Key, Place> places) {
        List<Place> from = candidates.stream()
                .map(candidate -> places.getOrDefault(candidate.key(), Place.BEGINNING))
                .toList();
        return client.preparedQuery(HEADS)
                .execute(Tuple.tuple()
                        .addValue(candidates.stream()
                                .map(candidate -> candidate.key().senderId())
                                .toArray(Long[]::new))
                        .addValue(candidates.stream()
                                .map(candidate -> (short) candidate.key().priority())
                                .toArray(Short[]::new))
                        .addValue(candidates.stream()
                                .map(candidate -> candidate.key().broadcastId())
                                .toArray(Long[]::new))
                        .addValue(from.stream()
                                .map(place -> Timestamps.sqlOrNull(place.notBefore()))
                                .toArray(OffsetDateTime[]::new))
                        .addValue(from.stream().map(Place::id).toArray(Long[]::new)))
                .map(rows -> {
                    List<Lane> lanes = new ArrayList<>();
                    for (Row row : rows) {
                        Candidate candidate =
                                candidates.get(row.getLong("number").intValue() - 1);
                        lanes.add(new Lane(
                                candidate.key(),
                                candidate.firstContacts(),
                                new Place(Timestamps.instant(row, "not_before"), row.getLong("id"))));
                    }
                    return lanes;
                });
    }

    /**
     * @param after where to begin
     * @param startBefore for {@link Claim#startBefore}: read off the monotonic clock before this call
     */
    Future<Result> claim(
            SqlClient client,
            Sender sender,
            Lane lane,
            Place after,
            int limit,
            EngineSettings settings,
            long startBefore,
            Instant now) {
        return client.preparedQuery(lane.mayHoldFirstContacts() ? CLAIM_FIRST_CONTACTS : CLAIM)
                .execute(Tuple.tuple()
                        .addValue(sender.id())
                        .addValue((short) lane.key().priority())
                        .addValue(lane.key().broadcastId())
                        .addValue(Timestamps.sqlOrNull(now))
                        .addValue(limit)
                        .addValue(settings.node())
                        .addValue((double) settings.lease().toMillis())
                        .addValue(Timestamps.sqlOrNull(after.notBefore()))
                        .addValue(after.id()))
                .map(rows -> result(rows, sender, after, startBefore));
    }

    /** Defers up to {@code limit} deliveries of a broadcast's lane; returns how many. */
    Future<Integer> defer(SqlClient client, Lane lane, int limit, Instant now) {
        return client.preparedQuery(DEFER)
                .execute(Tuple.of(lane.key().senderId(), lane.key().broadcastId(), Timestamps.sqlOrNull(now), limit))
                .map(RowSet::rowCount);
    }

    private static Result result(RowSet<Row> rows, Sender sender, Place after, long startBefore) {
        List<Taken> taken = new ArrayList<>(rows.size());
        int deferred = 0;
        Place last = after;
        for (Row row : rows) {
            Place place = ClaimRow.place(row);
            last = place.compareTo(last) > 0 ? place : last;
            String state = ClaimRow.state(row);
            if ("sending".equals(state)) {
                taken.add(ClaimRow.taken(row, sender, startBefore));
            } else if ("queued".equals(state)) {
                deferred++;
            }
        }
        return new Result(taken, rows.size(), deferred, last);
    }
}
