package org.relais.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waiting in tests, on the test's own thread: always for something that happens, never for a time to pass. The bound only
 * ends a test that would hang; it measures nothing, so it is far above what a busy machine needs.
 */
public final class Await {
    /** For whatever else a test must bound: a client's request, a drain, a poll of a queue. */
    public static final Duration BOUND = Duration.ofSeconds(Long.getLong("relais.await.seconds", 120));

    /** For what other programs bring about, each with pauses of its own: a server that is copied, a platform that tries again. */
    public static final Duration PATIENCE = BOUND.multipliedBy(5);

    /** Between two looks passes a sixteenth of what was waited already, so a long wait costs no more looks than a short one. */
    private static final int SHARE = 16;

    private static final Duration LEAST_PAUSE = Duration.ofMillis(2);
    private static final Duration MOST_PAUSE = Duration.ofMillis(100);

    private Await() {}

    /** Value of the future once it has succeeded; fails the test with its fault. */
    @CanIgnoreReturnValue
    public static <T extends @Nullable Object> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException | TimeoutException fault) {
            throw new AssertionError("did not complete", fault);
        }
    }

    /** Returns as soon as it is so. */
    public static void until(String what, BooleanSupplier happened) {
        found(what, happened::getAsBoolean, so -> so);
    }

    /** As {@link #until}, for as long as {@link #PATIENCE}. */
    public static void patiently(String what, BooleanSupplier happened) {
        found(what, happened::getAsBoolean, so -> so, PATIENCE);
    }

    /** What {@code look} finds, as soon as it is what is wanted; fails the test with what it found last. */
    @CanIgnoreReturnValue
    public static <T> T found(String what, Supplier<T> look, Predicate<T> wanted) {
        return found(what, look, wanted, BOUND);
    }

    private static <T> T found(String what, Supplier<T> look, Predicate<T> wanted, Duration bound) {
        long began = System.nanoTime();
        T found = look.get();
        while (!wanted.test(found)) {
            long waited = System.nanoTime() - began;
            if (waited > bound.toNanos()) {
                throw new AssertionError("never happened: " + what + "; found " + found);
            }
            LockSupport.parkNanos(Math.min(MOST_PAUSE.toNanos(), Math.max(LEAST_PAUSE.toNanos(), waited / SHARE)));
            found = look.get();
        }
        return found;
    }
}
