package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Broadcasts that stay open, in SQL: as organisers see them. */
final class WelcomeStore {
    private static final String OPEN =
            """
            insert into welcome (broadcast_id, organisation_id, occasion, delay_minutes, answer_broadcast_id,
                                 answer_payload, opened_at, earlier, action_id, read_until, read_day, read_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $10,
                    case when $8 then '0'::xid8 else pg_snapshot_xmin(pg_current_snapshot()) end,
                    case when $8 then date '1970-01-01' else $9 end,
                    case when $8 or $3 not in ('idle', 'inactive') then 0 else 9223372036854775807 end)
            """;

    private static final String ALL =
            """
            select b.*, w.occasion, w.delay_minutes, w.answer_broadcast_id, w.answer_payload, w.opened_at, w.earlier,
                   w.action_id, w.entered,
                   (select count(*) from welcome_entry e
                    where e.broadcast_id = w.broadcast_id and e.settled_at is null and b.state <> 'cancelled') as waiting
            from welcome w join broadcast b on b.id = w.broadcast_id
            where w.organisation_id = $1 and ($2::bigint[] is null or w.broadcast_id = any ($2))
            order by w.broadcast_id desc
            limit $3
            """;

    /** Found from the people who entered, one by one. */
    private static final String STOPPED =
            """
            select count(*) as stopped
            from welcome_entry e join consent s on s.contact_id = e.contact_id
            where e.broadcast_id = $1 and s.stopped_at > e.entered_at
            """;

    /** Nothing of its source that was there before is read, unless the rule asks for it. */
    Future<Void> open(SqlClient transaction, long organisationId, long broadcastId, WelcomeRule rule, Instant now) {
        WelcomeRule.@Nullable Answer answer = rule.answer();
        return transaction
                .preparedQuery(OPEN)
                .execute(Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(organisationId)
                        .addValue(rule.occasion().sqlName())
                        .addValue((int) rule.delay().toMinutes())
                        .addValue(answer == null ? null : answer.broadcastId())
                        .addValue(answer == null ? null : answer.payload())
                        .addValue(Timestamps.sql(now))
                        .addValue(rule.earlier())
                        .addValue(WelcomeSourceStore.silentBy(rule, now))
                        .addValue(rule.actionId()))
                .mapEmpty();
    }

    /** Those of the organisation, newest first. */
    Future<List<Welcome>> all(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(ALL)
                .execute(Tuple.of(organisationId, null, limit))
                .map(Rows.all(WelcomeStore::welcome));
    }

    /** Those of these broadcasts that stay open, by broadcast. */
    Future<Map<Long, Welcome>> of(SqlClient client, long organisationId, Collection<Long> broadcastIds) {
        return client.preparedQuery(ALL)
                .execute(Tuple.of(organisationId, broadcastIds.toArray(Long[]::new), broadcastIds.size()))
                .map(rows -> Rows.all(rows, WelcomeStore::welcome).stream()
                        .collect(Collectors.toMap(found -> found.broadcast().id(), found -> found)));
    }

    /** How many have stopped since they entered. */
    Future<Long> stopped(SqlClient client, long broadcastId) {
        return client.preparedQuery(STOPPED)
                .execute(Tuple.of(broadcastId))
                .map(Rows.only(row -> row.getLong("stopped")));
    }

    static WelcomeRule rule(Row row) {
        Long asked = row.getLong("answer_broadcast_id");
        return new WelcomeRule(
                WelcomeRule.Occasion.of(row.getString("occasion")),
                Duration.ofMinutes(row.getInteger("delay_minutes")),
                asked == null ? null : new WelcomeRule.Answer(asked, row.getString("answer_payload")),
                row.getLong("action_id"),
                row.getBoolean("earlier"));
    }

    private static Welcome welcome(Row row) {
        return new Welcome(
                BroadcastStore.broadcast(row),
                rule(row),
                Timestamps.instant(row, "opened_at"),
                row.getLong("entered"),
                row.getLong("waiting"));
    }
}
