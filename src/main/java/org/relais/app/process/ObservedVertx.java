package org.relais.app.process;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import org.jspecify.annotations.Nullable;
import org.relais.config.RelaisConfig;
import org.relais.metrics.MetricsServer;
import org.relais.tracing.Tracing;

/** The Vert.x of a process, which measures and traces where that is asked for and otherwise does neither. */
public final class ObservedVertx {
    private ObservedVertx() {}

    /**
     * @param metrics null: nothing is measured
     * @param tracing stays the caller's, to be closed after the Vert.x; null: nothing is traced
     */
    public static Vertx create(RelaisConfig.@Nullable Metrics metrics, @Nullable Tracing tracing) {
        VertxOptions options = new VertxOptions();
        VertxBuilder builder = Vertx.builder();
        if (metrics != null) {
            MetricsServer.install(options, builder);
        }
        if (tracing != null) {
            tracing.install(options, builder);
        }
        return builder.with(options).build();
    }
}
