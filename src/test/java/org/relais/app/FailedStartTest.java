package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.Main;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/** A start that fails ends its process, as whoever watches over it has to see, and says why in one line. */
@NeedsDatabase
class FailedStartTest {
    private static final List<String> CLASS_PATH =
            Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));

    @TempDir
    Path files;

    private record Ended(int code, List<String> lines) {}

    @Test
    void portsThatAreTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            failed(ended("serve", config(port, 0), CLASS_PATH), "cannot listen on 127.0.0.1:" + port);
            failed(ended("serve", config(0, port), CLASS_PATH), "cannot listen for metrics on 127.0.0.1:" + port);
        }
    }

    @Test
    void anOrganisationThatThereIsNot() throws Exception {
        JsonObject config = config(0, 0)
                .put(
                        "channels",
                        new JsonObject()
                                .put(
                                        "telegram",
                                        ConfigJson.telegram(
                                                "http://127.0.0.1:9",
                                                ConfigJson.bot("nobody", "1:a", "ABot", "secret"))));
        failed(ended("serve", config, CLASS_PATH), "nobody");
    }

    /** As when a jar is replaced under a program that starts: no exception, but an error, once its event loops run. */
    @Test
    void aProgramThatIsNotWhole() throws Exception {
        List<String> parts = CLASS_PATH.stream()
                .filter(part -> !part.contains("flyway-core"))
                .toList();
        assertThat(parts).hasSizeLessThan(CLASS_PATH.size());
        failed(ended("serve", config(0, 0), parts), "NoClassDefFoundError");
    }

    /** What a command started for itself ends with it. */
    @Test
    void aCommandOnADatabaseWithoutASchema() throws Exception {
        JsonObject config = config(0, 0)
                .put(
                        "database",
                        new JsonObject().put("directory", files.resolve("db").toString()));
        failed(ended("doctor", config, CLASS_PATH), "run 'relais migrate'");
        assertThat(files.resolve("db/data/PG_VERSION")).exists();
        assertThat(files.resolve("db/data/postmaster.pid")).doesNotExist();
    }

    private static void failed(Ended ended, String why) {
        assertThat(ended.code()).as(String.join("\n", ended.lines())).isEqualTo(1);
        assertThat(ended.lines())
                .filteredOn(line -> line.startsWith("relais: "))
                .singleElement()
                .asString()
                .contains(why);
        assertThat(traces(ended.lines())).isEmpty();
    }

    /** Lines of stack traces, but for those by which the watch over event loops says that the machine is slow. */
    private static List<String> traces(List<String> lines) {
        List<String> traces = new ArrayList<>();
        boolean slow = false;
        for (String line : lines) {
            if (!line.startsWith("\tat ")) {
                slow = line.equals("io.vertx.core.VertxException: Thread blocked");
            } else if (!slow) {
                traces.add(line);
            }
        }
        return traces;
    }

    private JsonObject config(int port, int metrics) {
        return new JsonObject()
                .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port))
                .put("metrics", new JsonObject().put("host", "127.0.0.1").put("port", metrics))
                .put("database", ConfigJson.database(TestDatabase.fresh()))
                .put(
                        "imports",
                        new JsonObject()
                                .put("directory", files.resolve("uploads").toString()))
                .put("security", ConfigJson.security());
    }

    private Ended ended(String command, JsonObject config, List<String> classPath)
            throws IOException, InterruptedException {
        Path file = Files.writeString(files.resolve("relais.yaml"), config.encode());
        Path said = files.resolve("said");
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, classPath),
                Main.class.getName()));
        words.addAll(List.of(command.split(" ")));
        words.addAll(List.of("--config", file.toString()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
                    .as("it has ended; it had said %s", Files.readString(said))
                    .isTrue();
            return new Ended(process.exitValue(), Files.readAllLines(said));
        } finally {
            process.destroyForcibly();
        }
    }
}
