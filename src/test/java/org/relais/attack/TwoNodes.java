package org.relais.attack;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.Role;
import org.relais.share.UnsubscribeLinks;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
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
        this.config = ConfigJson.read(json(platform, files));
        DatabaseAddress address = TestDatabase.fresh();
        Database migrated = Await.result(Database.open(vertx, address, 1));
        this.organisationId = ServiceNode.organisation(migrated.pool(), SLUG);
        Await.result(migrated.close());
        this.nodes = List.of(ServiceNode.start(config, address), ServiceNode.start(config, address));
    }

    private static JsonObject json(String platform, Path files) {
        return new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("imports", new JsonObject().put("directory", files.toString()))
                .put("security", ConfigJson.security())
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", ConfigJson.telegram(platform, bot()))
                                .put("whatsapp", ConfigJson.whatsapp(platform, APP_SECRET, "verify-me", number())));
    }

    private static JsonObject bot() {
        return ConfigJson.bot(SLUG, BOT + ":AAAA", JudgePlatform.username(BOT), SECRET)
                .put("chatIntervalMillis", 0);
    }

    private static JsonObject number() {
        return ConfigJson.number(SLUG, NUMBER, "+33 1 99 00 12 34", "token");
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
