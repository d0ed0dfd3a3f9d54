package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.demo.DemoConfig;
import org.relais.testing.Await;
import org.relais.testing.FreePorts;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceNode;

/** PostgreSQL goes away once the pools are open and before anything runs: the start goes on when it is back. */
@NeedsDatabase
class StartTest {
    @RegisterExtension
    private final LogLines log = new LogLines();

    @Test
    void goesOnAfterTheDatabaseHasBlinked(@TempDir Path files) throws Exception {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: none went away");
        Vertx vertx = Vertx.vertx();
        try (PostgresServer server = PostgresServer.start(binaries.get(), Map.of())) {
            Database database = Await.result(Database.open(vertx, server.address(), 8));
            ServiceNode.organisation(database.pool(), DemoConfig.ORGANISATION);
            FreePorts ports = FreePorts.find();
            RelaisConfig config = DemoConfig.create(ports.one(), ports.other(), files);
            server.kill();
            Future<Service> starting = Service.start(vertx, config, database);
            Await.until("it waits", () -> log.all().stream()
                    .anyMatch(line -> line.getFormattedMessage().contains("went away during the start")));
            assertThat(starting.isComplete()).isFalse();
            server.restart();
            Service service = Await.result(starting);
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + "/health"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(health, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            Await.result(service.close());
            Await.result(database.close());
        } finally {
            Await.result(vertx.close());
        }
    }
}
