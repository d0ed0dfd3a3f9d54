package org.relais.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.database.EmbeddedDatabase;
import org.relais.database.SchemaMigration;

/**
 * Fresh, migrated databases on one real PostgreSQL per test JVM: the schema is migrated once into a template, each
 * {@link #fresh()} is a copy of it (some 50 ms), so tests never see each other's rows. {@link DropDatabases} takes a
 * class's databases away after it: several hundred copies fill a disk.
 */
public final class TestDatabase {
    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    private static final ConcurrentLinkedQueue<String> MADE = new ConcurrentLinkedQueue<>();

    /**
     * Only a crash of the machine would lose what was not synchronised, and no test makes one: those that kill
     * PostgreSQL start one of their own, as the service does. Every copy of the schema is some 400 files, and dropping
     * one database synchronises the files of all others, half a minute for a class of many tests.
     */
    private static final Map<String, String> SETTINGS = Map.of("max_connections", "300", "fsync", "off");

    private static @Nullable Connection administrator;

    private static final class Server {
        static final EmbeddedDatabase RUNNING = start();

        private static EmbeddedDatabase start() {
            try {
                Path directory = MemoryDirectory.create("relais-test-");
                EmbeddedDatabase server = EmbeddedDatabase.start(directory, SETTINGS);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
                create(server, "relais_template", "template1");
                migrate(server.access().named("relais_template"));
                return server;
            } catch (EmbeddedDatabase.StartException cause) {
                throw new IllegalStateException("no PostgreSQL for the tests", cause);
            }
        }

        private static void stop(EmbeddedDatabase server, Path directory) {
            try {
                server.close();
                try (Stream<Path> files = Files.walk(directory)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
    }

    private TestDatabase() {}

    /** A new database with the whole schema and no rows, as the application's role: it owns nothing there. */
    public static DatabaseAddress fresh() {
        return copy("relais_template");
    }

    /** A new database with the whole schema and a number of its own; not copied from a template, which has the number 0. */
    public static DatabaseAccess freshShard(int number) {
        DatabaseAccess access = empty().ofShard(number);
        migrate(access);
        return access;
    }

    /** A new database with nothing in it, and both roles. */
    public static DatabaseAccess empty() {
        String name = "test_" + SEQUENCE.incrementAndGet();
        create(Server.RUNNING, name, "template1");
        MADE.add(name);
        return Server.RUNNING.access().named(name);
    }

    /** What a backup taken now would restore; nobody may be connected to the database meanwhile. */
    public static DatabaseAddress copy(DatabaseAddress address) {
        return copy(address.database());
    }

    private static DatabaseAddress copy(String template) {
        String name = "test_" + SEQUENCE.incrementAndGet();
        create(Server.RUNNING, name, template);
        MADE.add(name);
        return Server.RUNNING.address().named(name);
    }

    private static void create(EmbeddedDatabase server, String name, String template) {
        administer(
                server,
                "create database " + name + " owner " + server.owner().user() + " template " + template
                        + " strategy file_copy");
    }

    /** What concerns whole databases goes over one connection: a server begins a process for each new one. */
    private static synchronized void administer(EmbeddedDatabase server, String sql) {
        try {
            if (administrator == null || administrator.isClosed()) {
                administrator = server.administrator().connect();
            }
            try (Statement statement = administrator.createStatement()) {
                statement.execute(sql);
            }
        } catch (SQLException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** Drops every database made so far, whoever is still connected to one. */
    static void dropAll() {
        List<String> made = List.copyOf(MADE);
        for (String name : made) {
            administer(Server.RUNNING, "drop database " + name + " with (force)");
        }
        MADE.removeAll(made);
    }

    /** Gives an empty database the whole schema, and what the start of a service writes into it. */
    public static void migrate(DatabaseAccess access) {
        SchemaMigration.apply(access);
        ChannelCatalogue.all().forEach(channel -> channel.barred()
                .forEach(kind -> execute(
                        access.application(),
                        "insert into channel_policy values ('" + channel.kind() + "', '" + kind.sqlName()
                                + "') on conflict do nothing")));
    }

    /**
     * Runs statements as a database administrator would, outside the service's own connections. What they read is in the
     * statistics when this returns, not some time after the connection's end: who counts rows from here on counts none
     * of a vacuum's.
     */
    public static void execute(DatabaseAddress address, String sql) {
        try (Connection connection = administrator(address).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.execute("select pg_stat_force_next_flush()");
        } catch (SQLException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** The same database as the role that owns its schema, and migrates it. */
    public static DatabaseAddress owner(DatabaseAddress address) {
        return address.as(Server.RUNNING.owner().user(), Server.RUNNING.owner().password());
    }

    /** The same database as the server's administrator, for tests that look at the rows, or change them, from outside. */
    public static DatabaseAddress administrator(DatabaseAddress address) {
        return address.as("postgres", "postgres");
    }
}
