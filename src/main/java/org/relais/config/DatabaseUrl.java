package org.relais.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection string as PostgreSQL's own programs read it (libpq, "Connection URIs"):
 * {@code postgresql://host[:port][,host[:port]...]/database[?parameter=value&...]}. A parameter that is not known is
 * refused, since one that is dropped in silence may have been what kept the connection secret.
 *
 * @param servers at least one; of several, whichever takes writes
 */
public record DatabaseUrl(List<Server> servers, String database, Tls tls) {
    private static final Pattern FORM =
            Pattern.compile("postgres(?:ql)?://(?<hosts>[^/?#]*)/(?<database>[^/?#]+)(?:\\?(?<query>[^#]*))?");
    private static final Pattern HOST =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::(?<port>[0-9]{1,5}))?");
    private static final Set<String> KNOWN = new TreeSet<>(
            Set.of("host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"));
    private static final int USUAL_PORT = 5432;

    /** For {@code sslrootcert}: the certificates that this machine trusts. */
    private static final String SYSTEM = "system";

    public DatabaseUrl {
        servers = List.copyOf(servers);
    }

    /** @param host a name, an address, or the directory of a unix socket, which begins with a slash */
    public record Server(String host, int port) {
        public boolean isUnixSocket() {
            return host.startsWith("/");
        }

        @Override
        public String toString() {
            return isUnixSocket()
                    ? host + "/.s.PGSQL." + port
                    : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** What {@code sslmode} asks for, as libpq defines it. */
    public enum TlsMode {
        DISABLE,
        /** Encrypted when the server can, and plain when not: no protection from somebody in between. */
        PREFER,
        /** Encrypted, whoever answers. */
        REQUIRE,
        /** The certificate is signed by a trusted authority. */
        VERIFY_CA,
        /** And it is the certificate of that host. */
        VERIFY_FULL;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the server's certificate must be signed by a trusted authority. */
        public boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }

    /**
     * @param rootCertificate PEM; null without verification, or when what this machine trusts counts
     * @param clientCertificate PEM, with its key in PKCS #8; both or neither
     */
    public record Tls(
            TlsMode mode, @Nullable Path rootCertificate, @Nullable Path clientCertificate, @Nullable Path clientKey) {
        public static final Tls NONE = new Tls(TlsMode.DISABLE, null, null, null);
    }

    /**
     * Reads a connection string.
     *
     * @throws IllegalArgumentException with what is wrong, in words that follow the key's name; values are not quoted
     */
    public static DatabaseUrl parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be postgresql://host:port/database");
        }
        if (form.group("hosts").contains("@")) {
            throw new IllegalArgumentException("must not name anybody: database.user and database.password do");
        }
        Map<String, String> parameters = parameters(form.group("query"));
        String role = parameters.getOrDefault("target_session_attrs", "read-write");
        if (!Set.of("read-write", "primary").contains(role)) {
            throw new IllegalArgumentException("target_session_attrs can only be read-write or primary");
        }
        return new DatabaseUrl(
                servers(decode(form.group("hosts")), parameters), decode(form.group("database")), tls(parameters));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            String name = decode(pair[0]);
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("has an unknown parameter " + name.replaceAll("[^A-Za-z0-9_]", "?")
                        + ", known are " + String.join(", ", KNOWN));
            }
            if (pair.length < 2 || pair[1].isEmpty() || parameters.put(name, decode(pair[1])) != null) {
                throw new IllegalArgumentException("must give " + name + " one value");
            }
        }
        return parameters;
    }

    private static List<Server> servers(String authority, Map<String, String> parameters) {
        boolean named = !authority.isEmpty();
        if (named && (parameters.containsKey("host") || parameters.containsKey("port"))) {
            throw new IllegalArgumentException(
                    "must name hosts and ports before the database or as parameters, not both");
        }
        String hosts = named ? authority : parameters.get("host");
        if (hosts == null) {
            throw new IllegalArgumentException("must name a host");
        }
        String[] ports = parameters.getOrDefault("port", "").split(",");
        List<Server> servers = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            servers.add(server(host, ports[ports.length == 1 ? 0 : Math.min(servers.size(), ports.length - 1)]));
        }
        if (ports.length > 1 && ports.length != servers.size()) {
            throw new IllegalArgumentException("must give one port, or one for each host");
        }
        return servers;
    }

    private static Server server(String host, String port) {
        if (host.startsWith("/")) {
            return new Server(host, port(port));
        }
        Matcher form = HOST.matcher(host);
        if (!form.matches()) {
            throw new IllegalArgumentException("must name its hosts as host:port, with commas between several");
        }
        String own = form.group("port");
        return new Server(form.group("host").replaceAll("[\\[\\]]", ""), port(own == null ? port : own));
    }

    private static int port(String text) {
        int port = text.isEmpty() ? USUAL_PORT : text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("must have ports from 1 to 65535");
        }
        return port;
    }

    private static Tls tls(Map<String, String> parameters) {
        String wanted = parameters.getOrDefault("sslmode", "prefer");
        TlsMode mode = List.of(TlsMode.values()).stream()
                .filter(one -> one.text().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "sslmode must be disable, prefer, require, verify-ca or verify-full"));
        String root = parameters.get("sslrootcert");
        boolean system = SYSTEM.equals(root);
        if (system && mode != TlsMode.VERIFY_FULL) {
            throw new IllegalArgumentException("sslrootcert=system needs sslmode=verify-full");
        }
        if (mode.verifies() && root == null) {
            throw new IllegalArgumentException("sslmode=" + wanted + " needs sslrootcert");
        }
        if (parameters.containsKey("sslcert") != parameters.containsKey("sslkey")) {
            throw new IllegalArgumentException("sslcert and sslkey go together");
        }
        // As libpq does: whoever names an authority wants it to be asked.
        TlsMode effective = mode == TlsMode.REQUIRE && root != null ? TlsMode.VERIFY_CA : mode;
        return new Tls(
                effective,
                system ? null : file(parameters, "sslrootcert").orElse(null),
                file(parameters, "sslcert").orElse(null),
                file(parameters, "sslkey").orElse(null));
    }

    private static Optional<Path> file(Map<String, String> parameters, String name) {
        Optional<Path> file = Optional.ofNullable(parameters.get(name)).map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new IllegalArgumentException("names a file as " + name + " that cannot be read");
        }
        return file;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
