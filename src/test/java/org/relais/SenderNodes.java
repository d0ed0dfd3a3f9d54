package org.relais;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.app.Service;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.Role;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.FreePorts;
import org.relais.testing.SandboxControl;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/**
 * Two services on one database whose configuration names no sender at all, and both platforms with bots and a number that
 * wait to be connected.
 */
final class SenderNodes implements AutoCloseable {
    static final String BOT = "500600700";
    static final String BOT_TOKEN = BOT + ":bot-token-MARKER";
    static final String BOT_NAME = "ConnectedBot";
    static final String OTHER_BOT_TOKEN = "500600800:other-token-MARKER";
    static final String NUMBER = "109876543210";
    static final String NUMBER_TOKEN = "EAA-number-token-MARKER";
    static final String APP_SECRET = "app-secret-MARKER";
    static final String VERIFY_TOKEN = "verify-token-MARKER";

    final long organisationId;
    final SandboxControl phones;
    private final DatabaseAddress address = TestDatabase.fresh();
    private final JsonObject config;
    private final Sandbox sandbox;
    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final List<Node> nodes = new ArrayList<>();
    private int port;

    /** One service with its own pools. */
    record Node(Vertx vertx, Database database, Service service) {
        void close() {
            Await.result(service.close());
            Await.result(database.close());
            Await.result(vertx.close());
        }
    }

    SenderNodes(Path files) {
        FreePorts ports = FreePorts.find();
        port = ports.one();
        String publicUrl = "http://localhost:" + port;
        sandbox = Await.result(Sandbox.start(
                vertx,
                SandboxOptions.defaults()
                        .withPort(0)
                        .withBot(new SandboxOptions.Bot(BOT_TOKEN, BOT_NAME, "Connected"))
                        .withBot(new SandboxOptions.Bot(OTHER_BOT_TOKEN, "OtherBot", "Other"))
                        .withNumber(new WhatsAppNumber.Line(
                                NUMBER,
                                "+33 1 99 00 55 66",
                                "Connected",
                                "7001001001",
                                NUMBER_TOKEN,
                                APP_SECRET,
                                VERIFY_TOKEN,
                                publicUrl + "/webhook/whatsapp/" + NUMBER))));
        phones = new SandboxControl(sandbox.address());
        config = json(publicUrl, files);
        database = Await.result(Database.open(vertx, address, 4));
        organisationId = organisation("asso");
    }

    private JsonObject json(String publicUrl, Path files) {
        return new JsonObject()
                .put("http", new JsonObject().put("publicUrl", publicUrl))
                .put("imports", new JsonObject().put("directory", files.toString()))
                // What a test holds at the platform must not run into its bound meanwhile, however slow the machine is.
                .put(
                        "delivery",
                        new JsonObject().put("httpTimeoutMillis", 60_000).put("leaseMillis", 180_000))
                .put("security", ConfigJson.security().put("senderKeys", new JsonArray().add(ConfigJson.key("s1"))))
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", new JsonObject().put("baseUrl", sandbox.address() + "/telegram"))
                                .put("whatsapp", new JsonObject().put("baseUrl", sandbox.address() + "/whatsapp")));
    }

    /** The configuration of nodes that start from now on. */
    JsonObject config() {
        return config;
    }

    RelaisConfig read() {
        return ConfigJson.read(config);
    }

    /** Starts one more node; it is where the platforms call unless another one is. */
    Node start() {
        boolean first = nodes.stream().noneMatch(node -> node.service().port() == port);
        config.getJsonObject("http").put("port", first ? port : 0);
        Vertx own = Vertx.vertx();
        Database opened = Await.result(Database.open(own, address, 8));
        Node node = new Node(own, opened, Await.result(Service.start(own, read(), opened)));
        nodes.add(node);
        return node;
    }

    void stop(Node node) {
        nodes.remove(node);
        node.close();
    }

    /** As an operator restarts a node, with the configuration as it is now. */
    Node restart(Node node) {
        stop(node);
        return start();
    }

    long organisation(String slug) {
        return ServiceNode.organisation(database.pool(), slug);
    }

    /** Somebody of an organisation who calls that node. */
    ApiClient.Caller caller(Node node, long organisation, Role role) {
        String token = ServiceNode.token(database.pool(), organisation, role);
        return new ApiClient("http://localhost:" + node.service().port()).as(token);
    }

    ApiClient.Caller owner(Node node) {
        return caller(node, organisationId, Role.OWNER);
    }

    static JsonObject bot() {
        return new JsonObject()
                .put("channel", "telegram")
                .put("name", "Our bot")
                .put("fields", new JsonObject().put("token", BOT_TOKEN).put("username", "@" + BOT_NAME));
    }

    static JsonObject number() {
        return new JsonObject()
                .put("channel", "whatsapp")
                .put("name", "Our number")
                .put(
                        "fields",
                        new JsonObject()
                                .put("phoneNumberId", NUMBER)
                                .put("displayPhoneNumber", "+33 1 99 00 55 66")
                                .put("businessAccountId", "7001001001")
                                .put("accessToken", NUMBER_TOKEN)
                                .put("appSecret", APP_SECRET)
                                .put("verifyToken", VERIFY_TOKEN));
    }

    /** BotFather revokes the token of the bot, or it was never revoked. */
    void revoked(boolean revoked) {
        phones.patch("/senders/" + BOT_NAME + "/condition", new JsonObject().put("tokenRevoked", revoked));
    }

    List<Row> rows(String sql, @Nullable Object... values) {
        return StreamSupport.stream(
                        Await.result(database.pool().preparedQuery(sql).execute(Tuple.from(values)))
                                .spliterator(),
                        false)
                .toList();
    }

    long count(String fromWhere, @Nullable Object... values) {
        return rows("select count(*) from " + fromWhere, values).get(0).getLong(0);
    }

    /** For commands, which read a file. */
    JsonObject databaseSection() {
        return ConfigJson.database(address);
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        List.copyOf(nodes).forEach(this::stop);
        Await.result(sandbox.close());
        Await.result(database.close());
        Await.result(vertx.close());
    }
}
