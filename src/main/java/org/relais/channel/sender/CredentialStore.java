package org.relais.channel.sender;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;

/** SQL about the senders that are connected while the service runs, with their sealed secrets. */
final class CredentialStore {
    /** Told to all nodes when something of a sender has changed. */
    static final String CHANGED = "relais_senders";

    private static final String COLUMNS =
            """
            s.id, s.organisation_id, s.channel, s.external_id, s.name, o.slug, c.settings, c.access, c.webhook, c.key_id,
            c.revision
            """;

    private static final String FROM =
            """
            from sender_credential c
            join sender s on s.id = c.sender_id
            join organisation o on o.id = s.organisation_id
            """;

    private static final String ALL = "select " + COLUMNS + FROM + "order by s.id";

    private static final String ONE = "select " + COLUMNS + FROM
            + "where s.id = $1 and s.organisation_id = $2 and s.removed_at is null for update of c";

    private static final String REVISIONS = "select sender_id, revision from sender_credential";

    /** Of several that were removed the last one, which may be an organisation's own. */
    private static final String KNOWN =
            """
            select id, organisation_id, source, removed_at is not null as removed from sender
            where channel = $1 and external_id = $2
            order by removed_at desc nulls first, organisation_id = $3 desc
            for update
            """;

    private static final String ADD =
            """
            insert into sender (organisation_id, channel, external_id, name, created_at, source)
            values ($1, $2, $3, $4, $5, 'database')
            on conflict (channel, external_id, removed_at) do nothing
            returning id
            """;

    private static final String REVIVE =
            """
            update sender set removed_at = null, status = 'active', status_reason = null, paused_by = null,
                   paused_words = null, paused_until = null, throttled_until = null, source = 'database', name = $2
            where id = $1
            """;

    private static final String FORGET_HEALTH =
            """
            with checks as (delete from sender_check where sender_id = $1)
            delete from sender_health where sender_id = $1
            """;

    private static final String KEEP =
            """
            insert into sender_credential (sender_id, settings, access, webhook, key_id, revision)
            values ($1, $2, $3, $4, $5, nextval('sender_revision'))
            on conflict (sender_id) do update
            set settings = excluded.settings, access = excluded.access, webhook = excluded.webhook,
                key_id = excluded.key_id, revision = excluded.revision
            """;

    /** The platform's webhooks are another organisation's now. */
    private static final String FORGET_OTHERS =
            """
            delete from sender_credential c using sender s
            where s.id = c.sender_id and s.channel = $1 and s.external_id = $2 and s.id <> $3
            """;

    private static final String REMOVE =
            """
            update sender set removed_at = $3
            where id = $1 and organisation_id = $2 and removed_at is null
            returning channel, external_id
            """;

    private static final String OTHER_KEY =
            "select " + COLUMNS + FROM + "where c.key_id <> $1 and s.id > $2 order by s.id limit 100 for update of c";

    private static final String RESEAL =
            "update sender_credential set access = $2, webhook = $3, key_id = $4 where sender_id = $1";

    /**
     * A row as it is stored.
     *
     * @param slug of the organisation
     * @param access null once the sender is removed
     */
    record Sealed(
            Sender sender,
            String slug,
            Map<String, String> settings,
            byte @Nullable [] access,
            byte[] webhook,
            String keyId,
            long revision) {}

    /** A sender with the same external id, of whomever it is. */
    record Known(long id, long organisationId, boolean inFile, boolean removed) {}

    Future<List<Sealed>> all(SqlClient client) {
        return client.query(ALL).execute().map(Rows.all(CredentialStore::sealed));
    }

    /** The revision of every row, which changes whenever its content does. */
    Future<Map<Long, Long>> revisions(SqlClient client) {
        return client.preparedQuery(REVISIONS)
                .execute()
                .map(Rows.byKey(row -> row.getLong("sender_id"), row -> row.getLong("revision")));
    }

    /** A sender that is connected, locked. */
    Future<Optional<Sealed>> lock(SqlClient transaction, long organisationId, long senderId) {
        return transaction
                .preparedQuery(ONE)
                .execute(Tuple.of(senderId, organisationId))
                .map(Rows.first(CredentialStore::sealed));
    }

    /** An organisation's sender that was not removed, wherever its secrets are. */
    Future<Optional<Sender>> find(SqlClient client, long organisationId, long senderId) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, channel, external_id, name from sender
                        where organisation_id = $1 and id = $2 and removed_at is null
                        """)
                .execute(Tuple.of(organisationId, senderId))
                .map(Rows.first(SenderStore::sender));
    }

    Future<Map<String, String>> settings(SqlClient client, long organisationId, long senderId) {
        return client.preparedQuery(
                        """
                        select c.settings from sender_credential c join sender s on s.id = c.sender_id
                        where s.organisation_id = $1 and s.id = $2
                        """)
                .execute(Tuple.of(organisationId, senderId))
                .map(Rows.first(CredentialStore::settings))
                .map(found -> found.orElse(Map.of()));
    }

    /** Every sender of that name, locked; the one that is in use first, then the organisation's own. */
    Future<List<Known>> known(SqlClient transaction, String channel, String externalId, long organisationId) {
        return transaction
                .preparedQuery(KNOWN)
                .execute(Tuple.of(channel, externalId, organisationId))
                .map(Rows.all(row -> new Known(
                        row.getLong("id"),
                        row.getLong("organisation_id"),
                        "file".equals(row.getString("source")),
                        row.getBoolean("removed"))));
    }

    /** The new sender's id; empty when somebody connected it just now. */
    Future<Optional<Long>> add(
            SqlClient transaction,
            long organisationId,
            String channel,
            String externalId,
            String name,
            InstantSource clock) {
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(organisationId, channel, externalId, name, Timestamps.sql(clock.instant())))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** How it stood before it was removed is forgotten: what its checks found, and that it alarmed or was released. */
    Future<Void> revive(SqlClient transaction, long senderId, String name) {
        return transaction
                .preparedQuery(REVIVE)
                .execute(Tuple.of(senderId, name))
                .compose(revived -> transaction.preparedQuery(FORGET_HEALTH).execute(Tuple.of(senderId)))
                .mapEmpty();
    }

    Future<Void> rename(SqlClient transaction, long senderId, String name) {
        return transaction
                .preparedQuery("update sender set name = $2 where id = $1")
                .execute(Tuple.of(senderId, name))
                .mapEmpty();
    }

    Future<Void> keep(
            SqlClient transaction,
            long senderId,
            Map<String, String> settings,
            byte[] access,
            byte[] webhook,
            String keyId) {
        JsonObject json = new JsonObject();
        settings.forEach(json::put);
        return transaction
                .preparedQuery(KEEP)
                .execute(Tuple.of(senderId, json, Buffer.buffer(access), Buffer.buffer(webhook), keyId))
                .mapEmpty();
    }

    /** What a platform once proved it knows, or was refused, says nothing of the sender's secrets of now. */
    Future<Void> forgetHandshakes(SqlClient transaction, String channel, String externalId) {
        return transaction
                .preparedQuery("delete from handshake where channel = $1 and account = $2")
                .execute(Tuple.of(channel, externalId))
                .mapEmpty();
    }

    Future<Void> forgetOthers(SqlClient transaction, String channel, String externalId, long senderId) {
        return transaction
                .preparedQuery(FORGET_OTHERS)
                .execute(Tuple.of(channel, externalId, senderId))
                .mapEmpty();
    }

    /** False when the organisation has no such sender. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long senderId, InstantSource clock) {
        return transaction
                .preparedQuery(REMOVE)
                .execute(Tuple.of(senderId, organisationId, Timestamps.sql(clock.instant())))
                .map(rows -> rows.size() == 1);
    }

    /** Up to a hundred rows of senders behind {@code after} that another key has sealed, locked. */
    Future<List<Sealed>> sealedOtherwise(SqlClient transaction, String keyId, long after) {
        return transaction
                .preparedQuery(OTHER_KEY)
                .execute(Tuple.of(keyId, after))
                .map(Rows.all(CredentialStore::sealed));
    }

    /** How many rows each key has sealed. */
    Future<Map<String, Long>> keys(SqlClient client) {
        return client.query("select key_id, count(*) as senders from sender_credential group by key_id order by key_id")
                .execute()
                .map(Rows.byKey(row -> row.getString("key_id"), row -> row.getLong("senders")));
    }

    Future<Void> reseal(SqlClient transaction, long senderId, byte @Nullable [] access, byte[] webhook, String keyId) {
        return transaction
                .preparedQuery(RESEAL)
                .execute(Tuple.of(
                        senderId, access == null ? null : Buffer.buffer(access), Buffer.buffer(webhook), keyId))
                .mapEmpty();
    }

    /** Wakes all nodes once the transaction is committed. */
    Future<Void> tell(SqlClient transaction) {
        return transaction
                .preparedQuery("select pg_notify($1, '')")
                .execute(Tuple.of(CHANGED))
                .mapEmpty();
    }

    private static Map<String, String> settings(Row row) {
        JsonObject json = row.getJsonObject("settings");
        Map<String, String> settings = new TreeMap<>();
        json.fieldNames().forEach(name -> settings.put(name, json.getString(name)));
        return settings;
    }

    private static Sealed sealed(Row row) {
        Buffer access = row.getBuffer("access");
        return new Sealed(
                SenderStore.sender(row),
                row.getString("slug"),
                settings(row),
                access == null ? null : access.getBytes(),
                row.getBuffer("webhook").getBytes(),
                row.getString("key_id"),
                row.getLong("revision"));
    }
}
