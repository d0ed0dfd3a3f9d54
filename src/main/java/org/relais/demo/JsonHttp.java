package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests to one address, each with a timeout; an answer that is no success fails, naming what was asked. */
final class JsonHttp {
    private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final int CONNECTIONS = 64;

    private final WebClient client;
    private final String base;
    private final @Nullable String token;

    /**
     * @param base begins every address, without trailing slash
     * @param token sent as bearer token; null for none
     */
    JsonHttp(Vertx vertx, String base, @Nullable String token) {
        // What a link leads to is looked at, not followed: it would lead out of the house.
        this.client = WebClient.create(
                vertx,
                new WebClientOptions().setFollowRedirects(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.base = base;
        this.token = token;
    }

    Future<JsonObject> get(String path) {
        return answered("GET", path, prepared(client.getAbs(base + path)).send());
    }

    Future<JsonObject> post(String path, JsonObject body) {
        return answered("POST", path, prepared(client.postAbs(base + path)).sendJsonObject(body));
    }

    Future<JsonObject> put(String path, JsonObject body) {
        return answered("PUT", path, prepared(client.putAbs(base + path)).sendJsonObject(body));
    }

    Future<JsonObject> upload(String path, String csv) {
        return answered(
                "POST",
                path,
                prepared(client.postAbs(base + path))
                        .putHeader("Content-Type", "text/csv")
                        .sendBuffer(Buffer.buffer(csv)));
    }

    /**
     * A page as somebody's browser gets it: success or a redirect.
     *
     * @param reader names the browser, which is how the service tells readers behind one address apart
     */
    Future<HttpResponse<Buffer>> page(String path, String reader) {
        return prepared(client.getAbs(base + path))
                .putHeader("User-Agent", "Mozilla/5.0 (" + reader + ")")
                .send()
                .compose(answer -> answer.statusCode() < 400
                        ? Future.succeededFuture(answer)
                        : refused("GET", path, answer.statusCode(), ""));
    }

    void close() {
        client.close();
    }

    private HttpRequest<Buffer> prepared(HttpRequest<Buffer> request) {
        HttpRequest<Buffer> bounded = request.timeout(TIMEOUT_MILLIS);
        return token == null ? bounded : bounded.bearerTokenAuthentication(token);
    }

    private static Future<JsonObject> answered(String method, String path, Future<HttpResponse<Buffer>> answer) {
        return answer.compose(response -> response.statusCode() < 300
                ? Future.succeededFuture(response.body() == null ? new JsonObject() : response.bodyAsJsonObject())
                : refused(method, path, response.statusCode(), String.valueOf(response.bodyAsString())));
    }

    private static <T> Future<T> refused(String method, String path, int status, String body) {
        return Future.failedFuture(
                new IllegalStateException(method + " " + path + " was answered " + status + " " + body));
    }
}
