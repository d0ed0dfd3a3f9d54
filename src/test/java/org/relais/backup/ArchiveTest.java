package org.relais.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.delivery.DeliveryWorld;
import org.relais.digest.Sha256;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;
import picocli.CommandLine;

/** Old replies go into files and out of the database, each once, whenever the command is killed; nothing else goes. */
@NeedsDatabase
class ArchiveTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OLD = "2025-12-31T23:00:00Z";
    private static final String YOUNG = "2026-01-01T00:00:00Z";
    private static final int PAGE = 3;

    private final Vertx vertx = Vertx.vertx();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final long sender = world.sender("fake", "1");
    private final long person = world.person();
    private final Archive archive = new Archive(world.address, Instant::now, PAGE);

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        world.close();
        DeliveryWorld.await(vertx.close());
    }

    @Test
    void whatWasRepliedLongAgoGoesAndNothingElse() throws Exception {
        List<Long> due = LongStream.range(0, 7)
                .map(number -> reply("reply", "read", OLD))
                .boxed()
                .toList();
        List<Long> stays = List.of(
                reply("reply", "queued", OLD),
                reply("reply", "withheld", OLD),
                reply("confirmation", "accepted", OLD),
                reply("question", "accepted", OLD),
                reply("stopped_reply", "accepted", OLD),
                organisersAnswer(reply("reply", "read", OLD)),
                reply("reply", "read", YOUNG));
        long broadcast = world.broadcastTo(List.of(person));
        world.execute("update delivery set state = 'read', queued_at = '" + OLD + "', settled_at = '" + OLD
                + "' where broadcast_id = " + broadcast);
        long progress = world.number("select sum(deliveries) from broadcast_progress");
        assertThat(archive.count(BEFORE)).isEqualTo(7);

        Archive.Archived archived = archive.write(BEFORE, directory.resolve("archive"));

        assertThat(archived.rows()).isEqualTo(7);
        assertThat(archived.files()).isEqualTo(3);
        assertThat(lines()).extracting(line -> line.getLong("id")).containsExactlyElementsOf(due);
        assertThat(world.number("select count(*) from delivery")).isEqualTo(stays.size() + 1);
        assertThat(world.number("select count(*) from message where spec ->> 'body' like '%Ada%'"))
                .isEqualTo(stays.size());
        assertThat(world.number("select sum(deliveries) from broadcast_progress"))
                .isEqualTo(progress);
        // Numbers, states and times, and nothing that an erasure would have to look for.
        assertThat(lines().get(0).fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "organisation",
                        "contact",
                        "sender",
                        "purpose",
                        "state",
                        "attempt",
                        "queuedAt",
                        "settledAt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("archive"))))
                .isEqualTo("rwx------");
        assertThat(archive.count(BEFORE)).isZero();
        assertThat(archive.write(BEFORE, directory.resolve("archive")).rows()).isZero();
        assertThat(lines()).hasSize(7);
    }

    /** Its file is on disk, its transaction never ends: the rows are still there, and the file goes. */
    @Test
    void whoIsKilledBeforeTheRowsGoLosesNone() throws Exception {
        List<Long> due = replies(7);
        try (Connection other = TestDatabase.administrator(world.address).connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table archive_file in share mode");
            killed();
            assertThat(parts()).hasSize(1);
            other.rollback();
        }

        assertThat(archive.write(BEFORE, directory.resolve("archive")).rows()).isEqualTo(7);

        assertThat(lines()).extracting(line -> line.getLong("id")).containsExactlyElementsOf(due);
        assertThat(parts()).isEmpty();
        assertThat(archive.count(BEFORE)).isZero();
    }

    /** It has asked for the commit and hears no answer; the server commits later, and the file is the only place of the rows. */
    @Test
    void whoIsKilledWhileTheRowsGoDoublesNone() throws Exception {
        List<Long> due = replies(7);
        world.execute(
                """
                create function waits() returns trigger language plpgsql as
                    $$ begin perform pg_advisory_xact_lock(42); return null; end $$;
                create constraint trigger waits after insert on archive_file
                    deferrable initially deferred for each row execute function waits()
                """);
        CompletableFuture<Archive.Archived> next;
        try (Connection other = TestDatabase.administrator(world.address).connect();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(42)");
            killed();
            next = CompletableFuture.supplyAsync(() -> write(archive));
            eventually("the next run waits for the killed one", () -> world.number(WAITING) == 2);
        }

        assertThat(next.get(1, TimeUnit.MINUTES).rows()).isZero();

        assertThat(lines()).extracting(line -> line.getLong("id")).containsExactlyElementsOf(due);
        assertThat(parts()).isEmpty();
        assertThat(archive.count(BEFORE)).isZero();
    }

    /** Its organisation came from another database: its numbers are higher than those of what is younger. */
    @Test
    void whatAnotherDatabaseHasNumberedIsFoundBehindTheYoung() throws Exception {
        IntStream.range(0, 7).forEach(number -> reply("reply", "read", YOUNG));
        long moved = (3L << 40) + 1;
        world.execute(
                """
                insert into delivery (id, organisation_id, contact_id, message_id, sender_id, address_id, purpose, priority, state,
                                      not_before, queued_at, settled_at)
                overriding system value
                select %d, organisation_id, contact_id, message_id, sender_id, address_id, purpose, priority, state,
                       '%2$s', '%2$s', '%2$s'
                from delivery limit 1
                """
                        .formatted(moved, OLD));
        assertThat(archive.count(BEFORE)).isEqualTo(1);

        assertThat(archive.write(BEFORE, directory.resolve("archive")).rows()).isEqualTo(1);

        assertThat(lines()).extracting(line -> line.getLong("id")).containsExactly(moved);
    }

    @Test
    void filesThatTheDatabaseDoesNotKnowAreNotAddedTo() throws Exception {
        replies(1);
        Files.createDirectory(directory.resolve("archive"));
        Files.writeString(directory.resolve("archive").resolve(ArchiveDirectory.name(1, 9)), "of another database");

        assertThatThrownBy(() -> archive.write(BEFORE, directory.resolve("archive")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("replies-1-9.jsonl.gz is not of this database");

        assertThat(archive.count(BEFORE)).isEqualTo(1);
    }

    /** Each delivery from before the day once or twice, one page of younger ones, and of other tables what is asked for by number. */
    @Test
    void theYoungAreNotReadForTheOld() throws Exception {
        replies(1);
        world.execute("vacuum analyze delivery");
        world.execute("vacuum analyze message");
        world.execute(many(200, OLD));
        world.execute(many(5_000, YOUNG));
        world.execute("select pg_stat_force_next_flush()");
        long deliveries = read("delivery");
        long messages = read("message");

        assertThat(new Archive(world.address, Instant::now, 100)
                        .write(BEFORE, directory.resolve("archive"))
                        .rows())
                .isEqualTo(201);

        eventually("PostgreSQL counts what was read", () -> read("message") > messages);
        assertThat(read("delivery") - deliveries).isLessThan(1_500);
        assertThat(read("message") - messages).isLessThan(1_000);
    }

    @Test
    void aDayThatIsTooNearArchivesNothing() {
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setErr(new PrintWriter(said, true));

        assertThat(command.execute("archive", "--dry-run", "--before", "2999-01-01"))
                .isEqualTo(2);

        assertThat(said.toString()).contains("--before is a day at least 90 days ago");
    }

    private static final String WAITING = "select count(*) from pg_locks where not granted and database ="
            + " (select oid from pg_database where datname = current_database())";

    /** Runs the command in a process of its own until it waits for a lock, and kills that. */
    private void killed() throws IOException, InterruptedException {
        Path config = Files.writeString(
                directory.resolve("relais.yaml"),
                """
                database: {url: 'postgresql://%s:%d/%s', user: '%s', password: '%s'}
                security: {suppressionKeys: [{id: k1, secret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}]}
                """
                        .formatted(
                                world.address.host(),
                                world.address.port(),
                                world.address.database(),
                                world.address.user(),
                                world.address.password()));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "archive",
                        "--config",
                        config.toString(),
                        "--before",
                        "2026-01-01",
                        "--to",
                        directory.resolve("archive").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            eventually("it waits, or has ended", () -> world.number(WAITING) == 1 || !process.isAlive());
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("output")))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Archive.Archived write(Archive run) {
        try {
            return run.write(BEFORE, directory.resolve("archive"));
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    private List<Long> replies(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> reply("reply", "read", OLD))
                .toList();
    }

    private static final String INSERT =
            """
            with composed as (
                insert into message (organisation_id, spec, created_at)
                select %1$d, '{"language": "fr", "body": {"fr": "Bonjour Ada"}}', '%5$s' from generate_series(1, %6$d)
                returning id
            )
            insert into delivery (organisation_id, contact_id, message_id, sender_id, address_id, purpose, priority, state, reason,
                                  not_before, queued_at, settled_at, external_id, variables)
            select %1$d, a.contact_id, c.id, %2$d, a.id, '%3$s', 1, '%4$s',
                   case when '%4$s' = 'withheld' then 'later' end, '%5$s', '%5$s',
                   case when '%4$s' <> 'queued' then '%5$s'::timestamptz end, 'wamid.33612345678', '{"name": "Ada"}'
            from composed c cross join (select * from address where contact_id = %7$d limit 1) a
            """;

    private long reply(String purpose, String state, String at) {
        return world.number(
                INSERT.formatted(world.organisationId, sender, purpose, state, at, 1, person) + " returning id");
    }

    private String many(int count, String at) {
        return INSERT.formatted(world.organisationId, sender, "reply", "read", at, count, person);
    }

    /** It is one that an organiser gave to what the person wrote. */
    private long organisersAnswer(long delivery) {
        world.execute(
                """
                with asked as (
                    insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)
                    values (%1$d, %2$d, %3$d, 'k', 'Bonjour', now()) returning id
                )
                insert into organiser_answer (organisation_id, message_id, delivery_id, answered_by, answered_at)
                select %1$d, id, %4$d, 'owner', now() from asked
                """
                        .formatted(world.organisationId, person, sender, delivery));
        return delivery;
    }

    private long read(String table) {
        return world.number("select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables"
                + " where relname = '" + table + "'");
    }

    private List<Path> parts() throws IOException {
        try (var files = Files.list(directory.resolve("archive"))) {
            return files.filter(file -> file.toString().endsWith(".part")).toList();
        }
    }

    /** Every line of the files that the manifest names, each with the hash that it tells. */
    private List<JsonObject> lines() throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        JsonObject manifest = new JsonObject(Files.readString(directory.resolve("archive/manifest.json")));
        for (Object each : manifest.getJsonArray("files")) {
            JsonObject file = (JsonObject) each;
            byte[] bytes = Files.readAllBytes(directory.resolve("archive").resolve(file.getString("file")));
            assertThat(HexFormat.of().formatHex(Sha256.of(bytes))).isEqualTo(file.getString("sha256"));
            try (var text = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                List<JsonObject> found = new String(text.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(JsonObject::new)
                        .toList();
                assertThat(found).hasSize(file.getInteger("rows"));
                lines.addAll(found);
            }
        }
        return lines;
    }
}
