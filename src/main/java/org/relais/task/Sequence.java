package org.relais.task;

import io.vertx.core.Future;
import java.util.function.Function;

/** Steps of which each begins when the one before has ended well; the first that fails is the last. */
public final class Sequence {
    private Sequence() {}

    /** Takes a step for each element, in their order. */
    public static <T> Future<Void> each(Iterable<T> elements, Function<? super T, ? extends Future<?>> step) {
        Future<Void> all = Future.succeededFuture();
        for (T element : elements) {
            all = all.compose(before -> step.apply(element).<Void>mapEmpty());
        }
        return all;
    }
}
