package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Answers with a file of rows. */
final class Csv {
    private Csv() {}

    /** @param name of the file, without its ending */
    static Future<Void> send(RoutingContext context, String name, Buffer rows) {
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + ".csv\"")
                .end(rows);
    }
}
