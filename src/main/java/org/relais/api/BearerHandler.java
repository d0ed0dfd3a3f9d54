package org.relais.api;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Tokens;

/** Handler that lets a request through when its bearer token is known, and remembers whom it speaks for. */
final class BearerHandler implements Handler<RoutingContext> {
    private final Pool pool;
    private final AccessStore access;

    BearerHandler(Pool pool, AccessStore access) {
        this.pool = pool;
        this.access = access;
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<String> token = ApiRoutes.token(context.request());
        if (token.isEmpty()) {
            context.fail(new ProblemException(Problem.unauthorized()));
            return;
        }
        context.request().pause();
        access.findByApiToken(pool, Tokens.hash(token.get()))
                .onComplete(
                        actor -> {
                            context.request().resume();
                            actor.ifPresentOrElse(
                                    known -> {
                                        ApiHandlers.remember(context, known);
                                        context.next();
                                    },
                                    () -> context.fail(new ProblemException(Problem.unauthorized())));
                        },
                        fault -> {
                            context.request().resume();
                            context.fail(fault);
                        });
    }
}
