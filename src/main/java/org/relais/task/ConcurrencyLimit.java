package org.relais.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** A limit on work at once; the rest waits its turn in the order it came. Safe for use from any thread. */
public final class ConcurrencyLimit {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    public ConcurrencyLimit(int size) {
        free = size;
    }

    /** Runs the work as soon as a slot is free; a work that throws is a failed future. */
    public <T> Future<T> run(Supplier<Future<T>> work) {
        Promise<T> promise = RequestScope.promise();
        Runnable start = () -> start(work).onComplete(result -> {
            release();
            promise.handle(result);
        });
        if (taken(RequestScope.resuming(start))) {
            start.run();
        }
        return promise.future();
    }

    private static <T> Future<T> start(Supplier<Future<T>> work) {
        // What throws has failed, whatever it throws.
        return Future.succeededFuture().compose(begun -> work.get());
    }

    private synchronized boolean taken(Runnable start) {
        if (free == 0) {
            waiting.add(start);
            return false;
        }
        free--;
        return true;
    }

    private void release() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
