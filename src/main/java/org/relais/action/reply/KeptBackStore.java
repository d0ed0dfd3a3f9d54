package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.answer.MessageOpening;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpecCodec;

/** SQL that finds what was kept back from somebody while they were held, and is of use to them still. */
final class KeptBackStore {
    /**
     * Offers of what is open and was not offered otherwise, nor answered, and broadcasts of the last days; nothing that has expired or
     * was called off. Everything is found by the person or by one row's number alone: a join that was planned while there was
     * hardly anything would read all of it for whoever goes on.
     */
    private static final String USEFUL =
            """
            select d.id, b.audience, a.id as action_id, a.title, m.spec,
                   (select c.name from contact c where c.id = $1) as name
            from (select id, broadcast_id, message_id, queued_at from delivery
                  where contact_id = $1 and state in ('suppressed', 'cancelled') and reason = 'held' and purpose = 'broadcast'
                    and broadcast_id is not null and address_id is not null and sender_id is not null
                    and (not_after is null or not_after > $2)
                    and ($4::bigint is null or id = $4)
                    and settled_at >= coalesce((select e.recorded_at from ledger_event e where e.id = $3), '-infinity')
                  offset 0) d
            cross join lateral (
                select id, audience from broadcast
                where id = d.broadcast_id and purpose = 'broadcast' and state in ('expanding', 'sending', 'finished')
                offset 0) b
            cross join lateral (select spec from message where id = d.message_id offset 0) m
            left join lateral (select action_id from action_offer where broadcast_id = b.id offset 0) o on true
            left join lateral (select id, title, state, ends_at from action where id = o.action_id offset 0) a on true
            left join lateral (select starts_at, cancelled_at from event where action_id = a.id offset 0) e on true
            where case
                when o.action_id is null then d.queued_at > $2::timestamptz - interval '7 days'
                else a.state = 'open' and (a.ends_at is null or a.ends_at > $2)
                     and (e.starts_at is null or e.starts_at > $2 and e.cancelled_at is null)
                     and not exists (select from assignment s where s.action_id = a.id and s.contact_id = $1)
                     and not exists (select from event_answer w where w.action_id = a.id and w.contact_id = $1)
                     and not exists (
                         select from action_offer x
                         cross join lateral (
                             select state from delivery where broadcast_id = x.broadcast_id and contact_id = $1 offset 0) y
                         where x.action_id = a.id and y.state not in ('suppressed', 'cancelled', 'failed')) end
            order by d.queued_at desc, d.id desc
            limit 20
            """;

    /**
     * @param actionId null for a broadcast that offers none
     * @param title as the person is told it
     */
    record KeptBack(long deliveryId, @Nullable Long actionId, String title, Audience audience) {
        /** Of several that offer one thing the newest is enough. */
        Object thing() {
            return actionId == null ? "delivery " + deliveryId : "action " + actionId;
        }
    }

    /**
     * The newest first.
     *
     * @param holdEventId the hold since which it was kept back
     * @param language the person's; null when unknown
     */
    Future<List<KeptBack>> since(
            SqlClient tx, long contactId, long holdEventId, @Nullable String language, Instant now) {
        return useful(tx, Tuple.of(contactId, Timestamps.sql(now), holdEventId, null), language);
    }

    /** The one delivery, in whichever hold it was kept back; empty when it was not, or is of no use any more. */
    Future<List<KeptBack>> one(SqlClient tx, long contactId, long deliveryId, Instant now) {
        return useful(tx, Tuple.of(contactId, Timestamps.sql(now), null, deliveryId), null);
    }

    private static Future<List<KeptBack>> useful(SqlClient tx, Tuple values, @Nullable String language) {
        return tx.preparedQuery(USEFUL).execute(values).map(Rows.all(row -> keptBack(row, language)));
    }

    private static KeptBack keptBack(Row row, @Nullable String language) {
        String title = row.getString("title");
        return new KeptBack(
                row.getLong("id"),
                row.getLong("action_id"),
                title != null
                        ? title
                        : MessageOpening.of(
                                MessageSpecCodec.restore(row.getJsonObject("spec")), row.getString("name"), language),
                AudienceCodec.restore(row.getJsonObject("audience")));
    }
}
