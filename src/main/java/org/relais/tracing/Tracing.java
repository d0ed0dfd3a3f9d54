package org.relais.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import io.vertx.tracing.opentelemetry.Operation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.relais.config.TracingSettings;

/**
 * Traces of a process on their way to a collector, by OTLP over HTTP. Spans are gathered and handed over by a thread of their
 * own; of those that the collector doesn't take in time, or that come too fast for it, the rest is lost, and nobody waits for
 * it.
 */
public final class Tracing implements AutoCloseable {
    private static final Duration HAND_OVER_EVERY = Duration.ofSeconds(2);
    private static final double ALL = 100.0;

    private final CorrelatedIds ids = new CorrelatedIds();
    private final SdkTracerProvider provider;
    private final Duration timeout;

    public Tracing(TracingSettings settings) {
        this.timeout = settings.timeout();
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "relais"))))
                .setIdGenerator(ids)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.percent() / ALL)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(settings))
                        .setScheduleDelay(HAND_OVER_EVERY)
                        .setExporterTimeout(settings.timeout())
                        .build())
                .build();
    }

    private static Collector exporter(TracingSettings settings) {
        return new Collector(
                settings.endpoint(),
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(settings.endpoint() + "/v1/traces")
                        .setTimeout(settings.timeout())
                        .setConnectTimeout(settings.timeout())
                        // What is lost is lost: a collector that is away would have everything wait for its return.
                        .setRetryPolicy(null)
                        .build());
    }

    /** Has a Vert.x that is made trace what it does. */
    public void install(VertxOptions options, VertxBuilder builder) {
        OpenTelemetryTracingFactory factory = new OpenTelemetryTracingFactory(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
        @SuppressWarnings("unchecked")
        VertxTracer<Operation, Operation> traces =
                (VertxTracer<Operation, Operation>) factory.tracer(new TracingOptions());
        options.setTracingOptions(new TracingOptions());
        var unused = builder.withTracer(asked -> new HarmlessTracer(traces, ids));
    }

    /** Hands over what was gathered, for as long as one hand-over may take. */
    @Override
    public void close() {
        provider.shutdown().join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
