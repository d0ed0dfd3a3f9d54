package org.relais.tracing;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handler that has each request be a span, from its head to the end of its answer. Vert.x itself would begin one before the
 * request has its id, and end it without its route.
 */
public final class TracedRequests implements VertxServiceProvider, Handler<RoutingContext> {
    /** The span of the request that a context is of. */
    private static final ContextLocal<Begun> BEGUN = ContextLocal.registerLocal(Begun.class);

    /** Without a route of its own, a path tells no more than that. */
    private static final Set<String> FIRST_SEGMENTS = Set.of("api", "console", "webhook");

    private static final TagExtractor<RoutingContext> REQUEST = tags(
            request -> Map.of(HarmlessTags.METHOD, request.request().method().name()));
    private static final TagExtractor<RoutingContext> ANSWER = tags(TracedRequests::answer);

    private record Begun(VertxTracer<Object, Object> tracer, Object span) {}

    /** Has Vert.x make room for spans in its contexts, which it can before the first of them only. */
    @Override
    public void init(VertxBootstrap bootstrap) {}

    /** Traces the requests of a router, before all its other handlers, where anything is traced. */
    public static void mount(Vertx vertx, Router router) {
        if (((VertxInternal) vertx).tracer() != null) {
            router.route().handler(new TracedRequests());
        }
    }

    @Override
    public void handle(RoutingContext request) {
        ContextInternal context = ContextInternal.current();
        Begun begun = BEGUN.get(context);
        if (begun == null) {
            begun = begin(context, request);
        }
        if (begun != null) {
            Begun span = begun;
            BEGUN.put(context, span);
            // A router within another one hears of the end in place of that.
            request.addEndHandler(ended -> end(context, span, request, ended));
        }
        request.next();
    }

    private static @Nullable Begun begin(ContextInternal context, RoutingContext request) {
        VertxTracer<Object, Object> tracer = tracer(context);
        Object span = tracer.receiveRequest(
                context,
                SpanKind.RPC,
                TracingPolicy.ALWAYS,
                request,
                request.request().method().name(),
                List.of(),
                REQUEST);
        return span == null ? null : new Begun(tracer, span);
    }

    private static void end(ContextInternal context, Begun begun, RoutingContext request, AsyncResult<Void> ended) {
        begun.tracer().sendResponse(context, request, begun.span(), ended.cause(), ANSWER);
    }

    private static Map<String, String> answer(RoutingContext request) {
        String status = Integer.toString(request.response().getStatusCode());
        return route(request)
                .map(route -> Map.of(HarmlessTags.STATUS, status, HarmlessTags.ROUTE, route))
                .orElse(Map.of(HarmlessTags.STATUS, status));
    }

    private static Optional<String> route(RoutingContext request) {
        Route route = request.currentRoute();
        if (route != null && route.getPath() != null) {
            return Optional.of(route.getPath());
        }
        String[] segments = String.valueOf(request.request().path()).split("/", 3);
        return segments.length > 1 && FIRST_SEGMENTS.contains(segments[1])
                ? Optional.of("/" + segments[1] + "/*")
                : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    static VertxTracer<Object, Object> tracer(ContextInternal context) {
        return (VertxTracer<Object, Object>) context.tracer();
    }

    private static TagExtractor<RoutingContext> tags(Function<RoutingContext, Map<String, String>> of) {
        return new TagExtractor<>() {
            @Override
            public Map<String, String> extract(RoutingContext request) {
                return of.apply(request);
            }
        };
    }
}
