package org.relais.app.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.relais.database.SqlFaults;

/**
 * The answer 503 with {@code Retry-After} to a request that failed because the database is away: it is nobody's fault and
 * over soon. Before all other handlers; whatever words an answer has are those of its own part.
 */
public final class UnavailableAnswers implements Handler<RoutingContext> {
    public static final String RETRY_AFTER_SECONDS = "2";

    @Override
    public void handle(RoutingContext context) {
        context.addHeadersEndHandler(end -> {
            Throwable failure = context.failure();
            if (failure != null
                    && SqlFaults.isUnavailable(failure)
                    && context.response().getStatusCode() >= 500) {
                context.response().setStatusCode(503).putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
        });
        context.next();
    }
}
