package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventJson;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.inbound.intake.InboxEvent.Key;

/** Rows of {@code inbox} on the way in: stored once each, with what they did to consent. */
final class InboxStore {
    /** In the order of their keys, lest two nodes that store the same ones block each other; numbered as they arrived. */
    private static final String INSERT =
            """
            insert into inbox (id, channel, sender_external_id, event_key, kind, platform_time, person, event, received_at)
            overriding system value
            select (array(select nextval('inbox_id_seq') from generate_series(1, cardinality($1::text[]))))[place],
                   channel, sender, key, kind, platform_time, person, event::jsonb, $9
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[], $7::text[],
                        $8::int[])
                as received (channel, sender, key, kind, platform_time, person, event, place)
            on conflict (channel, sender_external_id, event_key) do nothing
            """;

    private static final String INSERT_RETURNING =
            INSERT + """
            returning id, channel, sender_external_id, event_key
            """;

    private static final String REHEARSE =
            """
            insert into inbox (channel, sender_external_id, event_key, kind, platform_time, event, received_at)
            select 'rehearsal', '', gen_random_uuid()::text, 'OTHER', $1,
                   jsonb_build_object('filler', string_agg(md5(random()::text), '')), $1
            from generate_series(1, $2::int)
            """;

    private static final int FILLER_BYTES = 32;

    private static final String OWED =
            """
            select inbox.id, inbox.channel, inbox.sender_external_id, inbox.event_key,
                   inbox.organisation_id, inbox.contact_id, inbox.effect, inbox.ledger_event_id
            from unnest($1::text[], $2::text[], $3::text[]) as seen (channel, sender, key)
            join inbox on inbox.channel = seen.channel
                and inbox.sender_external_id = seen.sender
                and inbox.event_key = seen.key
            where inbox.effect in ('stop', 'hold') and inbox.enforced_at is null
            """;

    /** Of somebody erased only the key is left, and what comes again under it stays known. */
    private static final String CONTENTS =
            """
            select inbox.channel, inbox.sender_external_id, inbox.event_key, inbox.event->>'content' as content
            from unnest($1::text[], $2::text[], $3::text[]) as seen (channel, sender, key)
            join inbox on inbox.channel = seen.channel
                and inbox.sender_external_id = seen.sender
                and inbox.event_key = seen.key
            where inbox.event->>'content' is not null
            """;

    private static final String RECORD_EFFECT =
            """
            update inbox
            set organisation_id = $2, contact_id = $3, address_id = $4, effect = $5, ledger_event_id = $6
            where id = $1
            """;

    /**
     * Stores events that are not there yet, each key once; they are worked in the order in which they are given.
     *
     * @return how many were new
     */
    Future<Integer> insert(SqlClient client, List<InboxEvent> events, Instant receivedAt) {
        return client.preparedQuery(INSERT)
                .execute(arrays(events).addValue(Timestamps.sql(receivedAt)))
                .map(SqlResult::rowCount);
    }

    /** As {@link #insert}, and tells the rows that were new. */
    Future<Map<Key, Long>> insertReturning(SqlClient client, List<InboxEvent> events, Instant receivedAt) {
        return client.preparedQuery(INSERT_RETURNING)
                .execute(arrays(events).addValue(Timestamps.sql(receivedAt)))
                .map(Rows.byKey(InboxStore::key, row -> row.getLong("id")));
    }

    /** Stores an event of so many bytes as a webhook's is stored; to be taken back. */
    Future<Void> rehearse(SqlClient transaction, int bytes, Instant at) {
        return transaction
                .preparedQuery(REHEARSE)
                .execute(Tuple.of(Timestamps.sql(at), Math.max(1, bytes / FILLER_BYTES)))
                .mapEmpty();
    }

    /** Stops and holds among these events that have been committed, but whose wait is not known to be over. */
    Future<Map<Key, PendingStop>> pending(SqlClient client, List<InboxEvent> events) {
        return client.preparedQuery(OWED)
                .execute(keys(events))
                .map(Rows.byKey(InboxStore::key, PendingStopStore::pending));
    }

    /**
     * Those of the events whose key is stored already with something else under it, each under a key of its own.
     *
     * @return by the key that they had
     */
    Future<Map<Key, InboxEvent>> apart(SqlClient client, List<InboxEvent> known) {
        return client.preparedQuery(CONTENTS).execute(keys(known)).map(rows -> {
            Map<Key, String> stored = new HashMap<>();
            rows.forEach(row -> stored.put(key(row), row.getString("content")));
            return known.stream()
                    .filter(event -> saysOtherwise(event, stored.get(event.key())))
                    .collect(Collectors.toMap(InboxEvent::key, InboxEvent::apart));
        });
    }

    private static boolean saysOtherwise(InboxEvent event, @Nullable String stored) {
        String content = event.content();
        return stored != null && content != null && !content.equals(stored);
    }

    private static Tuple keys(List<InboxEvent> events) {
        return Tuple.of(
                events.stream().map(event -> event.key().channel()).toArray(String[]::new),
                events.stream().map(event -> event.key().sender()).toArray(String[]::new),
                events.stream().map(event -> event.key().event()).toArray(String[]::new));
    }

    /** Notes what a stored event did to consent. */
    Future<Void> recordEffect(SqlClient tx, long inboxId, ConsentEffect applied) {
        return tx.preparedQuery(RECORD_EFFECT)
                .execute(Tuple.of(
                        inboxId,
                        applied.organisationId(),
                        applied.contactId(),
                        applied.addressId(),
                        applied.effect() == null ? null : applied.effect().sqlName(),
                        applied.ledgerEventId()))
                .mapEmpty();
    }

    private static Tuple arrays(List<InboxEvent> arrived) {
        Map<InboxEvent, Integer> places = new IdentityHashMap<>();
        arrived.forEach(event -> places.put(event, places.size() + 1));
        List<InboxEvent> events = InboxEvent.byKey(arrived);
        int size = events.size();
        String[] channels = new String[size];
        String[] senders = new String[size];
        String[] keys = new String[size];
        String[] kinds = new String[size];
        OffsetDateTime[] times = new OffsetDateTime[size];
        Long[] persons = new Long[size];
        String[] contents = new String[size];
        Integer[] order = new Integer[size];
        for (int index = 0; index < size; index++) {
            InboxEvent received = events.get(index);
            channels[index] = received.key().channel();
            senders[index] = received.key().sender();
            keys[index] = received.key().event();
            kinds[index] = received.event().kind().name();
            times[index] = Timestamps.sql(received.event().platformTime());
            persons[index] = received.person();
            contents[index] = json(received).encode();
            order[index] = places.get(received);
        }
        return Tuple.tuple()
                .addArrayOfString(channels)
                .addArrayOfString(senders)
                .addArrayOfString(keys)
                .addArrayOfString(kinds)
                .addArrayOfOffsetDateTime(times)
                .addArrayOfLong(persons)
                .addArrayOfString(contents)
                .addArrayOfInteger(order);
    }

    private static JsonObject json(InboxEvent received) {
        JsonObject json = EventJson.encode(received.event());
        String content = received.content();
        if (content != null) {
            json.put("content", content);
        }
        return received.request() == null ? json : json.put(PendingInboxEvent.REQUEST, received.request());
    }

    private static Key key(Row row) {
        return new Key(row.getString("channel"), row.getString("sender_external_id"), row.getString("event_key"));
    }
}
