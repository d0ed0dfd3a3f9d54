package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.channel.MarkedText;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;
import org.relais.inbox.media.InboundMediaStore;
import org.relais.ledger.LedgerKind;

/** A person's conversation in SQL: of each table a bounded number of rows, by its index on the person, newest first. */
final class ThreadStore {
    /** An action, as t, and what makes it the one that the message i of the organisation $1 is about. */
    static final String ITS_ACTION =
            """
            action t on t.organisation_id = $1
                and t.id = substring(i.about from '^(?:act|event|question):([0-9]+)$')::bigint
            """;

    private static final String MESSAGES =
            """
            select i.id, i.received_at, s.channel, case when i.kind = 'hold' then '' else i.text end as text, i.content,
                   i.state = 'new' as unread, i.kind = 'understood' as understood, i.about, t.id as action_id, t.title as action_title,
            """
                    + InboundMediaStore.COLUMNS
                    + """

            from inbound_message i
            join sender s on s.id = i.sender_id
            left join inbound_media m on m.message_id = i.id
            left join
            """
                    + ITS_ACTION
                    + """
            where i.organisation_id = $1 and i.contact_id = $2 and i.id < $3
              and (i.kind <> 'hold' or i.text = '' or m.message_id is not null)
            order by i.id desc
            limit $4
            """;

    private static final String DELIVERIES =
            """
            select d.id, %s as at, coalesce(s.channel, a.channel) as channel,
                   s.external_id, d.purpose, d.language, d.mentioned, d.templated, d.state, %s as reason, d.broadcast_id, b.title, d.message_id,
                   case when d.retries > 0 then m.spec - 'sign' else m.spec end as spec, d.variables,
                   (select w.answered_by from organiser_answer w where w.delivery_id = d.id) as by,
                   t.id as action_id, t.title as action_title, e.cancelled_at is not null as event_cancelled, e.ends_at
            from delivery d
            join message m on m.id = d.message_id
            left join sender s on s.id = d.sender_id
            left join address a on a.id = d.address_id
            left join broadcast b on b.id = d.broadcast_id
            left join action_offer o on o.broadcast_id = d.broadcast_id
            left join action t on t.organisation_id = $1 and t.id = coalesce(d.action_id, o.action_id)
            left join event e on e.action_id = t.id
            where d.organisation_id = $1 and d.contact_id = $2 and d.id < $3 and %s
            limit $4
            """;

    private static final String BEGUN =
            DELIVERIES.formatted("coalesce(d.claimed_at, d.queued_at)", "d.reason", "not d.queued order by d.id desc");

    /** What is still to leave, what is due first, each with why it does not. */
    private static final String PLANNED = DELIVERIES.formatted(
            "d.not_before",
            """
            case when s.status = 'paused' then 'sender_paused' when b.state = 'paused' then 'broadcast_paused'
                 else d.reason end
            """,
            "d.queued order by d.not_before, d.id");

    private static final String EVENTS =
            """
            select e.id, e.recorded_at, e.kind, e.detail ->> 'right' as right, e.actor, e.source, t.text,
                   coalesce(e.detail ->> 'rule', '') as rule
            from ledger_event e
            left join ledger_text t on t.event_id = e.id
            where e.organisation_id = $1 and e.contact_id = $2 and e.id < $3
              and e.kind in ('suppressed', 'opt_in', 'opt_out', 'hold', 'release', 'platform_resume', 'merge', 'erasure',
                             'rights_request')
            order by e.id desc
            limit $4
            """;

    private static final String ANSWERS =
            """
            select w.id, w.broadcast_id, b.title, w.label, w.manner = 'words' as words,
                   -- Just after the words that were taken for it, by our clock as they are, also where they wait for somebody.
                   coalesce((select min(i.received_at) from inbound_message i
                             where w.manner = 'words' and i.organisation_id = $1 and i.contact_id = $2
                               and i.received_at >= w.answered_at
                               and (i.about = 'answer:' || w.delivery_id
                                    or i.received_at < w.answered_at + interval '1 minute'))
                            + interval '1 microsecond', w.answered_at) as answered_at
            from broadcast_answer w
            join broadcast b on b.id = w.broadcast_id
            where w.organisation_id = $1 and w.contact_id = $2 and w.id < $3
            order by w.id desc
            limit $4
            """;

    private static final String HANDWRITTEN =
            """
            select h.id, h.received_at, s.channel, h.text, h.content, h.after_stop
            from handwritten_message h
            join sender s on s.id = h.sender_id
            where h.organisation_id = $1 and h.contact_id = $2 and h.id < $3
            order by h.id desc
            limit $4
            """;

    /** What changes when something of the conversation does, as far as it is recent. No part is null, which would leave it out. */
    private static final String VERSIONS =
            """
            select k.contact_id,
                   concat_ws('/',
                       (select coalesce(max(e.id), 0) from ledger_event e where e.contact_id = k.contact_id),
                       (select coalesce(max(w.id), 0) from broadcast_answer w where w.contact_id = k.contact_id),
                       (select coalesce(max(h.id), 0) from handwritten_message h where h.contact_id = k.contact_id),
                       (select coalesce(string_agg(i.id || i.state || coalesce(m.state, ''), ','), '') from (
                            select id, state from inbound_message where contact_id = k.contact_id
                            order by id desc limit 20) i
                        left join inbound_media m on m.message_id = i.id),
                       (select coalesce(string_agg(d.id || d.state, ','), '') from (
                            select id, state from delivery where contact_id = k.contact_id
                            order by id desc limit 20) d)) as version,
                   c.answering, c.answering_until
            from unnest($1::bigint[]) k (contact_id)
            left join inbox_case c on c.contact_id = k.contact_id
            """;

    /**
     * A delivery whose text is still to be rendered.
     *
     * @param language in which it was sent; null as long as it was not
     * @param mentioned whether it was sent with the legal mention
     * @param templated whether it was sent in the words of a template
     */
    record Unrendered(
            ThreadEntry.Sent sent,
            long messageId,
            @Nullable String language,
            boolean mentioned,
            boolean templated,
            @Nullable String sender,
            JsonObject spec,
            @Nullable JsonObject variables) {}

    /**
     * How a conversation stands.
     *
     * @param newest something that is different after every change of it
     * @param answering the organiser who writes an answer now or did lately; null when nobody
     */
    record Version(String newest, @Nullable Long answering, @Nullable Instant answeringUntil) {}

    Future<List<ThreadEntry>> messages(SqlClient client, long organisationId, long contactId, long before, int limit) {
        return rows(client, MESSAGES, organisationId, contactId, before, limit)
                .map(Rows.all(row -> new ThreadEntry.Received(
                        row.getLong("id"),
                        Timestamps.instant(row, "received_at"),
                        row.getString("channel"),
                        row.getString("text"),
                        SqlNamed.of(InboundMessage.Content.class, row.getString("content")),
                        row.getBoolean("unread"),
                        InboundMediaStore.media(row),
                        row.getBoolean("understood")
                                ? new ThreadEntry.Understood(row.getLong("action_id"), row.getString("action_title"))
                                : null,
                        row.getString("about"))));
    }

    /** What these contacts are called. */
    Future<Map<Long, String>> names(SqlClient client, long organisationId, Collection<Long> contactIds) {
        return contactIds.isEmpty()
                ? Future.succeededFuture(Map.of())
                : client.preparedQuery("select id, name from contact where organisation_id = $1 and id = any ($2)")
                        .execute(Tuple.of(organisationId).addArrayOfLong(contactIds.toArray(Long[]::new)))
                        .map(Rows.byKey(row -> row.getLong("id"), row -> row.getString("name")));
    }

    Future<List<Unrendered>> deliveries(SqlClient client, long organisationId, long contactId, long before, int limit) {
        return rows(client, BEGUN, organisationId, contactId, before, limit).map(Rows.all(ThreadStore::delivery));
    }

    /** What is queued for a person, what is due first; its time is the one before which it does not leave. */
    Future<List<Unrendered>> planned(SqlClient client, long organisationId, long contactId, int limit) {
        return rows(client, PLANNED, organisationId, contactId, Long.MAX_VALUE, limit)
                .map(Rows.all(ThreadStore::delivery));
    }

    Future<List<ThreadEntry>> events(SqlClient client, long organisationId, long contactId, long before, int limit) {
        return rows(client, EVENTS, organisationId, contactId, before, limit).map(Rows.all(ThreadStore::event));
    }

    Future<List<ThreadEntry>> answers(SqlClient client, long organisationId, long contactId, long before, int limit) {
        return rows(client, ANSWERS, organisationId, contactId, before, limit)
                .map(Rows.all(row -> new ThreadEntry.Tapped(
                        row.getLong("id"),
                        Timestamps.instant(row, "answered_at"),
                        row.getLong("broadcast_id"),
                        row.getString("title"),
                        row.getString("label"),
                        row.getBoolean("words"))));
    }

    Future<List<ThreadEntry>> handwritten(
            SqlClient client, long organisationId, long contactId, long before, int limit) {
        return rows(client, HANDWRITTEN, organisationId, contactId, before, limit)
                .map(Rows.all(row -> new ThreadEntry.Handwritten(
                        row.getLong("id"),
                        Timestamps.instant(row, "received_at"),
                        row.getString("channel"),
                        row.getString("text"),
                        SqlNamed.of(InboundMessage.Content.class, row.getString("content")),
                        row.getBoolean("after_stop"))));
    }

    Future<Map<Long, Version>> versions(SqlClient client, Collection<Long> contactIds) {
        return client.preparedQuery(VERSIONS)
                .execute(Tuple.of((Object) contactIds.toArray(Long[]::new)))
                .map(Rows.byKey(
                        row -> row.getLong("contact_id"),
                        row -> new Version(
                                row.getString("version"),
                                row.getLong("answering"),
                                Timestamps.instantOrNull(row, "answering_until"))));
    }

    private static Future<io.vertx.sqlclient.RowSet<Row>> rows(
            SqlClient client, String sql, long organisationId, long contactId, long before, int limit) {
        return client.preparedQuery(sql).execute(Tuple.of(organisationId, contactId, before, limit));
    }

    private static Unrendered delivery(Row row) {
        String channel = row.getString("channel");
        return new Unrendered(
                new ThreadEntry.Sent(
                        row.getLong("id"),
                        Timestamps.instant(row, "at"),
                        channel == null ? "" : channel,
                        row.getString("purpose"),
                        new MarkedText("", List.of()),
                        List.of(),
                        null,
                        row.getString("state"),
                        row.getString("reason"),
                        row.getLong("broadcast_id"),
                        row.getString("title"),
                        row.getString("by"),
                        row.getLong("action_id") == null
                                ? null
                                : new ThreadEntry.Course(
                                        row.getLong("action_id"),
                                        row.getString("action_title"),
                                        row.getBoolean("event_cancelled"),
                                        Timestamps.instantOrNull(row, "ends_at"))),
                row.getLong("message_id"),
                row.getString("language"),
                row.getBoolean("mentioned"),
                row.getBoolean("templated"),
                row.getString("external_id"),
                row.get(JsonObject.class, "spec"),
                row.get(JsonObject.class, "variables"));
    }

    private static ThreadEntry event(Row row) {
        String words = "webhook".equals(row.getString("source")) ? row.getString("text") : null;
        return new ThreadEntry.Consent(
                row.getLong("id"),
                Timestamps.instant(row, "recorded_at"),
                LedgerKind.of(row.getString("kind")),
                OpenedChat.isCommand(words) ? null : words,
                row.getString("right"),
                row.getString("actor"),
                row.getString("rule"));
    }
}
