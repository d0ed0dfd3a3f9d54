package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of a stop's second step. */
final class DrainStore {

    /**
     * Cancels what is queued for these people and tells what is still open to them. One statement, one snapshot: what
     * it shows as queued and could not cancel was claimed in between, and counts as open until the next round. A person
     * who was merged meanwhile is looked for under the contact that they are now, and under all that went into it: what
     * was open to them moved along (by trigger). So is what was queued or claimed for somebody else to an address of theirs while
     * it changed hands. A confirmation stays, unless its stop has been ended by a new start since: the stop that stands has one
     * of its own.
     *
     * <p>What is theirs is read person by person: a join that was planned while the outbox was small, or had not been
     * analysed, would read all of it for every stop.
     */
    private static final String CANCEL_AND_LOOK =
            """
            with asked as materialized (
                select id as asked, coalesce(merged_into, id) as now_is, organisation_id from contact where id = any($1)
            ), person as materialized (
                select c.asked, c.contact_id, coalesce(s.state = 'held', false) as held, s.basis_event_id, s.opted_in_at
                from (select asked, now_is, now_is as contact_id from asked
                      union
                      select a.asked, a.now_is, m.id from asked a join contact m on m.merged_into = a.now_is) c
                left join consent s on s.contact_id = c.now_is
            ), every_half as materialized (
                select contact_id, bool_and(held) as held, max(basis_event_id) as basis_event_id,
                       max(opted_in_at) as opted_in_at
                from person group by contact_id
            ), theirs as materialized (
                select d.*
                from every_half h
                cross join lateral (
                    select h.contact_id, id, queued, purpose from delivery
                    where contact_id = h.contact_id and state in ('queued', 'sending')
                    offset 0) d
                union all
                select d.*
                from every_half h
                cross join lateral (
                    select id, had_by from address where contact_id = h.contact_id and had_by is not null
                    offset 0) a
                cross join lateral (
                    select h.contact_id, id, queued, purpose from delivery
                    where contact_id = a.had_by and address_id = a.id and state in ('queued', 'sending')
                    offset 0) d
                where not exists (select from contact m where m.id = a.had_by and m.merged_into = h.contact_id)
            ), cancelled as (
                update delivery d
                set state = 'cancelled', reason = case when person.held then 'held' else 'stopped' end, settled_at = $2
                from theirs join every_half person on person.contact_id = theirs.contact_id
                where d.id = any (array(select id from theirs where queued)) and d.id = theirs.id and d.queued
                  and (d.purpose <> 'confirmation'
                       or d.basis_event_id <> person.basis_event_id
                          and person.opted_in_at >= (select e.occurred_at from ledger_event e where e.id = d.basis_event_id))
                  and not (person.held and d.purpose = 'question')
                returning d.id, theirs.contact_id
            )
            select person.asked,
                   (select o.federation_id is not null from organisation o
                    where o.id = (select a.organisation_id from asked a where a.asked = person.asked)) as federated,
                   array(select c.id from cancelled c where c.contact_id = person.contact_id) as cancelled,
                   array(select d.id from theirs d
                         where d.contact_id = person.contact_id and d.purpose <> 'confirmation'
                           and not (person.held and d.purpose = 'question')
                           and not exists (select from cancelled c where c.id = d.id)) as open
            from person
            """;

    private static final String MAY_BEGIN =
            """
            select coalesce(extract(epoch from max(start_within)), 0)::double precision as seconds
            from claim_batch where delivery_ids && $1::bigint[]
            """;

    /**
     * @param cancelled by this statement
     * @param open still on its way, or claimed while this statement ran
     * @param federated whether the person's organisation is a section of a federation
     */
    record Found(int cancelled, List<Long> open, boolean federated) {}

    /** How long after they were claimed the last of these may begin, as the nodes that claimed them say; zero when none does. */
    Future<Duration> mayBegin(SqlClient client, Collection<Long> deliveryIds) {
        return client.preparedQuery(MAY_BEGIN)
                .execute(Tuple.tuple().addValue(deliveryIds.toArray(Long[]::new)))
                .map(Rows.only(row -> Duration.ofMillis(Math.round(row.getDouble("seconds") * 1_000))));
    }

    /** The result has an entry for every contact that exists. */
    Future<Map<Long, Found>> cancelAndLook(SqlClient client, Collection<Long> contactIds, Instant now) {
        return client.preparedQuery(CANCEL_AND_LOOK)
                .execute(Tuple.tuple()
                        .addValue(contactIds.stream().sorted().toArray(Long[]::new))
                        .addValue(Timestamps.sqlOrNull(now)))
                .map(rows -> {
                    Map<Long, Found> found = new HashMap<>();
                    for (Row row : rows) {
                        found.merge(
                                row.getLong("asked"),
                                new Found(
                                        row.getArrayOfLongs("cancelled").length,
                                        List.of(row.getArrayOfLongs("open")),
                                        row.getBoolean("federated")),
                                DrainStore::together);
                    }
                    return found;
                });
    }

    private static Found together(Found one, Found other) {
        List<Long> open = new ArrayList<>(one.open());
        open.addAll(other.open());
        return new Found(one.cancelled() + other.cancelled(), open, one.federated());
    }
}
