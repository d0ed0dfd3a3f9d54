package org.relais;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderConnections;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.config.RelaisConfig;
import org.relais.console.FormMemory;
import org.relais.console.home.BoardMemory;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.health.SenderActivity;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.organisation.Actor;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardDirectory.Verdict;
import org.relais.shard.ShardKey;
import org.relais.template.OrganisationProfiles;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestOrganisation;

/**
 * What a node remembers of a database ends with the server that said it: the next one may have lost it, and have given its ids
 * to others. The server is killed and comes back, with something else under the same ids, of which nobody was told.
 */
@NeedsDatabase
class OtherServerTest {
    private static final InstantSource STILL = () -> Instant.parse("2026-11-25T10:00:00Z");
    private static final String BOT = "600700800";

    @Test
    void nothingIsBelievedThatAnotherServerSaid() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no server was killed");
        Vertx vertx = Vertx.vertx();
        try (PostgresServer server = PostgresServer.start(binaries.get(), Map.of())) {
            Database database = Await.result(Database.open(vertx, server.address(), 2));
            long organisation = ServiceNode.organisation(database.pool(), "asso");
            OrganisationProfiles profiles = new OrganisationProfiles(
                    database.pool(), STILL, Duration.ofHours(1), database.connections()::serverChanges);
            SenderDirectory directory =
                    new SenderDirectory(new SenderStore(STILL), STILL, database.connections()::serverChanges);
            Sandbox sandbox = Await.result(Sandbox.start(
                    vertx,
                    SandboxOptions.defaults()
                            .withPort(0)
                            .withBot(new SandboxOptions.Bot(BOT + ":a-token", "BeforeBot", "Before"))));
            ChannelRegistry channels = ChannelRegistry.create(
                    new ChannelContext(vertx, STILL, System::nanoTime, Duration.ofSeconds(1)),
                    new JsonObject().put("telegram", new JsonObject().put("baseUrl", sandbox.address() + "/telegram")));
            SenderKeys keys = new SenderKeys(List.of(new RelaisConfig.Key("s1", new byte[32])));
            SenderLoader loader = new SenderLoader(vertx, database, keys, channels, "http://localhost:1");
            Await.result(new SenderConnections(database.pool(), keys, channels, loader, STILL, new SecureRandom())
                    .add(
                            Actor.command(organisation),
                            "telegram",
                            "Before",
                            Map.of("token", BOT + ":a-token", "username", "BeforeBot")));
            Await.result(loader.load());
            Memories memories = new Memories(vertx, database, channels, organisation);
            memories.remember();
            assertThat(name(profiles, organisation)).isEqualTo("Les Amis du quartier");
            assertThat(sender(directory, database)).isEqualTo("Before");
            assertThat(channels.sender("telegram", BOT).orElseThrow().name()).isEqualTo("Before");

            server.query("update organisation set name = 'Une autre'");
            server.query("update sender set name = 'After'");
            memories.loseWhatTheyRemember(server);
            Await.result(loader.load());
            assertThat(name(profiles, organisation)).as("remembered").isEqualTo("Les Amis du quartier");
            assertThat(sender(directory, database)).as("remembered").isEqualTo("Before");
            assertThat(channels.sender("telegram", BOT).orElseThrow().name())
                    .as("remembered")
                    .isEqualTo("Before");

            server.kill();
            server.restart();
            Await.until(
                    "it is reached again",
                    () -> Await.result(database.alive().map(true).otherwise(false)));
            Await.result(loader.load());
            assertThat(name(profiles, organisation)).isEqualTo("Une autre");
            assertThat(sender(directory, database)).isEqualTo("After");
            assertThat(channels.sender("telegram", BOT).orElseThrow().name()).isEqualTo("After");
            memories.believeTheServer();
            memories.close();
            Await.result(channels.close());
            Await.result(database.close());
        } finally {
            Await.result(vertx.close());
        }
    }

    /** The board, the forms that were sent, what senders were heard of, and whose a sender is. */
    private static final class Memories implements AutoCloseable {
        private static final ShardKey SENDER = ShardKey.sender("telegram", "600700801");

        private final Database database;
        private final TestOrganisation organisation;
        private final BoardMemory board;
        private final FormMemory form;
        private final SenderActivity activity;
        private final ShardDirectory directory;
        private final long sender;

        Memories(Vertx vertx, Database database, ChannelRegistry channels, long organisationId) {
            this.database = database;
            this.organisation = TestOrganisation.of(this::ids, organisationId);
            this.board = new BoardMemory(vertx, database, channels, STILL);
            this.form = new FormMemory(database, STILL);
            this.activity = new SenderActivity(database.pool(), STILL, database.connections()::serverChanges);
            this.directory = new ShardDirectory(vertx, new TreeMap<>(Map.of(0, () -> Optional.of(database))), () -> 0);
            this.sender = organisation.sender("telegram", "600700801");
            organisation.people(1).make();
        }

        void remember() {
            directory.start();
            assertThat(board.people(organisation.id())).isEqualTo(1);
            assertThat(form.send()).isEqualTo(1);
            assertThat(where()).isEqualTo(Verdict.FOUND);
            activity.accepted(sender);
            Await.until("it is noted", () -> !accepted().isEmpty());
        }

        void loseWhatTheyRemember(PostgresServer server) {
            organisation.people(2).make();
            server.query("delete from sent_form");
            server.query("delete from sender_health");
            server.query("update sender set external_id = 'elsewhere' where id = " + sender);
            assertThat(board.people(organisation.id())).as("remembered").isEqualTo(1);
            assertThat(form.send()).as("remembered").isEqualTo(1);
            Await.until("it is remembered", () -> where() == Verdict.FOUND);
        }

        void believeTheServer() {
            assertThat(board.people(organisation.id())).isEqualTo(3);
            assertThat(form.send()).isEqualTo(2);
            Await.until("nobody has it", () -> where() == Verdict.NOBODYS);
            activity.accepted(sender);
            Await.until("it is noted again", () -> !accepted().isEmpty());
        }

        private Verdict where() {
            return Await.result(directory.find(SENDER)).verdict();
        }

        private List<Long> accepted() {
            return ids("select sender_id as id from sender_health where accepted_at is not null");
        }

        private List<Long> ids(String sql) {
            return Await.result(database.pool().query(sql).execute().map(Rows.all(row -> row.getLong(0))));
        }

        @Override
        public void close() {
            Await.result(directory.stop());
        }
    }

    private static String name(OrganisationProfiles profiles, long organisation) {
        return Await.result(profiles.of(organisation)).name();
    }

    private static String sender(SenderDirectory directory, Database database) {
        return Await.result(directory.find(database.pool(), "telegram", BOT))
                .map(Sender::name)
                .orElseThrow();
    }
}
