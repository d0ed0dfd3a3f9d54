package org.relais.health;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.health.SenderReport.Alarm;
import org.relais.health.SenderReport.Done;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;

/** Checks, looks and alarms in SQL. */
final class HealthStore {
    /** So many days of hours say how long a sender is usually silent; less is no experience. */
    private static final Duration REMEMBERED = Duration.ofDays(21);

    private static final Duration EXPERIENCE = Duration.ofDays(7);

    private static final String REPORTS =
            """
            select s.id, s.organisation_id, s.channel, s.external_id, s.name, s.source, h.heard_at, h.written_at, h.accepted_at, h.alarm,
                   case when exists (select from delivery d where d.sender_id = s.id and d.queued) then h.outage_since end as outage_since,
                   h.alarmed_since, h.released_by,
                   (select jsonb_object_agg(c.name, jsonb_build_object(
                               'at', extract(epoch from c.checked_at), 'results', c.results))
                    from sender_check c where c.sender_id = s.id) as checks,
                   (select case when min(e.hour) < $2 then max(e.silence) end
                    from (select hour, extract(epoch from hour - lag(hour) over (order by hour)) as silence
                          from sender_hour where sender_id = s.id and hour > $3) e) as usual
            from sender s left join sender_health h on h.sender_id = s.id
            where s.organisation_id = $1 and s.removed_at is null and ($4::bigint is null or s.id = $4)
            order by s.id
            """;

    private static final String CHECKED =
            """
            insert into sender_check (sender_id, name, checked_at, results) values ($1, $2, $3, $4)
            on conflict (sender_id, name) do update set checked_at = excluded.checked_at, results = excluded.results
                where sender_check.checked_at <= excluded.checked_at or sender_check.checked_at > now()
            """;

    /** Takes the senders that no node has looked at lately; one that is suspected comes sooner. */
    private static final String TAKE_DUE =
            """
            insert into sender_health (sender_id, looked_at)
            select s.id, $1 from sender s left join sender_health h on h.sender_id = s.id
            where s.removed_at is null and coalesce(h.looked_at, '-infinity')
                  <= case when h.alarm is not null then $3::timestamptz else $2::timestamptz end
            on conflict (sender_id) do update set looked_at = excluded.looked_at
                where coalesce(sender_health.looked_at, '-infinity')
                      <= case when sender_health.alarm is not null then $3::timestamptz else $2::timestamptz end
            returning sender_id
            """;

    private static final String SENDERS =
            "select id, organisation_id, channel, external_id, name from sender where id = any ($1::bigint[]) order by id";

    private static final String ALL_SENDERS =
            """
            select id, organisation_id, channel, external_id, name from sender where removed_at is null order by id
            """;

    private static final String SUSPECT =
            """
            update sender_health
            set alarm = $2, suspected_since = coalesce(suspected_since, $3),
                alarmed_since = case when alarmed_since is not null then alarmed_since
                                     when suspected_since <= $4 then $3::timestamptz end
            where sender_id = $1
            returning alarmed_since = $3 as begins
            """;

    private static final String ALARMED =
            """
            select count(*) as senders from sender_health h join sender s on s.id = h.sender_id
            where h.alarmed_since is not null and s.removed_at is null
            """;

    private static final String CLEAR =
            """
            update sender_health set alarm = null, suspected_since = null, alarmed_since = null, released_by = null
            where sender_id = $1 and alarm is not null
            """;

    private static final String RELEASE =
            """
            update sender_health h set released_by = $3
            from sender s
            where h.sender_id = $2 and s.id = $2 and s.organisation_id = $1 and h.alarmed_since is not null
              and h.released_by is null
            """;

    private static final String HOLD =
            """
            update broadcast b set state = 'paused', state_reason = 'sender_alarm'
            from sender_health h join sender s on s.id = h.sender_id
            where h.alarmed_since is not null and h.released_by is null
              and b.organisation_id = s.organisation_id and b.state in ('expanding', 'sending') and b.finished_at is null
              and exists (select from delivery d
                          where d.sender_id = h.sender_id and d.priority = 2 and coalesce(d.broadcast_id, 0) = b.id
                            and d.queued)
            """;

    /** What waited for this alarm goes on; what waits for another sender's too is held again by the next look. */
    private static final String GO_ON =
            """
            update broadcast b
            set state = case when b.expanded_at is null then 'expanding' else 'sending' end, state_reason = null
            where b.organisation_id = $1 and b.state = 'paused' and b.state_reason = 'sender_alarm'
              and b.finished_at is null
              and exists (select from delivery d
                          where d.sender_id = $2 and d.priority = 2 and coalesce(d.broadcast_id, 0) = b.id and d.queued)
            """;

    Future<List<SenderReport>> reports(SqlClient client, long organisationId, @Nullable Long senderId, Instant now) {
        return client.preparedQuery(REPORTS)
                .execute(Tuple.of(
                        organisationId,
                        Timestamps.sql(now.minus(EXPERIENCE)),
                        Timestamps.sql(now.minus(REMEMBERED)),
                        senderId))
                .map(Rows.all(HealthStore::report));
    }

    /**
     * Keeps what a check found.
     *
     * @param at when it began
     * @return false when what one found that began later is kept already; one of a node whose clock is ahead gives way
     */
    Future<Boolean> checked(SqlClient client, long senderId, String name, Instant at, List<CheckResult> results) {
        return client.preparedQuery(CHECKED)
                .execute(Tuple.of(senderId, name, Timestamps.sql(at), array(results)))
                .map(kept -> kept.rowCount() == 1);
    }

    /** @param before those not looked at since; @param suspectedBefore the same for those that a look has suspected */
    Future<List<Sender>> takeDue(SqlClient client, Instant now, Instant before, Instant suspectedBefore) {
        return client.preparedQuery(TAKE_DUE)
                .execute(Tuple.of(Timestamps.sql(now), Timestamps.sql(before), Timestamps.sql(suspectedBefore)))
                .map(Rows.all(row -> row.getLong("sender_id")))
                .compose(ids -> client.preparedQuery(SENDERS)
                        .execute(Tuple.of(ids.toArray(Long[]::new)))
                        .map(Rows.all(SenderStore::sender)));
    }

    /** Of all organisations. */
    Future<List<Sender>> senders(SqlClient client) {
        return client.query(ALL_SENDERS).execute().map(Rows.all(SenderStore::sender));
    }

    Future<Long> alarmed(SqlClient client) {
        return client.preparedQuery(ALARMED).execute().map(Rows.only(row -> row.getLong("senders")));
    }

    /** Notes what a look found; whether it alarms from now on: it was found before {@code confirmedBefore} too. */
    Future<Boolean> suspect(SqlClient client, long senderId, CheckResult what, Instant now, Instant confirmedBefore) {
        return client.preparedQuery(SUSPECT)
                .execute(Tuple.of(senderId, what.json(), Timestamps.sql(now), Timestamps.sql(confirmedBefore)))
                .map(Rows.first(row -> Boolean.TRUE.equals(row.getBoolean("begins"))))
                .map((Optional<Boolean> begins) -> begins.orElse(false));
    }

    Future<Boolean> clear(SqlClient client, long senderId) {
        return client.preparedQuery(CLEAR).execute(Tuple.of(senderId)).map(rows -> rows.rowCount() == 1);
    }

    Future<Boolean> release(SqlClient client, long organisationId, long senderId, String by) {
        return client.preparedQuery(RELEASE)
                .execute(Tuple.of(organisationId, senderId, by))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Pauses the broadcasts with messages of senders that alarm; returns how many. */
    Future<Integer> hold(SqlClient client) {
        return client.preparedQuery(HOLD).execute().map(rows -> rows.rowCount());
    }

    Future<Integer> goOn(SqlClient client, long organisationId, long senderId) {
        return client.preparedQuery(GO_ON)
                .execute(Tuple.of(organisationId, senderId))
                .map(rows -> rows.rowCount());
    }

    private static SenderReport report(Row row) {
        Double usual = row.getDouble("usual");
        JsonObject alarm = row.getJsonObject("alarm");
        return new SenderReport(
                SenderStore.sender(row),
                SenderStore.inFile(row),
                Timestamps.instantOrNull(row, "heard_at"),
                Timestamps.instantOrNull(row, "written_at"),
                Timestamps.instantOrNull(row, "accepted_at"),
                Timestamps.instantOrNull(row, "outage_since"),
                usual == null ? null : Duration.ofSeconds(usual.longValue()),
                checks(row.getJsonObject("checks")),
                alarm == null
                        ? null
                        : new Alarm(
                                CheckResult.of(alarm),
                                Timestamps.instantOrNull(row, "alarmed_since"),
                                row.getString("released_by")),
                null);
    }

    private static Map<String, Done> checks(@Nullable JsonObject json) {
        Map<String, Done> checks = new HashMap<>();
        if (json != null) {
            for (String name : json.fieldNames()) {
                JsonObject done = json.getJsonObject(name);
                List<CheckResult> results = done.getJsonArray("results").stream()
                        .map(one -> CheckResult.of((JsonObject) one))
                        .toList();
                checks.put(
                        name,
                        new Done(Instant.ofEpochSecond(done.getDouble("at").longValue()), results));
            }
        }
        return Map.copyOf(checks);
    }

    private static JsonArray array(List<CheckResult> results) {
        return new JsonArray(results.stream().map(CheckResult::json).toList());
    }
}
