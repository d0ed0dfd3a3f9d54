package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.database.Database;
import org.relais.testing.Await;
import org.relais.testing.CommandRun;
import org.relais.testing.ConfigJson;
import org.relais.testing.Http;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresCluster;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceFixture;
import org.relais.testing.TestDatabase;

/** A server that forgets in a crash what it has answered is told of, and answers for no stop where a standby is required. */
@NeedsDatabase
class DurabilityTest {
    @RegisterExtension
    private final LogLines log = new LogLines();

    private final Http http = new Http();

    @TempDir
    private Path files;

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes"})
    void aForgetfulServerIsToldOfAtTheStartInHealthAndByTheDoctor(String setting) throws Exception {
        try (PostgresServer server = PostgresServer.start(binaries(), Map.of(setting, "off"));
                ServiceUnderTest service = ServiceUnderTest.start(server.address())) {
            JsonObject health = health(service);
            assertThat(health.containsKey("clock"))
                    .as("the machine's own clock is the server's")
                    .isFalse();
            assertThat(health.getBoolean("answeredStopSurvivesCrash")).isFalse();
            assertThat(health.getBoolean("answeredStopSurvivesPrimary")).isFalse();
            assertThat(health.getString("durability")).contains("no, because " + setting + " is off");
            assertThat(warnings()).anyMatch(line -> line.contains(setting + " is off"));
            assertThat(doctor(server)).contains("FAULT durability", setting + " is off");
            server.query("alter system set " + setting + " = on");
            server.query("select pg_reload_conf()");
            assertThat(doctor(server)).contains("ok    durability");
        }
    }

    private List<String> warnings() {
        return log.all().stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Two standbys follow, and commits wait for one: only the primary's own disk is not to be believed. */
    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes"})
    void whereAStandbyIsRequiredItAnswersForNoStopUntilItIsMended(String setting) {
        try (PostgresCluster cluster = PostgresCluster.start(binaries());
                ServiceUnderTest service = ServiceUnderTest.startWithStandby(cluster.address())) {
            ServiceFixture world = ServiceFixture.of(service);
            String ada = world.onTelegram("Ada");
            cluster.primary().query("alter system set " + setting + " = off");
            cluster.primary().query("select pg_reload_conf()");
            Await.until(
                    "the server has read it",
                    () -> cluster.primary().query("show " + setting).equals("off"));
            long event = world.phones
                    .write(ada, "STOP")
                    .getJsonArray("webhooks")
                    .getJsonObject(0)
                    .getLong("sequence");
            Await.until("the stop is refused", () -> status(world, event) == 503);
            assertThat(world.count("consent where state = 'unsubscribed'")).isZero();
            assertThat(world.count("ledger_event where kind = 'opt_out'")).isZero();

            cluster.primary().query("alter system set " + setting + " = on");
            cluster.primary().query("select pg_reload_conf()");
            Await.until("the platform came again", () -> status(world, event) == 200);
            assertThat(world.count("consent where state = 'unsubscribed'")).isEqualTo(1);
        }
    }

    /** Our sessions ask for it themselves, against the server, the database and the role. */
    @Test
    void whatAServerCommitsByDefaultDoesNotMatter() {
        try (PostgresServer server =
                PostgresServer.start(binaries(), Map.of("synchronous_commit", "off", "wal_writer_delay", "10s"))) {
            server.query("alter database postgres set synchronous_commit = off");
            server.query("alter role postgres set synchronous_commit = off");
            Vertx vertx = Vertx.vertx();
            Database database = Await.result(Database.open(vertx, server.address(), 2));
            TestDatabase.execute(server.address(), "create table kept (pool text)");
            int pool = 0;
            for (Pool each : List.of(database.pool(), database.steps(), database.walks())) {
                assertThat(Await.result(each.query("show synchronous_commit").execute())
                                .iterator()
                                .next()
                                .getString(0))
                        .isIn("on", "remote_apply");
                String insert = "insert into kept values ('" + pool++ + "')";
                assertThat(Await.result(each.query(insert).execute()).rowCount())
                        .isEqualTo(1);
            }
            server.kill();
            server.restart();
            assertThat(server.query("select string_agg(pool, ' ' order by pool) from kept"))
                    .isEqualTo("0 1 2");
            Await.result(database.close());
            Await.result(vertx.close());
        }
    }

    /** What is due is so by the clock of the node that looks: one that is wrong is told of. */
    @ParameterizedTest
    @CsvSource({"60, behind", "-60, ahead of"})
    void aClockThatIsNotTheDatabasesIsToldOfAtTheStartInHealthAndByTheDoctor(int minutes, String as) throws Exception {
        assumeTrue(PostgresServer.canHaveOtherClock(), "faketime is not installed: no server had another clock");
        try (PostgresServer server = PostgresServer.startWithClock(binaries(), Duration.ofMinutes(minutes));
                ServiceUnderTest service = ServiceUnderTest.start(server.address())) {
            JsonObject health = Await.found(
                    "health has looked",
                    () -> new JsonObject(http.get(service.address() + "/health").body()),
                    state -> state.containsKey("clock"));
            assertThat(health.getString("clock"))
                    .matches("this machine's is 3[56]\\d\\d s " + as + " the database's: .*");
            assertThat(health.getString("status")).isEqualTo("up");
            assertThat(warnings()).anyMatch(line -> line.contains(as + " the database's"));
            assertThat(doctor(server)).contains("FAULT clock", as + " the database's");
        }
    }

    private static int status(ServiceFixture world, long sequence) {
        return world.phones.get("/webhooks").getJsonArray("webhooks").stream()
                .map(JsonObject.class::cast)
                .filter(entry -> entry.getLong("sequence") == sequence)
                .map(entry -> entry.getInteger("status", 0))
                .findFirst()
                .orElse(0);
    }

    private JsonObject health(ServiceUnderTest service) {
        return Await.found(
                "health has looked",
                () -> new JsonObject(http.get(service.address() + "/health").body()),
                health -> health.containsKey("durability"));
    }

    private String doctor(PostgresServer server) throws IOException {
        JsonObject config = new JsonObject()
                .put(
                        "database",
                        new JsonObject()
                                .put("url", "postgresql://127.0.0.1:" + server.port() + "/postgres?sslmode=disable")
                                .put("user", "postgres"))
                .put("security", ConfigJson.security());
        Path file = Files.writeString(files.resolve("relais.yaml"), config.encode());
        return CommandRun.of("doctor", "--config", file.toString()).out();
    }

    private static Path binaries() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no forgetful server was tried");
        return binaries.orElseThrow();
    }
}
