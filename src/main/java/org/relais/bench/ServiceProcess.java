package org.relais.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.relais.bench.measure.Memory;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;

/** The whole service as it is run for real, {@code relais serve}, in a process of its own. */
final class ServiceProcess implements AutoCloseable {
    static final RelaisConfig.Key SUPPRESSION_KEY = new RelaisConfig.Key("bench", new byte[32]);
    /** What operations.md advises for a machine of few cores. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private static final String ORGANISATION = "bench";

    private final BenchFixture fixture;
    private final DatabaseAddress database;
    private final Pool pool;
    private final ChildProcess process;
    private final boolean dropping;
    private final int port;

    /**
     * How it is run.
     *
     * @param people who are in its database
     * @param connections requests to the platform that may be open at once
     * @param latencyMillis that the platform takes for an answer
     * @param heap the {@code -Xmx} it gets
     */
    record Setting(int people, int connections, int latencyMillis, String heap) {}

    private ServiceProcess(
            BenchFixture fixture, DatabaseAddress database, ChildProcess process, boolean dropping, int port) {
        this.fixture = fixture;
        this.dropping = dropping;
        this.database = database;
        this.pool = Database.pool(fixture.vertx(), database, 2);
        this.process = process;
        this.port = port;
    }

    /** Starts it on a database of its own, with a platform that has forgotten what was before. */
    static ServiceProcess start(BenchFixture fixture, Setting setting) throws IOException {
        return start(fixture, setting, fixture.people(setting.people()), true);
    }

    /**
     * The same on this database.
     *
     * @param dropping whether it goes with the service
     */
    static ServiceProcess start(BenchFixture fixture, Setting setting, DatabaseAddress database, boolean dropping)
            throws IOException {
        fixture.platform().people(setting.people(), setting.latencyMillis());
        Path file = Files.createTempFile(fixture.directory(), "relais-", ".yaml");
        // JSON is YAML.
        Files.writeString(file, config(fixture, database, setting.connections()).encode());
        ChildProcess process = ChildProcess.start(
                List.of("-Xmx" + setting.heap(), COLLECTOR), "org.relais.Main", "serve", "--config", file.toString());
        String address = process.awaitLine("Relais listens on ");
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new ServiceProcess(fixture, database, process, dropping, port);
    }

    private static JsonObject config(BenchFixture fixture, DatabaseAddress database, int connections)
            throws IOException {
        int platform = fixture.platform().port();
        String key = Base64.getEncoder().encodeToString(SUPPRESSION_KEY.secret());
        return new JsonObject()
                .put("http", new JsonObject().put("port", ChildProcess.freePort()))
                .put(
                        "database",
                        new JsonObject()
                                .put(
                                        "url",
                                        "postgresql://" + database.host() + ":" + database.port() + "/"
                                                + database.database())
                                .put("user", database.user())
                                .put("password", database.password()))
                .put(
                        "security",
                        new JsonObject()
                                .put(
                                        "suppressionKeys",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", SUPPRESSION_KEY.id())
                                                        .put("secret", key)))
                                .put("linkKey", key))
                .put("delivery", new JsonObject().put("connections", connections))
                .put(
                        "imports",
                        new JsonObject()
                                .put(
                                        "directory",
                                        fixture.directory().resolve("uploads").toString()))
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", Bots.section(ORGANISATION, platform, connections))
                                .put("whatsapp", whatsapp(platform)));
    }

    private static JsonObject whatsapp(int platform) {
        return new JsonObject()
                .put("baseUrl", "http://127.0.0.1:" + platform)
                .put("appSecret", WebhookBodies.APP_SECRET)
                .put("verifyToken", "bench")
                .put(
                        "numbers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", ORGANISATION)
                                        .put("name", "number")
                                        .put("phoneNumberId", WebhookBodies.PHONE_NUMBER_ID)
                                        .put("displayPhoneNumber", "+33 1 99 00 00 01")
                                        .put("accessToken", "bench")));
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    DatabaseAddress database() {
        return database;
    }

    Pool pool() {
        return pool;
    }

    BroadcastLoad broadcasting() {
        return new BroadcastLoad(pool);
    }

    Memory memory() {
        return Memory.of(process.pid());
    }

    /** Its database goes with it, unless that is to stay. */
    @Override
    public void close() {
        process.close();
        pool.close().await();
        if (dropping) {
            fixture.drop(database);
        }
    }
}
