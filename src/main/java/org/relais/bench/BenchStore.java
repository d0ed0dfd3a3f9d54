package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.database.Rows;

/** SQL that fills the service's own tables with people, and looks at what became of their deliveries. */
final class BenchStore {

    private static final String DURABLE =
            """
            select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
                   current_setting('full_page_writes') as pages
            """;

    /** Already worked, so that a service on the same database leaves it alone. */
    private static final String WEBHOOK =
            """
            insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, processed_at, outcome, event)
            values ('whatsapp', 'bench', $1, 'TEXT', now(), now(), now(), 'ignored', $2::text::jsonb)
            """;

    private static final String ORGANISATION =
            """
            insert into organisation (slug, name, kind, purpose, contact_from, contact_until, contact_days, created_at)
            values ('bench', 'Les Voisins', 'association', '{"fr": "entraide entre voisins"}', '00:00', '23:59:59.999999',
                    '{1,2,3,4,5,6,7}', now())
            returning id
            """;

    private static final String SENDERS =
            """
            insert into sender (organisation_id, channel, external_id, name, created_at)
            select $1, 'telegram', ($2 + n)::text, 'bot ' || n, now() from generate_series(0, $3 - 1) as n
            returning id
            """;

    /** Subscribed people with a Telegram chat each, one per fingerprint, spread over the senders; chat id = $2 + number. */
    private static final String PEOPLE =
            """
            with sender_of as (
                select array_agg(id order by id) as ids from sender where organisation_id = $1
            ), facet as (
                select facet_of($1, 'fr', null, '{}') as id
            ), born as (
                insert into contact (organisation_id, name, language, created_at, updated_at)
                -- Two of three are called Ada, the others by 676 names: what is typed may be anything from common to rare.
                select $1,
                       case when n % 3 = 0 then chr(97 + n / 3 % 26) || chr(97 + n / 78 % 26) || 'a' else 'Ada' end || ' Martin',
                       'fr', now(), now()
                from generate_series(1, cardinality($3::bytea[])) n
                returning id
            ), numbered as (
                select id, row_number() over (order by id) as number from born
            ), said as (
                insert into ledger_event (organisation_id, contact_id, kind, class, state_after, occurred_at, recorded_at, source)
                select $1, id, 'opt_in', 'regular', 'subscribed', now() - interval '1 day', now(), 'system' from born
                returning id, contact_id
            ), agreed as (
                -- Said as it is, where they can be reached needs no second version of each.
                insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id, facet_id,
                                     reachable_on)
                select contact_id, $1, 'regular', 'subscribed', now() - interval '1 day', said.id, facet.id, 'telegram'
                from said, facet
            )
            insert into address (organisation_id, contact_id, channel, kind, identifier, sender_id, created_at, fingerprint)
            select $1, n.id, 'telegram', 'chat', ($2 + n.id)::text,
                   sender_of.ids[1 + n.id % cardinality(sender_of.ids)], now(), print.fingerprint
            from numbered n
            join unnest($3::bytea[]) with ordinality as print (fingerprint, number) using (number)
            cross join sender_of
            """;

    private static final String BACKLOG =
            """
            select exists (select from contact_name_todo)
                   or (select count(*) from ledger_event) > (select count(*) from ledger_link) as backlog
            """;

    private static final String MESSAGE =
            "insert into message (organisation_id, spec, created_at) values ($1, $2::jsonb, now()) returning id";

    private static final String BROADCAST =
            """
            insert into broadcast (organisation_id, title, message_id, audience, state, created_by, created_at, started_at, expanded_at)
            values ($1, 'bench', $2, '{"everyone": true}', $3, 'bench', now(), now(), now())
            returning id
            """;

    private static final String START = "update broadcast set state = 'sending' where id = $1";

    private static final String EXPANDING =
            """
            insert into broadcast (organisation_id, title, message_id, audience, state, created_by, created_at, started_at,
                                   audience_until)
            values ($1, 'bench', $2, '{"everyone": true}', 'expanding', 'bench', now(), now(),
                    (select max(id) from contact where organisation_id = $1))
            returning id
            """;

    private static final String EXPANDED = "select expanded_at is not null as expanded from broadcast where id = $1";

    private static final String CONTACTS =
            "select id from contact where organisation_id = $1 and id > $2 order by id limit $3";

    /** Deliveries that ended long ago, as a year of broadcasts leaves them. */
    private static final String FINISHED =
            """
            insert into delivery (organisation_id, sender_id, broadcast_id, contact_id, address_id, message_id, purpose,
                                  priority, state, attempt, not_before, external_id, basis_class, queued_at, claimed_at,
                                  settled_at)
            select a.organisation_id, a.sender_id, $2, a.contact_id, a.id, $3, 'broadcast', 2, 'accepted', 1,
                   now() - interval '30 days', 'old' || $2 || '-' || a.id, 'regular', now(), now(), now()
            from address a
            where a.organisation_id = $1
            """;

    /**
     * Deliveries that WhatsApp has just accepted. Which address they went to makes no difference to the statuses that
     * come.
     */
    private static final String ACCEPTED =
            """
            with made as (
                insert into delivery (id, organisation_id, sender_id, broadcast_id, contact_id, address_id, message_id,
                                      purpose, priority, state, attempt, not_before, external_id, basis_class, queued_at,
                                      claimed_at, settled_at)
                overriding system value
                select a.next, $1, s.id, $2, a.contact_id, a.id, $3, 'broadcast', 2, 'accepted', 1, now(), $5 || a.next,
                       'regular', now(), now(), now()
                from (select nextval(pg_get_serial_sequence('delivery', 'id')) as next, id, contact_id
                      from address where organisation_id = $1 and channel = 'telegram' limit $4) as a,
                     sender s
                where s.organisation_id = $1 and s.channel = 'whatsapp'
                returning id
            )
            select min(id) as first from made
            """;

    private static final String READ =
            "select count(*) as read from delivery where broadcast_id = $1 and state = 'read'";

    private static final String BUSY =
            """
            select exists (select from inbox where processed_at is null and kind <> 'STATUS')
                   or exists (select from inbox where processed_at is null and kind = 'STATUS')
                   or exists (select from claim_batch) as busy
            """;

    private static final String COUNTS =
            """
            select count(*) filter (where queued) as queued, count(*) filter (where state = 'sending') as sending,
                   count(*) filter (where state = 'accepted') as accepted
            from delivery where broadcast_id = $1
            """;

    /** What external ids of messages by WhatsApp begin with; the delivery's id follows. */
    static final String WHATSAPP_ID = "wamid.bench-delivery-";

    /** Deliveries of a broadcast with consecutive ids. */
    record Accepted(long broadcast, long first) {}

    /** Counts of one broadcast's deliveries. */
    record Counts(long queued, long sending, long accepted) {}

    /**
     * A further database on the same server, with all that {@code template} has.
     *
     * @param name one of ours: a name can't be a parameter
     * @param owner the role that owns schemas on this server
     */
    Future<Void> copy(SqlClient client, String template, String name, String owner) {
        return client.query(
                        "create database " + name + " owner " + owner + " template " + template + " strategy file_copy")
                .execute()
                .mapEmpty();
    }

    Future<Void> drop(SqlClient client, String name) {
        return client.query("drop database " + name + " with (force)").execute().mapEmpty();
    }

    /** Fails unless what is committed outlives a crash: figures without that are worthless. */
    Future<Void> assertDurable(SqlClient client) {
        return client.query(DURABLE).execute().map(rows -> {
            Row row = rows.iterator().next();
            for (String setting : List.of("fsync", "commit", "pages")) {
                if (!"on".equals(row.getString(setting))) {
                    throw new IllegalStateException("PostgreSQL runs with " + setting + " off");
                }
            }
            return null;
        });
    }

    Future<Long> organisation(SqlClient client) {
        return client.query(ORGANISATION).execute().map(BenchStore::id);
    }

    Future<Long> findOrganisation(SqlClient client) {
        return client.query("select id from organisation where slug = 'bench'")
                .execute()
                .map(BenchStore::id);
    }

    Future<Void> senders(SqlClient client, long organisationId, long firstBot, int count) {
        return client.preparedQuery(SENDERS)
                .execute(Tuple.of(organisationId, firstBot, count))
                .mapEmpty();
    }

    /** @param fingerprints of the chats with the numbers that follow those of the people who are there already */
    Future<Void> people(SqlClient client, long organisationId, long firstChat, Buffer[] fingerprints) {
        return client.preparedQuery(PEOPLE)
                .execute(Tuple.of(organisationId, firstChat, fingerprints))
                .mapEmpty();
    }

    /** Whether the service still works on what new people bring: names to be found by, ledger events to be sealed. */
    Future<Boolean> backlog(SqlClient client) {
        return client.query(BACKLOG).execute().map(Rows.only(row -> row.getBoolean("backlog")));
    }

    Future<Long> message(SqlClient client, long organisationId, String spec) {
        return client.preparedQuery(MESSAGE)
                .execute(Tuple.of(organisationId, new JsonObject(spec)))
                .map(BenchStore::id);
    }

    Future<Long> broadcast(SqlClient client, long organisationId, long messageId, String state) {
        return client.preparedQuery(BROADCAST)
                .execute(Tuple.of(organisationId, messageId, state))
                .map(BenchStore::id);
    }

    /** A broadcast to everybody that has been started and has no deliveries yet. */
    Future<Long> expanding(SqlClient client, long organisationId, long messageId) {
        return client.preparedQuery(EXPANDING)
                .execute(Tuple.of(organisationId, messageId))
                .map(BenchStore::id);
    }

    Future<Boolean> expanded(SqlClient client, long broadcastId) {
        return client.preparedQuery(EXPANDED)
                .execute(Tuple.of(broadcastId))
                .map(Rows.only(row -> row.getBoolean("expanded")));
    }

    Future<Void> start(SqlClient client, long broadcastId) {
        return client.preparedQuery(START).execute(Tuple.of(broadcastId)).mapEmpty();
    }

    Future<List<Long>> contacts(SqlClient client, long organisationId, long after, int limit) {
        return client.preparedQuery(CONTACTS)
                .execute(Tuple.of(organisationId, after, limit))
                .map(Rows.all(row -> row.getLong("id")));
    }

    Future<Integer> finished(SqlClient client, long organisationId, long broadcastId, long messageId) {
        return client.preparedQuery(FINISHED)
                .execute(Tuple.of(organisationId, broadcastId, messageId))
                .map(RowSet::rowCount);
    }

    /** Names of the databases of ours on this server. */
    Future<List<String>> databases(SqlClient client) {
        return client.query("select datname from pg_database where datname like 'relais\\_%'")
                .execute()
                .map(Rows.all(row -> row.getString("datname")));
    }

    Future<Accepted> accepted(SqlClient client, long organisationId, long broadcastId, long messageId, int deliveries) {
        return client.preparedQuery(ACCEPTED)
                .execute(Tuple.of(organisationId, broadcastId, messageId, deliveries, WHATSAPP_ID))
                .map(rows -> new Accepted(broadcastId, rows.iterator().next().getLong("first")));
    }

    /** How many deliveries of a broadcast have been read. */
    Future<Integer> read(SqlClient client, long broadcastId) {
        return client.preparedQuery(READ)
                .execute(Tuple.of(broadcastId))
                .map(rows -> rows.iterator().next().getInteger("read"));
    }

    /** Whether the service has not yet done with what came in and what it sends. */
    Future<Boolean> busy(SqlClient client) {
        return client.query(BUSY).execute().map(rows -> rows.iterator().next().getBoolean("busy"));
    }

    Future<Void> webhook(SqlClient client, String key, String body) {
        return client.preparedQuery(WEBHOOK).execute(Tuple.of(key, body)).mapEmpty();
    }

    /** Gives every tenth person a tag; completes with how many got it. */
    Future<Integer> tagEveryTenth(SqlClient client, long organisationId, String tag) {
        return client.preparedQuery("update contact set tags = array[$2] where organisation_id = $1 and id % 10 = 0")
                .execute(Tuple.of(organisationId, tag))
                .map(RowSet::rowCount);
    }

    /** How many contacts there are, of all organisations. */
    Future<Long> contacts(SqlClient client) {
        return client.query("select count(*) as contacts from contact")
                .execute()
                .map(Rows.only(row -> row.getLong("contacts")));
    }

    /** Lets a role vacuum tables that it does not own. */
    Future<Void> maintainer(SqlClient client, String role) {
        return client.query("grant pg_maintain to " + role).execute().mapEmpty();
    }

    Future<Void> vacuum(SqlClient client) {
        return client.query("vacuum analyze").execute().mapEmpty();
    }

    Future<Counts> counts(SqlClient client, long broadcastId) {
        return client.preparedQuery(COUNTS).execute(Tuple.of(broadcastId)).map(rows -> {
            Row row = rows.iterator().next();
            return new Counts(row.getLong("queued"), row.getLong("sending"), row.getLong("accepted"));
        });
    }

    static long id(RowSet<Row> rows) {
        return rows.iterator().next().getLong("id");
    }
}
