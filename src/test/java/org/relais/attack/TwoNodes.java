package org.relais.attack;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.Role;
import org.relais.share.UnsubscribeLinks;
import org.relais.testing.Await;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/** Two whole services as {@code Main} builds them, on one database, sending to a platform of the test. */
final class TwoNodes implements AutoCloseable {
    static final String BOT = "700800900";
    static final String SECRET = "webhook-secret";
    static final String APP_SECRET = "app-secret";
    static final String NUMBER = "106540352242922";

    private static final String SLUG = "asso";

    private final RelaisConfig config;
    private final Vertx vertx = Vertx.vertx();
    private final List<ServiceNode> nodes;
    private final long organisationId;

    TwoNodes(String platform, Path files) {
        RelaisConfig.Read read = RelaisConfig.read(json(platform, files), Map.of());
        this.config = Objects.requireNonNull(read.config(), () -> String.join("; ", read.faults()));
        DatabaseAddress address = TestDatabase.fresh();
        Database migrated = Await.result(Database.open(vertx, address, 1));
        this.organisationId = ServiceNode.organisation(migrated.pool(), SLUG);
        Await.result(migrated.close());
        this.nodes = List.of(ServiceNode.start(config, address), ServiceNode.start(config, address));
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
                        .put("username", JudgePlatform.username(BOT))
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
        return nodes.get(node).port();
    }

    /** The secret of an organiser's token. */
    String token() {
        return ServiceNode.token(pool(), organisationId, Role.ORGANISER);
    }

    private Pool pool() {
        return nodes.get(0).database().pool();
    }

    /** Path of a person's own page to stop. */
    String stopPath(long contactId) {
        return new UnsubscribeLinks(Objects.requireNonNull(config.security().linkKey()), "").link(0, contactId);
    }

    /** Runs SQL as an onlooker would. */
    List<Row> rows(String sql) {
        return StreamSupport.stream(Await.result(pool().query(sql).execute()).spliterator(), false)
                .toList();
    }

    long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    @Override
    public void close() {
        nodes.forEach(ServiceNode::close);
        Await.result(vertx.close());
    }
}
