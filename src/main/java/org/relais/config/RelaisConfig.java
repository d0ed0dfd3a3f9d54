package org.relais.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, with its defaults.
 *
 * @param mail null: nothing is mailed to organisers
 * @param openId null: organisers sign in by links, passkeys and passwords alone
 * @param metrics null: none are kept
 * @param tracing null: nothing is traced
 * @param channels sections by channel kind; each channel's provider validates its own
 */
public record RelaisConfig(
        Http http,
        DatabaseSettings database,
        Security security,
        Delivery delivery,
        Imports imports,
        LedgerSettings ledger,
        @Nullable MailSettings mail,
        @Nullable OpenIdSettings openId,
        Sandbox sandbox,
        @Nullable Metrics metrics,
        @Nullable TracingSettings tracing,
        JsonObject channels) {

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/]+(/[^\\s]*[^\\s/])?");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /**
     * @param host address to listen on
     * @param publicUrl how platforms and people reach the service, without trailing slash
     * @param connections open at one time; past that the one that is longest without a request is closed
     * @param trustedProxies with a public address, whose {@code X-Forwarded-For} is believed
     */
    public record Http(String host, int port, String publicUrl, int connections, List<AddressRange> trustedProxies) {
        public static final int CONNECTIONS = 4_096;

        /** Without proxies but those that have a private address. */
        public Http(String host, int port, String publicUrl, int connections) {
            this(host, port, publicUrl, connections, List.of());
        }
    }

    /**
     * @param url null: PostgreSQL is embedded, its data in {@code directory}
     * @param owner the role that migrates the schema; null: it is migrated elsewhere, or {@code user} owns it
     * @param shards further databases, each with other organisations; this one has the number 0
     */
    public record DatabaseSettings(
            @Nullable DatabaseUrl url,
            String user,
            String password,
            int poolSize,
            Path directory,
            @Nullable DatabaseOwner owner,
            List<Shard> shards) {
        /** The database of a number; empty when none has it. */
        public Optional<DatabaseSettings> shard(int number) {
            return number == 0
                    ? Optional.of(this)
                    : shards.stream()
                            .filter(shard -> shard.number() == number)
                            .map(Shard::database)
                            .findFirst();
        }

        /** The numbers of all databases, this one's first. */
        public List<Integer> numbers() {
            return Stream.concat(Stream.of(0), shards.stream().map(Shard::number))
                    .toList();
        }

        @Override
        public String toString() {
            return "DatabaseSettings[url=" + url + ", directory=" + directory + "]";
        }
    }

    /** @param number written into the database when it is made, and part of every id that is made there */
    public record Shard(int number, DatabaseSettings database) {
        /** Ids stay below 2^53, so that a browser reads them whole. */
        public static final int MOST = 4_095;
    }

    /** @param url as in {@link DatabaseSettings}, of the same database */
    public record DatabaseOwner(DatabaseUrl url, String user, String password) {
        @Override
        public String toString() {
            return "DatabaseOwner[url=" + url + ", user=" + user + "]";
        }
    }

    /**
     * @param suppressionKeys current key first; older ones are kept until every fingerprint has been seen again
     * @param senderKeys seal the secrets of connected senders in the database: the current key first, older ones until
     *     'relais keys rotate' has been run; none: no sender can be connected
     * @param linkKey signs unsubscribe, share and join links
     * @param requireSynchronousStandby a stop that would not survive the loss of the primary, or a crash, is not answered
     *     for
     * @param privateReceivers private addresses that organisations' webhooks may go to
     */
    public record Security(
            List<Key> suppressionKeys,
            List<Key> senderKeys,
            byte @Nullable [] linkKey,
            boolean requireSynchronousStandby,
            List<AddressRange> privateReceivers) {}

    /** A named 32-byte key. Never printed. */
    public record Key(String id, byte[] secret) {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /**
     * @param httpTimeout bound on one request to a platform
     * @param lease how long a claimed delivery is this node's; longer than {@code httpTimeout}
     * @param drainBound how long the answer to a stop may wait for what is in flight; no claimed message begins later
     */
    public record Delivery(Duration httpTimeout, Duration lease, Duration drainBound, int connections) {}

    /** @param directory where uploaded files lie until they are read; created when missing */
    public record Imports(Path directory) {}

    /** Where figures for operators are read, by whoever can reach it; port 0 for any. */
    public record Metrics(String host, int port) {}

    /**
     * The simulated platforms; off unless switched on.
     *
     * @param limits whether they take messages only as fast as real ones do
     * @param localAddresses whether they take addresses that only this machine can reach, as no real one does
     */
    public record Sandbox(boolean enabled, int port, boolean limits, boolean localAddresses) {}

    /**
     * The configuration, or every fault of it; exactly one of the two is there.
     *
     * @param channels sections by channel kind as far as they can be read, so that their own faults can be told with the
     *     others
     */
    public record Read(@Nullable RelaisConfig config, List<String> faults, JsonObject channels) {}

    /**
     * Reads a configuration. {@code ${NAME}} in a text stands for an environment variable, so that secrets stay out of
     * the file.
     */
    public static Read read(JsonObject json, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        Section root = new Section("", resolve(json, environment, faults), faults);
        RelaisConfig config = new RelaisConfig(
                http(root.section("http")),
                database(root.section("database")),
                security(root.section("security")),
                delivery(root.section("delivery")),
                imports(root.section("imports")),
                LedgerSettings.read(root.section("ledger")),
                mail(root.section("mail")),
                OpenIdSettings.read(root.section("openId")),
                sandbox(root.section("sandbox")),
                metrics(root.section("metrics")),
                TracingSettings.read(root.section("tracing")),
                root.json("channels"));
        if (config.openId() != null && config.security().linkKey() == null) {
            root.fault("openId", "needs security.linkKey");
        } else if (config.openId() != null && !config.database().shards().isEmpty()) {
            root.fault("openId", "is not for several databases: nobody could say whose an address is");
        }
        root.finish();
        return new Read(faults.isEmpty() ? config : null, List.copyOf(faults), config.channels());
    }

    private static Http http(Section section) {
        String host = section.text("host", "127.0.0.1");
        int port = section.integer("port", 8080, 0, 65535);
        String publicUrl = section.text("publicUrl", "http://localhost:" + port);
        if (!ADDRESS.matcher(publicUrl).matches()) {
            section.fault("publicUrl", "must be an http or https address without trailing slash");
        }
        int connections = section.integer("connections", Http.CONNECTIONS, 16, 100_000);
        List<AddressRange> trustedProxies = ranges(section, "trustedProxies");
        section.finish();
        return new Http(host, port, publicUrl, connections, trustedProxies);
    }

    private static List<AddressRange> ranges(Section section, String name) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String written : section.texts(name)) {
            AddressRange.parse(written)
                    .ifPresentOrElse(
                            ranges::add,
                            () -> section.fault(name, "must hold addresses as 203.0.113.7 or 203.0.113.0/24"));
        }
        return List.copyOf(ranges);
    }

    private static DatabaseSettings database(Section section) {
        List<Shard> shards = section.sections("shards", entry -> {
            int number = entry.integer("number", 0, 1, Shard.MOST);
            if (number == 0) {
                entry.fault("number", "is required");
            }
            return new Shard(number, database(entry, "var/postgres-" + number, List.of()));
        });
        if (shards.stream().map(Shard::number).distinct().count() < shards.size()) {
            section.fault("shards", "two of them have the same number");
        }
        DatabaseSettings settings = database(section, "var/postgres", shards);
        section.finish();
        return settings;
    }

    private static DatabaseSettings database(Section section, String directory, List<Shard> shards) {
        DatabaseUrl url = databaseUrl(section);
        DatabaseSettings settings = new DatabaseSettings(
                url,
                section.text("user", "relais"),
                section.text("password", ""),
                section.integer("poolSize", 16, 4, 200),
                Path.of(section.text("directory", directory)),
                owner(section.section("owner"), url),
                shards);
        if (settings.owner() != null && settings.owner().user().equals(settings.user())) {
            section.fault("owner.user", "must be another role than database.user, which is to own nothing");
        }
        return settings;
    }

    private static @Nullable DatabaseUrl databaseUrl(Section section) {
        String url = section.optionalText("url");
        try {
            return url == null ? null : DatabaseUrl.parse(url);
        } catch (IllegalArgumentException fault) {
            section.fault("url", String.valueOf(fault.getMessage()));
            return null;
        }
    }

    /** @param database where the application works, which is where the owner does unless it says otherwise */
    private static @Nullable DatabaseOwner owner(Section section, @Nullable DatabaseUrl database) {
        DatabaseUrl url = databaseUrl(section);
        String user = section.optionalText("user");
        String password = section.text("password", "");
        section.finish();
        if (user == null) {
            if (url != null || !password.isEmpty()) {
                section.fault("user", "is required");
            }
            return null;
        }
        if (database == null) {
            section.fault("user", "is only for a database.url: the embedded PostgreSQL has its own roles");
            return null;
        }
        return new DatabaseOwner(url == null ? database : url, user, password);
    }

    private static Security security(Section section) {
        List<Key> suppressionKeys = keys(section, "suppressionKeys");
        List<Key> senderKeys = keys(section, "senderKeys");
        String linkKey = section.optionalText("linkKey");
        byte[] link = linkKey == null ? null : secret(section, "linkKey", linkKey);
        boolean requireStandby = section.flag("requireSynchronousStandby", false);
        List<AddressRange> privateReceivers = ranges(section, "privateReceivers");
        section.finish();
        return new Security(suppressionKeys, senderKeys, link, requireStandby, privateReceivers);
    }

    private static List<Key> keys(Section section, String name) {
        List<Key> keys = section.sections(
                name,
                entry -> new Key(
                        entry.requiredText(
                                "id", Pattern.compile("[A-Za-z0-9_-]{1,32}"), "1 to 32 letters, digits, _ or -"),
                        secret(entry, "secret", entry.requiredText("secret"))));
        Set<String> ids = keys.stream().map(Key::id).collect(Collectors.toCollection(TreeSet::new));
        if (ids.size() < keys.size()) {
            section.fault(name, "two keys have the same id");
        }
        return keys;
    }

    private static Delivery delivery(Section section) {
        Delivery delivery = new Delivery(
                Duration.ofMillis(section.integer("httpTimeoutMillis", 10_000, 100, 60_000)),
                Duration.ofMillis(section.integer("leaseMillis", 30_000, 500, 300_000)),
                Duration.ofMillis(section.integer("drainBoundMillis", 5_000, 1_000, 10_000)),
                section.integer("connections", 64, 1, 4096));
        section.finish();
        if (delivery.lease().compareTo(delivery.httpTimeout().multipliedBy(2)) < 0) {
            section.fault("leaseMillis", "must be at least twice httpTimeoutMillis");
        }
        return delivery;
    }

    private static Imports imports(Section section) {
        Imports imports = new Imports(Path.of(section.text("directory", "var/uploads")));
        section.finish();
        return imports;
    }

    private static @Nullable MailSettings mail(Section section) {
        if (section.isEmpty()) {
            return null;
        }
        MailSettings settings = MailSettings.read(section);
        section.finish();
        return settings;
    }

    private static Sandbox sandbox(Section section) {
        Sandbox sandbox = new Sandbox(
                section.flag("enabled", false),
                section.integer("port", 8081, 0, 65535),
                section.flag("limits", true),
                section.flag("localAddresses", false));
        section.finish();
        return sandbox;
    }

    private static @Nullable Metrics metrics(Section section) {
        String host = section.text("host", "127.0.0.1");
        int port = section.integer("port", -1, 0, 65535);
        section.finish();
        return port < 0 ? null : new Metrics(host, port);
    }

    /** 32 bytes in base64; what is none is noted. */
    static byte[] secret(Section section, String key, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == 32) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // Noted below with the same words: what is wanted is what matters.
        }
        if (!text.isEmpty()) {
            section.fault(key, "must be 32 bytes in base64");
        }
        return new byte[32];
    }

    private static JsonObject resolve(JsonObject json, Map<String, String> environment, List<String> faults) {
        return (JsonObject) resolveValue("", json, environment, faults);
    }

    private static Object resolveValue(
            String path, Object value, Map<String, String> environment, List<String> faults) {
        if (value instanceof JsonObject object) {
            JsonObject resolved = new JsonObject();
            object.forEach(entry -> {
                if (entry.getValue() != null) {
                    String place = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                    resolved.put(entry.getKey(), resolveValue(place, entry.getValue(), environment, faults));
                }
            });
            return resolved;
        }
        if (value instanceof JsonArray array) {
            JsonArray resolved = new JsonArray();
            for (int index = 0; index < array.size(); index++) {
                resolved.add(resolveValue(path + "[" + index + "]", array.getValue(index), environment, faults));
            }
            return resolved;
        }
        return value instanceof String text ? substitute(path, text, environment, faults) : value;
    }

    private static String substitute(String path, String text, Map<String, String> environment, List<String> faults) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(match -> {
            String value = environment.get(match.group(1));
            if (value == null) {
                faults.add(path + ": the environment variable " + match.group(1) + " is not set");
                return "";
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
