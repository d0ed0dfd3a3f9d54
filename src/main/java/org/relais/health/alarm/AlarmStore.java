package org.relais.health.alarm;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of alarms and the mails that tell of them. */
final class AlarmStore {
    /** Attempts at a mail, the last one half a day after the first: 1, 2, 4 … minutes apart, 2 h at most. */
    static final int ATTEMPTS = 12;

    /**
     * Notes what begins and what ends, with the mails that are owed for it. What alarms is read from where it is known
     * anyway; a template that was switched off for good after a pause is not well again, but one that had been so before
     * anybody used it is no news.
     */
    private static final String NOTE =
            """
            with standing as (
                select s.organisation_id, 'sender' as about, s.id as sender_id, '' as name, coalesce(h.alarm ->> 'code', '') as code
                from sender_health h join sender s on s.id = h.sender_id
                where h.alarmed_since is not null and s.removed_at is null
                union all
                select s.organisation_id, 'quality', s.id, '', 'quality.red'
                from sender s
                where s.removed_at is null
                  and exists (select from sender_check c
                              where c.sender_id = s.id and c.results @> '[{"code": "quality.red"}]')
                union all
                select t.organisation_id, 'template', t.sender_id, t.name || ' (' || t.language || ')',
                       'template.' || t.status
                from sender_template t join sender s on s.id = t.sender_id
                where s.removed_at is null and t.status in ('paused', 'disabled')
                union all
                select p.organisation_id, 'ceiling', null, '', 'ceiling.reached'
                from spending p
                where ceiling_alarms(p.organisation_id, $1)
            ), begun as (
                insert into alarm (organisation_id, about, sender_id, name, code, begun_at)
                select organisation_id, about, sender_id, name, code, $1 from standing
                where code <> 'template.disabled'
                on conflict (organisation_id, about, coalesce(sender_id, 0), name) where ended_at is null do nothing
                returning organisation_id, id
            ), ended as (
                update alarm a set ended_at = $1
                where a.ended_at is null
                  and not exists (select from standing s
                                  where s.organisation_id = a.organisation_id and s.about = a.about
                                    and s.sender_id is not distinct from a.sender_id and s.name = a.name)
                returning a.organisation_id, a.id
            ), mailed_begun as (
                insert into alarm_mail (organisation_id, alarm_id, organiser_id, ending, due_at)
                select b.organisation_id, b.id, o.id, false, $1
                from begun b join organiser o on o.organisation_id = b.organisation_id
                where $2 and o.role = 'owner' and o.disabled_at is null
            ), mailed_ended as (
                insert into alarm_mail (organisation_id, alarm_id, organiser_id, ending, due_at)
                select e.organisation_id, e.id, m.organiser_id, true, $1
                from ended e join alarm_mail m on m.organisation_id = e.organisation_id and m.alarm_id = e.id
                where not m.ending
            )
            select (select count(*) from begun)::int as begun, (select count(*) from ended)::int as ended
            """;

    /** Takes one mail for as long as its next attempt is away. A beginning that was not told while it lasted is no news. */
    private static final String TAKE =
            """
            with taken as (
                update alarm_mail m
                set attempts = m.attempts + 1, due_at = $1 + interval '1 minute' * least(power(2, m.attempts), 120)
                from (select d.organisation_id, d.alarm_id, d.organiser_id, d.ending
                      from alarm_mail d
                      join alarm a on a.organisation_id = d.organisation_id and a.id = d.alarm_id
                      join organiser o on o.id = d.organiser_id and o.role = 'owner' and o.disabled_at is null
                      where d.sent_at is null and d.due_at <= $1 and d.attempts < $2
                        and case when d.ending
                                 then exists (select from alarm_mail b
                                              where b.organisation_id = d.organisation_id and b.alarm_id = d.alarm_id
                                                and b.organiser_id = d.organiser_id and not b.ending
                                                and b.sent_at is not null)
                                 else a.ended_at is null end
                      order by d.due_at
                      limit 1 for update of d skip locked) due
                where m.organisation_id = due.organisation_id and m.alarm_id = due.alarm_id
                  and m.organiser_id = due.organiser_id and m.ending = due.ending
                returning m.*
            )
            select t.organisation_id, t.alarm_id, t.organiser_id, t.ending, o.email, g.name as organisation, g.time_zone,
                   case when g.language in ('fr', 'en') then g.language else o.language end as language,
                   a.about, a.code, a.sender_id, coalesce(s.name, '') as sender_name, a.name as template,
                   case when t.ending then a.ended_at else a.begun_at end as at
            from taken t
            join alarm a on a.organisation_id = t.organisation_id and a.id = t.alarm_id
            join organisation g on g.id = t.organisation_id
            join organiser o on o.id = t.organiser_id
            left join sender s on s.id = a.sender_id
            """;

    private static final String SENT =
            """
            update alarm_mail set sent_at = $5
            where organisation_id = $1 and alarm_id = $2 and organiser_id = $3 and ending = $4
            """;

    private static final String FORGET = "delete from alarm where ended_at < $1";

    /** How many alarms began and ended. */
    record Noted(int begun, int ended) {}

    /** @param mailed whether there is a mail server */
    Future<Noted> note(SqlClient client, Instant now, boolean mailed) {
        return client.preparedQuery(NOTE)
                .execute(Tuple.of(Timestamps.sql(now), mailed))
                .map(Rows.only(row -> new Noted(row.getInteger("begun"), row.getInteger("ended"))));
    }

    Future<Optional<AlarmMail>> take(SqlClient client, Instant now) {
        return client.preparedQuery(TAKE)
                .execute(Tuple.of(Timestamps.sql(now), ATTEMPTS))
                .map(Rows.first(AlarmStore::mail));
    }

    Future<Void> sent(SqlClient client, AlarmMail mail, Instant now) {
        return client.preparedQuery(SENT)
                .execute(Tuple.of(
                        mail.organisationId(), mail.alarmId(), mail.organiserId(), mail.ending(), Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<Integer> forget(SqlClient client, Instant before) {
        return client.preparedQuery(FORGET)
                .execute(Tuple.of(Timestamps.sql(before)))
                .map(RowSet::rowCount);
    }

    private static AlarmMail mail(Row row) {
        return new AlarmMail(
                row.getLong("organisation_id"),
                row.getLong("alarm_id"),
                row.getLong("organiser_id"),
                row.getBoolean("ending"),
                row.getString("email"),
                row.getString("language"),
                row.getString("organisation"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("about"),
                row.getString("code"),
                row.getLong("sender_id"),
                row.getString("sender_name"),
                row.getString("template"),
                Timestamps.instant(row, "at"));
    }
}
