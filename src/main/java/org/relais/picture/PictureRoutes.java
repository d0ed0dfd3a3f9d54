package org.relais.picture;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.inbox.media.MediaResponse;
import org.relais.inbox.media.MediaType;

/** {@code /pictures/<name>}: for the platforms, and for whoever was sent the address. Nothing lists what there is. */
public final class PictureRoutes {
    /** Where pictures stand. */
    static final String BASE = "/pictures/";

    private static final String NAME = "[A-Za-z0-9_-]{43}\\.(?:jpg|png)";
    private static final Pattern PATH = Pattern.compile(BASE + "(" + NAME + ")");
    private static final Pattern OWN = Pattern.compile("https?://[^/]+(?:/[^/?#]+)*(" + BASE + NAME + ")");

    private final PictureService pictures;

    public PictureRoutes(PictureService pictures) {
        this.pictures = pictures;
    }

    /** The name of the picture whose address has this path. */
    public static Optional<String> name(String path) {
        return Optional.of(PATH.matcher(path)).filter(Matcher::matches).map(found -> found.group(1));
    }

    /** The path of an address that {@link PictureService#keep} answers, for pages of this service; null for every other. */
    public static @Nullable String path(@Nullable String address) {
        Matcher own = OWN.matcher(address == null ? "" : address);
        return own.matches() ? own.group(1) : null;
    }

    public void mount(Router router) {
        router.route(BASE + "*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> answer(context)
                .onFailure(context::fail));
    }

    private Future<Void> answer(RoutingContext context) {
        Optional<String> name = name(context.request().path());
        return name.map(pictures::find)
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .compose(found -> found.isEmpty()
                        ? context.response().setStatusCode(404).end()
                        : send(context, name.orElseThrow(), found.get()));
    }

    /** What stands under a name never changes. */
    private static Future<Void> send(RoutingContext context, String name, Buffer bytes) {
        MediaType type = name.endsWith(MediaType.PNG.ending()) ? MediaType.PNG : MediaType.JPEG;
        MediaResponse.seal(context.response().headers(), type.mime());
        context.response()
                // Also where only the head is asked for.
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=86400, immutable")
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
        return context.end(bytes);
    }
}
