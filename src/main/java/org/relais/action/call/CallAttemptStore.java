package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Tables {@code call_attempt} and {@code call_answer}: calls as they go, and what came of them. */
final class CallAttemptStore {
    static final String EXPIRED = "expired";
    static final String PAUSED = "paused";
    static final String RETURNED = "returned";
    static final String STOPPED = "stopped";
    static final String WITHDRAWN = "withdrawn";

    private static final String FIND =
            """
            select t.id, t.organisation_id, t.action_id, t.entry_id, t.script_id, t.contact_id, t.result, t.step,
                   t.only_contact, t.address_id, t.ended_at, coalesce(c.name, '') as name, c.language,
                   not exists (select from call_attempt later where later.entry_id = t.entry_id and later.id > t.id) as latest,
                   (select 1 + count(*) from call_attempt other
                    where other.entry_id = t.entry_id and other.id <> t.id
                      and coalesce(other.result, '') not in ('paused', 'returned', 'withdrawn')) as attempts,
                   case when s.contact_id is null then 'no_consent'
                        else call_refusal(s.class, s.state, case when t.only_contact then null else s.occasional_spent_at end,
                                          true, false, o.consent_only) end as refusal,
                   exists (select from consent v where v.contact_id = t.volunteer_id
                                                   and v.state not in ('unsubscribed', 'held')) as volunteer_here,
                   t.removal_asked_at is not null as removal_asked,
                   coalesce(c.time_zone, o.time_zone) as zone, o.contact_from, o.contact_until, o.contact_days
            from call_attempt t
            join organisation o on o.id = t.organisation_id
            left join contact c on c.id = t.contact_id
            left join consent s on s.contact_id = t.contact_id
            where %s
            """;

    private static final String BY_ID = FIND.formatted("t.organisation_id = $1 and t.volunteer_id = $2 and t.id = $3");
    private static final String OPEN =
            FIND.formatted("t.organisation_id = $1 and t.volunteer_id = $2 and t.ended_at is null");
    private static final String LATEST = FIND.formatted(
                    "t.organisation_id = $1 and t.volunteer_id = $2 and coalesce(t.ended_at, t.handed_out_at) > $3")
            + " order by t.id desc limit 1";
    private static final String OPEN_OF_ACTION =
            FIND.formatted("t.organisation_id = $1 and t.action_id = $2 and t.ended_at is null") + " order by t.id";

    /**
     * A call whose volunteer has been silent for too long or has stopped us, or whose contact may not be called any more. Who
     * is held is being asked whether they meant themselves or the person called, and keeps the contact until they say so.
     * Few calls are open at a time.
     */
    private static final String OVERDUE = FIND.formatted(
                    """
                            t.ended_at is null
                              and (t.lease_until <= $1
                                   or s.contact_id is null
                                   or call_refusal(s.class, s.state, case when t.only_contact then null else s.occasional_spent_at end,
                                                   true, false, o.consent_only) is not null
                                   or not exists (select from consent v where v.contact_id = t.volunteer_id
                                                                         and v.state <> 'unsubscribed')
                                   or not exists (select from action a where a.id = t.action_id and a.state = 'open'))
                            """)
            + " order by t.id limit 1 for no key update of t skip locked";

    private static final String OWE =
            """
            update call_attempt set owed_stop = $2, removal_asked_at = null where id = $1
            """;

    private static final String REMOVAL_ASKED =
            """
            update call_attempt set removal_asked_at = $2 where id = $1
            """;

    private static final String SAME_NUMBER =
            """
            select a.id from address a
            join address shown on shown.id = $2 and shown.organisation_id = a.organisation_id
                and shown.identifier = a.identifier and shown.contact_id = a.contact_id
            where a.organisation_id = $1 and a.kind = 'phone' and a.status <> 'retired'
            order by a.id
            """;

    private static final String LOCK =
            """
            select id from call_attempt where organisation_id = $1 and id = $2 for no key update
            """;

    private static final String CARD =
            """
            update call_attempt set card_delivery_id = $2 where id = $1
            """;

    private static final String MOVE =
            """
            update call_attempt t
            set step = $2, lease_until = greatest(t.lease_until, $3::timestamptz + coalesce(
                (select l.lease_minutes from call_list l where l.action_id = t.action_id), 15) * interval '1 minute')
            where t.id = $1 and t.ended_at is null
            """;

    private static final String ANSWER =
            """
            insert into call_answer (attempt_id, organisation_id, question, choice, words, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (attempt_id, question) do update
            set choice = excluded.choice, words = excluded.words, at = excluded.at
            """;

    private static final String ANSWERED =
            """
            select choice from call_answer where attempt_id = $1 and question = $2
            """;

    private static final String END =
            """
            update call_attempt
            set ended_at = coalesce(ended_at, $3), result = $2, call_back_at = $4, owed_stop = $5,
                removal_asked_at = case when $2 <> 'removed' then removal_asked_at end
            where id = $1
              and (ended_at is null or result in ('expired', 'returned', 'withdrawn') or $6 and result <> 'removed')
            """;

    /**
     * A contact that was given back was not called and counts as no attempt; behind a volunteer's silence there may be a
     * call, so that counts.
     */
    private static final String SETTLE_ENTRY =
            """
            update call_entry
            set state = case when $3::text is null then 'waiting' else 'closed' end, reason = $3,
                turn = coalesce($4, turn), next_at = coalesce($5, next_at),
                attempts = (select count(*) from call_attempt t
                            where t.entry_id = $1 and coalesce(t.result, '') not in ('paused', 'returned', 'withdrawn'))
            where id = $1
              and (state = 'leased'
                   or $2 and (state = 'waiting' or reason in ('only_contact', 'attempts')
                              or $6 and reason in ('reached', 'no_answer', 'refused', 'wrong_number')))
            """;

    /**
     * A call that nobody else will end.
     *
     * @param volunteerHere whether its volunteer may still be written to
     */
    record Overdue(CallAttempt attempt, boolean volunteerHere) {}

    /**
     * How a call ended.
     *
     * @param stopEventId ledger event of a removal whose outbox is still to be emptied
     */
    record Ending(String result, @Nullable Instant callBackAt, @Nullable Long stopEventId) {
        static Ending of(String result) {
            return new Ending(result, null, null);
        }
    }

    /** What an ended call leaves of its entry: closed for a reason, or waiting again at a turn and time. */
    record Aftermath(@Nullable String reason, @Nullable Integer turn, @Nullable Instant nextAt) {}

    /** A call of this volunteer's, of whatever state. */
    Future<Optional<CallAttempt>> find(SqlClient client, long organisationId, long volunteerId, long attemptId) {
        return client.preparedQuery(BY_ID)
                .execute(Tuple.of(organisationId, volunteerId, attemptId))
                .map(CallAttemptStore::attempt);
    }

    /** The call that this volunteer has open, in whatever action. */
    Future<Optional<CallAttempt>> open(SqlClient client, long organisationId, long volunteerId) {
        return client.preparedQuery(OPEN)
                .execute(Tuple.of(organisationId, volunteerId))
                .map(CallAttemptStore::attempt);
    }

    /** The last call that the volunteer was given, unless it ended before. */
    Future<Optional<CallAttempt>> latest(SqlClient client, long organisationId, long volunteerId, Instant since) {
        return client.preparedQuery(LATEST)
                .execute(Tuple.of(organisationId, volunteerId, Timestamps.sql(since)))
                .map(Rows.first(CallAttemptStore::attempt));
    }

    /** Every call of an action that is open. */
    Future<List<CallAttempt>> openOf(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(OPEN_OF_ACTION)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.all(CallAttemptStore::attempt));
    }

    /** A call that is to be ended because nobody else will, kept from others; empty when there is none. */
    Future<Optional<Overdue>> overdue(SqlClient tx, Instant now) {
        return tx.preparedQuery(OVERDUE)
                .execute(Tuple.of(Timestamps.sql(now)))
                .map(Rows.first(row -> new Overdue(attempt(row), row.getBoolean("volunteer_here"))));
    }

    /** A removal that was reported again, or for a call that had a result already. */
    Future<Void> owe(SqlClient tx, long attemptId, long stopEventId) {
        return tx.preparedQuery(OWE).execute(Tuple.of(attemptId, stopEventId)).mapEmpty();
    }

    /** The contact's addresses with the number of this one, on whatever channel. */
    Future<List<Long>> sameNumber(SqlClient client, long organisationId, long addressId) {
        return client.preparedQuery(SAME_NUMBER)
                .execute(Tuple.of(organisationId, addressId))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Keeps a call from everybody else until the transaction ends. */
    Future<Void> lock(SqlClient tx, long organisationId, long attemptId) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, attemptId))
                .mapEmpty();
    }

    Future<Void> card(SqlClient tx, long attemptId, long deliveryId) {
        return tx.preparedQuery(CARD).execute(Tuple.of(attemptId, deliveryId)).mapEmpty();
    }

    /** The volunteer is asked whether the person called wished to be removed; null: they have said that it is not so. */
    Future<Void> removalAsked(SqlClient tx, long attemptId, @Nullable Instant at) {
        return tx.preparedQuery(REMOVAL_ASKED)
                .execute(Tuple.of(attemptId, Timestamps.sqlOrNull(at)))
                .mapEmpty();
    }

    /** The volunteer stands at this step, and their lease runs anew. */
    Future<Void> move(SqlClient tx, long attemptId, @Nullable Integer step, Instant now) {
        return tx.preparedQuery(MOVE)
                .execute(Tuple.of(attemptId, step == null ? null : step.shortValue(), Timestamps.sql(now)))
                .mapEmpty();
    }

    /** Writes an answer down; a later one to the same question takes its place. */
    Future<Void> answer(
            SqlClient tx,
            CallAttempt attempt,
            String question,
            @Nullable String choice,
            @Nullable String words,
            Instant now) {
        return tx.preparedQuery(ANSWER)
                .execute(Tuple.of(attempt.id(), attempt.organisationId(), question, choice, words, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** The option chosen before, if there is one. */
    Future<Optional<String>> answered(SqlClient client, long attemptId, String question) {
        return client.preparedQuery(ANSWERED)
                .execute(Tuple.of(attemptId, question))
                .map(rows -> Rows.first(rows, row -> row.getString("choice")));
    }

    /** Ends a call and settles its entry; or corrects how it ended, where the caller may, but never a removal. */
    Future<Void> end(SqlClient tx, CallAttempt attempt, Ending ending, Aftermath aftermath, Instant now) {
        Integer turn = aftermath.turn();
        return tx.preparedQuery(END)
                .execute(Tuple.of(
                        attempt.id(),
                        ending.result(),
                        Timestamps.sql(now),
                        Timestamps.sqlOrNull(ending.callBackAt()),
                        ending.stopEventId(),
                        attempt.correctable(now)))
                .compose(ended -> tx.preparedQuery(SETTLE_ENTRY)
                        .execute(Tuple.of(
                                attempt.entryId(),
                                attempt.latest(),
                                aftermath.reason(),
                                turn == null ? null : turn.shortValue(),
                                Timestamps.sqlOrNull(aftermath.nextAt()),
                                attempt.correctable(now))))
                .mapEmpty();
    }

    private static Optional<CallAttempt> attempt(RowSet<Row> rows) {
        return Rows.all(rows, CallAttemptStore::attempt).stream().findFirst();
    }

    private static CallAttempt attempt(Row row) {
        LocalTime from = row.getLocalTime("contact_from");
        LocalTime until = row.getLocalTime("contact_until");
        return new CallAttempt(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("action_id"),
                row.getLong("entry_id"),
                row.getLong("script_id"),
                row.getLong("contact_id"),
                row.getString("name"),
                row.getString("language"),
                row.getString("result"),
                row.getInteger("step"),
                row.getBoolean("only_contact"),
                row.getBoolean("latest"),
                row.getInteger("attempts"),
                row.getLong("address_id"),
                row.getString("refusal"),
                row.getBoolean("removal_asked"),
                ZoneId.of(row.getString("zone")),
                from,
                until,
                Arrays.stream(row.getArrayOfShorts("contact_days"))
                        .map(Short::intValue)
                        .collect(Collectors.toSet()),
                Timestamps.instantOrNull(row, "ended_at"));
    }
}
