package org.relais.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reader of a YAML configuration file. */
public final class ConfigFile {
    private ConfigFile() {}

    /** The file's content; fails with {@link IllegalArgumentException} and one clear line when it can't be read. */
    public static Future<JsonObject> read(Vertx vertx, Path file) {
        if (!Files.isReadable(file)) {
            return Future.failedFuture(new IllegalArgumentException("cannot read the configuration file " + file));
        }
        ConfigStoreOptions store = new ConfigStoreOptions()
                .setType("file")
                .setFormat("yaml")
                .setConfig(new JsonObject().put("path", file.toAbsolutePath().toString()));
        ConfigRetriever retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .addStore(store)
                        .setIncludeDefaultStores(false)
                        .setScanPeriod(-1));
        return retriever
                .getConfig()
                .recover(fault -> Future.failedFuture(new IllegalArgumentException(
                        "the configuration file " + file + " is not YAML: " + firstLine(fault), fault)))
                .eventually(retriever::close);
    }

    private static String firstLine(Throwable fault) {
        String message = fault.getMessage();
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
