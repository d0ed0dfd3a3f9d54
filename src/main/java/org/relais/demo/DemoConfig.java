package org.relais.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.relais.cli.ConfigOption;
import org.relais.config.RelaisConfig;

/** The demonstration's configuration: its secrets are made at the first start and kept beside its data. */
public final class DemoConfig {
    public static final String ORGANISATION = "demo";
    /** The account that the number and its templates belong to. */
    public static final String BUSINESS_ACCOUNT_ID = "102290129340398";

    static final String PHONE_NUMBER_ID = "100200300400500";
    static final String BOT_USERNAME = "RelaisDemoBot";

    /** JSON, which YAML contains. */
    private static final String FILE = "relais.yaml";

    private static final int KEY_BYTES = 32;

    private DemoConfig() {}

    /** The configuration; also written beside the data, so that other commands can be told to work there. */
    public static RelaisConfig create(int port, int sandboxPort, Path data) {
        JsonObject config = json(port, sandboxPort, data);
        keep(data.resolve(FILE), config);
        return ConfigOption.check(config);
    }

    private static JsonObject json(int port, int sandboxPort, Path data) {
        JsonObject secrets = secrets(data);
        String sandbox = "http://localhost:" + sandboxPort;
        return new JsonObject()
                .put("http", new JsonObject().put("port", port))
                .put(
                        "database",
                        new JsonObject()
                                .put("directory", data.resolve("postgres").toString()))
                .put(
                        "imports",
                        new JsonObject()
                                .put("directory", data.resolve("uploads").toString()))
                .put(
                        "security",
                        new JsonObject()
                                .put("linkKey", secrets.getString("linkKey"))
                                // A program that somebody tries the API with runs on this machine too.
                                .put(
                                        "privateReceivers",
                                        new JsonArray().add("127.0.0.1").add("::1"))
                                .put(
                                        "senderKeys",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", "demo")
                                                        .put("secret", secrets.getString("senderKey"))))
                                .put(
                                        "suppressionKeys",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("id", "demo")
                                                        .put("secret", secrets.getString("suppressionKey")))))
                .put(
                        "sandbox",
                        new JsonObject()
                                .put("enabled", true)
                                .put("port", sandboxPort)
                                .put("localAddresses", true))
                .put(
                        "channels",
                        new JsonObject()
                                .put("whatsapp", whatsapp(sandbox + "/whatsapp", secrets))
                                .put("telegram", telegram(sandbox + "/telegram", secrets)));
    }

    private static JsonObject whatsapp(String baseUrl, JsonObject secrets) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put("appSecret", secrets.getString("appSecret"))
                .put("verifyToken", secrets.getString("verifyToken"))
                .put(
                        "numbers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", ORGANISATION)
                                        .put("name", "Demo")
                                        .put("phoneNumberId", PHONE_NUMBER_ID)
                                        .put("displayPhoneNumber", "+33 1 99 00 12 34")
                                        .put("businessAccountId", BUSINESS_ACCOUNT_ID)
                                        .put("accessToken", secrets.getString("accessToken"))));
    }

    private static JsonObject telegram(String baseUrl, JsonObject secrets) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put(
                        "bots",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", ORGANISATION)
                                        .put("name", "Demo")
                                        .put("username", BOT_USERNAME)
                                        .put("token", "700800900:" + secrets.getString("botSecret"))
                                        .put("secretToken", secrets.getString("webhookSecret"))));
    }

    private static JsonObject secrets(Path data) {
        Path file = data.resolve("secrets.json");
        try {
            if (Files.exists(file)) {
                JsonObject kept = new JsonObject(Files.readString(file));
                if (kept.containsKey("senderKey")) {
                    return kept;
                }
                JsonObject whole = make(new SecureRandom()).mergeIn(kept);
                keep(file, whole);
                return whole;
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot read the demonstration's secrets in " + file, fault);
        }
        JsonObject made = make(new SecureRandom());
        keep(file, made);
        return made;
    }

    private static void keep(Path file, JsonObject json) {
        keep(file, json.encodePrettily());
    }

    /** Only the owner may read it: it holds secrets. */
    static void keep(Path file, String content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, content);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("cannot write the demonstration's " + file, fault);
        }
    }

    private static JsonObject make(SecureRandom random) {
        JsonObject secrets = new JsonObject();
        for (String key : new String[] {"suppressionKey", "linkKey", "senderKey"}) {
            secrets.put(key, Base64.getEncoder().encodeToString(bytes(random)));
        }
        for (String token : new String[] {"appSecret", "verifyToken", "accessToken", "botSecret", "webhookSecret"}) {
            secrets.put(token, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random)));
        }
        return secrets;
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
