package org.relais.app;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.database.Database;

/** {@code GET /health}: 200 when the service can work, 503 when the database does not answer. */
final class Health {
    private final Database database;

    Health(Database database) {
        this.database = database;
    }

    void mount(Router router) {
        router.get("/health").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        database.alive().onComplete(result -> {
            boolean up = result.succeeded();
            context.response()
                    .setStatusCode(up ? 200 : 503)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(new JsonObject()
                            .put("status", up ? "up" : "down")
                            .put("database", up ? "up" : "down")
                            .toBuffer())
                    .onFailure(context::fail);
        });
    }
}
