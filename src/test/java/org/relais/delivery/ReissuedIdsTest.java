package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.consent.Purpose;
import org.relais.database.DatabaseAccess;
import org.relais.database.Rows;
import org.relais.testing.Failover;
import org.relais.testing.PostgresCluster;
import org.relais.testing.PostgresServer;
import org.relais.testing.TestDatabase;

/** A primary is lost with messages that its standby never heard of, and the new one gives their ids to others. */
@Failover
@ExtendWith(VertxExtension.class)
class ReissuedIdsTest {
    /** PostgreSQL notes a sequence's numbers 32 ahead: those a standby gives out again begin behind them. */
    private static final int MESSAGES = 100;

    @Test
    void nobodyGetsAMessageThatHadTheSameIdOnTheLostPrimary(Vertx vertx, @TempDir Path files) throws IOException {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no failover was tried");
        try (PostgresCluster cluster = PostgresCluster.startAsynchronous(binaries.get())) {
            TestDatabase.migrate(new DatabaseAccess(cluster.address(), null));
            try (DeliveryWorld world = new DeliveryWorld(vertx, cluster.address())) {
                world.sender("fake", "1");
                long person = world.person();
                FakeChannel channel = FakeChannel.accepting();
                DeliveryEngine engine = world.engine(channel);
                say(world, person, "shared");
                eventually("it is sent", () -> channel.texts.size() == 1);
                cluster.cutStandbysOff();
                List<Long> lost = sayOften(world, person, "lost");
                engine.wake(world.organisationId);
                eventually("all are sent", () -> channel.texts.size() == 1 + MESSAGES);

                cluster.losePrimary();
                cluster.promote();
                eventually("the new primary is found", () -> world.pool
                        .query("select pg_is_in_recovery() as standby")
                        .execute()
                        .map(Rows.only(row -> !row.getBoolean("standby")))
                        .otherwise(false)
                        .await());
                assertThat(command(cluster, files))
                        .as("a command finds it, too")
                        .isZero();
                assertThat(await(world.pool
                                .query("select id from organisation where slug = 'by-command'")
                                .execute()
                                .map(Rows.all(row -> row.getLong("id")))))
                        .hasSize(1);
                List<Long> later = sayOften(world, person, "later");
                engine.wake(world.organisationId);
                eventually("all of the new ones are sent", () -> channel.texts.size() == 1 + 2 * MESSAGES);
                assertThat(later).as("ids that were given out before").containsAnyElementsOf(lost);
                assertThat(channel.texts.stream().skip(1 + MESSAGES)).containsOnly("later");
            }
        }
    }

    /** Makes an organisation; the first of the servers that it is told of is the lost one. */
    private static int command(PostgresCluster cluster, Path files) throws IOException {
        JsonObject config = new JsonObject()
                .put("database", new JsonObject().put("url", cluster.url()).put("user", "postgres"));
        Path file = Files.writeString(files.resolve("relais.json"), config.encode());
        return Main.commandLine()
                .execute(
                        "organisation",
                        "by-command",
                        "--name",
                        "Les Voisins",
                        "--kind",
                        "association",
                        "--purpose",
                        "fr=entraide",
                        "--config",
                        file.toString());
    }

    private static List<Long> sayOften(DeliveryWorld world, long person, String text) {
        return java.util.stream.IntStream.range(0, MESSAGES)
                .mapToObj(each -> say(world, person, text))
                .toList();
    }

    private static long say(DeliveryWorld world, long person, String text) {
        return await(new Outbox(Instant::now)
                        .enqueue(
                                world.pool,
                                NewDelivery.now(
                                        NewDelivery.Chat.preferred(world.organisationId, person),
                                        Purpose.REPLY,
                                        new DeliveryContent.Inline(new JsonObject().put("text", text)),
                                        Instant.now())))
                .orElseThrow();
    }
}
