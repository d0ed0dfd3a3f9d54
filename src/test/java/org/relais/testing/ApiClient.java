package org.relais.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls the API as anybody would, over HTTP, and holds every answer against the document that the service serves: the
 * address and method must stand there, and the body must be what it says.
 */
public final class ApiClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final JsonObject document;
    private final Schema schema;
    private final RequestCheck requests;
    private boolean checkingRequests;

    /** @param address of the service, without the API's own path */
    public ApiClient(String address) {
        this.address = address;
        this.document = new JsonObject(send(HttpRequest.newBuilder(URI.create(address + "/api/v1/openapi.json")))
                .body());
        this.schema = new Schema(document);
        this.requests = new RequestCheck(document);
    }

    /** From now on what the service accepts must be documented too: query, headers and body. */
    public void checkRequests() {
        checkingRequests = true;
    }

    /** An answer as it came. */
    public record Answer(int status, HttpHeaders headers, String body) {
        public JsonObject json() {
            return new JsonObject(body);
        }

        /** What {@link Caller#matching} takes. */
        public String entityTag() {
            return headers.firstValue("etag").orElseThrow(() -> new AssertionError("no ETag: " + body));
        }

        public JsonArray items() {
            return json().getJsonArray("items");
        }

        /** What is wrong with {@code field}; fails the test when nothing is. */
        public String fault(String field) {
            assertThat(status).as(body).isEqualTo(400);
            return json().getJsonArray("errors").stream()
                    .map(JsonObject.class::cast)
                    .filter(error -> error.getString("field").equals(field))
                    .map(error -> error.getString("message"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no fault of " + field + ": " + body));
        }
    }

    public JsonObject document() {
        return document;
    }

    public Schema schema() {
        return schema;
    }

    /** Someone with a token. */
    public Caller as(String token) {
        return new Caller(token, Map.of());
    }

    /** Calls with one token. */
    public final class Caller {
        private final String token;
        private final Map<String, String> headers;

        private Caller(String token, Map<String, String> headers) {
            this.token = token;
            this.headers = headers;
        }

        public String token() {
            return token;
        }

        public Answer get(String path) {
            return call("GET", path, null);
        }

        public Answer post(String path, @Nullable Object body) {
            return call("POST", path, body);
        }

        public Answer put(String path, Object body) {
            return call("PUT", path, body);
        }

        public Answer patch(String path, Object body) {
            return call("PATCH", path, body);
        }

        public Answer delete(String path) {
            return call("DELETE", path, null);
        }

        /** @param body a text or bytes as they are, anything else as JSON; null for none */
        public Answer call(String method, String path, @Nullable Object body) {
            return call(method, path, body, "application/json");
        }

        public Answer call(String method, String path, @Nullable Object body, String contentType) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                    .header("Authorization", "Bearer " + token);
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", contentType);
                byte[] bytes = body instanceof Buffer given
                        ? given.getBytes()
                        : (body instanceof String text ? text : Json.encode(body)).getBytes(StandardCharsets.UTF_8);
                request.method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
            }
            headers.forEach(request::header);
            Answer answer = checked(method, path, send(request));
            if (checkingRequests && answer.status() < 300) {
                boolean json = contentType.equals("application/json");
                JsonObject place = place(path.split("\\?", 2)[0]).orElseThrow();
                requests.accepted(place, method.toLowerCase(Locale.ROOT), path, headers.keySet(), json ? body : null);
            }
            return answer;
        }

        /** The same token; every request carries this {@code Idempotency-Key}. */
        public Caller under(String idempotencyKey) {
            return new Caller(token, Map.of("Idempotency-Key", idempotencyKey));
        }

        /** The same token; every request is made for the state of a thing that this tag names. */
        public Caller matching(String entityTag) {
            return new Caller(token, Map.of("If-Match", entityTag));
        }

        /** What stands there; fails the test when it can't be read. */
        public JsonObject read(String path) {
            return ok(get(path));
        }

        /** Uploads a file of people. */
        public JsonObject upload(String path, String csv) {
            return ok(call("POST", path, csv, "text/csv"));
        }

        /** Every item of a list, page after page. */
        public List<JsonObject> all(String path) {
            List<JsonObject> all = new ArrayList<>();
            String cursor = "";
            while (cursor != null) {
                JsonObject page = read(path + (path.contains("?") ? "&" : "?") + "limit=100" + cursor);
                page.getJsonArray("items").forEach(item -> all.add((JsonObject) item));
                Object next = page.getValue("next");
                cursor = next == null ? null : "&cursor=" + next;
            }
            return all;
        }

        /** Reads until it is as wanted: the API has no way to be told. */
        public JsonObject until(String path, Predicate<JsonObject> wanted) {
            return Await.found(path, () -> read(path), wanted);
        }

        /** What a successful call answers; fails the test when it is not successful. */
        public JsonObject ok(Answer answer) {
            assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
            return answer.json();
        }
    }

    /** A request of the test's own making, its answer checked like every other. */
    public Answer send(String method, String path, HttpRequest.Builder request) {
        return checked(method, path, send(request));
    }

    public URI uri(String path) {
        return URI.create(address + "/api/v1" + path);
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<String> response =
                Http.send(http, request.timeout(Await.BOUND).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private Answer checked(String method, String path, Answer answer) {
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
        Optional<JsonObject> operation = operation(method, path.split("\\?", 2)[0]);
        if (operation.isEmpty()) {
            assertThat(answer.status())
                    .as(method + " " + path + " is not documented")
                    .isIn(401, 404, 405);
            return answer;
        }
        JsonObject responses = operation.get().getJsonObject("responses");
        String status = Integer.toString(answer.status());
        JsonObject response = responses.getJsonObject(status, responses.getJsonObject("default"));
        assertThat(responses.containsKey(status) || answer.status() >= 500)
                .as("%s %s may answer %s", method, path, status)
                .isTrue();
        if (response.containsKey("$ref")) {
            response = schema.resolve(response.getString("$ref"));
        }
        String type = answer.headers().firstValue("content-type").orElse("").split(";")[0];
        JsonObject content = response.getJsonObject("content").getJsonObject(type);
        assertThat(content)
                .as("%s %s answered %s with %s", method, path, status, type)
                .isNotNull();
        if (type.endsWith("json")) {
            List<String> faults = schema.faults(content.getJsonObject("schema"), answer.json());
            assertThat(faults).as("%s %s: %s", method, path, answer.body()).isEmpty();
        }
        return answer;
    }

    private Optional<JsonObject> operation(String method, String path) {
        return place(path).map(place -> place.getJsonObject(method.toLowerCase(Locale.ROOT)));
    }

    private Optional<JsonObject> place(String path) {
        JsonObject paths = document.getJsonObject("paths");
        return paths.fieldNames().stream()
                .filter(pattern -> path.matches(pattern.replaceAll("\\{[^}]*}", "[^/]+")))
                // A fixed address goes before one with a parameter.
                .min(java.util.Comparator.comparing((String pattern) -> pattern.contains("{")))
                .map(paths::getJsonObject);
    }
}
