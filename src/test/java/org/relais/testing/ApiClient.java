package org.relais.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Uses the REST API as an organiser's program would; every answer that is not 2xx fails the test with its body. */
public final class ApiClient {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String token;

    /** @param base address of the API, with {@code /api/v1} */
    public ApiClient(String base, String token) {
        this.base = base;
        this.token = token;
    }

    public JsonObject get(String path) throws IOException, InterruptedException {
        return call("GET", path, "application/json", "");
    }

    public JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return call("POST", path, "application/json", body.encode());
    }

    public JsonObject put(String path, JsonObject body) throws IOException, InterruptedException {
        return call("PUT", path, "application/json", body.encode());
    }

    public JsonObject delete(String path) throws IOException, InterruptedException {
        return call("DELETE", path, "application/json", "");
    }

    public JsonObject upload(String path, String csv) throws IOException, InterruptedException {
        return call("POST", path, "text/csv", csv);
    }

    /** Every item of a list, page after page. */
    public List<JsonObject> all(String path) throws IOException, InterruptedException {
        List<JsonObject> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = get(path + (path.contains("?") ? "&" : "?") + "limit=100" + cursor);
            JsonArray items = page.getJsonArray("items");
            items.forEach(item -> all.add((JsonObject) item));
            Object next = page.getValue("next");
            cursor = next == null ? null : "&cursor=" + next;
        }
        return all;
    }

    /** Reads until it is as wanted: the API has no way to be told. */
    public JsonObject until(String path, Predicate<JsonObject> wanted) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Await.BOUND);
        JsonObject found = get(path);
        while (!wanted.test(found)) {
            assertThat(Instant.now()).as("%s is still %s", path, found.encode()).isBefore(deadline);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            found = get(path);
        }
        return found;
    }

    private JsonObject call(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Await.BOUND)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        return new JsonObject(answer.body());
    }
}
