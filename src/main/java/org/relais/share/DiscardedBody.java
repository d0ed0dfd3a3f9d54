package org.relais.share;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Body read to its end and forgotten, whatever it is: for a page on which to post is all there is to say. Fails with
 * 413 when it is larger than any program's request to stop.
 */
final class DiscardedBody implements Handler<RoutingContext> {
    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        long[] read = {0};
        request.handler(part -> {
            boolean within = read[0] <= PublicPageRenderer.LARGEST_FORM;
            read[0] += part.length();
            if (within && read[0] > PublicPageRenderer.LARGEST_FORM) {
                context.fail(413);
            }
        });
        request.endHandler(end -> {
            if (read[0] <= PublicPageRenderer.LARGEST_FORM) {
                context.next();
            }
        });
    }
}
