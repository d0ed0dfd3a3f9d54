package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Messages of ours that somebody may be answering: those that reached, or may have reached, their address. */
public final class OpenMessageStore {
    private static final int LATELY = 12;
    private static final int MOST_REMEMBERED = 20;
    private static final int MOST_SEARCHED = 60;

    /** Purposes of what answers a person, and so has to be answered. */
    private static final Set<String> REPLIES = Set.of("reply", "question", "stopped_reply");

    private static final String COLUMNS =
            """
            select delivery.id, delivery.purpose, coalesce(delivery.claimed_at, delivery.queued_at) as sent_at, message.spec
            from delivery join message on message.id = delivery.message_id
            """;

    private static final String REACHED = COLUMNS
            + """
            where delivery.contact_id = $1 and delivery.address_id = $2
              and delivery.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
              and coalesce(delivery.claimed_at, delivery.queued_at) > $3 %s
            order by coalesce(delivery.claimed_at, delivery.queued_at) desc, delivery.id desc
            limit $4
            """;

    private static final String ANY = REACHED.formatted("");
    private static final String WITH_BUTTONS = REACHED.formatted("and message.spec ? 'buttons'");

    /** What was said unasked on any channel can be answered on every one; what was said there just now only there. */
    private static final String ANYWHERE = COLUMNS
            + """
                    where delivery.contact_id in (select $1::bigint union all select id from contact where merged_into = $1)
                      and (delivery.address_id = $2 or delivery.purpose not in ('reply', 'question', 'stopped_reply'))
                      and delivery.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                      and coalesce(delivery.claimed_at, delivery.queued_at) > $3 and message.spec ? 'buttons'
                    order by delivery.address_id = $2 desc nulls last,
                             coalesce(delivery.claimed_at, delivery.queued_at) desc, delivery.id desc
                    limit $4
                    """;

    private static final String ON_ANY_CHANNEL = COLUMNS
            + """
                    where delivery.contact_id = $1 and message.spec ? 'buttons'
                      and delivery.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                    order by coalesce(delivery.claimed_at, delivery.queued_at) desc, delivery.id desc
                    limit $2
                    """;

    private static final String LAST_TOLD =
            """
            select last.sent_at, last.purpose, message.spec
            from (select delivery.purpose, delivery.message_id, coalesce(delivery.claimed_at, delivery.queued_at) as sent_at
                  from delivery
                  where delivery.contact_id = $1 and delivery.address_id = $2
                    and delivery.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                  order by coalesce(delivery.claimed_at, delivery.queued_at) desc, delivery.id desc
                  limit 1) last
            join message on message.id = last.message_id
            where last.purpose in ('reply', 'broadcast')
            """;

    private static final String ASKS_LAST =
            """
            select coalesce((
                select last.purpose not in ('reply', 'question', 'stopped_reply')
                       and jsonb_array_length(coalesce(message.spec -> 'buttons', '[]')) = 0
                       and message.spec ->> 'body' ~ '[?؟]["[:space:]\\\\]'
                from (select delivery.purpose, delivery.message_id
                      from delivery
                      where delivery.contact_id = $1 and delivery.address_id = $2
                        and delivery.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')
                      order by coalesce(delivery.claimed_at, delivery.queued_at) desc, delivery.id desc
                      limit 1) last
                join message on message.id = last.message_id), false) as asks
            """;

    private static final String ONE = COLUMNS + "where delivery.id = $1";

    private static final String IS_QUESTION_QUEUED =
            """
            select exists (select from delivery where contact_id = $1 and purpose = 'question' and state = 'queued') as queued
            """;

    /** What an organiser has said since, on that channel. */
    private static final String IS_LAST =
            """
            select not exists (
                       select from handwritten_message h join sender s on s.id = h.sender_id
                       join address a on a.id = $2 and a.channel = s.channel
                       where h.contact_id = $1 and h.received_at > $3) as last
            """;

    /** Not one with buttons of an organiser's: they belong to the delivery that they stand under. */
    private static final String MESSAGE_ID =
            """
            select d.message_id
            from delivery d join message m on m.id = d.message_id
            where d.id = $1
              and not exists (
                  select from jsonb_array_elements(m.spec -> 'buttons') b
                  where b ? 'payload' and b ->> 'payload' not like 'r1:%')
            """;

    /**
     * What was last told, and asks nothing.
     *
     * @param spec the message as it is stored
     * @param unasked whether it was sent to many, and not in answer to the person's own words
     */
    public record Told(String spec, Instant sentAt, boolean unasked) {
        /** Whether it speaks of something with this title. */
        public boolean names(String title) {
            String quoted = new JsonArray().add(title).encode();
            return !title.isBlank() && spec.contains(quoted.substring(2, quoted.length() - 2));
        }

        /** What it says, in each language. */
        public String texts() {
            return Stream.of(new JsonObject(spec).getValue("body"))
                    .flatMap(body -> body instanceof JsonObject said
                            ? said.stream().map(Map.Entry::getValue)
                            : Stream.ofNullable(body))
                    .map(Object::toString)
                    .collect(Collectors.joining("\n"));
        }
    }

    /** The last ones since then, the newest first. */
    public Future<List<OpenMessage>> newest(SqlClient tx, long contactId, long addressId, Instant since, int limit) {
        return select(tx, ANY, Tuple.of(contactId, addressId, Timestamps.sql(since), limit));
    }

    /** As {@link #newest}, of those with buttons only. */
    public Future<List<OpenMessage>> newestWithButtons(
            SqlClient tx, long contactId, long addressId, Instant since, int limit) {
        return select(tx, WITH_BUTTONS, Tuple.of(contactId, addressId, Timestamps.sql(since), limit));
    }

    /** As {@link #newestWithButtons}, on whichever channel. */
    public Future<List<OpenMessage>> newestAnywhere(SqlClient tx, long contactId, int limit) {
        return tx.preparedQuery(ON_ANY_CHANNEL)
                .execute(Tuple.of(contactId, limit))
                .map(Rows.all(OpenMessageStore::message));
    }

    /**
     * Messages with buttons since then, the newest first: all of the last few, and of those before only what was said unasked,
     * so that a long dialogue makes nobody forget what they were offered before it. What was said unasked on another channel
     * comes behind.
     */
    public Future<List<OpenMessage>> remembered(SqlClient tx, long contactId, long addressId, Instant since) {
        return select(tx, ANYWHERE, Tuple.of(contactId, addressId, Timestamps.sql(since), MOST_SEARCHED))
                .map(found -> IntStream.range(0, found.size())
                        .filter(at -> at < LATELY || !found.get(at).spoken())
                        .limit(MOST_REMEMBERED)
                        .mapToObj(found::get)
                        .toList());
    }

    /**
     * The last message of ours in a chat, if it told something, in answer to the person's own words or unasked, and has no button: its
     * texts, and when; empty for any other.
     */
    public Future<Optional<Told>> lastTold(SqlClient tx, long contactId, long addressId) {
        return tx.preparedQuery(LAST_TOLD)
                .execute(Tuple.of(contactId, addressId))
                .map(Rows.first(row -> row))
                .map(found -> found.filter(row -> OpenMessage.options(0, row.getJsonObject("spec"))
                                .isEmpty())
                        .map(row -> new Told(
                                row.getJsonObject("spec").encode(),
                                Timestamps.instant(row, "sent_at"),
                                !row.getString("purpose").equals("reply"))));
    }

    /** Whether the last message of ours in a chat came unasked, and asks something without a button for an answer. */
    public Future<Boolean> asksLast(SqlClient tx, long contactId, long addressId) {
        return tx.preparedQuery(ASKS_LAST)
                .execute(Tuple.of(contactId, addressId))
                .map(Rows.only(row -> row.getBoolean("asks")));
    }

    /**
     * Whether nothing was written to the person by hand since then. What they wrote themselves is no matter: it came by the
     * clock of another machine, and one that is ahead would let no yes ever count.
     */
    public Future<Boolean> isLast(SqlClient tx, long contactId, long addressId, Instant since) {
        return tx.preparedQuery(IS_LAST)
                .execute(Tuple.of(contactId, addressId, Timestamps.sql(since)))
                .map(Rows.only(row -> row.getBoolean("last")));
    }

    /** Whether a question to the person has not left yet, so that nothing they write can be an answer to it. */
    public Future<Boolean> isQuestionQueued(SqlClient tx, long contactId) {
        return tx.preparedQuery(IS_QUESTION_QUEUED)
                .execute(Tuple.of(contactId))
                .map(Rows.only(row -> row.getBoolean("queued")));
    }

    private static Future<List<OpenMessage>> select(SqlClient tx, String sql, Tuple values) {
        return tx.preparedQuery(sql).execute(values).map(Rows.all(OpenMessageStore::message));
    }

    /** One, by its delivery. */
    public Future<Optional<OpenMessage>> find(SqlClient tx, long deliveryId) {
        return tx.preparedQuery(ONE).execute(Tuple.of(deliveryId)).map(Rows.first(OpenMessageStore::message));
    }

    /** The message of a delivery, if it can be sent again as it is. */
    public Future<Optional<Long>> messageId(SqlClient tx, long deliveryId) {
        return tx.preparedQuery(MESSAGE_ID)
                .execute(Tuple.of(deliveryId))
                .map(Rows.first(row -> row.getLong("message_id")));
    }

    private static OpenMessage message(Row row) {
        return new OpenMessage(
                row.getLong("id"),
                REPLIES.contains(row.getString("purpose")),
                Timestamps.instant(row, "sent_at"),
                OpenMessage.options(row.getLong("id"), row.getJsonObject("spec")));
    }
}
