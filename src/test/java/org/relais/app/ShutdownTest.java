package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.testing.Await;
import org.relais.testing.Failover;
import org.relais.testing.PostgresServer;

/** SIGTERM ends a node, whatever its database does. */
@Failover
class ShutdownTest {
    @Test
    void aNodeEndsWhileItsDatabaseIsFrozen(@TempDir Path directory) throws Exception {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: none was frozen");
        try (PostgresServer server = PostgresServer.start(binaries.get(), Map.of())) {
            Path config = directory.resolve("relais.yaml");
            Files.writeString(
                    config,
                    """
                    http: {port: 0}
                    database: {url: 'postgresql://127.0.0.1:%d/postgres?sslmode=disable', user: postgres}
                    security: {suppressionKeys: [{id: k1, secret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}]}
                    imports: {directory: '%s'}
                    """
                            .formatted(server.port(), directory.resolve("uploads")));
            Process node = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "serve",
                            "--config",
                            config.toString())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
                String line = output.readLine();
                while (line != null && !line.startsWith("Relais listens on")) {
                    line = output.readLine();
                }
                assertThat(line).as("it has started").isNotNull();
                server.freeze();
                node.destroy();
                assertThat(node.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                node.destroyForcibly();
                server.thaw();
            }
        }
    }
}
