package org.relais.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.PostgresServer;

/** Each way to the database (pools, notifications, JDBC with the migrations) is as encrypted as the connection string asks for. */
@NeedsDatabase
class EncryptionTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    @SuppressWarnings("NullAway.Init")
    private static PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: encryption was not tried");
        Certificates.make(files);
        Path rules = files.resolve("hba.conf");
        // The database "vetted" asks for a client's certificate; nobody comes over TCP without encryption.
        Files.writeString(
                rules,
                """
                local     all    all              trust
                hostnossl all    all 127.0.0.1/32 reject
                hostssl   vetted all 127.0.0.1/32 cert
                hostssl   all    all 127.0.0.1/32 trust
                """);
        server = PostgresServer.start(
                binaries.get(),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", files.resolve("server.crt").toString(),
                        "ssl_key_file", files.resolve("server.key").toString(),
                        "ssl_ca_file", files.resolve("ca.crt").toString(),
                        "hba_file", rules.toString()));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        Await.result(VERTX.close());
    }

    private static DatabaseAddress url(String host, String parameters) {
        return PostgresServer.address("postgresql://" + host + ":" + server.port() + "/postgres?" + parameters);
    }

    private static String file(String name) {
        return files.resolve(name).toString();
    }

    @Test
    void whatIsToBeEncryptedIs() throws Exception {
        assertThat(encrypted(url("127.0.0.1", "sslmode=require"))).containsOnly(true);
        assertThat(encrypted(url("127.0.0.1", "sslmode=prefer"))).containsOnly(true);
        assertThat(encrypted(url("127.0.0.1", "sslmode=verify-ca&sslrootcert=" + file("ca.crt"))))
                .containsOnly(true);
        assertThat(encrypted(url("localhost", "sslmode=verify-full&sslrootcert=" + file("ca.crt"))))
                .containsOnly(true);
    }

    @Test
    void whatIsNotIsRefusedByTheServer() {
        refused(url("127.0.0.1", "sslmode=disable"));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        refused(url("127.0.0.1", "sslmode=verify-ca&sslrootcert=" + file("other.crt")));
        refused(url("localhost", "sslmode=verify-full&sslrootcert=" + file("other.crt")));
        refused(url("localhost", "sslmode=verify-full&sslrootcert=system"));
    }

    /** The certificate is for {@code localhost}. */
    @Test
    void aCertificateOfAnotherHostIsRefused() {
        refused(url("127.0.0.1", "sslmode=verify-full&sslrootcert=" + file("ca.crt")));
    }

    @Test
    void aClientShowsItsCertificate() throws Exception {
        try (Connection owner = url("127.0.0.1", "sslmode=require").connect();
                Statement statement = owner.createStatement()) {
            statement.execute("create database vetted");
        }
        DatabaseAddress without = url("127.0.0.1", "sslmode=require").named("vetted");
        refused(without);
        DatabaseAddress with = url(
                        "127.0.0.1", "sslmode=require&sslcert=" + file("client.crt") + "&sslkey=" + file("client.key"))
                .named("vetted");
        assertThat(encrypted(with)).containsOnly(true);
    }

    @Test
    void aUnixSocketServesAllWays() throws Exception {
        DatabaseAddress socket =
                PostgresServer.address("postgresql:///postgres?host=" + server.directory() + "&port=" + server.port());
        assertThat(encrypted(socket)).containsOnly(false);
        try (Connection connection = socket.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select inet_server_addr()")) {
            rows.next();
            assertThat(rows.getString(1)).isNull();
        }
        Database database = Await.result(Database.open(VERTX, socket, 4));
        Await.result(database.alive());
        Await.result(database.close());
    }

    @Test
    void aServerWithoutEncryptionIsRefusedWhenItIsAskedFor() throws Exception {
        try (PostgresServer plain = PostgresServer.start(server.binaries(), Map.of())) {
            String host = "postgresql://127.0.0.1:" + plain.port() + "/postgres?sslmode=";
            refused(PostgresServer.address(host + "require"));
            assertThat(encrypted(PostgresServer.address(host + "prefer"))).containsOnly(false);
        }
    }

    /** By each of the ways. */
    private static List<Boolean> encrypted(DatabaseAddress address) throws SQLException {
        String question = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        Connections connections = new Connections(VERTX, address);
        Pool pool = connections.pool(1);
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        Notifications listener = new Notifications(VERTX, connections, "told", heard::add);
        try (Connection jdbc = address.connect();
                Statement statement = jdbc.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            boolean byJdbc = rows.getBoolean(1);
            boolean byPool = Await.result(pool.query(question).execute())
                    .iterator()
                    .next()
                    .getBoolean(0);
            Await.result(listener.start());
            boolean byListener = Await.result(pool.query(
                                    """
                                    select s.ssl from pg_stat_ssl s join pg_stat_activity a using (pid)
                                    where a.query = 'listen told' and a.datname = current_database()
                                    """)
                            .execute())
                    .iterator()
                    .next()
                    .getBoolean(0);
            Await.result(pool.query("notify told, 'x'").execute());
            Await.until("the notification is heard", () -> heard.contains("x"));
            return List.of(byJdbc, byPool, byListener);
        } finally {
            Await.result(listener.close());
            Await.result(pool.close());
        }
    }

    private static void refused(DatabaseAddress address) {
        Pool pool = new Connections(VERTX, address).pool(1);
        assertThatThrownBy(() -> Await.result(pool.query("select 1").execute())).isInstanceOf(AssertionError.class);
        Await.result(pool.close());
        assertThatThrownBy(address::connect).isInstanceOf(SQLException.class);
        assertThatThrownBy(
                        () -> Await.result(Database.open(VERTX, new DatabaseAccess(address, null), 4, Duration.ZERO)))
                .isInstanceOf(AssertionError.class);
    }
}
