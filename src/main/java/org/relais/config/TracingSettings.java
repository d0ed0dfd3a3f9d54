package org.relais.config;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint of a collector that takes OTLP over HTTP, without {@code /v1/traces} and trailing slash
 * @param timeout bound on handing a part of them over
 * @param percent how many of a hundred ways from a request to what is sent because of it are traced, whole or not at all
 */
public record TracingSettings(String endpoint, Duration timeout, int percent) {
    private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9.-]+(:\\d{1,5})?(/[A-Za-z0-9._~-]+)*");

    /** Null when nothing was written of it. */
    static @Nullable TracingSettings read(Section section) {
        if (section.isEmpty()) {
            return null;
        }
        TracingSettings settings = new TracingSettings(
                section.requiredText("endpoint", ADDRESS, "an http or https address without trailing slash"),
                Duration.ofMillis(section.integer("timeoutMillis", 5_000, 100, 60_000)),
                section.integer("percent", 100, 1, 100));
        section.finish();
        return settings;
    }
}
