package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.demo.DemoConfig;
import org.relais.testing.Await;
import org.relais.testing.FreePorts;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;
import org.relais.testing.ServiceNode;
import org.slf4j.LoggerFactory;

/** PostgreSQL goes away once the pools are open and before anything runs: the start goes on when it is back. */
@NeedsDatabase
class StartTest {
    @Test
    void goesOnAfterTheDatabaseHasBlinked(@TempDir Path files) throws Exception {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: none went away");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
        Vertx vertx = Vertx.vertx();
        try (PostgresServer server = PostgresServer.start(binaries.get(), Map.of())) {
            Database database = Await.result(Database.open(vertx, server.address(), 8));
            ServiceNode.organisation(database.pool(), DemoConfig.ORGANISATION);
            FreePorts ports = FreePorts.find();
            RelaisConfig config = DemoConfig.create(ports.one(), ports.other(), files);
            server.kill();
            Future<Service> starting = Service.start(vertx, config, database);
            Await.until("it waits", () -> log.list.stream()
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
            root.detachAppender(log);
            Await.result(vertx.close());
        }
    }
}
