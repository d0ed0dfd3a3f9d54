package org.relais.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.relais.task.RequestScope;

/**
 * Tracer between Vert.x and OpenTelemetry, which hands on nothing but {@link HarmlessTags}: no address, no statement, no words of
 * a fault. What callers say of their own traces is not believed, and platforms are told nothing of ours.
 */
final class HarmlessTracer implements VertxTracer<Operation, Operation> {
    private final VertxTracer<Operation, Operation> traces;
    private final CorrelatedIds ids;

    HarmlessTracer(VertxTracer<Operation, Operation> traces, CorrelatedIds ids) {
        this.traces = traces;
        this.ids = ids;
    }

    @Override
    public <R> @Nullable Operation receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> told) {
        if (request instanceof HttpServerRequest) {
            // Vert.x's own, of a request that has no id yet: TracedRequests begins ours.
            return null;
        }
        String correlation = RequestScope.id(context);
        HarmlessTags tags = HarmlessTags.of(operation, told.extract(request), correlation);
        return ids.within(
                correlation,
                () -> traces.receiveRequest(context, kind, policy, (Object) request, tags.name(), List.of(), tags));
    }

    @Override
    public <R> @Nullable Operation sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> told) {
        String correlation = RequestScope.id(context);
        HarmlessTags tags = HarmlessTags.of(operation, told.extract(request), correlation);
        return ids.within(
                correlation,
                () -> traces.sendRequest(
                        context, kind, policy, (Object) request, tags.name(), (name, value) -> {}, tags));
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Operation operation,
            @Nullable Throwable failure,
            TagExtractor<R> told) {
        if (operation != null) {
            HarmlessTags tags = answer(response, told);
            String route = value(tags, HarmlessTags.ROUTE);
            String status = value(tags, HarmlessTags.STATUS);
            if (route != null && operation.span() instanceof ReadableSpan begun) {
                operation.span().updateName(begun.getName() + " " + route);
            }
            fail(operation.span(), failure, status != null && status.startsWith("5") ? status : null);
            traces.sendResponse(context, tags, operation, null, tags);
        }
    }

    @Override
    public <R> void receiveResponse(
            Context context,
            @Nullable R response,
            @Nullable Operation operation,
            @Nullable Throwable failure,
            TagExtractor<R> told) {
        if (operation != null) {
            HarmlessTags tags = answer(response, told);
            String status = value(tags, HarmlessTags.STATUS);
            fail(operation.span(), failure, status != null && status.compareTo("400") >= 0 ? status : null);
            traces.receiveResponse(context, tags, operation, null, tags);
        }
    }

    private static <R> HarmlessTags answer(@Nullable R response, TagExtractor<R> told) {
        return HarmlessTags.ofAnswer(response == null ? Map.of() : told.extract(response));
    }

    private static @Nullable String value(HarmlessTags tags, String name) {
        return tags.tags().stream()
                .filter(tag -> tag.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Of what went wrong its class; its words may quote whatever it was about. */
    private static void fail(Span span, @Nullable Throwable failure, @Nullable String status) {
        if (failure != null || status != null) {
            span.setAttribute(
                    HarmlessTags.ERROR,
                    failure == null ? status : failure.getClass().getSimpleName());
            span.setStatus(StatusCode.ERROR);
        }
    }
}
