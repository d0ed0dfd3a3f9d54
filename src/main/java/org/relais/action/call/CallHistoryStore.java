package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** The calls that one person has had, whatever the action, of which it does not tell who made them; and those that one has made. */
public final class CallHistoryStore {
    /** A number that was given back uncalled, or taken away, was no call. */
    private static final String OF_CONTACT =
            """
            select t.id, t.handed_out_at, t.action_id, x.title, t.result, t.call_back_at, s.script,
                   coalesce((select jsonb_object_agg(a.question, coalesce(a.choice, a.words, ''))
                             from given_call_answer a where a.attempt_id = t.id), '{}') as answers
            from call_attempt t
            join action x on x.id = t.action_id
            join call_script s on s.id = t.script_id
            where t.organisation_id = $1 and t.contact_id = $2
              and t.result not in ('paused', 'returned', 'stopped', 'withdrawn')
            order by t.id desc limit $3
            """;

    private static final String BY_VOLUNTEER =
            """
            select t.id, t.handed_out_at, t.ended_at, t.action_id, x.title, t.result, t.call_back_at,
                   t.contact_id, coalesce(c.name, '') as contact
            from call_attempt t
            join action x on x.id = t.action_id
            left join contact c on c.id = t.contact_id
            where t.organisation_id = $1 and t.volunteer_id = $2 and (t.ended_at is null or t.ended_at >= $3)
            order by t.id desc limit $4
            """;

    /**
     * A call that a volunteer has made, or was to make.
     *
     * @param at when the number was given out for it
     * @param endedAt null while it is under way
     * @param title of its action
     * @param result as in {@link CallResult#sqlName}, or one of {@link CallResult#UNREPORTED}; null while it is under way
     * @param contactId who was called; null once erased
     */
    public record MadeCall(
            long id,
            Instant at,
            @Nullable Instant endedAt,
            long actionId,
            String title,
            @Nullable String result,
            @Nullable Instant callBackAt,
            @Nullable Long contactId,
            String contact) {}

    /**
     * A call that is over.
     *
     * @param at when the number was given out for it
     * @param title of its action
     * @param result as in {@link CallResult#sqlName}, or {@code expired} where the volunteer never told
     * @param script with which it began
     * @param answers by question: the id of the option chosen, or the words that were typed
     */
    public record PastCall(
            long id,
            Instant at,
            long actionId,
            String title,
            String result,
            @Nullable Instant callBackAt,
            CallScript script,
            Map<String, String> answers) {
        public PastCall {
            answers = Map.copyOf(answers);
        }
    }

    /** A person's calls, the newest first. */
    public Future<List<PastCall>> ofContact(SqlClient client, long organisationId, long contactId, int limit) {
        return client.preparedQuery(OF_CONTACT)
                .execute(Tuple.of(organisationId, contactId, limit))
                .map(Rows.all(CallHistoryStore::call));
    }

    /** The calls that a volunteer had in hand since a time, the oldest first; of many, the newest. */
    public Future<List<MadeCall>> byVolunteer(
            SqlClient client, long organisationId, long volunteerId, Instant since, int limit) {
        return client.preparedQuery(BY_VOLUNTEER)
                .execute(Tuple.of(organisationId, volunteerId, Timestamps.sql(since), limit))
                .map(Rows.all(CallHistoryStore::made))
                .map(newest -> {
                    List<MadeCall> oldest = new ArrayList<>(newest);
                    Collections.reverse(oldest);
                    return oldest;
                });
    }

    private static MadeCall made(Row row) {
        return new MadeCall(
                row.getLong("id"),
                Timestamps.instant(row, "handed_out_at"),
                Timestamps.instantOrNull(row, "ended_at"),
                row.getLong("action_id"),
                row.getString("title"),
                row.getString("result"),
                Timestamps.instantOrNull(row, "call_back_at"),
                row.getLong("contact_id"),
                row.getString("contact"));
    }

    private static PastCall call(Row row) {
        Map<String, String> answers = new TreeMap<>();
        JsonObject written = row.getJsonObject("answers");
        written.forEach(entry -> answers.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new PastCall(
                row.getLong("id"),
                Timestamps.instant(row, "handed_out_at"),
                row.getLong("action_id"),
                row.getString("title"),
                row.getString("result"),
                Timestamps.instantOrNull(row, "call_back_at"),
                CallScriptCodec.decode(row.getJsonObject("script")),
                answers);
    }
}
