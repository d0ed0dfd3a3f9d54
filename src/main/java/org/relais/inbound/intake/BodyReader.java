package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/** Reads raw bodies up to a size, and of all bodies that are being read at one time no more than a sum. */
final class BodyReader {
    private final int limit;
    private final long budget;
    private final AtomicLong held = new AtomicLong();

    /** Why there is no body. */
    enum Refusal {
        TOO_LARGE,
        TOO_MANY,
        BROKEN_OFF
    }

    /** A body that was not read; the reason is all there is to say. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal.name(), null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    /**
     * @param limit bytes of one body
     * @param budget bytes of all bodies that have begun to arrive and are not complete
     */
    BodyReader(int limit, long budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** The raw body; fails with {@link RefusedException}. To be called before the request has been paused or read. */
    Future<Buffer> read(HttpServerRequest request) {
        if (announced(request) > limit) {
            return Future.failedFuture(new RefusedException(Refusal.TOO_LARGE));
        }
        Promise<Buffer> promise = Promise.promise();
        Reading reading = new Reading(promise);
        request.handler(reading::chunk);
        request.endHandler(end -> reading.end());
        request.exceptionHandler(fault -> reading.refuse(Refusal.BROKEN_OFF));
        return promise.future();
    }

    private static long announced(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException absurd) {
            return Long.MAX_VALUE;
        }
    }

    /** One body on its way; called on the request's event loop only. */
    private final class Reading {
        private final Promise<Buffer> promise;
        private Buffer body = Buffer.buffer(0);
        private boolean own;
        private boolean over;

        Reading(Promise<Buffer> promise) {
            this.promise = promise;
        }

        void chunk(Buffer chunk) {
            if (over) {
                return;
            }
            long total = held.addAndGet(chunk.length());
            if (body.length() == 0) {
                body = chunk;
            } else {
                append(chunk);
            }
            if (body.length() > limit) {
                refuse(Refusal.TOO_LARGE);
            } else if (total > budget) {
                refuse(Refusal.TOO_MANY);
            }
        }

        /**
         * Into a buffer of our own that grows by doubling: to copy all for each chunk would let a body of single bytes
         * block the event loop for minutes. The first chunk is the server's buffer, and is never written into.
         */
        private void append(Buffer chunk) {
            if (!own) {
                body = Buffer.buffer(2 * (body.length() + chunk.length())).appendBuffer(body);
                own = true;
            }
            body.appendBuffer(chunk);
        }

        void end() {
            if (!over) {
                Buffer complete = body;
                finish();
                promise.complete(complete);
            }
        }

        void refuse(Refusal refusal) {
            if (!over) {
                finish();
                promise.fail(new RefusedException(refusal));
            }
        }

        private void finish() {
            over = true;
            held.addAndGet(-body.length());
            body = Buffer.buffer(0);
        }
    }
}
