package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
    private static final Path OTHER_CLOCK = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    private static final Path UNSHARE = Path.of("/usr/bin/unshare");

    private final Path binaries;
    private final Path directory;
    private final int port;
    private final Map<String, String> settings;
    private final Duration ahead;
    private Process process;

    private PostgresServer(Path binaries, Path directory, int port, Map<String, String> settings, Duration ahead) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
        this.settings = settings;
        this.ahead = ahead;
        configure();
        this.process = launch();
    }

    /** Where the programs of a version are; empty when the machine has none. */
    public static Optional<Path> binaries(int version) {
        Path found = VERSIONS.resolve(Integer.toString(version)).resolve("bin");
        return Files.isExecutable(found.resolve("postgres")) ? Optional.of(found) : Optional.empty();
    }

    /** Where the programs of the newest version are that the machine has. */
    public static Optional<Path> newestBinaries() {
        return Stream.of(18, 17, 16, 15)
                .flatMap(version -> binaries(version).stream())
                .findFirst();
    }

    /** Whether the machine has what gives a server another clock than its own. */
    public static boolean canHaveOtherClock() {
        return Files.exists(OTHER_CLOCK);
    }

    /** A new, empty cluster, started. */
    public static PostgresServer start(Path binaries, Map<String, String> settings) {
        return start(binaries, settings, FreePorts.find().one());
    }

    /** As {@link #start(Path, Map)}, on a port that is free. */
    public static PostgresServer start(Path binaries, Map<String, String> settings, int port) {
        return start(binaries, settings, port, Duration.ZERO);
    }

    /** As {@link #start(Path, Map)}, with a clock that is ahead of ours, or behind. */
    public static PostgresServer startWithClock(Path binaries, Duration ahead) {
        return start(binaries, Map.of(), FreePorts.find().one(), ahead);
    }

    private static PostgresServer start(Path binaries, Map<String, String> settings, int port, Duration ahead) {
        Path directory = MemoryDirectory.create("relais-pg-");
        run(asOther(List.of(
                binaries.resolve("initdb").toString(),
                "--pgdata=" + directory.resolve("data"),
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync")));
        return new PostgresServer(binaries, directory, port, settings, ahead);
    }

    /** A standby that follows this server, started; as the application {@code name} in its replication. */
    public PostgresServer standby(String name) {
        return standby(name, Duration.ZERO);
    }

    /** As {@link #standby(String)}, with a clock that is ahead of ours, or behind. */
    PostgresServer standby(String name, Duration clockAhead) {
        return standby(name, FreePorts.find().one(), clockAhead);
    }

    /** As {@link #standby(String, Duration)}, on the port of one that is gone. */
    PostgresServer standby(String name, int atPort, Duration clockAhead) {
        Path copy = MemoryDirectory.create("relais-pg-");
        run(asOther(List.of(
                binaries.resolve("pg_basebackup").toString(),
                "--pgdata=" + copy.resolve("data"),
                "--checkpoint=fast",
                "--no-sync",
                "--write-recovery-conf",
                "--dbname=" + source(name))));
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put("primary_conninfo", source(name));
        return new PostgresServer(binaries, copy, atPort, own, clockAhead);
    }

    private String source(String name) {
        return "host=127.0.0.1 port=" + port + " user=postgres application_name=" + name;
    }

    /** Becomes the primary; returns when it takes writes. */
    public void promote() {
        query("select pg_promote(true, 60)");
    }

    /** Follows another primary from now on. */
    public void follow(PostgresServer primary, String name) {
        query("alter system set primary_conninfo = '" + primary.source(name) + "'");
        query("select pg_reload_conf()");
    }

    /** Follows nobody any more, and stays a standby. */
    void unfollow() {
        query("alter system set primary_conninfo = ''");
        query("select pg_reload_conf()");
    }

    /** The first column of the first row, of a statement by the administrator. */
    public String query(String sql) {
        try {
            return query(address(), sql);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    static String query(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
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

    /** All of its processes at once, as a power cut would. */
    public void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> Await.until("process " + one.pid() + " has ended", () -> !one.isAlive()));
    }

    /** Starts one that was killed, on the data that it left. */
    public void restart() {
        process = launch();
    }

    /** Stops all of its processes in the middle of whatever they do: connections stay open, and nobody answers. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes().forEach(one -> command.add(Long.toString(one.pid())));
        exitCode(command);
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private void configure() {
        StringBuilder lines = new StringBuilder("listen_addresses = '127.0.0.1'\nport = " + port
                + "\nunix_socket_directories = '" + directory + "'\nshared_buffers = '32MB'\nmax_connections = 200\n");
        settings.forEach(
                (name, value) -> lines.append(name).append(" = '").append(value).append("'\n"));
        try {
            Files.writeString(directory.resolve("data/postgresql.auto.conf"), lines);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Process launch() {
        try {
            ProcessBuilder builder = new ProcessBuilder(asOther(List.of(
                            binaries.resolve("postgres").toString(),
                            "-D",
                            directory.resolve("data").toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()));
            if (!ahead.isZero()) {
                builder.environment().put("LD_PRELOAD", OTHER_CLOCK.toString());
                builder.environment().put("FAKETIME", "%+d".formatted(ahead.toSeconds()));
                builder.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            }
            Process started = builder.start();
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
        return exitCode(List.of(binaries.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p", "" + port))
                == 0;
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
        kill();
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** PostgreSQL refuses to run as root; in a name space of its own it is nobody. */
    static List<String> asOther(List<String> command) {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root") && Files.exists(UNSHARE)) {
            all.addAll(List.of(UNSHARE.toString(), "-U"));
        }
        all.addAll(command);
        return all;
    }

    private static void run(List<String> command) {
        int code = exitCode(command);
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    static int exitCode(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command.get(0) + " does not end");
            }
            return process.exitValue();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
