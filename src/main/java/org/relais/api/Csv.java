package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answer with a file of rows, for the API and the console. */
public final class Csv {
    private Csv() {}

    /** @param name of the file, without its ending */
    public static Future<Void> send(RoutingContext context, String name, Buffer rows) {
        return begun(context, name).end(rows);
    }

    /** The response with the headers of such a file, which holds people's data and is kept nowhere on its way. */
    public static HttpServerResponse begun(RoutingContext context, String name) {
        return begun(context, name, "text/csv", "csv");
    }

    /** The same of another type, with the ending of its name. */
    static HttpServerResponse begun(RoutingContext context, String name, String type, String ending) {
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type + "; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "." + ending + "\"");
    }
}
