package org.relais.sandbox.control;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Guard of the control API and the page against web pages from elsewhere: a request must name this host (else a rebound
 * DNS name could read it), and what changes something must not come from another origin.
 */
public final class Guard implements Handler<RoutingContext> {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private final String boundHost;

    public Guard(String boundHost) {
        this.boundHost = boundHost.toLowerCase(Locale.ROOT);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        if (authority == null || !known(authority.host().toLowerCase(Locale.ROOT))) {
            refuse(context, "this host name is not the sandbox's");
        } else if (changes(request.method()) && !sameOrigin(request)) {
            refuse(context, "requests from other origins are not taken");
        } else {
            context.next();
        }
    }

    private boolean known(String host) {
        return LOOPBACK.contains(host)
                || host.equals(boundHost)
                || (boundHost.equals("0.0.0.0") && host.matches("\\d{1,3}(\\.\\d{1,3}){3}"));
    }

    private static boolean changes(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
    }

    private static boolean sameOrigin(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equalsIgnoreCase(String.valueOf(request.getHeader("Host")));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static void refuse(RoutingContext context, String why) {
        context.response()
                .setStatusCode(403)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", why).encode());
    }
}
