package org.relais.share;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Style sheets, script and picture of the public pages, from memory: what a handler of static files unpacks from the jar lies among
 * temporary files, and is gone for good when the machine tidies those up.
 */
public final class PublicAssets {
    private static final String CACHED = "public, max-age=86400";
    private static final Map<String, String> TYPES = Map.of(
            "page.css", "text/css; charset=utf-8",
            "api.css", "text/css; charset=utf-8",
            "api.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private PublicAssets() {}

    static void mount(Router router) {
        TYPES.forEach((name, type) -> {
            Buffer content = read("/public/" + name);
            router.get("/public/" + name).handler(context -> {
                context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, CACHED);
                context.end(content).onFailure(context::fail);
            });
        });
    }

    /** What stands in the style sheet of the public pages, for one that is kept as a file. */
    public static String style() {
        return read("/public/page.css").toString();
    }

    private static Buffer read(String name) {
        try (InputStream stream = PublicAssets.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return Buffer.buffer(stream.readAllBytes());
        } catch (IOException fault) {
            throw new UncheckedIOException(name, fault);
        }
    }
}
