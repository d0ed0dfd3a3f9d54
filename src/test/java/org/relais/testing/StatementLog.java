package org.relais.testing;

import io.vertx.core.Context;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Log of every statement that is sent by a Vert.x which traces by it, in the order in which they were sent. */
public final class StatementLog implements VertxTracer<Void, Void> {
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

    /** @param sql with one space wherever there is any */
    public record Sent(String eventLoop, String sql) {}

    @Override
    public <R> @Nullable Void sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        String statement = tags.extract(request).get("db.query.text");
        if (statement != null) {
            sent.add(new Sent(Thread.currentThread().getName(), statement.replaceAll("\\s+", " ")));
        }
        return null;
    }

    public List<Sent> all() {
        return List.copyOf(sent);
    }

    public void clear() {
        sent.clear();
    }

    /** How many had these words. */
    public long count(String words) {
        return sent.stream().filter(one -> one.sql().contains(words)).count();
    }
}
