package org.relais.console;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refusal of what another site's page asks a browser to do here. Every browser says where a POST comes from, by {@code
 * Sec-Fetch-Site} or {@code Origin}; one that says neither is refused.
 */
final class SameOriginHandler implements Handler<RoutingContext> {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** {@code none}: the person's own doing, such as a reload. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final @Nullable String publicAuthority;

    SameOriginHandler(String publicUrl) {
        this.publicAuthority = authority(publicUrl);
    }

    @Override
    public void handle(RoutingContext context) {
        if (READING.contains(context.request().method()) || own(context.request())) {
            context.next();
        } else {
            context.fail(new HttpException(403));
        }
    }

    private boolean own(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (site == null && origin == null) {
            return false;
        }
        return (site == null || OWN_SITE.contains(site)) && (origin == null || own(origin, request.authority()));
    }

    private boolean own(String origin, @Nullable HostAndPort host) {
        String authority = authority(origin);
        if (authority == null) {
            return false;
        }
        return authority.equals(publicAuthority)
                || (host != null && authority.equals(host.toString().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable String authority(String address) {
        try {
            String authority = new URI(address).getRawAuthority();
            return authority == null ? null : authority.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException notAnAddress) {
            return null;
        }
    }
}
