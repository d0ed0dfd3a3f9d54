package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.question.QuestionFigures.Chosen;
import org.relais.action.question.QuestionFigures.Count;
import org.relais.action.question.QuestionFigures.Respondent;
import org.relais.action.question.QuestionFigures.Words;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What was answered, counted from table {@code question_answer}. */
final class QuestionFiguresStore {
    private static final String PEOPLE =
            """
            select (select count(distinct contact_id) from question_answer where action_id = f.action_id) as people,
                   f.finished
            from question_form f where f.organisation_id = $1 and f.action_id = $2
            """;

    private static final String STEPS =
            """
            select step, count(*) filter (where num_nonnulls(choice, number, words) = 1) as answered,
                   count(*) filter (where num_nonnulls(choice, number, words) = 0) as skipped,
                   min(number) as least, max(number) as most, sum(number) as total,
                   (percentile_cont(0.5) within group (order by number))::numeric(14, 2) as median,
                   count(distinct number) as numbers
            from question_answer where action_id = $1
            group by step
            """;

    private static final String CHOICES =
            """
            select choice as answer, count(*) as people
            from question_answer where action_id = $1 and step = $2 and choice is not null
            group by choice
            """;

    private static final String NUMBERS =
            """
            select floor((number - $3::numeric) / $4::numeric)::bigint as bar, count(*) as people
            from question_answer where action_id = $1 and step = $2 and number is not null
            group by bar
            """;

    private static final String EACH_NUMBER =
            """
            select number, count(*) as people
            from question_answer where action_id = $1 and step = $2 and number is not null
            group by number order by number
            """;

    private static final String PLACES =
            """
            select min(words) as answer, count(*) as people
            from question_answer where action_id = $1 and step = $2 and words is not null
            group by lower(words) order by people desc, answer limit $3
            """;

    private static final String WORDS =
            """
            select a.id, a.contact_id, coalesce(c.name, '') as name, a.words
            from question_answer a join contact c on c.id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.step = $3 and a.id > $4 and a.words is not null
            order by a.id limit $5
            """;

    private static final String LATEST =
            """
            select a.id, a.contact_id, coalesce(c.name, '') as name, a.words
            from question_answer a join contact c on c.id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.step = $3 and a.words is not null
            order by a.id desc limit $4
            """;

    private static final String ROWS =
            """
            select a.contact_id, coalesce(c.name, '') as name, max(a.answered_at) as answered_at, s.done_at,
                   jsonb_object_agg(a.step, coalesce(a.choice, trim_scale(a.number)::text, a.words, '')) as answers
            from question_answer a
            join contact c on c.id = a.contact_id
            left join assignment s on s.action_id = a.action_id and s.contact_id = a.contact_id
            where a.organisation_id = $1 and a.action_id = $2 and a.contact_id >= $3
              and ($5::text is null or exists (
                select from question_answer o
                where o.action_id = $2 and o.contact_id = a.contact_id and o.step = $5 and o.choice = $6))
            group by a.contact_id, c.name, s.done_at
            order by a.contact_id limit $4
            """;

    /** How many answered a step, and of numbers their range. */
    record Counted(
            long answered,
            long skipped,
            @Nullable BigDecimal least,
            @Nullable BigDecimal median,
            @Nullable BigDecimal most,
            @Nullable BigDecimal total,
            long numbers) {
        static final Counted NOTHING = new Counted(0, 0, null, null, null, null, 0);
    }

    /** Who answered anything, and how many have finished. */
    record People(long people, long finished) {}

    /** Empty when the action has no questions. */
    Future<Optional<People>> people(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(PEOPLE)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(row -> new People(row.getLong("people"), row.getLong("finished"))));
    }

    /** By id of the step. */
    Future<Map<String, Counted>> steps(SqlClient client, long actionId) {
        return client.preparedQuery(STEPS)
                .execute(Tuple.of(actionId))
                .map(Rows.byKey(row -> row.getString("step"), QuestionFiguresStore::counted));
    }

    /** By id of the option. */
    Future<Map<String, Long>> choices(SqlClient client, long actionId, String step) {
        return client.preparedQuery(CHOICES)
                .execute(Tuple.of(actionId, step))
                .map(Rows.byKey(row -> row.getString("answer"), row -> row.getLong("people")));
    }

    /** Each number that was given, from the smallest. */
    Future<List<Count>> numbers(SqlClient client, long actionId, String step) {
        return client.preparedQuery(EACH_NUMBER)
                .execute(Tuple.of(actionId, step))
                .map(Rows.all(row -> new Count(plain(row.getBigDecimal("number")), row.getLong("people"))));
    }

    /** People by the bar that their number falls into: bar 0 begins at {@code from}, each is {@code width} wide. */
    Future<Map<Long, Long>> bars(SqlClient client, long actionId, String step, BigDecimal from, BigDecimal width) {
        return client.preparedQuery(NUMBERS)
                .execute(Tuple.of(actionId, step, from, width))
                .map(Rows.byKey(row -> row.getLong("bar"), row -> row.getLong("people")));
    }

    /** The places named most often, however they were written. */
    Future<List<Count>> places(SqlClient client, long actionId, String step, int most) {
        return client.preparedQuery(PLACES)
                .execute(Tuple.of(actionId, step, most))
                .map(Rows.all(row -> new Count(row.getString("answer"), row.getLong("people"))));
    }

    /** @param after the last of the page before, 0 for the first */
    Future<List<Words>> words(
            SqlClient client, long organisationId, long actionId, String step, long after, int limit) {
        return client.preparedQuery(WORDS)
                .execute(Tuple.of(organisationId, actionId, step, after, limit))
                .map(Rows.all(QuestionFiguresStore::words));
    }

    /** What was written last, the last one first. */
    Future<List<Words>> latest(SqlClient client, Action action, String step, int limit) {
        return client.preparedQuery(LATEST)
                .execute(Tuple.of(action.organisationId(), action.id(), step, limit))
                .map(Rows.all(QuestionFiguresStore::words));
    }

    private static Words words(Row row) {
        return new Words(row.getLong("id"), row.getLong("contact_id"), row.getString("name"), row.getString("words"));
    }

    /**
     * People with all their answers, from this contact on.
     *
     * @param chosen only who chose this; null: everybody
     */
    Future<List<Respondent>> page(SqlClient client, Action action, long from, int limit, @Nullable Chosen chosen) {
        return client.preparedQuery(ROWS)
                .execute(Tuple.of(
                        action.organisationId(),
                        action.id(),
                        from,
                        limit,
                        chosen == null ? null : chosen.step(),
                        chosen == null ? null : chosen.option()))
                .map(Rows.all(QuestionFiguresStore::respondent));
    }

    /** A number without zeros behind it. */
    static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Counted counted(Row row) {
        return new Counted(
                row.getLong("answered"),
                row.getLong("skipped"),
                row.getBigDecimal("least"),
                row.getBigDecimal("median"),
                row.getBigDecimal("most"),
                row.getBigDecimal("total"),
                row.getLong("numbers"));
    }

    private static Respondent respondent(Row row) {
        Map<String, String> answers = new HashMap<>();
        JsonObject given = row.getJsonObject("answers");
        given.forEach(entry -> answers.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new Respondent(
                row.getLong("contact_id"),
                row.getString("name"),
                Timestamps.instant(row, "answered_at"),
                Timestamps.instantOrNull(row, "done_at"),
                answers);
    }
}
