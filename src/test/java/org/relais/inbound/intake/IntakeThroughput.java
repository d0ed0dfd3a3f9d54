package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;

/**
 * How many webhooks a second one node takes in, beside what the same server does without a database and with a commit
 * per webhook. A program, not a test: {@code main} drives a server in a process of its own over real HTTP and prints
 * one line per mode. Bodies are signed beforehand; every one is a different message.
 */
public final class IntakeThroughput {
    private static final int CONNECTIONS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(6);
    private static final int BODIES = 400_000;

    /** What stands behind the route. */
    enum Mode {
        /** A server that reads the body and answers. */
        BARE,
        /** Signature and decoding, no database. */
        NO_DATABASE,
        /** The product. */
        INTAKE,
        /** The product with at most one webhook per statement, so that each has its own commit. */
        COMMIT_PER_WEBHOOK
    }

    private record Signed(Buffer body, String signature) {}

    private IntakeThroughput() {}

    public static void main(String[] arguments) throws Exception {
        List<Signed> bodies = IntStream.range(0, BODIES)
                .parallel()
                .mapToObj(IntakeThroughput::signed)
                .toList();
        List<Mode> modes = arguments.length == 0
                ? List.of(Mode.values())
                : List.of(arguments).stream().map(Mode::valueOf).toList();
        for (Mode mode : modes) {
            System.out.printf("%-20s %,10.0f webhooks/s%n", mode, measure(mode, bodies));
        }
    }

    private static Signed signed(int index) {
        String body = PlatformWebhooks.whatsApp(PlatformWebhooks.text(
                        "wamid." + index, "336" + (10_000_000 + index), "Bonjour à tous", Fixture.START))
                .encode();
        return new Signed(Buffer.buffer(body), PlatformWebhooks.signature(body));
    }

    private static double measure(Mode mode, List<Signed> bodies) throws Exception {
        Process server = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IntakeServer.class.getName(),
                        mode.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            return drive(port(output), bodies);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static int port(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IOException("the server did not start");
    }

    private static double drive(int port, List<Signed> bodies) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        AtomicLong answered = new AtomicLong();
        AtomicInteger next = new AtomicInteger();
        List<String> faults = new ArrayList<>();
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(HttpMethod.POST)
                .setURI("/webhook/whatsapp");
        vertx.runOnContext(go -> {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                post(client, options, bodies, next, answered, faults);
            }
        });
        pause(WARM_UP);
        long before = answered.get();
        long from = System.nanoTime();
        pause(MEASURED);
        double perSecond = (answered.get() - before) * 1e9 / (System.nanoTime() - from);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.get(0));
        }
        Fixture.wait(client.close());
        Fixture.wait(vertx.close());
        return perSecond;
    }

    private static void post(
            HttpClient client,
            RequestOptions options,
            List<Signed> bodies,
            AtomicInteger next,
            AtomicLong answered,
            List<String> faults) {
        int index = next.getAndIncrement();
        if (index >= bodies.size()) {
            return;
        }
        Signed signed = bodies.get(index);
        client.request(options)
                .compose(request -> request.putHeader("X-Hub-Signature-256", signed.signature())
                        .send(signed.body())
                        .compose(response -> response.statusCode() == 200
                                ? response.end()
                                : Future.failedFuture("status " + response.statusCode())))
                .onSuccess(done -> {
                    answered.incrementAndGet();
                    post(client, options, bodies, next, answered, faults);
                })
                .onFailure(fault -> faults.add(String.valueOf(fault.getMessage())));
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
