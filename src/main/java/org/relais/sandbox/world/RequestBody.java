package org.relais.sandbox.world;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** A request's body, read up to a bound. */
public final class RequestBody {
    private RequestBody() {}

    /** The whole body; fails with {@link TooLarge} as soon as it is known to exceed the bound. */
    public static Future<Buffer> read(HttpServerRequest request, int most) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() > 9) {
            return Future.failedFuture(new TooLarge());
        }
        if (length != null && Long.parseLong(length) > most) {
            return Future.failedFuture(new TooLarge());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(whole::tryFail);
        request.handler(chunk -> {
            if (body.length() + chunk.length() > most) {
                whole.tryFail(new TooLarge());
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(ended -> whole.tryComplete(body));
        return whole.future();
    }

    /** The body is larger than what is taken. */
    public static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("the body is too large", null, false, false);
        }
    }
}
