package org.relais.delivery;

import static org.relais.delivery.OutboxStore.time;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Claim;
import org.relais.consent.ConsentClass;
import org.relais.consent.ConsentState;
import org.relais.consent.Purpose;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.organisation.Sender;

/** SQL that finds what is due and takes it. Every statement commits by itself and waits for no lock. */
final class ClaimStore {

    /** First delivery of every lane: one step down the index per lane, however long the queue. */
    private static final String LANES =
            """
            with recursive lane as (
                select first.* from unnest($1::bigint[]) as own(sender_id)
                cross join lateral (
                    select d.sender_id, d.priority, coalesce(d.broadcast_id, 0) as broadcast_id, d.not_before
                    from delivery d
                    where d.queued and d.sender_id = own.sender_id
                    order by d.priority, coalesce(d.broadcast_id, 0), d.not_before, d.id
                    limit 1) first
                union all
                select next.* from lane
                cross join lateral (
                    select d.sender_id, d.priority, coalesce(d.broadcast_id, 0) as broadcast_id, d.not_before
                    from delivery d
                    where d.queued and d.sender_id = lane.sender_id
                      and (d.priority, coalesce(d.broadcast_id, 0)) > (lane.priority, lane.broadcast_id)
                    order by d.priority, coalesce(d.broadcast_id, 0), d.not_before, d.id
                    limit 1) next
            )
            select lane.* from lane
            left join broadcast b on b.id = lane.broadcast_id
            where lane.broadcast_id = 0 or b.state in ('expanding', 'sending')
            """;

    /**
     * Takes up to $5 deliveries of a lane, each of which becomes {@code sending} under a lease, or {@code suppressed}
     * with the reason, or waits for the person's contact hours. The consent is read in the statement that takes the
     * row lock; see the package's description for why that is enough.
     *
     * <p>A first contact is spent here, on the consent row itself; whoever can't have that row's lock at once leaves
     * the delivery queued.
     */
    private static final String CLAIM =
            """
            with due as materialized (
                select d.id, d.organisation_id, d.contact_id, d.address_id, d.purpose, d.message_id, d.broadcast_id,
                       d.not_after, d.attempt, d.retries, d.variables
                from delivery d
                where d.queued and d.sender_id = $1 and d.priority = $2 and coalesce(d.broadcast_id, 0) = $3
                  and d.not_before <= $4
                  and exists (select from sender s where s.id = $1 and (s.status = 'active' or s.paused_until <= $4))
                  and ($3 = 0 or exists (select from broadcast b where b.id = $3 and b.state in ('expanding', 'sending')))
                order by d.not_before, d.id
                limit $5
                for update of d skip locked
            ), judged as materialized (
                select due.*, a.channel, a.kind, a.identifier, a.last_inbound_at,
                       c.name, c.language, c.area, c.tags, c.variables as contact_variables,
                       s.class, s.state as consent_state, s.basis_event_id, s.mention_sent_at, o.mention_every_days > 0 as spaced_mention,
                       case when due.purpose in ('broadcast', 'first_contact')
                            then next_contact_time(o.contact_from, o.contact_until, o.contact_days,
                                                   coalesce(c.time_zone, o.time_zone), $4)
                            else $4 end as open_at,
                       case when a.contact_id <> due.contact_id then 'address_moved'
                            when due.not_after <= $4 then 'expired'
                            when s.contact_id is null and due.purpose <> 'test' then 'no_consent'
                            else refusal(due.purpose, s.class, s.state,
                                         case when s.occasional_delivery_id = due.id then null else s.occasional_spent_at end,
                                         a.status,
                                         exists (select from suppression u where u.organisation_id = a.organisation_id
                                                                             and u.fingerprint = a.fingerprint),
                                         o.consent_only, a.channel = any (o.barred_channels))
                       end as refusal
                from due
                join address a on a.id = due.address_id
                join organisation o on o.id = due.organisation_id
                join contact c on c.id = due.contact_id
                left join consent s on s.contact_id = due.contact_id
            ), spendable as materialized (
                select s.contact_id,
                       (select min(j.id) from judged j where j.contact_id = s.contact_id and j.purpose = 'first_contact'
                                                         and j.refusal is null and j.open_at <= $4) as delivery_id
                from consent s
                where s.contact_id in (select j.contact_id from judged j where j.purpose = 'first_contact'
                                                                         and j.refusal is null and j.open_at <= $4)
                  and s.state <> 'unsubscribed' and (s.occasional_spent_at is null or s.occasional_delivery_id is not null)
                for no key update of s skip locked
            ), spent as (
                update consent s
                set occasional_spent_at = coalesce(s.occasional_spent_at, $4), occasional_delivery_id = spendable.delivery_id
                from spendable
                where s.contact_id = spendable.contact_id
                  and (s.occasional_spent_at is null or s.occasional_delivery_id = spendable.delivery_id)
                returning s.occasional_delivery_id
            ), decided as materialized (
                select judged.*,
                       case when refusal = 'expired' then 'cancelled'
                            when refusal is not null then 'suppressed'
                            when open_at > $4 then 'queued'
                            when purpose = 'first_contact'
                                 and id not in (select occasional_delivery_id from spent) then 'queued'
                            else 'sending' end as next_state
                from judged
            ), taken as (
                update delivery d
                set state = decided.next_state,
                    reason = decided.refusal,
                    not_before = case when decided.next_state = 'queued' then greatest(decided.open_at, $4 + interval '1 second')
                                      else d.not_before end,
                    lease_until = case when decided.next_state = 'sending'
                                       then clock_timestamp() + $7 * interval '1 millisecond' end,
                    node = case when decided.next_state = 'sending' then $6 else d.node end,
                    attempt = d.attempt + (decided.next_state = 'sending')::integer,
                    basis_event_id = case when decided.purpose = 'confirmation' then d.basis_event_id
                                          else decided.basis_event_id end,
                    basis_class = decided.class,
                    claimed_at = case when decided.next_state = 'sending' then $4 else d.claimed_at end,
                    settled_at = case when decided.next_state in ('suppressed', 'cancelled') then $4 end
                from decided
                where d.id = decided.id
                returning d.id, d.basis_event_id
            )
            select decided.next_state, decided.id, decided.organisation_id, decided.contact_id, decided.purpose,
                   decided.message_id, decided.broadcast_id, decided.attempt + 1 as attempt, decided.retries,
                   decided.channel, decided.kind, decided.identifier, decided.last_inbound_at,
                   decided.name, decided.language, decided.area,
                   nullif(decided.tags, '{}') as tags,
                   nullif(decided.contact_variables, '{}') as contact_variables, decided.variables,
                   decided.class, decided.consent_state, taken.basis_event_id, decided.mention_sent_at, decided.spaced_mention
            from decided
            join taken on taken.id = decided.id
            order by decided.id
            """;

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

    /** What a claim looked at: all that it took, and how many rows it found in all. */
    record Result(List<Taken> taken, int found, int deferred) {}

    Future<List<Lane>> lanes(SqlClient client, Collection<Long> senderIds) {
        return client.preparedQuery(LANES)
                .execute(Tuple.tuple().addValue(senderIds.toArray(Long[]::new)))
                .map(rows -> {
                    List<Lane> lanes = new ArrayList<>();
                    for (Row row : rows) {
                        lanes.add(new Lane(
                                row.getLong("sender_id"),
                                row.getInteger("priority"),
                                row.getLong("broadcast_id"),
                                row.getOffsetDateTime("not_before").toInstant()));
                    }
                    return lanes;
                });
    }

    /**
     * @param startBefore for {@link Claim#startBefore}: read off the monotonic clock before this call
     */
    Future<Result> claim(
            SqlClient client,
            Sender sender,
            Lane lane,
            int limit,
            String node,
            Duration lease,
            long startBefore,
            Instant now) {
        return client.preparedQuery(CLAIM)
                .execute(Tuple.tuple()
                        .addValue(sender.id())
                        .addValue((short) lane.priority())
                        .addValue(lane.broadcastId())
                        .addValue(time(now))
                        .addValue(limit)
                        .addValue(node)
                        .addValue((double) lease.toMillis()))
                .map(rows -> result(rows, sender, startBefore));
    }

    /** Defers up to {@code limit} deliveries of a broadcast's lane; returns how many. */
    Future<Integer> defer(SqlClient client, Lane lane, int limit, Instant now) {
        return client.preparedQuery(DEFER)
                .execute(Tuple.of(lane.senderId(), lane.broadcastId(), time(now), limit))
                .map(RowSet::rowCount);
    }

    private static Result result(RowSet<Row> rows, Sender sender, long startBefore) {
        List<Taken> taken = new ArrayList<>(rows.size());
        int deferred = 0;
        for (Row row : rows) {
            String state = row.getString("next_state");
            if ("sending".equals(state)) {
                taken.add(taken(row, sender, startBefore));
            } else if ("queued".equals(state)) {
                deferred++;
            }
        }
        return new Result(taken, rows.size(), deferred);
    }

    private static Taken taken(Row row, Sender sender, long startBefore) {
        Claim claim = new Claim(
                row.getLong("id"),
                row.getInteger("attempt"),
                sender,
                row.getLong("contact_id"),
                new AddressId(
                        row.getString("channel"), AddressKind.of(row.getString("kind")), row.getString("identifier")),
                Purpose.of(row.getString("purpose")),
                startBefore,
                row.getLong("basis_event_id"),
                instant(row.getOffsetDateTime("last_inbound_at")));
        String consentClass = row.getString("class");
        String consentState = row.getString("consent_state");
        String[] tags = row.getArrayOfStrings("tags");
        Recipient recipient = new Recipient(
                claim,
                row.getLong("broadcast_id"),
                row.getString("name"),
                row.getString("language"),
                row.getString("area"),
                tags == null ? List.of() : List.of(tags),
                variables(row),
                consentClass == null ? null : ConsentClass.of(consentClass),
                consentState == null ? null : ConsentState.of(consentState),
                instant(row.getOffsetDateTime("mention_sent_at")));
        return new Taken(
                recipient, row.getLong("message_id"), row.getInteger("retries"), row.getBoolean("spaced_mention"));
    }

    private static JsonObject variables(Row row) {
        JsonObject contact = row.getJsonObject("contact_variables");
        JsonObject own = row.getJsonObject("variables");
        if (contact == null) {
            return own == null ? new JsonObject() : own;
        }
        return own == null ? contact : contact.mergeIn(own);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
