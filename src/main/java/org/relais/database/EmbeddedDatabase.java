package org.relais.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as a child process with its data in a directory of ours.
 *
 * <p>The library starts the server with {@code fsync} and {@code synchronous_commit} off, which would make an answered
 * STOP forgettable in a crash; both are switched on here.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String PORT_FILE = "port";

    /** The server's administrator, as initdb makes it; nothing of ours works as it. */
    private static final String ADMINISTRATOR = "postgres";

    private static final String OWNER = "relais_owner";
    private static final String APPLICATION = "relais";
    private static final long BYTES_PER_MEGABYTE = 1024 * 1024;

    /** A new cluster takes 40 MB, its first write-ahead log segments the rest. */
    private static final long LEAST_FREE_MEGABYTES = 100;

    private final EmbeddedPostgres server;
    private final RandomAccessFile lockFile;

    private EmbeddedDatabase(EmbeddedPostgres server, RandomAccessFile lockFile) {
        this.server = server;
        this.lockFile = lockFile;
    }

    /**
     * Starts on {@code directory}, creating it when it is new. Blocks for some seconds: call it off the event loop.
     *
     * @throws StartException with one clear line when the data is in use, the disk is full or the server does not start
     */
    public static EmbeddedDatabase start(Path directory) throws StartException {
        return start(directory, Map.of());
    }

    /** As {@link #start(Path)}, with further server settings. */
    public static EmbeddedDatabase start(Path directory, Map<String, String> settings) throws StartException {
        RandomAccessFile lockFile = lock(directory);
        try {
            stopOrphan(directory.resolve("data"));
            EmbeddedPostgres server = launch(directory.resolve("data"), settings);
            prepareRoles(server);
            Files.writeString(directory.resolve(PORT_FILE), Integer.toString(server.getPort()));
            return new EmbeddedDatabase(server, lockFile);
        } catch (IOException | SQLException | RuntimeException cause) {
            closeQuietly(lockFile);
            throw new StartException(
                    "PostgreSQL did not start on " + directory + ": "
                            + fullDisk(directory).orElseGet(() -> reason(cause)),
                    cause);
        }
    }

    /** The library finds a free port and lets go of it long before the server takes it: ours is kept all the while. */
    private static EmbeddedPostgres launch(Path data, Map<String, String> settings) throws IOException {
        try (ProgramDirectory directory = ProgramDirectory.lock();
                Socket port = new Socket()) {
            port.setReuseAddress(true);
            port.bind(new InetSocketAddress(0));
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(directory.programs().toFile())
                    .setPort(port.getLocalPort())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    // The service stops the server itself, after it has settled what is open.
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_buffers", "128MB");
            settings.forEach(builder::setServerConfig);
            return builder.start();
        }
    }

    /** The two roles that every database here is used under, and that the administrator's database belongs to one of. */
    private static void prepareRoles(EmbeddedPostgres server) throws SQLException, IOException {
        try (Connection connection = address(server.getPort(), ADMINISTRATOR).connect();
                Statement statement = connection.createStatement()) {
            for (String role : List.of(OWNER, APPLICATION)) {
                try (ResultSet known =
                        statement.executeQuery("select 1 from pg_roles where rolname = '" + role + "'")) {
                    if (known.next()) {
                        continue;
                    }
                }
                statement.execute("create role " + role + " login");
            }
            statement.execute("alter database postgres owner to " + OWNER);
            // It owns the triggers anyway; to copy an organisation's rows whole it passes over them for its own
            // session.
            statement.execute("grant set on parameter session_replication_role to " + OWNER);
        } catch (SQLException fault) {
            server.close();
            throw fault;
        }
    }

    /** The database {@code postgres} of this server, as the application's role, which owns nothing. */
    public DatabaseAddress address() {
        return address(server.getPort(), APPLICATION);
    }

    /** The same, as the role that owns the schema. */
    public DatabaseAddress owner() {
        return address(server.getPort(), OWNER);
    }

    /** Both. */
    public DatabaseAccess access() {
        return access(server.getPort());
    }

    /** The same, as the server's administrator: for what no role of the service may do. */
    public DatabaseAddress administrator() {
        return address(server.getPort(), ADMINISTRATOR);
    }

    /** Where the server that another process runs on {@code directory} listens; empty when none ever did. */
    public static Optional<DatabaseAccess> running(Path directory) {
        try {
            return Optional.of(access(Integer.parseInt(
                    Files.readString(directory.resolve(PORT_FILE)).strip())));
        } catch (IOException | NumberFormatException noneRan) {
            return Optional.empty();
        }
    }

    private static DatabaseAccess access(int port) {
        return new DatabaseAccess(address(port, APPLICATION), address(port, OWNER));
    }

    /** The server listens on the loopback interface and trusts it: the password says nothing. */
    private static DatabaseAddress address(int port, String user) {
        return new DatabaseAddress("localhost", port, "postgres", user, user);
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            closeQuietly(lockFile);
        }
    }

    /**
     * Ends a server that outlived a killed Relais. It is ours: nobody else writes to this directory, and we hold its
     * lock.
     */
    private static void stopOrphan(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        String pid = Files.readAllLines(pidFile).stream().findFirst().orElse("").strip();
        if (!pid.matches("[0-9]{1,10}")) {
            return;
        }
        Optional<ProcessHandle> orphan = ProcessHandle.of(Long.parseLong(pid))
                .filter(process -> process.info().command().orElse("").contains("postgres"));
        if (orphan.isPresent() && orphan.get().destroy()) {
            try {
                orphan.get().onExit().get(30, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException stillThere) {
                throw new IOException("the server " + pid + " of an earlier run does not stop", stillThere);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the server of an earlier run stopped", interrupted);
            }
        }
    }

    private static RandomAccessFile lock(Path directory) throws StartException {
        RandomAccessFile file = null;
        try {
            Files.createDirectories(directory);
            file = new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return file;
            }
        } catch (OverlappingFileLockException inUse) {
            // Falls through to the same line as a lock held by another process.
        } catch (IOException cause) {
            closeQuietly(file);
            throw new StartException(
                    "cannot write to " + directory + ": " + fullDisk(directory).orElseGet(() -> reason(cause)), cause);
        }
        closeQuietly(file);
        throw new StartException(
                "the data in " + directory + " is in use by another Relais: stop that one first, or choose another"
                        + " database.directory",
                null,
                true);
    }

    /** PostgreSQL's own words about a full disk are in a log that nobody reads; empty when there is room. */
    private static Optional<String> fullDisk(Path directory) {
        try {
            long free = Files.getFileStore(directory).getUsableSpace() / BYTES_PER_MEGABYTE;
            return free >= LEAST_FREE_MEGABYTES
                    ? Optional.empty()
                    : Optional.of("its disk is full: " + free + " MB are free, at least " + LEAST_FREE_MEGABYTES
                            + " MB are needed");
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static void closeQuietly(@Nullable RandomAccessFile file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException alreadyGone) {
                // Nothing is left to do with a lock file that can't be closed: the process is about to end.
            }
        }
    }

    /** Why the database is not there, in one line that is fit for an operator. */
    public static final class StartException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean inUse;

        StartException(String message, @Nullable Throwable cause) {
            this(message, cause, false);
        }

        StartException(String message, @Nullable Throwable cause, boolean inUse) {
            super(message, cause);
            this.inUse = inUse;
        }

        /** Whether another process runs a server on this data. */
        public boolean inUse() {
            return inUse;
        }
    }
}
