package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.relais.channel.ChannelCatalogue;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.StopEnforcer;
import org.relais.contact.csv.CsvLimits;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.LedgerCheck;
import org.relais.testing.TestDatabase;

/** An organisation on a real database with everything an import needs; the outbox alone is a list of who was stopped. */
public final class ImportWorld implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    public final Vertx vertx;
    public final Database database;
    public final Fingerprints fingerprints;
    public final ConsentService consent;
    public final ImportService imports;
    public final List<Long> enforced = new ArrayList<>();
    public final long organisation;
    public final Path directory;
    private final boolean ownVertx;

    public ImportWorld() throws IOException {
        this(Vertx.vertx(), true, CsvLimits.DEFAULT);
    }

    ImportWorld(CsvLimits limits) throws IOException {
        this(Vertx.vertx(), true, limits);
    }

    private ImportWorld(Vertx vertx, boolean ownVertx, CsvLimits limits) throws IOException {
        this.vertx = vertx;
        this.ownVertx = ownVertx;
        this.directory = Files.createTempDirectory("relais-import-test-");
        this.database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 6);
        this.fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("k1", new byte[32])));
        StopEnforcer enforcer = (organisationId, contactId) -> {
            enforced.add(contactId);
            return Future.succeededFuture(new StopEnforcer.Enforced(0, List.of()));
        };
        InstantSource clock = InstantSource.fixed(NOW);
        this.consent = new ConsentService(database.pool(), fingerprints, enforcer, clock);
        this.imports = new ImportService(
                vertx,
                database,
                fingerprints,
                consent,
                clock,
                new ImportService.Uploads(
                        directory.resolve("uploads"), limits, ChannelCatalogue.addresses(), UUID::randomUUID));
        this.organisation = organisation("test", false);
    }

    public long organisation(String slug, boolean consentOnly) {
        return await(database.pool()
                        .preparedQuery(
                                """
                                insert into organisation (slug, name, kind, consent_only, created_at)
                                values ($1, $1, 'ngo', $2, $3) returning id
                                """)
                        .execute(Tuple.of(slug, consentOnly, org.relais.database.Timestamps.sql(NOW))))
                .iterator()
                .next()
                .getLong("id");
    }

    public Path file(String content) {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    public Path file(byte[] content) {
        try {
            return Files.write(directory.resolve(UUID.randomUUID() + ".csv"), content);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** The dry run alone. */
    public ImportJob check(ImportKind kind, ImportOptions options, byte[] content) {
        long id = await(imports.create(
                new ImportService.Request(Actor.command(organisation), kind, "people.csv", options), file(content)));
        return await(imports.check(organisation, id)).orElseThrow();
    }

    /** Dry run and decision. */
    public ImportJob run(ImportKind kind, ImportOptions options, String content) {
        return commit(check(kind, options, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** The decision. */
    public ImportJob commit(ImportJob checked) {
        return await(imports.commit(new Actor(organisation, "owner", Role.OWNER, Door.API), checked.id()))
                .orElseThrow();
    }

    public ImportJob people(String content) {
        return run(ImportKind.CONTACTS, ImportOptions.of("FR", "whatsapp"), content);
    }

    public void stop(long contactId) {
        await(consent.stop(ConsentEvent.stop(organisation, contactId, NOW, EventSource.WEBHOOK)));
    }

    /** Contact behind an identifier; fails when there is none. */
    public long contact(String identifier) {
        return await(database.pool()
                        .preparedQuery("select contact_id from address where organisation_id = $1 and identifier = $2")
                        .execute(Tuple.of(organisation, identifier)))
                .iterator()
                .next()
                .getLong("contact_id");
    }

    /** One row as JSON, by a statement that returns one. */
    public JsonObject row(String sql, Object... parameters) {
        return await(database.pool().preparedQuery(sql).execute(Tuple.from(parameters)))
                .iterator()
                .next()
                .toJson();
    }

    public long count(String sql, Object... parameters) {
        return row("select count(*) as n from " + sql, parameters).getLong("n");
    }

    public String refusedFile(long id, String language) {
        CollectingStream target = new CollectingStream();
        await(imports.refusedRows(organisation, id, language, target));
        return target.content().toString(StandardCharsets.UTF_8);
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.TimeoutException fault) {
            throw new IllegalStateException(fault);
        } catch (java.util.concurrent.ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }

    @Override
    public void close() {
        LedgerCheck.consentsAreAsTheLedgerImplies(database.pool(), fingerprints);
        await(imports.close().eventually(database::close));
        if (ownVertx) {
            await(vertx.close());
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Keeps what is written to it. */
    static final class CollectingStream implements io.vertx.core.streams.WriteStream<Buffer> {
        private final Buffer content = Buffer.buffer();

        Buffer content() {
            return content;
        }

        @Override
        public CollectingStream exceptionHandler(io.vertx.core.Handler<Throwable> handler) {
            return this;
        }

        @Override
        public Future<Void> write(Buffer data) {
            content.appendBuffer(data);
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public CollectingStream setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public CollectingStream drainHandler(io.vertx.core.Handler<Void> handler) {
            return this;
        }
    }
}
