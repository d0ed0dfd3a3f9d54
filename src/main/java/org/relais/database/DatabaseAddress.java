package org.relais.database;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where the database is and who we are there. The password is never printed. */
public record DatabaseAddress(String host, int port, String database, String user, String password) {

    /**
     * Reads {@code postgresql://host[:port]/database}.
     *
     * @throws IllegalArgumentException when the address has another form
     */
    public static DatabaseAddress parse(String url, String user, String password) {
        URI uri = URI.create(url);
        String path = uri.getPath();
        if (!("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))
                || uri.getHost() == null
                || path == null
                || path.length() < 2) {
            throw new IllegalArgumentException("expected postgresql://host:port/database");
        }
        return new DatabaseAddress(
                uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort(), path.substring(1), user, password);
    }

    /** A JDBC connection, for what only that driver does (COPY). Blocks; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }
}
