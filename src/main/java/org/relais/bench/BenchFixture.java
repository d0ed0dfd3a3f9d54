package org.relais.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.bench.measure.Observer;
import org.relais.bench.measure.Processor;
import org.relais.consent.Fingerprints;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.database.EmbeddedDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the scenarios stand on: a PostgreSQL of the bench's own, a migrated database with people that each scenario gets
 * a copy of, and the simulated platform. Everything is gone when it is closed, but for a directory that is to be kept.
 */
final class BenchFixture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BenchFixture.class);
    private static final String EMPTY = "relais_empty";
    private static final String PAGES = "relais_pages_";
    private static final int PAGE = 20_000;

    private final Path directory;
    private final boolean keeps;
    private final EmbeddedDatabase server;
    private final Vertx vertx;
    private final BenchPlatformControl platform;
    private final long postgres;
    private final BenchStore store = new BenchStore();
    private final Pool administration;
    private final Map<Integer, String> templates = new HashMap<>();
    private int copies;
    private ServiceProcess.@Nullable Setting setting;
    private @Nullable ServiceProcess service;
    private final AtomicBoolean closed = new AtomicBoolean();

    private BenchFixture(Path directory, boolean keeps, EmbeddedDatabase server, Vertx vertx) throws IOException {
        this.directory = directory;
        this.keeps = keeps;
        this.server = server;
        this.vertx = vertx;
        this.administration = Database.pool(vertx, server.administrator(), 1);
        this.platform = BenchPlatformControl.start(vertx);
        this.postgres = postmaster(directory);
    }

    /** @param kept where the database of pages is found again by a later run; null: nowhere */
    static BenchFixture open(@Nullable Path kept) throws IOException, EmbeddedDatabase.StartException {
        Path directory = kept == null ? Files.createTempDirectory("relais-bench-") : Files.createDirectories(kept);
        EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("postgres"));
        BenchFixture fixture = new BenchFixture(directory, kept != null, server, Vertx.vertx());
        Runtime.getRuntime().addShutdownHook(new Thread(fixture::close, "bench-stop"));
        fixture.store.assertDurable(fixture.administration).await();
        fixture.store
                .maintainer(fixture.administration, server.address().user())
                .await();
        fixture.dropCopies();
        fixture.copy("template0", EMPTY);
        Database.open(fixture.vertx, server.access().named(EMPTY), 1)
                .compose(Database::close)
                .await();
        return fixture;
    }

    /** Of an earlier run in the same directory all but the databases of pages, which may have been made by another version. */
    private void dropCopies() {
        for (String name : store.databases(administration).await()) {
            if (!name.startsWith(PAGES)) {
                store.drop(administration, name).await();
            }
        }
    }

    Vertx vertx() {
        return vertx;
    }

    BenchPlatformControl platform() {
        return platform;
    }

    Path directory() {
        return directory;
    }

    /** The running service, if it is run like that; else another one, which is warm for nothing yet. */
    ServiceProcess service(ServiceProcess.Setting wanted) throws IOException {
        ServiceProcess running = service;
        if (running != null && wanted.equals(setting)) {
            return running;
        }
        endService();
        ServiceProcess started = ServiceProcess.start(this, wanted);
        service = started;
        setting = wanted;
        return started;
    }

    /** A service over the database of pages with so many people, which is as an earlier run left it if it is kept. */
    ServiceProcess pages(ServiceProcess.Setting wanted) throws IOException {
        endService();
        String name = PAGES + wanted.people();
        if (!store.databases(administration).await().contains(name)) {
            copy(templates.computeIfAbsent(wanted.people(), this::template), name);
        }
        ServiceProcess started = ServiceProcess.start(this, wanted, named(name), !keeps);
        service = started;
        setting = null;
        return started;
    }

    /** Ends the service, if there is one. */
    void endService() {
        ServiceProcess running = service;
        service = null;
        if (running != null) {
            running.close();
        }
    }

    /** Processor time of PostgreSQL so far. */
    long postgresNanos() {
        return Processor.ofFamily(postgres);
    }

    private static long postmaster(Path directory) throws IOException {
        Path pid = directory.resolve("postgres").resolve("data").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(pid).get(0).strip());
    }

    /** A fresh database with the organisation and so many people, subscribed, numbered from 1. */
    DatabaseAddress people(int count) {
        return copy(templates.computeIfAbsent(count, this::template));
    }

    private String template(int people) {
        String name = "relais_people_" + people;
        copy(EMPTY, name);
        Pool pool = Database.pool(vertx, named(name), 1);
        long organisation = store.organisation(pool).await();
        store.senders(pool, organisation, Bots.FIRST, Bots.COUNT).await();
        for (int from = 1; from <= people; from += PAGE) {
            int count = Math.min(PAGE, people - from + 1);
            store.people(pool, organisation, Observer.FIRST_CHAT, fingerprints(organisation, from, count))
                    .await();
        }
        store.vacuum(pool).await();
        pool.close().await();
        return name;
    }

    /** As the service would have stored them: else every stop would have to enter its person anew. */
    private static Buffer[] fingerprints(long organisation, int from, int count) {
        Fingerprints service = new Fingerprints(List.of(ServiceProcess.SUPPRESSION_KEY));
        return IntStream.range(from, from + count)
                .mapToObj(person -> Long.toString(Observer.FIRST_CHAT + person))
                .map(chat -> service.of(organisation, new AddressId("telegram", AddressKind.of("chat"), chat)))
                .map(Buffer::buffer)
                .toArray(Buffer[]::new);
    }

    private DatabaseAddress copy(String template) {
        String name = "relais_" + ++copies;
        copy(template, name);
        return named(name);
    }

    private void copy(String template, String name) {
        store.copy(administration, template, name, server.owner().user()).await();
    }

    /** Gives back the space of a database that nobody uses any more. */
    void drop(DatabaseAddress address) {
        store.drop(administration, address.database()).await();
    }

    private DatabaseAddress named(String database) {
        return server.address().named(database);
    }

    /** Whether all is gone already: only when the bench is ended from outside does that happen in the midst of a scenario. */
    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        parts.add(this::endService);
        parts.add(platform);
        parts.add(() -> administration.close().await());
        parts.add(() -> vertx.close().await());
        parts.add(server);
        if (!keeps) {
            parts.add(() -> delete(directory));
        }
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception fault) {
                LOG.warn("the bench did not clean up: {}", fault.toString());
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchFixture::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
