package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.SpokenLanguage;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.ledger.EventSource;
import org.relais.template.FirstContactQuestion;

/** What an answer needs to know of a person, read in one go. */
final class ReplyPersonStore {
    private static final String FIND =
            """
            select c.id, c.name, c.language, c.language_chosen, c.language_sentences, c.language_other, c.number_open, s.class, s.state, s.held_from, s.basis_event_id, s.stopped_at,
                   s.occasional_spent_at is not null as occasional_spent, d.language as first_language, m.spec as first_spec,
                   array(select distinct a.channel from address a
                         where a.contact_id = c.id and a.status <> 'retired' order by a.channel) as channels
            from contact c
            join consent s on s.contact_id = c.id
            left join delivery d on d.id = s.occasional_delivery_id and s.class = 'occasional' and s.state = 'pending'
            left join message m on m.id = d.message_id
            where c.organisation_id = $1 and c.id = $2
            """;

    /**
     * Whoever works an event of the person has them alone: what is asked at most once a day is asked once. And whoever waits for
     * that reads how the person stands then, not how they stood before.
     */
    private static final String TAKE = FIND + "for no key update of c, s";

    private static final String SPEAK =
            """
            update contact set language = $3, language_chosen = $4, language_sentences = $5, language_other = $6, updated_at = $7
            where organisation_id = $1 and id = $2
            """;

    private static final String TELL_OF_STOP =
            """
            update contact set told_stop_id = $2 where id = $1 and told_stop_id is distinct from $2 returning id
            """;

    /** What an organiser noted of the person themself, else what came with the first event of their history. */
    private static final String ORIGIN =
            """
            select coalesce(nullif(btrim(c.variables ->> 'origin'), ''),
                            case when e.source = 'import' then nullif(btrim(e.detail ->> 'origin'), '') end) as told,
                   e.source, e.occurred_at
            from contact c
            cross join lateral (
                select source, occurred_at, detail from ledger_event
                where contact_id = c.id and organisation_id = $1 and kind in ('created', 'suppressed', 'opt_in')
                order by id limit 1) e
            where c.organisation_id = $1 and c.id = $2
            """;

    private static final String DECLINED =
            """
            select exists (
                select from consent s join ledger_event e on e.id = s.basis_event_id
                where s.contact_id = $2 and e.organisation_id = $1 and e.detail ->> 'question' = $3) as declined
            """;

    /** A tick that was put on a button has the id of the message that it stands on. */
    private static final String ANSWERED_DELIVERY =
            """
            select case when m.spec ? 'chosen' then (m.spec->>'replaces')::bigint else d.id end as id
            from delivery d join message m on m.id = d.message_id
            where d.external_id = $1 and d.contact_id = $2
            order by d.id desc
            limit 1
            """;

    /**
     * Where the data of a person come from.
     *
     * @param told in an organiser's words; null when they noted none
     * @param source by which door the person came
     * @param since when
     */
    record ContactOrigin(@Nullable String told, EventSource source, Instant since) {}

    /** The person; empty when the organisation has no such contact. */
    Future<Optional<ReplyPerson>> find(SqlClient client, long organisationId, long contactId) {
        return person(client, FIND, organisationId, contactId);
    }

    /** As {@link #find}, and keeps other workers from this person until the transaction ends. */
    Future<Optional<ReplyPerson>> take(SqlClient tx, long organisationId, long contactId) {
        return person(tx, TAKE, organisationId, contactId);
    }

    /** Where the person's data come from; empty when their history does not say. */
    Future<Optional<ContactOrigin>> origin(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(ORIGIN)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(row -> new ContactOrigin(
                        row.getString("told"),
                        EventSource.of(row.getString("source")),
                        Timestamps.instant(row, "occurred_at"))));
    }

    /** Whether the stop that stands is a no to the question whether they agree to be written to. */
    Future<Boolean> declined(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(DECLINED)
                .execute(Tuple.of(organisationId, contactId, OptInQuestion.STATE))
                .map(Rows.only(row -> row.getBoolean("declined")));
    }

    /** The person chose, or wrote in, the language they are written to in. */
    Future<Void> speak(SqlClient tx, long organisationId, long contactId, SpokenLanguage spoken, OffsetDateTime now) {
        return tx.preparedQuery(SPEAK)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addLong(contactId)
                        .addString(spoken.kept())
                        .addBoolean(spoken.chosen())
                        .addInteger(spoken.sentences())
                        .addString(spoken.other())
                        .addOffsetDateTime(now))
                .mapEmpty();
    }

    /** Notes that they are told of the stop that stands, and says whether it is for the first time. */
    Future<Boolean> tellOfStop(SqlClient tx, long contactId, long stopEventId) {
        return tx.preparedQuery(TELL_OF_STOP)
                .execute(Tuple.of(contactId, stopEventId))
                .map(rows -> rows.size() == 1);
    }

    /** Our delivery with this id of the platform's, if it went to this person. */
    Future<Optional<Long>> answeredDelivery(SqlClient tx, String externalId, long contactId) {
        return tx.preparedQuery(ANSWERED_DELIVERY)
                .execute(Tuple.of(externalId, contactId))
                .map(Rows.first(row -> row.getLong("id")));
    }

    private static Future<Optional<ReplyPerson>> person(
            SqlClient client, String sql, long organisationId, long contactId) {
        return client.preparedQuery(sql)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ReplyPersonStore::person));
    }

    private static ReplyPerson person(Row row) {
        return new ReplyPerson(
                row.getLong("id"),
                row.getString("name"),
                new SpokenLanguage(
                        row.getString("language"),
                        row.getBoolean("language_chosen"),
                        row.getInteger("language_sentences"),
                        row.getString("language_other")),
                ConsentClass.of(row.getString("class")),
                ConsentState.of(row.getString("state")),
                state(row.getString("held_from")),
                row.getLong("basis_event_id"),
                Timestamps.instantOrNull(row, "stopped_at"),
                row.getBoolean("occasional_spent"),
                FirstContactQuestion.readIn(row.getJsonObject("first_spec"), row.getString("first_language"))
                        .orElse(null),
                row.getBoolean("number_open"),
                List.of(row.getArrayOfStrings("channels")));
    }

    private static @Nullable ConsentState state(@Nullable String sqlName) {
        return sqlName == null ? null : ConsentState.of(sqlName);
    }
}
