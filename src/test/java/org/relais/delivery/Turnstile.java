package org.relais.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** A place on an event loop where a test holds up whatever comes by until it opens. */
final class Turnstile {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open = true;

    /** To be called on an event loop, where the future then completes. */
    synchronized Future<Void> pass() {
        if (open) {
            return Future.succeededFuture();
        }
        Context context = Vertx.currentContext();
        Promise<Void> promise = Promise.promise();
        waiting.add(() -> context.runOnContext(go -> promise.complete()));
        return promise.future();
    }

    synchronized void close() {
        open = false;
    }

    synchronized void open() {
        open = true;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    synchronized boolean holdsSomeone() {
        return !waiting.isEmpty();
    }
}
