package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.relais.audience.AudienceStore;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpecCodec;

/** What came of broadcasts, in SQL. */
final class ResultStore {
    /**
     * Whether a stop of the person of {@code g} answered that delivery: within three days of it, and nothing else that was
     * sent to many came between. With its offset this is asked of each of the few who stopped and never joined to all deliveries.
     */
    static final String ANSWERED_BY_STOP =
            """
            c.stopped_at > g.settled_at and c.stopped_at <= g.settled_at + interval '3 days'
                  and not exists (select from delivery later
                                  where later.contact_id = g.contact_id and later.broadcast_id is not null
                                    and later.state in ('accepted', 'delivered', 'read')
                                    and (later.settled_at, later.id) > (g.settled_at, g.id)
                                    and later.settled_at < c.stopped_at
                                  offset 0)""";

    /**
     * The last stop of the person of {@code g} who was erased since, from the ledger, which stays as a pseudonym: what has been
     * counted is not changed by an erasure, which is no stop of theirs itself.
     */
    static final String STOP_OF_ERASED =
            """
            select max(e.occurred_at) as stopped_at from ledger_event e
                  where e.contact_id = g.contact_id and e.kind = 'opt_out'
                    and e.detail ->> 'rule' is distinct from 'erasure'""";

    /** The deliveries of the one broadcast are read, once; everything else is found from them or by the broadcast. */
    private static final String FUNNEL =
            """
            with got as materialized (
                select d.id, d.contact_id, s.channel, d.state, d.queued_at, d.settled_at, d.delivered_at, d.read_at
                from delivery d join sender s on s.id = d.sender_id
                where d.broadcast_id = $1 and d.state in ('accepted', 'delivered', 'read')
            ), replied as materialized (
                select g.id, g.channel, w.answered_at as at
                from broadcast_answer w join got g on g.contact_id = w.contact_id
                where w.broadcast_id = $1 and w.replaced_at is null
                union all
                -- The offer of an action is answered in the action.
                select g.id, g.channel, coalesce(greatest(a.accepted_at, a.declined_at), a.active_at)
                from action_offer o
                join assignment a on a.action_id = o.action_id and a.answer is not null
                join got g on g.id = a.delivery_id
                where o.broadcast_id = $1
                union all
                -- Of somebody erased since the answer counts, and nothing tells any more whose it was.
                select null, '', w.answered_at
                from broadcast_answer w
                where w.broadcast_id = $1 and w.replaced_at is null and w.contact_id is null
            ), organisation_of as materialized (
                select organisation_id as id from broadcast where id = $1
            ), erased as materialized (
                select g.* from contact k join got g on g.contact_id = k.id
                where k.organisation_id = (select id from organisation_of) and k.erased_at is not null
            ), gone as materialized (
                select id, channel, min(at) as at
                from (select g.id, g.channel, c.stopped_at as at
                      from consent c join got g on g.contact_id = c.contact_id
                      where c.organisation_id = (select id from organisation_of) and c.stopped_at > g.queued_at
                      union all
                      select g.id, g.channel, c.stopped_at
                      from erased g cross join lateral (%2$s) c
                      where c.stopped_at > g.queued_at) each
                group by 1, 2
            ), heard as (
                select id from replied
                union
                select g.id from inbound_message i join got g on g.contact_id = i.contact_id
                where i.organisation_id = (select id from organisation_of) and %3$s
                union
                select id from gone
                union
                select id from erased
            ), arrived as (
                select g.*, h.id is not null as answered
                from got g left join heard h on h.id = g.id
            ), done as (
                select 'sent' as step, channel, settled_at as at, answered from arrived
                union all
                select 'received', channel, coalesce(delivered_at, read_at, settled_at), answered from arrived
                where state in ('delivered', 'read')
                union all
                select 'read', channel, read_at, answered from arrived where read_at is not null
                union all
                select 'answered', channel, at, true from replied
                union all
                select 'gone', channel, at, true from gone
                union all
                select 'shared', g.channel, e.at, true
                from (select volunteer_id, min(at) as at from share_event
                      where (message_id = any ($2)
                             or message_id = (select t.content_id from action_offer o join action t on t.id = o.action_id
                                              where o.broadcast_id = $1))
                        and kind = 'shared' group by volunteer_id) e
                join got g on g.contact_id = e.volunteer_id
                union all
                select 'stopped', g.channel, c.stopped_at, true
                from got g join consent c on c.contact_id = g.contact_id
                where %1$s
                union all
                select 'stopped', g.channel, c.stopped_at, true
                from erased g cross join lateral (%2$s) c
                where %1$s
            )
            select step, channel, date_trunc($3, at at time zone $4) as at, answered, count(*) as people
            from done
            group by 1, 2, 3, 4
            order by 3, 1, 2, 4
            """
                    .formatted(ANSWERED_BY_STOP, STOP_OF_ERASED, AudienceStore.WROTE_SINCE.formatted("g"));

    /** As the funnel, which it must agree with; of each delivery the message tells the text. */
    private static final String VARIANTS =
            """
            with got as materialized (
                select d.id, d.contact_id, d.message_id = $3::bigint as second, d.queued_at, d.settled_at, d.read_at, d.state,
                       d.state in ('accepted', 'delivered', 'read') and d.sender_id is not null as arrived,
                       s.channel <> all ($4::text[]) as told
                from delivery d left join sender s on s.id = d.sender_id
                where d.broadcast_id = $1
            ), answered as (
                select g.second, w.payload, count(*) as people
                from broadcast_answer w join got g on g.contact_id = w.contact_id and g.arrived
                where w.broadcast_id = $1 and w.replaced_at is null
                group by 1, 2
            )
            select g.second, count(*) as recipients, count(*) filter (where g.arrived) as sent,
                   count(*) filter (where g.arrived and g.told) as told,
                   count(*) filter (where g.arrived and g.state in ('delivered', 'read')) as received,
                   count(*) filter (where g.arrived and g.read_at is not null) as read,
                   (select coalesce(sum(a.people), 0)::bigint from answered a where a.second = g.second) as answered,
                   (select coalesce(jsonb_object_agg(a.payload, a.people), '{}')
                    from answered a where a.second = g.second) as answers,
                   count(*) filter (where g.arrived and e.volunteer_id is not null) as shared,
                   count(*) filter (where g.arrived and c.stopped_at > g.queued_at) as gone,
                   count(*) filter (where g.arrived and %1$s) as stopped
            from got g
            left join (select distinct volunteer_id from share_event
                       where message_id = any ($2) and kind = 'shared') e on e.volunteer_id = g.contact_id
            left join contact k on k.organisation_id = (select organisation_id from broadcast where id = $1)
                and k.erased_at is not null and k.id = g.contact_id
            left join consent s on s.contact_id = g.contact_id
            cross join lateral (select coalesce(s.stopped_at, case when k.id is not null then (%2$s) end) as stopped_at) c
            group by g.second
            order by g.second
            """
                    .formatted(ANSWERED_BY_STOP, STOP_OF_ERASED);

    private static final String ASKED =
            """
            select b.id, b.title, b.started_at, m.spec
            from broadcast b join message m on m.id = b.message_id
            where b.organisation_id = $1 and b.id = any ($2)
            """;

    /** Among the newest only, so that nobody's whole history is read for a list to choose from. */
    private static final String LATELY =
            """
            select b.id, b.title, b.started_at, m.spec
            from (select id, title, started_at, message_id from broadcast
                  where organisation_id = $1 and started_at is not null order by id desc limit 50) b
            join message m on m.id = b.message_id
            where jsonb_path_exists(m.spec, '$.buttons[*].payload ? (!(@ starts with "r1:"))')
            order by b.id desc
            limit $2
            """;

    Future<List<Funnel.Count>> funnel(SqlClient client, BroadcastResults.FunnelKey asked) {
        return client.preparedQuery(FUNNEL)
                .execute(Tuple.tuple()
                        .addValue(asked.broadcastId())
                        .addValue(asked.messageIds().toArray(Long[]::new))
                        .addValue(asked.daily() ? "day" : "hour")
                        .addValue(asked.zone().getId()))
                .map(Rows.all(row -> new Funnel.Count(
                        Funnel.Step.valueOf(row.getString("step").toUpperCase(Locale.ROOT)),
                        row.getString("channel"),
                        row.getLocalDateTime("at"),
                        row.getBoolean("answered"),
                        row.getLong("people"))));
    }

    /** What came of each of its two texts: the first message's, and the second one's. */
    Future<VariantResults> variants(SqlClient client, long broadcastId, List<Long> messageIds, Set<String> mute) {
        return client.preparedQuery(VARIANTS)
                .execute(Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(messageIds.toArray(Long[]::new))
                        .addValue(messageIds.get(1))
                        .addValue(mute.toArray(String[]::new)))
                .map(Rows.all(ResultStore::ofVariant))
                .map(VariantResults::of);
    }

    private static VariantResults.Text ofVariant(Row row) {
        Map<Funnel.Step, Long> steps = new EnumMap<>(Funnel.Step.class);
        for (Funnel.Step step : Funnel.Step.values()) {
            steps.put(step, row.getLong(step.name().toLowerCase(Locale.ROOT)));
        }
        Map<String, Long> answers = new TreeMap<>();
        JsonObject given = row.getJsonObject("answers");
        given.fieldNames().forEach(payload -> answers.put(payload, given.getLong(payload)));
        return new VariantResults.Text(
                row.getBoolean("second") ? Variant.B : Variant.A,
                row.getLong("recipients"),
                row.getLong("told"),
                steps,
                answers);
    }

    Future<List<QuestionAsked>> asked(SqlClient client, long organisationId, Collection<Long> broadcastIds) {
        return client.preparedQuery(ASKED)
                .execute(Tuple.tuple().addValue(organisationId).addValue(broadcastIds.toArray(Long[]::new)))
                .map(Rows.all(row -> QuestionAsked.of(
                        row.getLong("id"),
                        row.getString("title"),
                        Timestamps.instantOrNull(row, "started_at"),
                        MessageSpecCodec.restore(row.getJsonObject("spec")))));
    }

    Future<List<QuestionAsked>> lately(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(LATELY)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row -> QuestionAsked.of(
                        row.getLong("id"),
                        row.getString("title"),
                        Timestamps.instantOrNull(row, "started_at"),
                        MessageSpecCodec.restore(row.getJsonObject("spec")))));
    }
}
