package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OpenMessage;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;
import org.relais.template.MessageSpecCodec;
import org.relais.template.SpecButton;

/** Tables {@code question_form} and {@code question_answer}: what is asked, and what people answered. */
final class QuestionStore {
    private static final String PUT =
            """
            insert into question_form (action_id, organisation_id, form, keep_days, updated_by, updated_at)
            values ($2, $1, $3, $4, $5, $6)
            on conflict (action_id) do update
            set form = excluded.form, keep_days = excluded.keep_days, published = '{}',
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """;

    private static final String FORM =
            """
            select form from question_form where organisation_id = $1 and action_id = $2
            """;

    private static final String PUBLISHED =
            """
            select key from question_form, jsonb_object_keys(published) key where organisation_id = $1 and action_id = $2
            """;

    private static final String PUBLICATION =
            """
            select published ->> $3::text as id from question_form
            where organisation_id = $1 and action_id = $2 and published ->> $3::text is not null
            """;

    private static final String PUBLISH =
            """
            update question_form set published = published || jsonb_build_object($3::text, $4::text)
            where organisation_id = $1 and action_id = $2 and form = $5
            """;

    private static final String WITHDRAW =
            """
            update question_form
            set published = (select coalesce(jsonb_object_agg(p.key, p.value), '{}') from jsonb_each_text(published) p
                             where p.value <> $3)
            where organisation_id = $1 and action_id = $2
            """;

    private static final String ANSWER =
            """
            insert into question_answer (organisation_id, action_id, contact_id, step, choice, number, words, answered_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (action_id, contact_id, step) where contact_id is not null do update
            set choice = excluded.choice, number = excluded.number, words = excluded.words,
                answered_at = excluded.answered_at
            """;

    private static final String ANSWERS =
            """
            select step, choice, number, words from question_answer where action_id = $1 and contact_id = $2
            """;

    private static final String KEEP_ONLY =
            """
            delete from question_answer where action_id = $1 and contact_id = $2 and step <> all ($3)
            """;

    private static final String FINISHED =
            """
            update question_form set finished = finished + 1 where action_id = $1 returning finished
            """;

    private static final String MESSAGE =
            """
            select d.id, m.spec from delivery d join message m on m.id = d.message_id
            where d.id = $1 and d.contact_id = $2
            """;

    private static final String MERGED =
            """
            select id from contact where organisation_id = $1 and merged_into = $2
            """;

    private static final String OPENING =
            """
            select coalesce(c.merged_into, c.id) as contact_id, m.spec
            from delivery d join message m on m.id = d.message_id join contact c on c.id = d.contact_id
            where d.organisation_id = $1 and d.id = $2
            """;

    /**
     * A message that opens a form.
     *
     * @param contactId whom it was for
     * @param form the platform's id of it
     */
    record Opening(long contactId, long actionId, String form) {}

    Future<Void> put(SqlClient tx, long organisationId, long actionId, QuestionForm form, String by, Instant now) {
        return tx.preparedQuery(PUT)
                .execute(Tuple.of(
                        organisationId,
                        actionId,
                        QuestionFormCodec.encode(form),
                        (short) form.keepDays(),
                        by,
                        Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Empty when the action has none yet. */
    Future<Optional<QuestionForm>> form(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(FORM)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(row -> QuestionFormCodec.decode(row.getJsonObject("form"))));
    }

    /** What stands for a form at a sender's platform, in one language. */
    static String publication(Sender sender, String language) {
        return sender.channel() + ":" + sender.externalId() + ":" + language;
    }

    /** Those of an action that were made, as {@link #publication} has it. */
    Future<Set<String>> published(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(PUBLISHED)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.all(row -> row.getString("key")))
                .map(Set::copyOf);
    }

    /** The platform's id of one; empty when it was not made. */
    Future<Optional<String>> published(SqlClient client, Action action, String publication) {
        return client.preparedQuery(PUBLICATION)
                .execute(Tuple.of(action.organisationId(), action.id(), publication))
                .map(Rows.first(row -> row.getString("id")));
    }

    /** Writes down that one was made of what was asked then; nothing when something else is asked by now. */
    Future<Void> publish(SqlClient client, Action action, QuestionForm form, String publication, String externalId) {
        return client.preparedQuery(PUBLISH)
                .execute(Tuple.of(
                        action.organisationId(), action.id(), publication, externalId, QuestionFormCodec.encode(form)))
                .mapEmpty();
    }

    /** Ids of the contacts that turned out to be this one. */
    Future<List<Long>> merged(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(MERGED)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Forgets one that its platform does not open. */
    Future<Void> withdraw(SqlClient tx, Action action, String externalId) {
        return tx.preparedQuery(WITHDRAW)
                .execute(Tuple.of(action.organisationId(), action.id(), externalId))
                .mapEmpty();
    }

    /** Which form a message opens; empty when it opens none. */
    Future<Optional<Opening>> opening(SqlClient client, long organisationId, long deliveryId) {
        return client.preparedQuery(OPENING)
                .execute(Tuple.of(organisationId, deliveryId))
                .map(Rows.first(QuestionStore::opening))
                .map(found -> found.flatMap(opening -> opening));
    }

    private static Optional<Opening> opening(Row row) {
        return MessageSpecCodec.restore(row.getJsonObject("spec")).buttons().stream()
                .flatMap(button -> button instanceof SpecButton.Form form ? Stream.of(form) : Stream.empty())
                .flatMap(form -> ButtonPayload.parse(form.payload()).stream()
                        .filter(payload -> payload.part().equals(QuestionButtons.PART))
                        .map(payload -> new Opening(
                                row.getLong("contact_id"), payload.id(0).orElse(0), form.form())))
                .findFirst();
    }

    /** Writes an answer down; a later one to the same step takes its place. */
    Future<Void> answer(SqlClient tx, Action action, long contactId, String step, QuestionAnswer answer, Instant now) {
        return tx.preparedQuery(ANSWER)
                .execute(Tuple.tuple()
                        .addLong(action.organisationId())
                        .addLong(action.id())
                        .addLong(contactId)
                        .addString(step)
                        .addString(answer.choice())
                        .addBigDecimal(answer.number())
                        .addString(answer.words())
                        .addOffsetDateTime(Timestamps.sql(now)))
                .mapEmpty();
    }

    /** A person's answers, by id of the step. */
    Future<Map<String, QuestionAnswer>> answers(SqlClient client, long actionId, long contactId) {
        return client.preparedQuery(ANSWERS)
                .execute(Tuple.of(actionId, contactId))
                .map(Rows.byKey(row -> row.getString("step"), QuestionStore::answer));
    }

    /** Answers to other steps are none any more: another answer before them leads elsewhere, or the person gave it up. */
    Future<Void> keepOnly(SqlClient tx, long actionId, long contactId, List<String> steps) {
        return tx.preparedQuery(KEEP_ONLY)
                .execute(Tuple.of(actionId, contactId, steps.toArray(String[]::new)))
                .mapEmpty();
    }

    /** One more has come to the end; completes with how many have. */
    Future<Long> finished(SqlClient tx, long actionId) {
        return tx.preparedQuery(FINISHED).execute(Tuple.of(actionId)).map(Rows.only(row -> row.getLong("finished")));
    }

    /** A button of ours under a message to this person; empty when it has none. */
    Future<Optional<ButtonPayload>> button(SqlClient tx, long deliveryId, long contactId) {
        return tx.preparedQuery(MESSAGE)
                .execute(Tuple.of(deliveryId, contactId))
                .map(Rows.first(QuestionStore::buttons))
                .map(found -> found.stream()
                        .flatMap(List::stream)
                        .map(OpenMessage.Option::payload)
                        .filter(payload -> payload.part().equals(QuestionButtons.PART))
                        .filter(payload -> !payload.verb().equals(QuestionButtons.LATER))
                        .findFirst());
    }

    private static List<OpenMessage.Option> buttons(Row row) {
        JsonObject spec = row.getJsonObject("spec");
        return OpenMessage.options(row.getLong("id"), spec);
    }

    private static QuestionAnswer answer(Row row) {
        return new QuestionAnswer(row.getString("choice"), row.getBigDecimal("number"), row.getString("words"));
    }
}
