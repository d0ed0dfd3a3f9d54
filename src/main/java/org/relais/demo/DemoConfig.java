package org.relais.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
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

    /** Other programs of this machine may be told of events, for whoever tries the API from one. */
    private static JsonObject json(int port, int sandboxPort, Path data) {
        String config =
                """
                {"http": {"port": %1$d},
                 "security": {"privateReceivers": ["127.0.0.1", "::1"],
                              "linkKey": "<linkKey>",
                              "senderKeys": [{"id": "demo", "secret": "<senderKey>"}],
                              "suppressionKeys": [{"id": "demo", "secret": "<suppressionKey>"}]},
                 "sandbox": {"enabled": true, "port": %2$d, "localAddresses": true},
                 "channels": {
                   "whatsapp": {"baseUrl": "http://localhost:%2$d/whatsapp",
                                "linkBase": "http://localhost:%2$d/wa.me",
                                "appSecret": "<appSecret>",
                                "verifyToken": "<verifyToken>",
                                "numbers": [{"organisation": "%3$s", "name": "Les Amis du quartier", "phoneNumberId": "%4$s",
                                             "displayPhoneNumber": "+33 1 99 00 12 34", "businessAccountId": "%5$s",
                                             "accessToken": "<accessToken>"}]},
                   "telegram": {"baseUrl": "http://localhost:%2$d/telegram",
                                "linkBase": "http://localhost:%2$d/t.me",
                                "bots": [{"organisation": "%3$s", "name": "Les Amis du quartier", "username": "%6$s",
                                          "token": "700800900:<botSecret>", "secretToken": "<webhookSecret>"}]}}}
                """
                        .formatted(port, sandboxPort, ORGANISATION, PHONE_NUMBER_ID, BUSINESS_ACCOUNT_ID, BOT_USERNAME);
        for (Map.Entry<String, Object> secret : secrets(data)) {
            config = config.replace(
                    "<" + secret.getKey() + ">", secret.getValue().toString());
        }
        return new JsonObject(config)
                .put("database", directory(data, "postgres"))
                .put("imports", directory(data, "uploads"));
    }

    private static JsonObject directory(Path data, String name) {
        return new JsonObject().put("directory", data.resolve(name).toString());
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
