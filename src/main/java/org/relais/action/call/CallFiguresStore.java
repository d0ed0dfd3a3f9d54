package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallFigures.Day;
import org.relais.action.call.CallFigures.Question;
import org.relais.action.call.CallFigures.Volunteer;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Counts of calls. */
public final class CallFiguresStore {
    private static final String RESULTS =
            """
            select coalesce(result, '') as result, count(*) as calls
            from call_attempt where organisation_id = $1 and action_id = $2
            group by 1
            """;

    private static final String ANSWERS =
            """
            select a.question, a.choice, count(*) as answers,
                   count(*) filter (where t.result <> 'reached') as elsewhere
            from call_attempt t join given_call_answer a on a.attempt_id = t.id
            where t.organisation_id = $1 and t.action_id = $2
            group by 1, 2 order by 1, 2
            """;

    private static final String VOLUNTEERS =
            """
            select t.volunteer_id, coalesce(c.name, '') as name, t.result, count(*) as calls
            from call_attempt t left join contact c on c.id = t.volunteer_id
            where t.organisation_id = $1 and t.action_id = $2 and t.result is not null
            group by 1, 2, 3
            """;

    private static final String DAYS =
            """
            select (t.handed_out_at at time zone o.time_zone)::date as day, t.result, count(*) as calls
            from call_attempt t join organisation o on o.id = t.organisation_id
            where t.organisation_id = $1 and t.action_id = $2 and t.result is not null
            group by 1, 2 order by 1
            """;

    private static final String ROWS =
            """
            select t.id, t.handed_out_at, t.ended_at, t.volunteer_id, coalesce(v.name, '') as volunteer,
                   t.contact_id, coalesce(c.name, '') as contact, t.result, t.call_back_at,
                   coalesce((select jsonb_object_agg(a.question, coalesce(a.choice, a.words, ''))
                             from given_call_answer a where a.attempt_id = t.id), '{}') as answers
            from call_attempt t
            left join contact v on v.id = t.volunteer_id
            left join contact c on c.id = t.contact_id
            where t.organisation_id = $1 and t.action_id = $2 and t.id > $3 and t.result is not null
            order by t.id limit $4
            """;

    /** Those that ended last first. */
    private static final String LATEST = ROWS.replace(
                    "and t.id > $3",
                    """
                    and (t.ended_at, t.id) < (coalesce((select b.ended_at from call_attempt b
                                                        where b.id = $3 and b.organisation_id = $1),
                                                       case when $3 = %d then 'infinity'::timestamptz end), $3)
                    and t.result = any ($5) and ($6::text is null or %s or %s)
                    and ($7::text is null
                         or exists (select from given_call_answer g
                                    where g.attempt_id = t.id and g.question = $7 and g.choice = $8
                                    offset 0))
                    """
                            .formatted(Long.MAX_VALUE, CallListStore.named("c", "$6"), CallListStore.named("v", "$6")))
            .replace("order by t.id limit", "order by t.ended_at desc, t.id desc limit");

    /** What was promised on the telephone is on the list before everybody else, from its time on. */
    private static final String CALL_BACKS =
            """
            select e.next_at, e.contact_id, coalesce(c.name, '') as contact, t.volunteer_id, coalesce(v.name, '') as volunteer,
                   count(*) over () as people, count(*) filter (where e.next_at <= $4) over () as due
            from call_entry e
            join contact c on c.id = e.contact_id
            left join lateral (select volunteer_id from call_attempt a where a.entry_id = e.id order by a.id desc limit 1) t
                on true
            left join contact v on v.id = t.volunteer_id
            where e.organisation_id = $1 and e.action_id = $2 and e.state = 'waiting' and e.turn = 0
            order by e.next_at, e.id limit $3
            """;

    private static final String UNDER_WAY =
            """
            select t.handed_out_at, t.volunteer_id, coalesce(v.name, '') as volunteer,
                   t.contact_id, coalesce(c.name, '') as contact
            from call_attempt t
            left join contact v on v.id = t.volunteer_id
            left join contact c on c.id = t.contact_id
            where t.organisation_id = $1 and t.action_id = $2 and t.ended_at is null
            order by t.id desc limit $3
            """;

    /**
     * Which calls are meant.
     *
     * @param results those that ended in one of these ways
     * @param name beginnings of the words of a name, of who was called or who called; null for all
     * @param question where this was answered with {@code choice}; both null for all
     */
    public record Sought(
            List<String> results, @Nullable String name, @Nullable String question, @Nullable String choice) {
        public Sought {
            results = List.copyOf(results);
        }
    }

    /** A call that is not over: who has whose number, and since when. */
    public record UnderWay(
            Instant since, @Nullable Long volunteerId, String volunteer, @Nullable Long contactId, String contact) {}

    /** A call that was promised: from when on, to whom, and by which volunteer, null once erased. */
    public record CallBack(
            Instant at, @Nullable Long contactId, String contact, @Nullable Long volunteerId, String volunteer) {}

    /**
     * Calls that were promised.
     *
     * @param people how many wait for one
     * @param due to how many of them it was promised for now
     * @param first those that are due first
     */
    public record CallBacks(long people, long due, List<CallBack> first) {
        /** Nobody waits for one. */
        public static final CallBacks NONE = new CallBacks(0, 0, List.of());

        public CallBacks {
            first = List.copyOf(first);
        }
    }

    /**
     * One call that is over.
     *
     * @param answers by question: the id of the option chosen, or the words that were typed
     */
    public record Call(
            long id,
            Instant handedOutAt,
            Instant endedAt,
            @Nullable Long volunteerId,
            String volunteer,
            @Nullable Long contactId,
            String contact,
            String result,
            @Nullable Instant callBackAt,
            Map<String, String> answers) {
        public Call {
            answers = Map.copyOf(answers);
        }
    }

    public Future<CallFigures> figures(SqlClient client, long organisationId, long actionId) {
        Tuple action = Tuple.of(organisationId, actionId);
        return client.preparedQuery(RESULTS)
                .execute(action)
                .map(CallFiguresStore::results)
                .compose(results -> client.preparedQuery(ANSWERS)
                        .execute(action)
                        .map(CallFiguresStore::answers)
                        .compose(answers -> client.preparedQuery(VOLUNTEERS)
                                .execute(action)
                                .map(CallFiguresStore::volunteers)
                                .compose(volunteers -> client.preparedQuery(DAYS)
                                        .execute(action)
                                        .map(CallFiguresStore::days)
                                        .map(days -> {
                                            Map<String, Long> ended = new HashMap<>(results);
                                            Long open = ended.remove("");
                                            return new CallFigures(
                                                    open == null ? 0 : open, ended, answers, volunteers, days);
                                        }))));
    }

    /**
     * The calls that are over, one by one.
     *
     * @param after last call of the page before, 0 for the first
     */
    public Future<List<Call>> page(SqlClient client, long organisationId, long actionId, long after, int limit) {
        return client.preparedQuery(ROWS)
                .execute(Tuple.of(organisationId, actionId, after, limit))
                .map(Rows.all(CallFiguresStore::call));
    }

    /**
     * The calls that are over, those that ended last first.
     *
     * @param before last call of the page before, {@link Long#MAX_VALUE} for the first
     */
    public Future<List<Call>> latest(SqlClient client, Key action, long before, Sought sought, int limit) {
        return client.preparedQuery(LATEST)
                .execute(Tuple.tuple()
                        .addLong(action.organisationId())
                        .addLong(action.actionId())
                        .addLong(before)
                        .addInteger(limit)
                        .addArrayOfString(sought.results().toArray(String[]::new))
                        .addString(sought.name())
                        .addString(sought.question())
                        .addString(sought.choice()))
                .map(Rows.all(CallFiguresStore::call));
    }

    /** An action of an organisation. */
    public record Key(long organisationId, long actionId) {}

    /** The calls that were promised, those that are due first. */
    public Future<CallBacks> callBacks(SqlClient client, Key action, Instant now, int limit) {
        return client.preparedQuery(CALL_BACKS)
                .execute(Tuple.of(action.organisationId(), action.actionId(), limit, Timestamps.sql(now)))
                .map(rows -> rows.size() == 0
                        ? CallBacks.NONE
                        : new CallBacks(
                                rows.iterator().next().getLong("people"),
                                rows.iterator().next().getLong("due"),
                                Rows.all(
                                        rows,
                                        row -> new CallBack(
                                                Timestamps.instant(row, "next_at"),
                                                row.getLong("contact_id"),
                                                row.getString("contact"),
                                                row.getLong("volunteer_id"),
                                                row.getString("volunteer")))));
    }

    /** The calls that are under way, the newest first. */
    public Future<List<UnderWay>> underWay(SqlClient client, long organisationId, long actionId, int limit) {
        return client.preparedQuery(UNDER_WAY)
                .execute(Tuple.of(organisationId, actionId, limit))
                .map(Rows.all(row -> new UnderWay(
                        Timestamps.instant(row, "handed_out_at"),
                        row.getLong("volunteer_id"),
                        row.getString("volunteer"),
                        row.getLong("contact_id"),
                        row.getString("contact"))));
    }

    private static Map<String, Long> results(Iterable<Row> rows) {
        Map<String, Long> results = new TreeMap<>();
        rows.forEach(row -> results.put(row.getString("result"), row.getLong("calls")));
        return results;
    }

    private static List<Question> answers(Iterable<Row> rows) {
        Map<String, Map<String, Long>> choices = new LinkedHashMap<>();
        Map<String, Long> words = new HashMap<>();
        Map<String, Long> elsewhere = new HashMap<>();
        for (Row row : rows) {
            String question = row.getString("question");
            Map<String, Long> chosen = choices.computeIfAbsent(question, key -> new TreeMap<>());
            elsewhere.merge(question, row.getLong("elsewhere"), Long::sum);
            String choice = row.getString("choice");
            if (choice == null) {
                words.put(question, row.getLong("answers"));
            } else {
                chosen.put(choice, row.getLong("answers"));
            }
        }
        return choices.entrySet().stream()
                .map(entry -> new Question(
                        entry.getKey(),
                        entry.getValue(),
                        words.getOrDefault(entry.getKey(), 0L),
                        elsewhere.getOrDefault(entry.getKey(), 0L)))
                .toList();
    }

    private static List<Volunteer> volunteers(Iterable<Row> rows) {
        Map<Long, String> names = new LinkedHashMap<>();
        Map<Long, Map<String, Long>> results = new LinkedHashMap<>();
        for (Row row : rows) {
            Long id = row.getLong("volunteer_id");
            long key = id == null ? 0 : id;
            names.put(key, row.getString("name"));
            results.computeIfAbsent(key, none -> new TreeMap<>()).put(row.getString("result"), row.getLong("calls"));
        }
        List<Volunteer> volunteers = new ArrayList<>();
        results.forEach(
                (id, counts) -> volunteers.add(new Volunteer(id == 0 ? null : id, names.getOrDefault(id, ""), counts)));
        volunteers.sort(Comparator.comparingLong(Volunteer::made)
                .reversed()
                .thenComparing(volunteer -> volunteer.contactId() == null ? Long.MAX_VALUE : volunteer.contactId()));
        return volunteers;
    }

    private static List<Day> days(Iterable<Row> rows) {
        Map<LocalDate, Map<String, Long>> days = new LinkedHashMap<>();
        for (Row row : rows) {
            days.computeIfAbsent(row.getLocalDate("day"), day -> new TreeMap<>())
                    .put(row.getString("result"), row.getLong("calls"));
        }
        return days.entrySet().stream()
                .map(entry -> new Day(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Call call(Row row) {
        Map<String, String> answers = new TreeMap<>();
        JsonObject written = row.getJsonObject("answers");
        written.forEach(entry -> answers.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new Call(
                row.getLong("id"),
                Timestamps.instant(row, "handed_out_at"),
                Timestamps.instant(row, "ended_at"),
                row.getLong("volunteer_id"),
                row.getString("volunteer"),
                row.getLong("contact_id"),
                row.getString("contact"),
                row.getString("result"),
                Timestamps.instantOrNull(row, "call_back_at"),
                answers);
    }
}
