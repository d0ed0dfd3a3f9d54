package org.relais.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;

/**
 * Ids of traces, made of the id of the request: whatever is done because of one webhook, later and on whichever node, is one
 * trace, and is traced or left out as a whole.
 */
final class CorrelatedIds implements IdGenerator {
    private static final int TRACE_BYTES = 16;

    private final IdGenerator random = IdGenerator.random();

    /** A span is made at once, on the thread that asks for it. */
    private final ThreadLocal<@Nullable String> correlation = new ThreadLocal<>();

    <T extends @Nullable Object> T within(@Nullable String id, Supplier<T> making) {
        correlation.set(id);
        try {
            return making.get();
        } finally {
            correlation.remove();
        }
    }

    @Override
    public String generateTraceId() {
        String id = correlation.get();
        return id == null ? random.generateTraceId() : HexFormat.of().formatHex(Sha256.of(id), 0, TRACE_BYTES);
    }

    @Override
    public String generateSpanId() {
        return random.generateSpanId();
    }
}
