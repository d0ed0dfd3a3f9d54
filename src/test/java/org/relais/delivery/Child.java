package org.relais.delivery;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.relais.database.DatabaseAddress;
import org.relais.testing.Await;

/** A process that a test starts and ends: a platform or a node. */
final class Child implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final String announcement;

    /** One request that a platform saw. */
    record Seen(long chatId, long nanos) {}

    private Child(Class<?> main, String argument, String expected) {
        try {
            process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName(),
                            argument)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            while (line != null && !line.startsWith(expected)) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IllegalStateException(main.getSimpleName() + " did not start");
            }
            announcement = line;
            Thread reader =
                    new Thread(() -> output.lines().forEach(ignored -> {}), "output of " + main.getSimpleName());
            reader.setDaemon(true);
            reader.start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    static Child platform(int latencyMillis) {
        return new Child(PlatformProcess.class, Integer.toString(latencyMillis), "listening");
    }

    static Child node(DatabaseAddress database, Child platform, JsonObject settings) {
        JsonObject argument = settings.copy()
                .put("host", database.host())
                .put("port", database.port())
                .put("database", database.database())
                .put("user", database.user())
                .put("password", database.password())
                .put("platform", platform.address());
        return new Child(NodeProcess.class, argument.encode(), "started");
    }

    /** Stops it in the middle of whatever it does: it does nothing, and its connections stay open. */
    void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " ended with " + code);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String address() {
        return "http://127.0.0.1:" + announcement.split(" ")[1];
    }

    /** How many requests this platform has seen. */
    long count() {
        return Long.parseLong(get("/count"));
    }

    /** From now on only so many requests are answered, counted from the first; the others wait. */
    void answerAtMost(long requests) {
        get("/answer?most=" + requests);
    }

    void answerAll() {
        answerAtMost(Long.MAX_VALUE);
    }

    /** Every request that this platform has seen. */
    List<Seen> log() {
        List<Seen> seen = new ArrayList<>();
        get("/log").lines().forEach(line -> {
            String[] parts = line.split(" ");
            seen.add(new Seen(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        });
        return seen;
    }

    private String get(String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(address() + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** As {@code kill -9}. */
    @Override
    public void close() {
        try {
            if (!process.destroyForcibly().waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed process is still there");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
