package org.relais.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Unit;

@Unit
class RelaisConfigTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void everythingHasADefault() {
        RelaisConfig config = read(new JsonObject());
        assertThat(config.http()).isEqualTo(new RelaisConfig.Http("127.0.0.1", 8080, "http://localhost:8080", 4_096));
        assertThat(config.database().url()).isNull();
        assertThat(config.database().directory()).isEqualTo(Path.of("var/postgres"));
        assertThat(config.database().poolSize()).isEqualTo(16);
        assertThat(config.security().suppressionKeys()).isEmpty();
        assertThat(config.security().linkKey()).isNull();
        assertThat(config.delivery())
                .isEqualTo(new RelaisConfig.Delivery(
                        Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(5), 64));
        assertThat(config.sandbox()).isEqualTo(new RelaisConfig.Sandbox(false, 8081, true, false));
        assertThat(config.tracing()).isNull();
        assertThat(config.channels().isEmpty()).isTrue();
    }

    @Test
    void tracesGoWhereASectionSays() {
        JsonObject tracing = new JsonObject().put("endpoint", "http://localhost:4318");
        assertThat(read(new JsonObject().put("tracing", tracing)).tracing())
                .isEqualTo(new TracingSettings("http://localhost:4318", Duration.ofSeconds(5), 100));
        assertThat(RelaisConfig.read(
                                new JsonObject()
                                        .put(
                                                "tracing",
                                                new JsonObject()
                                                        .put("endpoint", "grpc://localhost:4317")
                                                        .put("percent", 0)),
                                Map.of())
                        .faults())
                .containsExactly(
                        "tracing.endpoint: must be an http or https address without trailing slash",
                        "tracing.percent: must be a whole number from 1 to 100");
    }

    @Test
    void furtherDatabasesHaveANumberEach() {
        JsonObject shards = new JsonObject()
                .put(
                        "database",
                        new JsonObject()
                                .put(
                                        "shards",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("number", 7)
                                                        .put("url", "postgresql://db7/relais"))
                                                .add(new JsonObject().put("number", 2))));
        RelaisConfig.DatabaseSettings read = read(shards).database();
        assertThat(read.numbers()).containsExactly(0, 7, 2);
        assertThat(read.shard(2).orElseThrow().directory()).isEqualTo(Path.of("var/postgres-2"));
        assertThat(read.shard(1)).isEmpty();
        shards.getJsonObject("database")
                .getJsonArray("shards")
                .add(new JsonObject().put("number", 7))
                .add(new JsonObject().put("url", "postgresql://db8/relais"));
        assertThat(RelaisConfig.read(shards, Map.of()).faults())
                .containsExactly(
                        "database.shards[3].number: is required", "database.shards: two of them have the same number");
    }

    @Test
    void everyKeyIsReadFromItsPlace() {
        RelaisConfig config = read(new JsonObject()
                .put(
                        "http",
                        new JsonObject()
                                .put("host", "0.0.0.0")
                                .put("port", 9000)
                                .put("publicUrl", "https://r.example")
                                .put("connections", 500))
                .put(
                        "database",
                        new JsonObject()
                                .put("url", "postgresql://db/relais")
                                .put("user", "u")
                                .put("password", "p")
                                .put("poolSize", 8)
                                .put("directory", "elsewhere"))
                .put(
                        "security",
                        new JsonObject()
                                .put(
                                        "suppressionKeys",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", "k1")
                                                        .put("secret", KEY)))
                                .put("linkKey", KEY))
                .put(
                        "delivery",
                        new JsonObject()
                                .put("httpTimeoutMillis", 2000)
                                .put("leaseMillis", 8000)
                                .put("drainBoundMillis", 3000)
                                .put("connections", 10))
                .put("sandbox", new JsonObject().put("enabled", true).put("port", 9001))
                .put("channels", new JsonObject().put("telegram", new JsonObject())));
        assertThat(config.http()).isEqualTo(new RelaisConfig.Http("0.0.0.0", 9000, "https://r.example", 500));
        assertThat(config.database().url()).isEqualTo(DatabaseUrl.parse("postgresql://db/relais"));
        assertThat(config.security().suppressionKeys())
                .extracting(RelaisConfig.Key::id)
                .containsExactly("k1");
        assertThat(config.security().linkKey()).hasSize(32);
        assertThat(config.delivery())
                .isEqualTo(new RelaisConfig.Delivery(
                        Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(3), 10));
        assertThat(config.sandbox()).isEqualTo(new RelaisConfig.Sandbox(true, 9001, true, false));
        assertThat(config.channels().fieldNames()).containsExactly("telegram");
    }

    @Test
    void everyFaultIsListedAtOnceAndNoValueIsQuoted() {
        List<String> faults = RelaisConfig.read(
                        new JsonObject()
                                .put("htp", new JsonObject())
                                .put("http", new JsonObject().put("port", 70000).put("publicUrl", "ftp://x"))
                                .put("database", new JsonObject().put("url", "mysql://secret-host"))
                                .put("delivery", new JsonObject().put("leaseMillis", 5000))
                                .put(
                                        "security",
                                        new JsonObject()
                                                .put("linkKey", "hunter2")
                                                .put(
                                                        "suppressionKeys",
                                                        new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("id", "a")
                                                                        .put("secret", KEY))
                                                                .add(new JsonObject()
                                                                        .put("id", "a")
                                                                        .put("secret", "x"))
                                                                .add("not a section"))),
                        Map.of())
                .faults();
        assertThat(faults)
                .anyMatch(fault -> fault.startsWith("htp: unknown key"))
                .contains(
                        "http.port: must be a whole number from 0 to 65535",
                        "http.publicUrl: must be an http or https address without trailing slash",
                        "database.url: must be postgresql://host:port/database",
                        "delivery.leaseMillis: must be at least twice httpTimeoutMillis",
                        "security.linkKey: must be 32 bytes in base64",
                        "security.suppressionKeys[1].secret: must be 32 bytes in base64",
                        "security.suppressionKeys[2]: must be a section",
                        "security.suppressionKeys: two keys have the same id")
                .noneMatch(fault -> fault.contains("hunter2") || fault.contains("secret-host"));
    }

    @Test
    void secretsComeFromTheEnvironment() {
        JsonObject json = new JsonObject().put("database", new JsonObject().put("password", "${DB_PASSWORD}"));
        RelaisConfig.Read read = RelaisConfig.read(json, Map.of("DB_PASSWORD", "pa$$word"));
        assertThat(Objects.requireNonNull(read.config()).database().password()).isEqualTo("pa$$word");
        assertThat(read.config().toString()).doesNotContain("pa$$word");
        assertThat(RelaisConfig.read(json, Map.of()).faults())
                .containsExactly("database.password: the environment variable DB_PASSWORD is not set");
    }

    private static RelaisConfig read(JsonObject json) {
        RelaisConfig.Read read = RelaisConfig.read(json, Map.of());
        assertThat(read.faults()).isEmpty();
        return Objects.requireNonNull(read.config());
    }

    @Test
    void theOwnerOfTheSchemaIsARoleOfItsOwn() {
        JsonObject database = new JsonObject()
                .put("url", "postgresql://db/relais")
                .put("owner", new JsonObject().put("user", "relais_owner").put("password", "p"));
        RelaisConfig config = RelaisConfig.read(new JsonObject().put("database", database), Map.of())
                .config();
        assertThat(Objects.requireNonNull(config).database().owner())
                .isEqualTo(new RelaisConfig.DatabaseOwner(
                        DatabaseUrl.parse("postgresql://db/relais"), "relais_owner", "p"))
                .asString()
                .doesNotContain("password")
                .endsWith("user=relais_owner]");
        database.getJsonObject("owner").put("user", "relais");
        assertThat(RelaisConfig.read(new JsonObject().put("database", database), Map.of())
                        .faults())
                .containsExactly(
                        "database.owner.user: must be another role than database.user, which is to own nothing");
        database.put("owner", new JsonObject().put("password", "p"));
        assertThat(RelaisConfig.read(new JsonObject().put("database", database), Map.of())
                        .faults())
                .containsExactly("database.owner.user: is required");
        database.remove("url");
        database.getJsonObject("owner").put("user", "relais_owner");
        assertThat(RelaisConfig.read(new JsonObject().put("database", database), Map.of())
                        .faults())
                .containsExactly(
                        "database.owner.user: is only for a database.url: the embedded PostgreSQL has its own roles");
    }

    @Test
    void theLedgersAnchorsGoToAFileAndASignedWebhook() {
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        JsonObject ledger = new JsonObject()
                .put("anchorMinutes", 5)
                .put("anchorFile", "/mnt/elsewhere/anchors.jsonl")
                .put(
                        "anchorWebhook",
                        new JsonObject().put("url", "https://example.org/a?b=c").put("secret", secret));
        LedgerSettings read = Objects.requireNonNull(RelaisConfig.read(new JsonObject().put("ledger", ledger), Map.of())
                        .config())
                .ledger();
        assertThat(read.anchorEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read.anchorFile()).isEqualTo(Path.of("/mnt/elsewhere/anchors.jsonl"));
        assertThat(Objects.requireNonNull(read.anchorWebhook()).url()).isEqualTo("https://example.org/a?b=c");
        assertThat(read.toString()).doesNotContain("example.org");
        ledger.put("anchorWebhook", new JsonObject().put("url", "ftp://example.org"));
        assertThat(RelaisConfig.read(new JsonObject().put("ledger", ledger), Map.of())
                        .faults())
                .containsExactly(
                        "ledger.anchorWebhook.url: must be an http or https address",
                        "ledger.anchorWebhook.secret: is required");
    }

    @Test
    void theLedgersAnchorsGoByMailAndEncrypted() {
        JsonObject mail = new JsonObject()
                .put("host", "mail.example.org")
                .put("user", "ledger")
                .put("password", "${MAIL_PASSWORD}")
                .put("from", "ledger@example.org")
                .put("to", "anchors@example.net");
        RelaisConfig config =
                Objects.requireNonNull(RelaisConfig.read(anchorMail(mail), Map.of("MAIL_PASSWORD", "s3cr3t"))
                        .config());
        assertThat(config.ledger().anchorMail())
                .isEqualTo(new LedgerSettings.Mail(
                        new MailSettings(
                                "mail.example.org",
                                465,
                                MailSettings.Tls.IMPLICIT,
                                null,
                                "ledger",
                                "s3cr3t",
                                "ledger@example.org"),
                        "anchors@example.net"));
        assertThat(config.toString()).doesNotContain("s3cr3t");
        assertThat(config.mail()).isNull();
        mail.put("tls", "starttls");
        assertThat(Objects.requireNonNull(RelaisConfig.read(anchorMail(mail), Map.of("MAIL_PASSWORD", "s3cr3t"))
                                .config())
                        .ledger()
                        .anchorMail())
                .extracting(mailing -> mailing.server().port())
                .isEqualTo(587);
    }

    @Test
    void aMailboxWithoutEncryptionGetsNoPassword() {
        JsonObject mail = new JsonObject()
                .put("tls", "none")
                .put("user", "ledger")
                .put("password", "s3cr3t")
                .put("from", "ledger")
                .put("to", "anchors@example.net\r\nBcc: else@example.org");
        assertThat(RelaisConfig.read(anchorMail(mail), Map.of()).faults())
                .containsExactly(
                        "ledger.anchorMail.to: must be an address as ledger@example.org",
                        "ledger.anchorMail.host: is required",
                        "ledger.anchorMail.from: must be an address as ledger@example.org",
                        "ledger.anchorMail.tls: none is only for a server that asks for no password");
        assertThat(RelaisConfig.read(
                                anchorMail(
                                        new JsonObject().put("tls", "perhaps").put("password", "s3cr3t")),
                                Map.of())
                        .faults())
                .contains(
                        "ledger.anchorMail.tls: must be implicit, starttls or none",
                        "ledger.anchorMail.user: and password are given together or not at all");
    }

    @Test
    void aProviderOfSignInIsReadWithItsSecretFromTheEnvironmentOrAFile(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cr3t\n");
        JsonObject openId = new JsonObject()
                .put("issuer", "https://login.example.org/realms/asso")
                .put("clientId", "relais")
                .put("clientSecret", "${OPENID_SECRET}");
        OpenIdSettings expected = new OpenIdSettings(
                "https://login.example.org/realms/asso", "relais", "s3cr3t", "login.example.org", List.of());
        RelaisConfig config =
                Objects.requireNonNull(RelaisConfig.read(openId(openId), Map.of("OPENID_SECRET", "s3cr3t"))
                        .config());
        assertThat(config.openId()).isEqualTo(expected);
        assertThat(config.toString()).doesNotContain("s3cr3t");
        openId.remove("clientSecret");
        openId.put("clientSecretFile", secret.toString());
        assertThat(Objects.requireNonNull(
                                RelaisConfig.read(openId(openId), Map.of()).config())
                        .openId())
                .isEqualTo(expected);
    }

    @Test
    void aProviderOfSignInIsReachedByHttpsAndNeedsAKeyAndOneDatabase() {
        JsonObject openId = new JsonObject()
                .put("issuer", "http://login.example.org")
                .put("clientSecretFile", "/nowhere/at/all")
                .put("emailDomains", new JsonArray().add("Example.org"));
        assertThat(RelaisConfig.read(new JsonObject().put("openId", openId), Map.of())
                        .faults())
                .containsExactly(
                        "openId.issuer: must be an https address without a query (http for this machine)",
                        "openId.clientId: is required",
                        "openId.clientSecretFile: can't be read",
                        "openId.emailDomains: must hold domains in small letters, as example.org",
                        "openId: needs security.linkKey");
        JsonObject right = new JsonObject()
                .put("issuer", "http://localhost:9000/asso")
                .put("clientId", "relais")
                .put("clientSecret", "x");
        JsonObject two = openId(right)
                .put(
                        "database",
                        new JsonObject().put("shards", new JsonArray().add(new JsonObject().put("number", 1))));
        assertThat(RelaisConfig.read(two, Map.of()).faults())
                .containsExactly("openId: is not for several databases: nobody could say whose an address is");
    }

    private static JsonObject openId(JsonObject openId) {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        return new JsonObject().put("openId", openId).put("security", new JsonObject().put("linkKey", key));
    }

    private static JsonObject anchorMail(JsonObject mail) {
        return new JsonObject().put("ledger", new JsonObject().put("anchorMail", mail));
    }
}
