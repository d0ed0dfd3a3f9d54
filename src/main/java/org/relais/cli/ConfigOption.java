package org.relais.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.app.process.UsageException;
import org.relais.channel.ChannelRegistry;
import org.relais.config.ConfigFile;
import org.relais.config.RelaisConfig;
import picocli.CommandLine.Option;

/** The option every command that works on a service's data has. */
public final class ConfigOption {
    private static final Path USUAL = Path.of("conf", "relais.yaml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file; conf/relais.yaml when it exists.")
    private @Nullable Path file;

    @Option(
            names = "--shard",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description =
                    "Of several databases (database.shards) the one that is meant; ${DEFAULT-VALUE} is database.url.")
    private int shard;

    int shard() {
        return shard;
    }

    /**
     * The configuration of the file, or all defaults without one.
     *
     * @throws UsageException with every fault, one per line
     */
    RelaisConfig read(Vertx vertx) {
        Path chosen = file != null ? file : Files.exists(USUAL) ? USUAL : null;
        try {
            return check(
                    chosen == null
                            ? new JsonObject()
                            : ConfigFile.read(vertx, chosen).await());
        } catch (IllegalArgumentException unreadable) {
            throw new UsageException(String.valueOf(unreadable.getMessage()));
        }
    }

    /** As {@link #read}, for a configuration that is in memory. */
    public static RelaisConfig check(JsonObject json) {
        RelaisConfig.Read read = RelaisConfig.read(json, System.getenv());
        List<String> faults = new ArrayList<>(read.faults());
        faults.addAll(ChannelRegistry.faults(read.channels()));
        RelaisConfig config = read.config();
        if (config == null || !faults.isEmpty()) {
            throw new UsageException("the configuration has " + faults.size() + " fault"
                    + (faults.size() == 1 ? "" : "s") + ":\n  " + String.join("\n  ", faults));
        }
        return config;
    }
}
