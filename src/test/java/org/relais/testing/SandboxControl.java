package org.relais.testing;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The sandbox's control API for tests; each call blocks until it is answered, so never on an event loop. */
public final class SandboxControl {
    /** What the sandbox waits for before it answers: a bound against hanging, not a measure. */
    private static final long LEAST_ROOM_MILLIS = 250;

    private static final long LONGEST_WAIT_MILLIS = Await.BOUND.toMillis();

    /** No more than the sandbox takes. */
    private static final long PATIENT_WAIT_MILLIS = Math.min(600_000, Await.PATIENCE.toMillis());

    private static final Duration LONGEST = Duration.ofMillis(Math.max(PATIENT_WAIT_MILLIS, LONGEST_WAIT_MILLIS))
            .plusSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    /** @param address of the sandbox: {@code http://127.0.0.1:port} */
    public SandboxControl(String address) {
        this.address = address;
    }

    /** Where the sandbox and its page are. */
    public String address() {
        return address;
    }

    /** An answer: its HTTP status and its body. */
    public record Answer(int status, String body) {
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    // Phones

    /** Makes a WhatsApp phone and returns its id. */
    public String whatsappPhone(String number, String name) {
        return post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "whatsapp")
                                .put("number", number)
                                .put("name", name))
                .getString("id");
    }

    /** Makes a Telegram phone that has not pressed Start, and returns its id. */
    public String telegramPhone(long userId, String name) {
        return post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("userId", Long.toString(userId))
                                .put("name", name))
                .getString("id");
    }

    /** What a Telegram phone says it speaks from now on: a tag such as {@code es-ES}. */
    public void speaks(String phone, String language) {
        post(
                "/phones",
                new JsonObject()
                        .put("channel", "telegram")
                        .put("userId", phone.replaceAll("\\D+", ""))
                        .put("language", language));
    }

    /** Writes a text on a phone; does not wait for the service. */
    public JsonObject write(String phone, String text) {
        return post("/phones/" + phone + "/messages", new JsonObject().put("text", text));
    }

    /** Writes a text and waits until the service has answered the webhook; fails the test when it does not. */
    public JsonObject writeAndWait(String phone, String text) {
        return waited("/phones/" + phone + "/messages", new JsonObject().put("text", text));
    }

    /** Writes a stop, waits for the answer, and from then on counts what begins later as late. */
    public JsonObject stopAndWait(String phone, String text) {
        return waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", text).put("stop", true));
    }

    /** As {@link #stopAndWait}, while the platform tries again and again: it does for hours, and so waits longer between tries. */
    public JsonObject stopPatiently(String phone, String text) {
        return waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", text).put("stop", true),
                PATIENT_WAIT_MILLIS);
    }

    /** Presses a button by label or data, of the newest message that has it, and waits for the answer. */
    public JsonObject pressAndWait(String phone, String button) {
        return waited("/phones/" + phone + "/press", new JsonObject().put("button", button));
    }

    /** Any action; waits for the answer of the webhooks it causes and returns the first. */
    public JsonObject waited(String path, JsonObject body) {
        return waited(path, body, LONGEST_WAIT_MILLIS);
    }

    private JsonObject waited(String path, JsonObject body, long longestMillis) {
        awaitRoomInTheSecond();
        JsonObject told = post(path, body.copy().put("wait", true).put("timeoutMillis", longestMillis));
        if (!told.getBoolean("answered")) {
            throw new AssertionError("the service did not answer the webhook: " + told.encode());
        }
        JsonArray webhooks = told.getJsonArray("webhooks");
        return webhooks.isEmpty() ? new JsonObject() : webhooks.getJsonObject(0);
    }

    /**
     * Platforms tell the second only, and what arrives in a later one than it names counts as held up on its way
     * ({@code EventTime}): a word after a stop within one second is then not surely later than the stop. A person has
     * seconds between the two; a test begins early enough in one to arrive within it.
     */
    private static void awaitRoomInTheSecond() {
        long left = 1_000 - System.currentTimeMillis() % 1_000;
        while (left < LEAST_ROOM_MILLIS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
            left = 1_000 - System.currentTimeMillis() % 1_000;
        }
    }

    // What was received

    /** Messages on one phone that arrived after the cursor, as soon as there are so many; fails when they do not come. */
    public JsonArray received(String phone, long after, int atLeast) {
        JsonObject found = get("/messages?phone=" + phone + "&after=" + after + "&atLeast=" + atLeast
                + "&timeoutMillis=" + LONGEST_WAIT_MILLIS);
        if (!found.getBoolean("complete")) {
            throw new AssertionError(
                    "only " + found.getInteger("count") + " of " + atLeast + " messages came to " + phone);
        }
        return found.getJsonArray("messages");
    }

    /** The next message on that phone after the cursor. */
    public JsonObject next(String phone, long after) {
        return received(phone, after, 1).getJsonObject(0);
    }

    /** Place in the order of events now; a cursor for {@link #received}. */
    public long now() {
        return get("/counters").getLong("sequence");
    }

    // Plain calls

    public JsonObject get(String path) {
        return ok("GET", path, null).json();
    }

    public JsonObject post(String path, Object body) {
        return ok("POST", path, body).json();
    }

    public JsonObject put(String path, Object body) {
        return ok("PUT", path, body).json();
    }

    public JsonObject patch(String path, Object body) {
        return ok("PATCH", path, body).json();
    }

    private Answer ok(String method, String path, @Nullable Object body) {
        Answer answer = call(method, "/sandbox/api" + path, body);
        if (answer.status() != 200) {
            throw new AssertionError(method + " " + path + " answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    /** Any request to the sandbox; headers are name, value, name, value … */
    public Answer call(String method, String path, @Nullable Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LONGEST)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(
                                        body instanceof String text ? text : Json.encode(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = Http.send(client, request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /** For a value in a query. */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
