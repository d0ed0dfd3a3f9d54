package org.relais.app.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** What every answer tells browsers to refuse: foreign scripts, frames, sniffing, referrers. */
public final class SecurityHeaders implements Handler<RoutingContext> {
    public static final SecurityHeaders INSTANCE = new SecurityHeaders();

    // Made once, so that no answer has to look at every character of them again.
    private static final CharSequence POLICY_NAME = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence POLICY =
            HttpHeaders.createOptimized("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
                    + " https:; media-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors"
                    + " 'none'");
    private static final CharSequence TYPE_NAME = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence TYPE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence FRAME_NAME = HttpHeaders.createOptimized("X-Frame-Options");
    private static final CharSequence FRAME = HttpHeaders.createOptimized("DENY");
    private static final CharSequence REFERRER_NAME = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("no-referrer");

    private SecurityHeaders() {}

    @Override
    public void handle(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(POLICY_NAME, POLICY);
        headers.set(TYPE_NAME, TYPE);
        headers.set(FRAME_NAME, FRAME);
        headers.set(REFERRER_NAME, REFERRER);
        context.next();
    }
}
