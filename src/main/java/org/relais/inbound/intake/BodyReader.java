package org.relais.inbound.intake;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.relais.input.ClientAddress;

/**
 * Reader of raw bodies up to a size. Those of senders who have shown that they are a platform, now or a while ago from the
 * same address, share one budget; all others another, so that nobody who merely claims to be one takes a platform's room.
 */
final class BodyReader {
    private final int limit;
    private final BodyBudget proven;
    private final BodyBudget unproven;
    private final KnownAddresses known = new KnownAddresses();

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

    BodyReader(BodyLimits limits) {
        this.limit = limits.body();
        this.proven = new BodyBudget(limits.proven(), limits.proven());
        this.unproven = new BodyBudget(limits.unproven(), limits.unprovenOfAddress());
    }

    /**
     * The raw body; fails with {@link RefusedException}. To be called on the request's event loop, before the request has
     * been paused or read.
     *
     * @param shown whether the headers hold a right secret
     */
    Future<Buffer> read(HttpServerRequest request, boolean shown) {
        if (announced(request) > limit) {
            return Future.failedFuture(new RefusedException(Refusal.TOO_LARGE));
        }
        String address = ClientAddress.of(request);
        Reading reading = new Reading(address, shown || known.contains(address) ? proven : unproven);
        request.handler(reading::chunk);
        request.endHandler(end -> reading.end());
        request.exceptionHandler(fault -> reading.refuse(Refusal.BROKEN_OFF));
        return reading.promise.future();
    }

    /** The body turned out to be a platform's: what else comes from there has room of its own from now on. */
    void authentic(HttpServerRequest request) {
        known.add(ClientAddress.of(request));
    }

    private static long announced(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException absurd) {
            return Long.MAX_VALUE;
        }
    }

    /** One body on its way; called on the request's event loop only, but for {@link #giveWay}. */
    private final class Reading implements BodyBudget.Body {
        private final Promise<Buffer> promise = Promise.promise();
        private final Context loop = Vertx.currentContext();
        private final String address;
        private final BodyBudget budget;
        private Buffer body = Buffer.buffer(0);
        private boolean own;
        private boolean over;

        Reading(String address, BodyBudget budget) {
            this.address = address;
            this.budget = budget;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void giveWay() {
            loop.runOnContext(given -> refuse(Refusal.TOO_MANY));
        }

        void chunk(Buffer chunk) {
            if (over) {
                return;
            }
            if (body.length() == 0) {
                body = chunk;
                budget.begin(this, chunk.length());
            } else {
                append(chunk);
                budget.add(this, chunk.length());
            }
            if (body.length() > limit) {
                refuse(Refusal.TOO_LARGE);
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
            budget.end(this);
            body = Buffer.buffer(0);
        }
    }
}
