package org.relais.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Id of the request or event that is worked on, for the log. It goes with the Vert.x context that each has of its own, never
 * with the thread, which many share; so what several wait for together is begun {@link #outside} of all of them, and each
 * hears of it in its own scope ({@link #promise}, {@link #heard}, {@link #resuming}).
 */
public final class RequestScope implements VertxServiceProvider {
    private static final ContextLocal<String> ID = ContextLocal.registerLocal(String.class);

    /** Of a verticle's context, the one on its event loop that stays when the verticle ends. */
    private static final ContextLocal<ContextInternal> LASTING = ContextLocal.registerLocal(ContextInternal.class);

    /** Has Vert.x make room for the id in its contexts, which it can before the first of them only. */
    @Override
    public void init(VertxBootstrap bootstrap) {}

    /** The id of what is worked on here; null: of nothing that has one. */
    public static @Nullable String id() {
        Context context = Vertx.currentContext();
        return context == null ? null : id(context);
    }

    /** The id of what is worked on in a context. */
    public static @Nullable String id(Context context) {
        return ID.get(context);
    }

    /** From here on this scope is that of the id; nothing happens for null, or on a context that many share. */
    public static void enter(@Nullable String id) {
        ContextInternal context = ContextInternal.current();
        if (id != null && context != null && context.isDuplicate()) {
            ID.put(context, id);
        }
    }

    /** Begins work in a scope of its own, which has no id yet. */
    public static <T> Future<T> apart(Supplier<Future<T>> work) {
        ContextInternal current = ContextInternal.current();
        return current == null ? work.get() : on(current.duplicate(), work);
    }

    /** Begins work in the scope of this id; null: where we are. */
    public static <T> Future<T> within(@Nullable String id, Supplier<Future<T>> work) {
        return id == null
                ? work.get()
                : apart(() -> {
                    enter(id);
                    return work.get();
                });
    }

    /**
     * Begins work that several hear of, in nobody's scope and of no verticle; each of them hears of it by {@link #heard}. It
     * stays on the event loop.
     */
    public static <T> Future<T> shared(Supplier<Future<T>> work) {
        ContextInternal current = ContextInternal.current();
        if (current == null) {
            return work.get();
        }
        ContextInternal own = current.unwrap();
        return own == current && !own.isDeployment() ? work.get() : on(lasting(own), work);
    }

    /**
     * A verticle that ends takes the timers of its contexts with it, and a statement that waits there for a connection of a
     * pool then never comes to an end, nor does whatever waits for it.
     */
    private static ContextInternal lasting(ContextInternal own) {
        return own.isDeployment()
                ? LASTING.get(own, () -> own.owner()
                        .contextBuilder()
                        .withEventLoop(own.nettyEventLoop())
                        .build())
                : own;
    }

    /** Runs what is nobody's own. */
    public static void outside(Runnable work) {
        var unused = shared(() -> {
            work.run();
            return Future.succeededFuture();
        });
    }

    /** A promise whose future is heard in the caller's scope, whoever keeps it. */
    public static <T> Promise<T> promise() {
        ContextInternal current = ContextInternal.current();
        return current == null ? Promise.promise() : current.promise();
    }

    /** The same, heard in the caller's scope. */
    public static <T> Future<T> heard(Future<T> anybodys) {
        Promise<T> promise = promise();
        anybodys.onComplete(promise);
        return promise.future();
    }

    /** Work to be begun later, by whomever, in the caller's scope. */
    public static Runnable resuming(Runnable work) {
        ContextInternal own = ContextInternal.current();
        return own == null
                ? work
                : () -> own.execute(() -> on(own, () -> {
                    work.run();
                    return null;
                }));
    }

    @CanIgnoreReturnValue
    private static <T extends @Nullable Object> T on(ContextInternal context, Supplier<T> work) {
        ContextInternal before = context.beginDispatch();
        try {
            return work.get();
        } finally {
            context.endDispatch(before);
        }
    }
}
