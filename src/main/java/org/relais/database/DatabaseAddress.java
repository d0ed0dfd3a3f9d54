package org.relais.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.relais.config.DatabaseUrl;

/** Where the database is and who we are there. The password is never printed. */
public record DatabaseAddress(DatabaseUrl url, String user, String password) {
    private static final String CONNECT_SECONDS = "10";

    /** On one server, without encryption. */
    public DatabaseAddress(String host, int port, String database, String user, String password) {
        this(
                new DatabaseUrl(List.of(new DatabaseUrl.Server(host, port)), database, DatabaseUrl.Tls.NONE),
                user,
                password);
    }

    /** As {@link DatabaseUrl#parse}. */
    public static DatabaseAddress parse(String url, String user, String password) {
        return new DatabaseAddress(DatabaseUrl.parse(url), user, password);
    }

    /** Another database of the same servers. */
    public DatabaseAddress named(String database) {
        return new DatabaseAddress(new DatabaseUrl(url.servers(), database, url.tls()), user, password);
    }

    public String database() {
        return url.database();
    }

    /** Of the first server. */
    public String host() {
        return url.servers().get(0).host();
    }

    /** Of the first server. */
    public int port() {
        return url.servers().get(0).port();
    }

    /** The same database, as somebody else. */
    public DatabaseAddress as(String role, String itsPassword) {
        return new DatabaseAddress(url, role, itsPassword);
    }

    /** A JDBC connection to the server that takes writes, for what only that driver does (COPY). Blocks; the caller closes it. */
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl(), user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SessionSettings.statements(SessionSettings.COPYING));
            return connection;
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
    }

    String jdbcUrl() {
        DatabaseUrl.Server first = url.servers().get(0);
        String servers = url.servers().stream()
                .map(server -> server.isUnixSocket() ? "localhost:" + server.port() : server.toString())
                .collect(Collectors.joining(","));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("ApplicationName", "relais");
        parameters.put("connectTimeout", CONNECT_SECONDS);
        parameters.put("loginTimeout", CONNECT_SECONDS);
        if (url.servers().size() > 1) {
            parameters.put("targetServerType", "primary");
        }
        if (first.isUnixSocket()) {
            parameters.put("sslmode", "disable");
            parameters.put("socketFactory", UnixSocketFactory.class.getName());
            parameters.put("socketFactoryArg", first.toString());
        } else {
            parameters.putAll(tls());
        }
        return "jdbc:postgresql://" + servers + "/" + encode(url.database()) + "?"
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private Map<String, String> tls() {
        DatabaseUrl.Tls tls = url.tls();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("sslmode", tls.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (tls.rootCertificate() != null) {
            parameters.put("sslrootcert", tls.rootCertificate().toString());
        } else if (tls.mode().verifies()) {
            parameters.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        if (tls.clientCertificate() != null && tls.clientKey() != null) {
            parameters.put("sslcert", tls.clientCertificate().toString());
            parameters.put("sslkey", tls.clientKey().toString());
        }
        return parameters;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@"
                + url.servers().stream().map(DatabaseUrl.Server::toString).collect(Collectors.joining(",")) + "/"
                + url.database();
    }
}
