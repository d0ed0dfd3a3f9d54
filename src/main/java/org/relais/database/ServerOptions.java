package org.relais.database;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.relais.config.DatabaseUrl;

/** How the reactive client connects to one server of an address. */
final class ServerOptions {
    private ServerOptions() {}

    static PgConnectOptions of(DatabaseAddress address, DatabaseUrl.Server server) {
        PgConnectOptions options = server.isUnixSocket() ? new UnixSocketOptions(server) : new PgConnectOptions();
        return encrypted(
                        options,
                        server.isUnixSocket()
                                ? DatabaseUrl.Tls.NONE
                                : address.url().tls())
                .setHost(server.host())
                .setPort(server.port())
                .setDatabase(address.database())
                .setUser(address.user())
                .setPassword(address.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                // By default a statement of 2,048 characters or more would be parsed and planned anew every time,
                // and the longest ones are those that run most: claim, settle, hand-out.
                .setPreparedStatementCacheSqlFilter(sql -> !sql.startsWith(Database.PLANNED_EACH_TIME))
                .setPipeliningLimit(64)
                .addProperty("application_name", "relais")
                .addProperty("TimeZone", "UTC");
    }

    private static PgConnectOptions encrypted(PgConnectOptions options, DatabaseUrl.Tls tls) {
        options.setSslMode(SslMode.valueOf(tls.mode().name()));
        if (tls.mode() == DatabaseUrl.TlsMode.DISABLE) {
            return options;
        }
        ClientSSLOptions ssl = new ClientSSLOptions()
                .setTrustAll(!tls.mode().verifies())
                .setHostnameVerificationAlgorithm(tls.mode() == DatabaseUrl.TlsMode.VERIFY_FULL ? "HTTPS" : "");
        if (tls.mode().verifies()) {
            ssl.setTrustOptions(
                    tls.rootCertificate() == null
                            ? trustOfThisMachine()
                            : new PemTrustOptions()
                                    .addCertPath(tls.rootCertificate().toString()));
        }
        if (tls.clientCertificate() != null && tls.clientKey() != null) {
            ssl.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertPath(tls.clientCertificate().toString())
                    .setKeyPath(tls.clientKey().toString()));
        }
        return options.setSslOptions(ssl);
    }

    private static TrustOptions trustOfThisMachine() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((@Nullable KeyStore) null);
            return TrustOptions.wrap(trust.getTrustManagers()[0]);
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException("this machine has no trusted certificates", fault);
        }
    }

    /**
     * The client wants a native transport for unix sockets, though since Java 16 the usual one has them: it is not told that
     * the address is one.
     */
    private static final class UnixSocketOptions extends PgConnectOptions {
        private final DatabaseUrl.Server server;

        private UnixSocketOptions(DatabaseUrl.Server server) {
            this.server = server;
        }

        @Override
        public boolean isUsingDomainSocket() {
            return false;
        }

        @Override
        public SocketAddress getSocketAddress() {
            return SocketAddress.domainSocketAddress(server.toString());
        }
    }
}
