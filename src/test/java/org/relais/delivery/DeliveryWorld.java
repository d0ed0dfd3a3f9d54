package org.relais.delivery;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.relais.audience.ClosedWindows;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.database.Connections;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.testing.Await;
import org.relais.testing.TestDatabase;
import org.relais.testing.TestOrganisation;

/** A database with one organisation, its senders and people, and what tests want to know of it. */
public final class DeliveryWorld implements AutoCloseable {
    public final DatabaseAddress address;
    public final Vertx vertx;
    public final Pool pool;
    public final TestOrganisation organisation;
    public final long organisationId;

    private Connection connection;
    private final List<DeliveryEngine> engines = new ArrayList<>();
    private int nodes;

    public DeliveryWorld(Vertx vertx) {
        this(vertx, TestDatabase.fresh());
    }

    public DeliveryWorld(Vertx vertx, DatabaseAddress address) {
        this.vertx = vertx;
        this.address = address;
        this.pool = Database.pool(vertx, address, 8);
        this.connection = connect();
        this.organisation = organisation("voisins");
        this.organisationId = organisation.id();
    }

    /** Another organisation, which may write at any hour. */
    public TestOrganisation organisation(String slug) {
        return TestOrganisation.create(this::numbers, slug);
    }

    /** A connection of its own; waits for a server that recovers from a crash. */
    Connection connect() {
        List<Connection> connected = new ArrayList<>();
        eventually("PostgreSQL takes a connection", () -> {
            try {
                connected.add(TestDatabase.administrator(address).connect());
                return true;
            } catch (SQLException notYet) {
                return false;
            }
        });
        return connected.get(0);
    }

    /** A new one when the server was restarted. */
    private Connection connection() throws SQLException {
        if (!connection.isValid(30)) {
            connection = connect();
        }
        return connection;
    }

    @CanIgnoreReturnValue
    public long sender(String channel, String externalId) {
        return sender(organisationId, channel, externalId);
    }

    @CanIgnoreReturnValue
    public long sender(long organisationId, String channel, String externalId) {
        return TestOrganisation.of(this::numbers, organisationId).sender(channel, externalId);
    }

    /** A subscribed person with one address on the channel {@code fake}; returns the contact's id. */
    public long person() {
        return person("regular", "subscribed", "fake");
    }

    public long person(String consentClass, String state, String channel) {
        return people(1, consentClass, state, channel).get(0);
    }

    public List<Long> people(int count, String consentClass, String state, String channel) {
        return people(organisationId, count, consentClass, state, channel);
    }

    public List<Long> people(long organisationId, int count, String consentClass, String state, String channel) {
        return TestOrganisation.of(this::numbers, organisationId)
                .people(count)
                .agreed(consentClass, state)
                .on(channel)
                .make();
    }

    public long address(long contactId, String channel) {
        return organisation.address(contactId, channel);
    }

    public long message() {
        return organisation.message();
    }

    public long broadcast(long messageId) {
        return organisation.broadcast(messageId);
    }

    /** A broadcast to these people, queued and counted. */
    @CanIgnoreReturnValue
    public long broadcastTo(List<Long> contactIds) {
        return broadcastTo(organisationId, contactIds);
    }

    @CanIgnoreReturnValue
    public long broadcastTo(long organisationId, List<Long> contactIds) {
        TestOrganisation sending = TestOrganisation.of(this::numbers, organisationId);
        long messageId = sending.message();
        long broadcastId = sending.broadcast(messageId);
        await(new AudiencePageStore()
                .enqueue(
                        pool,
                        new AudiencePage(
                                organisationId,
                                broadcastId,
                                messageId,
                                Purpose.BROADCAST,
                                null,
                                contactIds,
                                Instant.now(),
                                null,
                                ClosedWindows.NONE,
                                null),
                        Instant.now()));
        return broadcastId;
    }

    /** An open action that these people were offered. */
    public long offered(List<Long> contactIds) {
        long broadcast = broadcastTo(contactIds);
        execute("update delivery set state = 'accepted', settled_at = now()");
        execute(
                """
                with begun as (
                    insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                        created_by, created_at, opened_at)
                    select organisation_id, 'share', 'open', 'Fête', message_id, message_id, message_id, '{}', 'Ana',
                           now(), now()
                    from broadcast where id = %1$d
                    returning id, organisation_id
                )
                insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at)
                select %1$d, organisation_id, id, 'Ana', now() from begun
                """
                        .formatted(broadcast));
        return number("select max(id) from action");
    }

    @CanIgnoreReturnValue
    public long queue(long contactId, Purpose purpose) {
        return await(new Outbox(Instant::now)
                        .enqueue(
                                pool,
                                NewDelivery.now(
                                        NewDelivery.Chat.preferred(organisationId, contactId),
                                        purpose,
                                        new DeliveryContent.Inline(new JsonObject().put("text", "hello")),
                                        Instant.now())))
                .orElseThrow();
    }

    /** Commits a stop, as the consent service does in its own transaction. */
    public void stop(long contactId) {
        execute("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + contactId);
    }

    /**
     * Gives the sessions that are opened from now on a database's clock that {@link #databaseClock} sets; before that it
     * is right.
     */
    void ownDatabaseClock() {
        execute(
                """
                create schema own_clock;
                create table own_clock.ahead (by interval);
                insert into own_clock.ahead values ('0');
                create function own_clock.clock_timestamp() returns timestamptz language sql volatile as
                    'select pg_catalog.clock_timestamp() + by from own_clock.ahead';
                create function own_clock.statement_timestamp() returns timestamptz language sql volatile as
                    'select pg_catalog.statement_timestamp() + by from own_clock.ahead';
                create function own_clock.now() returns timestamptz language sql volatile as
                    'select pg_catalog.now() + by from own_clock.ahead';
                grant usage on schema own_clock to public;
                grant select on own_clock.ahead to public;
                """);
        execute("do $$ begin execute 'alter database ' || quote_ident(current_database())"
                + " || ' set search_path = own_clock, public, pg_catalog'; end $$");
    }

    /** Sets the database's clock, as somebody does, or a failover to a server with another one. */
    void databaseClock(Duration ahead) {
        execute("update own_clock.ahead set by = interval '" + ahead.toSeconds() + " seconds'");
    }

    /** As if every node had watched every claim for as long as its lease. */
    void leasesRunOut() {
        execute("update delivery set lease_until = clock_timestamp() - interval '1 second' where state = 'sending'");
        execute("update claim_batch set lease_until = clock_timestamp() - interval '1 second', lease = interval '0'");
    }

    /** Ends the claims whose leases have run out, as a node does. */
    Future<SettleStore.Rescued> rescue(Pool other) {
        SettleStore store = new SettleStore();
        return store.claims(other)
                .compose(all ->
                        store.rescue(other, new LeaseWatch<SettleStore.OpenClaim>().over(all, 0), Instant.now()));
    }

    public Drain drain() {
        return new Drain(vertx, pool, Instant::now, Await.BOUND);
    }

    @CanIgnoreReturnValue
    public DeliveryEngine engine(FakeChannel channel) {
        return engine(channel, drain(), settings());
    }

    public EngineSettings settings() {
        return new EngineSettings("node-" + ++nodes, Duration.ofSeconds(20), Duration.ofSeconds(60), Await.BOUND, 64);
    }

    @CanIgnoreReturnValue
    public DeliveryEngine engine(FakeChannel channel, Drain drain, EngineSettings settings) {
        return engine(new ChannelRegistry(List.of(channel)), new PlainRenderer(), channel::stopped, drain, settings);
    }

    /** One that sends over HTTP, by the real channels with these sections of a configuration. */
    @CanIgnoreReturnValue
    public DeliveryEngine engine(JsonObject channels) {
        EngineSettings settings = settings();
        ChannelContext context =
                new ChannelContext(vertx, InstantSource.system(), System::nanoTime, settings.httpTimeout());
        return engine(
                ChannelRegistry.create(context, channels),
                new PlainRenderer(),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                drain(),
                settings);
    }

    /** An engine of any channels and renderer; whatever is not stopped before is stopped at the end. */
    @CanIgnoreReturnValue
    public DeliveryEngine engine(
            ChannelRegistry channels,
            MessageRenderer renderer,
            PlatformStop platformStop,
            Drain drain,
            EngineSettings settings) {
        return engine(channels, renderer, platformStop, drain, settings, new JumpingClock());
    }

    @CanIgnoreReturnValue
    public DeliveryEngine engine(
            ChannelRegistry channels,
            MessageRenderer renderer,
            PlatformStop platformStop,
            Drain drain,
            EngineSettings settings,
            JumpingClock clock) {
        DeliveryEngine engine =
                new DeliveryEngine(vertx, parts(channels, renderer, platformStop, drain, settings, clock));
        engines.add(engine);
        await(engine.start());
        return engine;
    }

    public EngineParts parts(
            ChannelRegistry channels,
            MessageRenderer renderer,
            PlatformStop platformStop,
            Drain drain,
            EngineSettings settings,
            JumpingClock clock) {
        return new EngineParts(
                new Connections(vertx, address),
                channels,
                new EngineParts.Consent(org.relais.testing.Keys.gate(), platformStop, drain),
                renderer,
                settings,
                new EngineParts.Environment(clock, clock::nanoTime, new Random(7)));
    }

    /** Stops an engine before the world ends. */
    public void stop(DeliveryEngine engine) {
        engines.remove(engine);
        await(engine.stop());
    }

    public String state(long deliveryId) {
        return text("select state || coalesce(':' || reason, '') from delivery where id = " + deliveryId);
    }

    /** How many deliveries stand in each state, by the rows. */
    public TreeMap<String, Long> states() {
        TreeMap<String, Long> states = new TreeMap<>();
        try (Statement statement = connection().createStatement();
                ResultSet rows = statement.executeQuery("select state, count(*) from delivery group by 1")) {
            while (rows.next()) {
                states.put(rows.getString(1), rows.getLong(2));
            }
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
        return states;
    }

    /** Differences between the counters and the rows; empty when they agree. */
    public String disagreement() {
        return text(
                """
                select coalesce(string_agg(concat_ws(' ', broadcast_id, state, reason, counted, rows), '; '), '')
                from (select broadcast_id, state, coalesce(reason, '') as reason, count(*) as rows
                      from delivery where broadcast_id is not null group by 1, 2, 3) r
                full join (select broadcast_id, state, reason, deliveries as counted from broadcast_progress) c
                     using (broadcast_id, state, reason)
                where counted is distinct from rows
                """);
    }

    public long open() {
        return number("select count(*) from delivery where state in ('queued', 'sending')");
    }

    /** Whether a statement of a session other than the test's own waits for a lock, and contains these words. */
    public boolean waitsForLock(String words) {
        return number(
                        """
                        select count(*) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'
                          and query like '%%%s%%'
                        """
                                .formatted(words))
                > 0;
    }

    public void execute(String sql) {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    public long number(String sql) {
        return numbers(sql).get(0);
    }

    /** Rows of these tables that PostgreSQL has looked at so far, by whatever way. */
    public long read(String... tables) {
        String these = "relname in ('" + String.join("', '", tables) + "')";
        return number(
                """
                select ((select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where %1$s)
                        + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where %1$s))::bigint
                """
                        .formatted(these));
    }

    public List<Long> numbers(String sql) {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
        return numbers;
    }

    public String text(String sql) {
        try (Statement statement = connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @CanIgnoreReturnValue
    public static <T> T await(Future<T> future) {
        return Await.result(future);
    }

    /** Waits for something that must come true. */
    public static void eventually(String what, BooleanSupplier happened) {
        Await.until(what, happened);
    }

    @Override
    public void close() {
        engines.forEach(engine -> await(engine.stop()));
        await(pool.close());
        try {
            connection.close();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
