package org.relais.app.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.input.TrustedProxies;
import org.relais.task.RequestScope;

/**
 * Ids of requests, by which all lines of the log about one are found: the {@code X-Request-ID} that a trusted proxy gave it,
 * else one of our own. The answer says which.
 *
 * @param random makes ids
 */
record RequestIds(TrustedProxies proxies, LongSupplier random) {
    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-ID");
    /** What proxies make of it, and nothing that could begin a line of its own. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    void give(HttpServerRequest request) {
        String theirs = request.getHeader(HEADER);
        String id = theirs != null && ID.matcher(theirs).matches() && isTrusted(request)
                ? theirs
                : HexFormat.of().toHexDigits(random.getAsLong());
        RequestScope.enter(id);
        request.response().putHeader(HEADER, id);
    }

    private boolean isTrusted(HttpServerRequest request) {
        @Nullable
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return peer != null && proxies.trusts(peer);
    }
}
