package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentState;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.database.Paging;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerKind;
import org.relais.testing.TestDatabase;

/** One database with two organisations, and the services of this package on it, at a time that stands still. */
public final class ConsentWorld implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    public static final RelaisConfig.Key KEY = key("k1", 1);

    public final Vertx vertx = Vertx.vertx();
    public final DatabaseAddress address;
    final Database database;
    public final AtomicReference<Instant> now = new AtomicReference<>(START);
    public final InstantSource clock = now::get;
    public final Fingerprints fingerprints = new Fingerprints(List.of(KEY));
    public final List<Long> enforced = new CopyOnWriteArrayList<>();
    final AtomicReference<StopEnforcer.Enforced> outcome =
            new AtomicReference<>(new StopEnforcer.Enforced(0, List.of()));
    public final ConsentService consent;
    public final IdentityService identities = new IdentityService(fingerprints, List.of(), clock);
    public final ConsentStore consents = new ConsentStore();
    public final long organisation;
    public final long other;

    public ConsentWorld() {
        this(TestDatabase.fresh());
    }

    /** A world on a database that may have been another's. */
    public ConsentWorld(DatabaseAddress address) {
        this.address = address;
        this.database = CopiedDatabase.open(vertx, address, 10);
        this.consent = new ConsentService(
                database.pool(),
                fingerprints,
                (organisation, contact) -> {
                    enforced.add(contact);
                    return Future.succeededFuture(outcome.get());
                },
                clock);
        this.organisation = organisation("asso", "association");
        this.other = organisation("autre", "association");
    }

    public static RelaisConfig.Key key(String id, int filler) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, (byte) filler);
        return new RelaisConfig.Key(id, secret);
    }

    public static AddressId phone(String number) {
        return new AddressId("whatsapp", AddressKind.PHONE, number);
    }

    public static AddressId bsuid(String id) {
        return new AddressId("whatsapp", AddressKind.of("bsuid"), id);
    }

    public static AddressId chat(String id) {
        return new AddressId("telegram", AddressKind.of("chat"), id);
    }

    public Pool pool() {
        return database.pool();
    }

    public long organisation(String slug, String kind) {
        return rows(
                        "insert into organisation (slug, name, kind, created_at) values ($1, $1, $2, now())"
                                + " on conflict (slug) do update set name = excluded.name returning id",
                        slug,
                        kind)
                .get(0)
                .getLong("id");
    }

    public List<Row> rows(String sql, Object... parameters) {
        return pool().preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .map(found -> StreamSupport.stream(found.spliterator(), false).toList())
                .await();
    }

    public long count(String sql, Object... parameters) {
        return rows(sql, parameters).get(0).getLong(0);
    }

    public <T> T inTransaction(Function<SqlConnection, Future<T>> work) {
        return pool().withTransaction(work).await();
    }

    public Resolved seen(AddressId... identifiers) {
        return seenAt(now.get(), identifiers);
    }

    public Resolved seenAt(Instant at, AddressId... identifiers) {
        return inTransaction(transaction -> identities.resolve(transaction, sighting(organisation, at, identifiers)));
    }

    public static Sighting sighting(long organisation, Instant at, AddressId... identifiers) {
        return new Sighting(organisation, null, List.of(identifiers), "Zoé", "fr", at, "key-" + at, null);
    }

    public ConsentChange start(long contact, Instant at) {
        return apply(ConsentEvent.optIn(organisation, contact, OptIn.KEYWORD, at, EventSource.WEBHOOK));
    }

    public ConsentChange stop(long contact, Instant at) {
        return apply(ConsentEvent.stop(organisation, contact, at, EventSource.WEBHOOK)
                .words("STOP", "fr"));
    }

    public ConsentChange hold(long contact, Instant at) {
        return apply(ConsentEvent.hold(organisation, contact, at, EventSource.WEBHOOK));
    }

    public ConsentChange apply(ConsentEvent event) {
        return inTransaction(transaction -> consent.apply(transaction, event));
    }

    /** A person who wrote START an hour ago, by the clock of this world. */
    public long subscriber(AddressId... identifiers) {
        long contact = seen(identifiers).contactId();
        start(contact, ago(Duration.ofHours(1)));
        return contact;
    }

    public Instant ago(Duration duration) {
        return now.get().minus(duration).truncatedTo(ChronoUnit.MICROS);
    }

    public ConsentState state(long contact) {
        return consents.find(pool(), organisation, contact)
                .await()
                .orElseThrow()
                .state();
    }

    public boolean listed(long organisationId, AddressId identifier) {
        return !new SuppressionStore()
                .find(pool(), organisationId, fingerprints.everyKey(organisationId, identifier))
                .await()
                .isEmpty();
    }

    /** Kinds of the person's ledger, oldest first. */
    public List<LedgerKind> ledger(long contact) {
        List<LedgerKind> kinds = new ArrayList<>();
        new Ledger(clock, new java.security.SecureRandom())
                .ofContact(pool(), organisation, contact, Paging.NEWEST, 1_000)
                .await()
                .forEach(event -> kinds.add(0, event.kind()));
        return kinds;
    }

    /** Runs statements as a database administrator would. */
    public void asAdministrator(String sql) {
        TestDatabase.execute(address, sql);
    }

    @Override
    public void close() {
        database.close().await();
        vertx.close().await();
    }
}
