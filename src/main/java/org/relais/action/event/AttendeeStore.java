package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who comes, as organisers look it up. */
public final class AttendeeStore {
    private static final String PAGE =
            """
            select a.id, a.contact_id, c.name, a.standing, a.companions, a.since,
                   exists (select from event_turn t
                           where t.action_id = a.action_id and t.at = a.since and t.cause = 'place') as promoted
            from event_answer a
            join contact c on c.id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.id > $4 and ($3::text is null or a.standing = $3)
            order by a.id
            limit $5
            """;

    /** In the order in which they came to stand so: whoever waits longest is the first to get a place. */
    private static final String ALIKE =
            """
            select a.id, a.contact_id, c.name, a.standing, a.companions, a.since,
                   exists (select from event_turn t
                           where t.action_id = a.action_id and t.at = a.since and t.cause = 'place') as promoted
            from event_answer a
            join contact c on c.id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.standing = $3
            order by a.since, a.id
            offset $4 limit $5
            """;

    private static final String COMPANIONS =
            """
            select contact_id, companions from event_answer
            where organisation_id = $1 and action_id = $2 and contact_id = any ($3) and companions > 0
            """;

    private static final String STANDINGS =
            """
            select contact_id, standing from event_answer
            where organisation_id = $1 and action_id = $2 and contact_id = any ($3)
            """;

    private static final String SAID_YES =
            """
            select action_id, count(*) as people from event_answer
            where organisation_id = $1 and action_id = any ($2) and standing in ('yes', 'waiting')
            group by 1
            """;

    /**
     * @param answerId what the next page begins behind
     * @param companions how many they said they bring, themselves not counted
     * @param since when they came to stand there
     * @param promoted whether they did so because a place became free
     */
    public record Line(
            long answerId,
            long contactId,
            String name,
            AttendanceState standing,
            int companions,
            Instant since,
            boolean promoted) {}

    Future<List<Line>> page(
            SqlClient client,
            long organisationId,
            long actionId,
            @Nullable AttendanceState standing,
            long afterAnswerId,
            int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(
                        organisationId,
                        actionId,
                        standing == null ? null : standing.sqlName(),
                        afterAnswerId,
                        Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(AttendeeStore::line));
    }

    /** Those who stand so in the order in which they came to, behind so many of them. */
    public Future<List<Line>> alike(
            SqlClient client, long organisationId, long actionId, AttendanceState standing, long before, int limit) {
        return client.preparedQuery(ALIKE)
                .execute(Tuple.of(organisationId, actionId, standing.sqlName(), before, limit))
                .map(Rows.all(AttendeeStore::line));
    }

    /** How many each of these people brings; who brings nobody is left out. */
    Future<Map<Long, Integer>> companions(
            SqlClient client, long organisationId, long actionId, Collection<Long> contactIds) {
        return client.preparedQuery(COMPANIONS)
                .execute(Tuple.of(organisationId, actionId, (Object) contactIds.toArray(Long[]::new)))
                .map(Rows.byKey(row -> row.getLong("contact_id"), row -> row.getInteger("companions")));
    }

    private static Line line(Row row) {
        return new Line(
                row.getLong("id"),
                row.getLong("contact_id"),
                row.getString("name"),
                AttendanceState.of(row.getString("standing")),
                row.getInteger("companions"),
                Timestamps.instant(row, "since"),
                row.getBoolean("promoted"));
    }

    /** Where these people stand; who has not answered, or whose answer is forgotten, is left out. */
    Future<Map<Long, AttendanceState>> standings(
            SqlClient client, long organisationId, long actionId, Collection<Long> contactIds) {
        return client.preparedQuery(STANDINGS)
                .execute(Tuple.of(organisationId, actionId, (Object) contactIds.toArray(Long[]::new)))
                .map(Rows.byKey(
                        row -> row.getLong("contact_id"), row -> AttendanceState.of(row.getString("standing"))));
    }

    /** How many said yes to each of these events, whether a place was left or not; those without a yes are left out. */
    public Future<Map<Long, Long>> saidYes(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return client.preparedQuery(SAID_YES)
                .execute(Tuple.of(organisationId, (Object) actionIds.toArray(Long[]::new)))
                .map(Rows.byKey(row -> row.getLong("action_id"), row -> row.getLong("people")));
    }
}
