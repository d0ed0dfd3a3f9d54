package org.relais.app.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failure of a request whose handler throws where the router does not hear it, such as in a handler of a future: Vert.x
 * tells it to the request's context alone, and the caller would wait for an answer until the connection is given up. Before
 * all other handlers.
 */
public final class HandlerFaults implements VertxServiceProvider, Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerFaults.class);

    /** Which request a context is of; Vert.x gives each its own. */
    private static final ContextLocal<RoutingContext> REQUEST = ContextLocal.registerLocal(RoutingContext.class);

    /** Has Vert.x make room for it in its contexts, which it can before the first of them only. */
    @Override
    public void init(VertxBootstrap bootstrap) {}

    @Override
    public void handle(RoutingContext context) {
        Context own = Vertx.currentContext();
        REQUEST.put(own, context);
        own.exceptionHandler(HandlerFaults::thrown);
        context.next();
    }

    private static void thrown(Throwable fault) {
        Context current = Vertx.currentContext();
        RoutingContext request = current == null ? null : REQUEST.get(current);
        if (request == null || request.response().ended()) {
            LOG.error("a handler failed, and no request waits for it", fault);
        } else if (!request.failed()) {
            request.fail(fault);
        } else {
            LOG.error("not even the failure of a request could be answered", fault);
            giveUp(request);
        }
    }

    private static void giveUp(RoutingContext request) {
        if (request.response().headWritten()) {
            request.response().reset().onFailure(gone -> LOG.debug("the caller left before"));
        } else {
            request.response().setStatusCode(500).end().onFailure(gone -> LOG.debug("the caller left before"));
        }
    }
}
