package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.Topic;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Whether a person stands in a dialogue in which a word may mean less than a stop. */
final class OpenDialogueStore {
    /** A question that is older than this is not what somebody answers with one word. */
    private static final Duration RECENT = Duration.ofDays(3);

    /** A question about consent, language or number is none: there "annuler" is a no like any other. */
    private static final String IS_OPEN =
            """
            select exists (
                       select from conversation
                       where contact_id = $1 and expires_at > $3 and state <> 'opt_in')
                   or coalesce((
                       select exists (
                           select from jsonb_array_elements(m.spec -> 'buttons') b
                           where b ->> 'payload' ~ '^r1:(?!(hold|optin|lang|number):)')
                       from delivery d join message m on m.id = d.message_id
                       where d.contact_id = $1 and d.address_id = $2
                         and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                         and coalesce(d.claimed_at, d.queued_at) > $4
                       order by coalesce(d.claimed_at, d.queued_at) desc, d.id desc
                       limit 1), false)
                   -- A place given in these days, or at an event that is near, is what "annuler" may give up.
                   or exists (
                       select from event_answer a join event e on e.action_id = a.action_id
                       where a.contact_id = $1 and a.standing in ('yes', 'waiting') and e.ends_at > $3
                         and (a.since > $4 or e.starts_at < $5)) as open
            """;

    /** Words about a call are about the last ones that the person was given, however they ended. */
    private static final String CALLS =
            """
            select exists (
                select from call_attempt where volunteer_id = $1 and coalesce(ended_at, $2) > $3) as calls
            """;

    private static final String IN_CALLS =
            """
            select exists (
                select from conversation
                where contact_id = $1 and expires_at > $2 and state like 'call.%') as open
            """;

    private static final String OFFERS_PAUSE =
            """
            select exists (
                select from conversation q, jsonb_array_elements(q.data -> 'choices') c
                where q.contact_id = $1 and q.expires_at > $2 and q.state like 'call.%'
                  and c ->> 'payload' like 'r1:call:pause:%') as offers
            """;

    private static final String ASKS_REMOVAL =
            """
            select exists (
                select from call_attempt
                where volunteer_id = $1 and removal_asked_at is not null and coalesce(ended_at, $2) > $3) as asks
            """;

    /** Offered to the person, or with a part or a place of theirs, and not done. */
    private static final String OFFERS =
            """
            select a.id, a.title, a.kind, o.name as organisation,
                   coalesce(s.state, '') = 'declined' or coalesce(w.standing, '') in ('no', 'stopped') as refused
            from contact c
            join organisation o on o.id = c.organisation_id
            join action a on a.organisation_id = c.organisation_id
            left join assignment s on s.action_id = a.id and s.contact_id = c.id
            left join event_answer w on w.action_id = a.id and w.contact_id = c.id
            where c.id = $1 and a.state = 'open' and (a.ends_at is null or a.ends_at > $2)
              and coalesce(s.state, 'offered') in ('offered', 'accepted', 'declined')
              and (s.id is not null or w.id is not null
                   or exists (select from action_offer f
                              join delivery d on d.broadcast_id = f.broadcast_id
                              where f.action_id = a.id
                                and d.contact_id in (select $1::bigint union all select id from contact where merged_into = $1)
                                and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')))
            order by a.id desc
            limit 50
            """;

    private static final String TOLD =
            """
            select coalesce(b.title, '') || E'\\n' || m.texts as words
            from delivery d
            left join broadcast b on b.id = d.broadcast_id
            cross join lateral (
                select coalesce(string_agg(t.value, ' '), '') as texts
                from message, jsonb_each_text(coalesce(message.spec -> 'body', '{}')) t
                where message.id = d.message_id) m
            where d.contact_id = $1 and d.broadcast_id is not null and d.queued_at > $2
              and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
            order by d.id desc
            limit 12
            """;

    private static final String LANGUAGE =
            """
            select coalesce(c.language, q.data ->> 'language') as own, o.language as organisation
            from contact c
            join organisation o on o.id = c.organisation_id
            left join conversation q on q.contact_id = c.id and q.expires_at > $2 and q.state = 'opt_in'
            where c.id = $1
            """;

    private static final String HAS_REFUSED =
            """
            select exists (
                select from event_answer where contact_id = $1 and standing in ('no', 'stopped') and since > $2) as refused
            """;

    private static final String IS_ASKED =
            """
            select exists (
                select from conversation
                where contact_id = $1 and expires_at > $2 and state = 'opt_in') as open
            """;

    private static final String ASKS_QUESTIONS =
            """
            select exists (
                select from conversation
                where contact_id = $1 and expires_at > $2 and state like 'question.%') as open
            """;

    /** The last thing that was sent there asks it. */
    private static final String AWAITS_ANSWER =
            """
            select exists (
                       select from conversation
                       where contact_id = $1 and expires_at > $3 and state like 'question.%')
                   and coalesce((
                       select exists (
                           select from jsonb_array_elements(m.spec -> 'buttons') b
                           where b ->> 'payload' like 'r1:question:%')
                       from delivery d join message m on m.id = d.message_id
                       where d.contact_id = $1 and d.address_id = $2
                         and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                       order by coalesce(d.claimed_at, d.queued_at) desc, d.id desc
                       limit 1), false) as awaits
            """;

    private static final String WAITS =
            """
            select exists (
                select from event_answer a join event e on e.action_id = a.action_id
                where a.contact_id = $1 and a.standing = 'waiting' and e.ends_at > $2) as waits
            """;

    /**
     * Something that the person may refuse, or give up.
     *
     * @param refused whether they have refused it, and may say so once more
     */
    record Offer(long actionId, String title, Topic.Sort sort, String organisation, boolean refused) {}

    /** What is open for the person and may be refused, or was, the newest first. */
    Future<List<Offer>> offers(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(OFFERS)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.all(row -> new Offer(
                        row.getLong("id"),
                        row.getString("title"),
                        Topic.Sort.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("organisation"),
                        row.getBoolean("refused"))));
    }

    /** The words of what the person was sent unasked since then, the newest first; its first line is its title. */
    Future<List<String>> told(SqlClient tx, long contactId, Instant since) {
        return tx.preparedQuery(TOLD)
                .execute(Tuple.of(contactId, Timestamps.sql(since)))
                .map(Rows.all(row -> row.getString("words")));
    }

    /** What the person is called; empty when that is not known. */
    Future<String> name(SqlClient tx, long contactId) {
        return tx.preparedQuery("select name from contact where id = $1")
                .execute(Tuple.of(contactId))
                .map(Rows.only(row -> row.getString("name")));
    }

    /**
     * Languages in which somebody may have written.
     *
     * @param own the person's, or the one in which they are asked whether they agree; null when unknown
     * @param organisation that of their organisation
     */
    record Spoken(@Nullable String own, String organisation) {}

    Future<Spoken> spoken(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(LANGUAGE)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> new Spoken(row.getString("own"), row.getString("organisation"))));
    }

    /** Whether the person calls people, or did in these days. */
    Future<Boolean> calls(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(CALLS)
                .execute(Tuple.of(contactId, Timestamps.sql(now), Timestamps.sql(now.minus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("calls")));
    }

    /** Whether the person stands among calls: one of them is open, or the next is offered. */
    Future<Boolean> inCalls(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(IN_CALLS)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("open")));
    }

    /** Whether the person is between two calls, and was offered to end them for now. */
    Future<Boolean> offersPause(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(OFFERS_PAUSE)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("offers")));
    }

    /** Whether the person is asked if somebody whom they called is to be removed. */
    Future<Boolean> asksRemoval(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(ASKS_REMOVAL)
                .execute(Tuple.of(contactId, Timestamps.sql(now), Timestamps.sql(now.minus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("asks")));
    }

    /** Whether the person stands in the questions of a survey. */
    Future<Boolean> asksQuestions(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(ASKS_QUESTIONS)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("open")));
    }

    /** Whether a survey's question is the last thing that was said to the person there, and waits for its answer. */
    Future<Boolean> awaitsAnswer(SqlClient tx, long contactId, long addressId, Instant now) {
        return tx.preparedQuery(AWAITS_ANSWER)
                .execute(Tuple.of(contactId, addressId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("awaits")));
    }

    /** Whether the person waits for a place at an event to come. */
    Future<Boolean> waits(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(WAITS)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("waits")));
    }

    /** Whether the person said in these days that they don't come to something. */
    Future<Boolean> hasRefused(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(HAS_REFUSED)
                .execute(Tuple.of(contactId, Timestamps.sql(now.minus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("refused")));
    }

    /** Whether the person is asked to agree to our messages. */
    Future<Boolean> isAsked(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(IS_ASKED)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getBoolean("open")));
    }

    Future<Boolean> isOpen(SqlClient tx, long contactId, long addressId, Instant now) {
        return tx.preparedQuery(IS_OPEN)
                .execute(Tuple.of(
                        contactId,
                        addressId,
                        Timestamps.sql(now),
                        Timestamps.sql(now.minus(RECENT)),
                        Timestamps.sql(now.plus(RECENT))))
                .map(Rows.only(row -> row.getBoolean("open")));
    }
}
