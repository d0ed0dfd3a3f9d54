package org.relais.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collector that says in one line of the log when it takes nothing, and in one when it does again. */
final class Collector implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** The exporter's own words, some for each attempt, past our log; kept here, or they would be forgotten to be off. */
    private static final java.util.logging.Logger THEIRS = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final String endpoint;
    private final SpanExporter exporter;
    private final AtomicBoolean away = new AtomicBoolean();

    Collector(String endpoint, SpanExporter exporter) {
        THEIRS.setLevel(Level.OFF);
        this.endpoint = endpoint;
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode handing = exporter.export(spans);
        return handing.whenComplete(() -> tell(handing.isSuccess()));
    }

    private void tell(boolean taken) {
        if (away.getAndSet(!taken) == taken) {
            if (taken) {
                LOG.info("traces are taken again by {}", endpoint);
            } else {
                LOG.warn("traces are lost: {} does not take them", endpoint);
            }
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
