package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.relais.database.DatabaseAddress;

/**
 * A PostgreSQL server of a test's own, of a version that the machine has (Debian's place), with its data in a directory of
 * its own; ended with {@link #close}. Its process is a child of ours, so that a signal by its number hits the server itself.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private final Path binaries;
    private final Path directory;
    private final int port;
    private Process process;

    private PostgresServer(Path binaries, Path directory, int port, Map<String, String> settings) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
        configure(settings);
        this.process = launch();
    }

    /** Where the programs of a version are; empty when the machine has none. */
    public static Optional<Path> binaries(int version) {
        Path found = VERSIONS.resolve(Integer.toString(version)).resolve("bin");
        return Files.isExecutable(found.resolve("postgres")) ? Optional.of(found) : Optional.empty();
    }

    /** A new, empty cluster, started. */
    public static PostgresServer start(Path binaries, Map<String, String> settings) {
        try {
            Path directory = Files.createTempDirectory("relais-pg-");
            run(asOther(List.of(
                    binaries.resolve("initdb").toString(),
                    "--pgdata=" + directory.resolve("data"),
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--no-sync")));
            return new PostgresServer(binaries, directory, FreePorts.find().one(), settings);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The database {@code postgres} of this server, over TCP without encryption. */
    public DatabaseAddress address() {
        return address("postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable");
    }

    /** Any way to this server. */
    public static DatabaseAddress address(String url) {
        return DatabaseAddress.parse(url, "postgres", "postgres");
    }

    /** Where the programs of its version are. */
    public Path binaries() {
        return binaries;
    }

    public int port() {
        return port;
    }

    /** Where its unix socket is. */
    public Path directory() {
        return directory;
    }

    private void configure(Map<String, String> settings) {
        StringBuilder lines = new StringBuilder("listen_addresses = '127.0.0.1'\nport = " + port
                + "\nunix_socket_directories = '" + directory + "'\nshared_buffers = '32MB'\nmax_connections = 200\n");
        settings.forEach((name, value) ->
                lines.append(name).append(" = '").append(value).append("'\n"));
        try {
            Files.writeString(directory.resolve("data/postgresql.auto.conf"), lines);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(asOther(List.of(
                            binaries.resolve("postgres").toString(),
                            "-D",
                            directory.resolve("data").toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
            Await.until("PostgreSQL takes connections", () -> ready(started));
            return started;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private boolean ready(Process started) {
        if (!started.isAlive()) {
            throw new AssertionError("PostgreSQL ended at once: " + log());
        }
        try {
            return exitCode(List.of(
                            binaries.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p", "" + port))
                    == 0;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException none) {
            return "no log";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("PostgreSQL " + process.pid() + " does not end");
            }
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** PostgreSQL refuses to run as root; in a name space of its own it is nobody. */
    private static List<String> asOther(List<String> command) {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root") && Files.exists(UNSHARE)) {
            all.addAll(List.of(UNSHARE.toString(), "-U"));
        }
        all.addAll(command);
        return all;
    }

    private static void run(List<String> command) throws IOException {
        int code = exitCode(command);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static int exitCode(List<String> command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
