package org.relais;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** What every answer tells browsers to refuse: foreign scripts, frames, sniffing, referrers. */
public final class SecurityHeaders implements Handler<RoutingContext> {
    public static final SecurityHeaders INSTANCE = new SecurityHeaders();

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
            + " https:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors"
            + " 'none'";

    private SecurityHeaders() {}

    @Override
    public void handle(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        context.next();
    }
}
