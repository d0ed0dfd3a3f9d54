package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collections;
import org.relais.audience.ClosedWindows;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * SQL that puts a page of an audience into the outbox, in the caller's transaction. To queue a message is never a decision
 * that it may be sent: that one is taken again by the claim.
 */
public final class AudiencePageStore {
    /**
     * The person's own refusal goes before that of an address, as in the count of an audience: what was counted is what
     * is enqueued, organisers who never asked for messages and linked their chat for tests among them by that. $10 are the channels whose window is closed to those who have not written there since $11, unless
     * their sender is one of $15. Of a person's addresses the last used one is taken, but one that is open before one that is
     * closed.
     *
     * <p>Written for a million people, who may have been imported a minute ago, so that PostgreSQL knows nothing of them
     * yet: consent and addresses are asked for by the person alone (who belongs to one organisation), so that whatever
     * plan it makes, nobody is compared with everybody. The contact hours are worked out once for all who
     * live in the organisation's own zone, and each person is judged once before the judgement is used three times.
     * Whoever has a delivery of this broadcast already is looked for only when the page has such a person at all ($13 and
     * $14 are its first and last), which costs less than a conflict clause; should one appear meanwhile, the unique index
     * fails the statement, and the page is enqueued again. Of two texts each goes to every other person in a drawn order, of
     * those who are queued and of those who are not by themselves: the halves of a page differ by one person at most, and which
     * text has that one is drawn as well. Planned for each page: what was planned while hardly anybody
     * was on the list of those who are never written to would read all of it for each person later.
     */
    private static final String INSERT = Database.PLANNED_EACH_TIME
            + """
            with around as materialized (
                select o.contact_from, o.contact_until, o.contact_days, o.barred_channels,
                       case when $5 in ('broadcast', 'first_contact')
                            then next_contact_time(o.contact_from, o.contact_until, o.contact_days, o.time_zone,
                                                   greatest($7::timestamptz, $9::timestamptz))
                            else $7::timestamptz end as not_before
                from organisation o where o.id = $1
            ), own_sender as materialized (
                select channel, id from sender
                where organisation_id = $1 and ($6::text is null or channel = $6) and removed_at is null
            ), first_sender as materialized (
                select channel, min(id) as id from own_sender group by channel
            ), own_chat as materialized (
                select a.contact_id
                from linked_chat l join address a on a.organisation_id = l.organisation_id and a.id = l.address_id
                where l.organisation_id = $1
            ), judged as materialized (
                select c.id as contact_id, p.address_id, p.sender_id,
                       case when c.time_zone is null or $5 not in ('broadcast', 'first_contact') then o.not_before
                            else next_contact_time(o.contact_from, o.contact_until, o.contact_days, c.time_zone,
                                                   greatest($7::timestamptz, $9::timestamptz)) end as not_before,
                       case when m.contact_id is null then 'no_consent'
                            else coalesce(
                                case when $5 = 'first_contact' then m.first_contact_refusal
                                     when m.refusal = 'occasional' and c.id in (select contact_id from own_chat) then 'own_chat'
                                     else m.refusal end,
                                case when p.address_id is null or p.status <> 'active' then 'no_address'
                                     when p.channel = any (o.barred_channels) then 'channel_policy'
                                     when exists (select from suppression u
                                                  where u.organisation_id = $1 and u.fingerprint = p.fingerprint)
                                     then 'suppressed'
                                     when p.closed then $12 end)
                       end as reason
                from contact c
                cross join around o
                left join messageable_contact m on m.contact_id = c.id
                left join lateral (
                    select a.id as address_id, a.status, a.channel, a.fingerprint, a.last_inbound_at, b.sender_id,
                           a.channel = any ($10::text[]) and b.sender_id <> all ($15::bigint[])
                               and coalesce(a.last_inbound_at, '-infinity') <= $11::timestamptz as closed
                    from address a
                    join first_sender f on f.channel = a.channel
                    cross join lateral (
                        select coalesce((select w.id from own_sender w where w.id = a.sender_id), f.id) as sender_id) b
                    where a.contact_id = c.id and a.status <> 'retired'
                    order by a.status = 'active' and a.channel <> all (o.barred_channels) desc,
                             closed, a.last_inbound_at desc nulls last, a.id
                    limit 1) p on true
                where c.id = any($3) and c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
                  and case when (select exists (select from delivery d
                                                where d.broadcast_id = $2 and d.contact_id between $13 and $14))
                           then not exists (select from delivery d where d.broadcast_id = $2 and d.contact_id = c.id)
                           else true end
            ), inserted as (
                insert into delivery (organisation_id, broadcast_id, message_id, purpose, priority, contact_id, address_id,
                                      sender_id, state, reason, not_before, not_after, queued_at, settled_at)
                select $1, $2,
                       case when (row_number() over (partition by reason is null
                                                     order by hashint8extended(contact_id, $17), contact_id)
                                  + hashint8extended($13, $17)) & 1 = 1 then $16::bigint else $4::bigint end,
                       $5, 2, contact_id, address_id, sender_id,
                       case when reason is null then 'queued' else 'suppressed' end, reason, not_before, $8, $9,
                       case when reason is not null then $9 end
                from judged
                order by contact_id
                returning reason
            )
            select count(*) filter (where reason is null) as queued from inserted
            """;

    /**
     * Queues a page of a broadcast's audience in one statement: whoever may not be messaged now gets a
     * {@code suppressed} row with the reason, and whoever has a row of this broadcast already is left alone.
     *
     * @return how many are queued
     */
    public Future<Integer> enqueue(SqlClient client, AudiencePage page, Instant now) {
        if (page.contactIds().isEmpty()) {
            return Future.succeededFuture(0);
        }
        AudiencePage.Second second = page.second();
        return client.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(page.organisationId())
                        .addValue(page.broadcastId())
                        .addValue(page.contactIds().toArray(Long[]::new))
                        .addValue(page.messageId())
                        .addValue(page.purpose().sqlName())
                        .addValue(page.channel())
                        .addValue(Timestamps.sqlOrNull(page.notBefore()))
                        .addValue(Timestamps.sqlOrNull(page.notAfter()))
                        .addValue(Timestamps.sqlOrNull(now))
                        .addValue(page.closed().channels().toArray(String[]::new))
                        .addValue(Timestamps.sql(page.closed().since()))
                        .addValue(ClosedWindows.REASON)
                        .addValue(Collections.min(page.contactIds()))
                        .addValue(Collections.max(page.contactIds()))
                        .addValue(page.closed().except().toArray(Long[]::new))
                        .addValue(second == null ? null : second.messageId())
                        .addValue(second == null ? null : second.seed()))
                .map(Rows.only(row -> row.getInteger("queued")));
    }
}
