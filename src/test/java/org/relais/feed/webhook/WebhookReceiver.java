package org.relais.feed.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Somebody's program on this machine: takes posts, and keeps each event once, by its place, as the manual says. */
public final class WebhookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Post> posts = new ArrayList<>();
    private final List<JsonObject> events = new ArrayList<>();
    private volatile Function<Post, Integer> answer = post -> 204;

    /** @param signature the header */
    public record Post(String signature, String body) {
        List<JsonObject> events() {
            return new JsonObject(body)
                    .getJsonArray("events").stream().map(JsonObject.class::cast).toList();
        }
    }

    public WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        Post post = new Post(
                exchange.getRequestHeaders().getFirst("Relais-Signature"),
                new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        int status = answer.apply(post);
        if (status / 100 == 2) {
            keep(post);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized void keep(Post post) {
        posts.add(post);
        long last = events.isEmpty() ? 0 : events.get(events.size() - 1).getLong("position");
        post.events().stream().filter(event -> event.getLong("position") > last).forEach(events::add);
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/relais";
    }

    /** Status of every answer from now on. */
    public void answers(Function<Post, Integer> status) {
        answer = status;
    }

    /** What was taken, each event once. */
    public synchronized List<JsonObject> events() {
        return List.copyOf(events);
    }

    public synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
