package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.relais.database.DatabaseAddress;

/** A pgBouncer of the system's package in front of a server of the test's own. */
public final class PgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Path directory;
    private final int port = FreePorts.find().one();
    private final Process process;

    private PgBouncer(PostgresServer server, String mode) {
        try {
            directory = Files.createTempDirectory("relais-bouncer-");
            Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
            Path settings = Files.writeString(
                    directory.resolve("pgbouncer.ini"),
                    """
                    [databases]
                    postgres = host=127.0.0.1 port=%d dbname=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = %s
                    default_pool_size = 100
                    ignore_startup_parameters = extra_float_digits
                    """
                            .formatted(server.port(), port, users, mode));
            process = new ProcessBuilder(PostgresServer.asOther(List.of(PROGRAM.toString(), settings.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Await.until("pgBouncer listens", this::listens);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** @param mode session or transaction */
    public static PgBouncer start(PostgresServer server, String mode) {
        return new PgBouncer(server, mode);
    }

    public DatabaseAddress address() {
        return PostgresServer.address("postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable");
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("pgBouncer ended at once, see " + directory.resolve("log"));
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("pgBouncer does not end");
            }
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
