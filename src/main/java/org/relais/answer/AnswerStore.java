package org.relais.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.template.MessageSpecCodec;
import org.relais.template.SpecButton;

/** Answers as they come in, in SQL. A person's events are worked one after the other, so nobody answers twice at once. */
final class AnswerStore {
    private static final String QUESTION =
            """
            select d.id, d.broadcast_id, coalesce(d.claimed_at, d.queued_at) as sent_at, b.title, m.spec,
                   a.payload, a.answered_at, reader.name, reader.language
            from delivery d
            join message m on m.id = d.message_id
            left join broadcast b on b.id = d.broadcast_id
            join contact reader on reader.id = $3
            left join broadcast_answer a
                on a.broadcast_id = d.broadcast_id and a.contact_id = $3 and a.replaced_at is null
            where d.organisation_id = $1 and d.purpose in ('broadcast', 'first_contact', 'test')
            """;

    /** Also of a contact that was merged into this one. */
    private static final String BY_DELIVERY = QUESTION
            + """
              and d.id = $2
              and (d.contact_id = $3
                   or exists (select from contact c where c.id = d.contact_id and c.merged_into = $3))
            """;

    /** The newest that reached the person, for a button whose message the platform doesn't name. */
    private static final String BY_PAYLOAD = QUESTION
            + """
              and d.contact_id = $3 and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
              and m.spec->'buttons' @> jsonb_build_array(jsonb_build_object('payload', $2::text))
            order by d.id desc
            limit 1
            """;

    private static final String OWN =
            """
            select count(*) as answers from broadcast_answer
            where organisation_id = $1 and contact_id = $2 and replaced_at is null
            """;

    private static final String REPLACE =
            """
            update broadcast_answer set replaced_at = $4
            where broadcast_id = $1 and contact_id = $2 and payload <> $3 and replaced_at is null
            """;

    /** No earlier than its question, whose time is not cut off at the second as a platform's may be. */
    private static final String INSERT =
            """
            insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,
                                          answered_at)
            select $1, $2, $3, d.id, $5, $6, $7, greatest($8, d.claimed_at, d.queued_at)
            from delivery d where d.id = $4
            on conflict (broadcast_id, contact_id) where replaced_at is null do nothing
            """;

    /** The message of a delivery to this person, if it is one that may hold an organiser's buttons. */
    Future<Optional<Question>> question(SqlClient tx, long organisationId, long deliveryId, long contactId) {
        return tx.preparedQuery(BY_DELIVERY)
                .execute(Tuple.of(organisationId, deliveryId, contactId))
                .map(Rows.first(AnswerStore::question));
    }

    /** The newest message to this person that has a button with this payload. */
    Future<Optional<Question>> question(SqlClient tx, long organisationId, String payload, long contactId) {
        return tx.preparedQuery(BY_PAYLOAD)
                .execute(Tuple.of(organisationId, payload, contactId))
                .map(Rows.first(AnswerStore::question));
    }

    /** How many questions of the organisation the person has answered. */
    Future<Long> own(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(OWN)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.only(row -> row.getLong("answers")));
    }

    /** Makes it the answer that counts; the same one again changes nothing. */
    Future<Void> record(SqlClient tx, long organisationId, long contactId, Question question, Given given) {
        Question.Broadcast broadcast = question.broadcast();
        if (broadcast == null) {
            return Future.succeededFuture();
        }
        return tx.preparedQuery(REPLACE)
                .execute(Tuple.of(broadcast.id(), contactId, given.button().payload(), Timestamps.sql(given.at())))
                .compose(replaced -> tx.preparedQuery(INSERT)
                        .execute(Tuple.tuple()
                                .addValue(organisationId)
                                .addValue(broadcast.id())
                                .addValue(contactId)
                                .addValue(question.deliveryId())
                                .addValue(given.button().payload())
                                .addValue(given.label())
                                .addValue(given.manner().sqlName())
                                .addValue(Timestamps.sql(given.at()))))
                .mapEmpty();
    }

    /** What somebody answers now. */
    record Given(SpecButton.Reply button, String label, AnswerManner manner, Instant at) {}

    private static Question question(Row row) {
        @Nullable String payload = row.getString("payload");
        Long broadcastId = row.getLong("broadcast_id");
        return new Question(
                row.getLong("id"),
                broadcastId == null ? null : new Question.Broadcast(broadcastId, row.getString("title")),
                Timestamps.instant(row, "sent_at"),
                MessageSpecCodec.restore(row.getJsonObject("spec")),
                new Question.Reader(row.getString("name"), row.getString("language")),
                payload == null ? null : new Question.Given(payload, Timestamps.instant(row, "answered_at")));
    }
}
