package org.relais.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refusal of a body that does not say it is JSON, before it is read: a form would look like an empty object. */
final class JsonBodies implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        if (hasBody(context.request()) && !isJson(context.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            context.fail(new ProblemException(Problem.mediaType("Send application/json.")));
            return;
        }
        context.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
