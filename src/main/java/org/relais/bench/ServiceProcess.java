package org.relais.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.relais.config.RelaisConfig;
import org.relais.database.DatabaseAddress;

/** The whole service as it is run for real, {@code relais serve}, in a process of its own. */
final class ServiceProcess implements AutoCloseable {
    static final RelaisConfig.Key SUPPRESSION_KEY = new RelaisConfig.Key("bench", new byte[32]);
    /** What the README advises for a machine of few cores. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private static final String ORGANISATION = "bench";

    private final ChildProcess process;
    private final int port;

    private ServiceProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param connections requests to the platform that may be open at once
     * @param heap the {@code -Xmx} it gets
     */
    static ServiceProcess start(BenchFixture ground, DatabaseAddress database, int connections, String heap)
            throws IOException {
        Path file = Files.createTempFile(ground.directory(), "relais-", ".yaml");
        // JSON is YAML.
        Files.writeString(file, config(ground, database, connections).encode());
        ChildProcess process = ChildProcess.start(
                List.of("-Xmx" + heap, COLLECTOR), "org.relais.Main", "serve", "--config", file.toString());
        String address = process.awaitLine("Relais listens on ");
        return new ServiceProcess(process, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    private static JsonObject config(BenchFixture ground, DatabaseAddress database, int connections)
            throws IOException {
        int platform = ground.platform().port();
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
                                        ground.directory().resolve("uploads").toString()))
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", Bots.section(ORGANISATION, platform, connections))
                                .put("whatsapp", whatsapp(platform)));
    }

    private static JsonObject whatsapp(int platform) {
        return new JsonObject()
                .put("baseUrl", "http://127.0.0.1:" + platform)
                .put("appSecret", WebhookLoad.APP_SECRET)
                .put("verifyToken", "bench")
                .put(
                        "numbers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", ORGANISATION)
                                        .put("name", "number")
                                        .put("phoneNumberId", WebhookLoad.PHONE_NUMBER_ID)
                                        .put("displayPhoneNumber", "+33 1 99 00 00 01")
                                        .put("accessToken", "bench")));
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    long processorNanos() {
        return Processor.of(process.pid());
    }

    Memory memory() {
        return Memory.of(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
