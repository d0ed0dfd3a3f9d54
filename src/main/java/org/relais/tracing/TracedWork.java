package org.relais.tracing;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.function.Supplier;

/** Work of ours that is a span of its own, with the statements that it sends. */
public final class TracedWork {
    private TracedWork() {}

    /**
     * Begins work in the scope of the request that it is because of; where nothing is traced, it is just begun.
     *
     * @param name of the span: small letters
     */
    public static <T> Future<T> of(String name, Supplier<Future<T>> work) {
        ContextInternal context = ContextInternal.current();
        if (context == null || context.tracer() == null) {
            return work.get();
        }
        VertxTracer<Object, Object> tracer = TracedRequests.tracer(context);
        Object span = tracer.receiveRequest(
                context, SpanKind.MESSAGING, TracingPolicy.ALWAYS, name, name, List.of(), TagExtractor.empty());
        return work.get()
                .onComplete(done -> tracer.sendResponse(context, null, span, done.cause(), TagExtractor.empty()));
    }
}
