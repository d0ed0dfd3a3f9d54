package org.relais.attack;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.relais.app.Service;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Door;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.share.UnsubscribeLinks;
import org.relais.testing.Await;
import org.relais.testing.TestDatabase;

/** Two whole services as {@code Main} builds them, on one database, sending to a platform of the test. */
final class TwoNodes implements AutoCloseable {
    static final String BOT = "700800900";
    static final String SECRET = "webhook-secret";
    static final String APP_SECRET = "app-secret";
    static final String NUMBER = "106540352242922";

    private static final String SLUG = "asso";

    private final RelaisConfig config;
    private final List<Vertx> vertx = List.of(Vertx.vertx(), Vertx.vertx());
    private final List<Database> databases;
    private final List<Service> services;
    private final long organisationId;

    TwoNodes(String platform, Path files) {
        RelaisConfig.Read read = RelaisConfig.read(json(platform, files), Map.of());
        this.config = Objects.requireNonNull(read.config(), () -> String.join("; ", read.faults()));
        DatabaseAddress address = TestDatabase.fresh();
        this.databases = vertx.stream()
                .map(each -> Await.result(Database.open(each, address, 8)))
                .toList();
        this.organisationId = Await.result(new OrganisationStore(InstantSource.system())
                        .create(
                                databases.get(0).pool(),
                                new Organisation(
                                        0,
                                        SLUG,
                                        "Les Amis du quartier",
                                        OrganisationKind.ASSOCIATION,
                                        Map.of("fr", "la vie du quartier", "en", "life in the neighbourhood"),
                                        "fr",
                                        ZoneId.of("Europe/Paris"),
                                        "FR",
                                        false,
                                        ContactRules.DEFAULT.atAnyHour())))
                .id();
        this.services = List.of(start(0), start(1));
    }

    private Service start(int node) {
        return Await.result(Service.start(vertx.get(node), config, databases.get(node)));
    }

    private static JsonObject json(String platform, Path files) {
        String key = Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32));
        return new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("imports", new JsonObject().put("directory", files.toString()))
                .put(
                        "security",
                        new JsonObject()
                                .put("linkKey", key)
                                .put(
                                        "suppressionKeys",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", "k1")
                                                        .put("secret", key))))
                .put(
                        "channels",
                        new JsonObject()
                                .put(
                                        "telegram",
                                        new JsonObject()
                                                .put("baseUrl", platform)
                                                .put("bots", bots()))
                                .put(
                                        "whatsapp",
                                        new JsonObject()
                                                .put("baseUrl", platform)
                                                .put("appSecret", APP_SECRET)
                                                .put("verifyToken", "verify-me")
                                                .put("numbers", numbers())));
    }

    private static JsonArray bots() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("organisation", SLUG)
                        .put("name", "Bot")
                        .put("username", "AttackedBot")
                        .put("token", BOT + ":AAAA")
                        .put("secretToken", SECRET)
                        .put("chatIntervalMillis", 0));
    }

    private static JsonArray numbers() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("organisation", SLUG)
                        .put("name", "Number")
                        .put("phoneNumberId", NUMBER)
                        .put("displayPhoneNumber", "+33 1 99 00 12 34")
                        .put("accessToken", "token"));
    }

    int port(int node) {
        return services.get(node).port();
    }

    /** The secret of an organiser's token. */
    String token() {
        InstantSource clock = InstantSource.system();
        return Await.result(new ApiTokens(
                                databases.get(0).pool(),
                                new AccessStore(clock),
                                new AuditStore(clock),
                                new Tokens(new SecureRandom()))
                        .issue(
                                new Actor(organisationId, "test", Role.OWNER, Door.SERVICE),
                                "test",
                                Role.ORGANISER,
                                null))
                .secret();
    }

    /** Path of a person's own page to stop. */
    String stopPath(long contactId) {
        return new UnsubscribeLinks(Objects.requireNonNull(config.security().linkKey()), "").link(0, contactId);
    }

    /** Runs SQL as an onlooker would. */
    List<Row> rows(String sql) {
        return StreamSupport.stream(
                        Await.result(databases.get(0).pool().query(sql).execute())
                                .spliterator(),
                        false)
                .toList();
    }

    long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    @Override
    public void close() {
        services.forEach(service -> Await.result(service.close()));
        databases.forEach(database -> Await.result(database.close()));
        vertx.forEach(each -> Await.result(each.close()));
    }
}
