package org.relais.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;

/** Style sheets and scripts, each at an address that holds the hash of its content, so that browsers keep it for good. */
public final class Assets {
    private static final String FOLDER = ConsoleRoutes.BASE + "/asset/";
    private static final String JAR = "/META-INF/resources/webjars/";

    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, Asset> files = new HashMap<>();

    private record Asset(String type, Buffer content) {}

    private Assets() {}

    static Assets load() {
        Assets assets = new Assets();
        assets.add("pico.css", JAR + "picocss__pico/2.1.1/css/pico.min.css", "text/css; charset=utf-8");
        assets.add("console.css", "asset/console.css", "text/css; charset=utf-8");
        assets.add("htmx.js", JAR + "htmx.org/2.0.4/dist/htmx.min.js", "text/javascript; charset=utf-8");
        assets.add("console.js", "asset/console.js", "text/javascript; charset=utf-8");
        assets.add("compose.js", "asset/compose.js", "text/javascript; charset=utf-8");
        assets.add("action.css", "asset/action.css", "text/css; charset=utf-8");
        assets.add("compose.css", "asset/compose.css", "text/css; charset=utf-8");
        assets.add("people.css", "asset/people.css", "text/css; charset=utf-8");
        assets.add("work.css", "asset/work.css", "text/css; charset=utf-8");
        assets.add("inbox.js", "asset/inbox.js", "text/javascript; charset=utf-8");
        assets.add("passkey.js", "asset/passkey.js", "text/javascript; charset=utf-8");
        assets.add("icon.svg", "asset/icon.svg", "image/svg+xml");
        return assets;
    }

    /** The address of a file by its plain name, such as {@code console.css}. */
    public String path(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return address;
    }

    void mount(Router router) {
        router.get(FOLDER + ":file").handler(this::serve);
    }

    private void serve(RoutingContext context) {
        @Nullable Asset asset = files.get(context.pathParam("file"));
        if (asset == null) {
            context.next();
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
        context.end(asset.content()).onFailure(context::fail);
    }

    private void add(String name, String resource, String type) {
        try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            byte[] content = served(name, resource, stream.readAllBytes());
            int dot = name.lastIndexOf('.');
            String file = name.substring(0, dot) + "." + hash(content) + name.substring(dot);
            addresses.put(name, FOLDER + file);
            files.put(file, new Asset(type, Buffer.buffer(content)));
        } catch (IOException fault) {
            throw new UncheckedIOException(resource, fault);
        }
    }

    private static byte[] served(String name, String resource, byte[] written) {
        if (resource.endsWith(".min.css") || resource.endsWith(".min.js") || name.endsWith(".svg")) {
            return written;
        }
        String text = new String(written, StandardCharsets.UTF_8);
        return (name.endsWith(".css") ? Minified.css(text) : Minified.js(text)).getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content), 0, 6);
    }
}
