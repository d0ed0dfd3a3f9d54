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
import org.junit.jupiter.api.Test;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderConnections;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.organisation.Actor;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.template.OrganisationProfiles;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceNode;

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
            ChannelRegistry channels = ChannelRegistry.create(
                    new ChannelContext(vertx, STILL, System::nanoTime, Duration.ofSeconds(1)),
                    new JsonObject().put("telegram", new JsonObject().put("baseUrl", "http://127.0.0.1:1")));
            SenderKeys keys = new SenderKeys(List.of(new RelaisConfig.Key("s1", new byte[32])));
            SenderLoader loader = new SenderLoader(vertx, database, keys, channels, "http://localhost:1");
            Await.result(new SenderConnections(database.pool(), keys, channels, loader, STILL, new SecureRandom())
                    .add(
                            Actor.command(organisation),
                            "telegram",
                            "Before",
                            Map.of("token", BOT + ":token", "username", "BeforeBot")));
            Await.result(loader.load());
            assertThat(name(profiles, organisation)).isEqualTo("Les Amis du quartier");
            assertThat(sender(directory, database)).isEqualTo("Before");
            assertThat(channels.sender("telegram", BOT).orElseThrow().name()).isEqualTo("Before");

            server.query("update organisation set name = 'Une autre'");
            server.query("update sender set name = 'After'");
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
            Await.result(channels.close());
            Await.result(database.close());
        } finally {
            Await.result(vertx.close());
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
