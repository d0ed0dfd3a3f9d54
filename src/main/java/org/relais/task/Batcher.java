package org.relais.task;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches of what is asked for while another batch is under way: most of what a small statement costs is the statement
 * and its commit. An item goes at once when no batch is under way, never after a timer: the busier, the larger the
 * batches. Safe for use from any thread; used from one event loop it stays on it.
 */
public final class Batcher<T, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    private final Function<List<T>, Future<List<Future<R>>>> work;
    private final Supplier<Predicate<T>> fits;
    private final @Nullable Comparator<T> order;
    private final int atOnce;
    private final int worthAnother;
    private final List<Pending<T, R>> waiting = new ArrayList<>();
    private int underWay;

    private record Pending<T, R>(T item, Promise<R> answer) {}

    /**
     * @param fits for every batch a new judge of what goes into it, asked for each item that waits; takes the first
     * @param work does a batch; completes when it is over, with what came of each item; a fault is every item's
     */
    public Batcher(Supplier<Predicate<T>> fits, Function<List<T>, Future<List<Future<R>>>> work) {
        this(fits, null, 1, 1, work);
    }

    /** @param order in which items are judged; those that are equal in it as they came */
    public Batcher(Supplier<Predicate<T>> fits, Comparator<T> order, Function<List<T>, Future<List<Future<R>>>> work) {
        this(fits, order, 1, 1, work);
    }

    /**
     * @param atOnce batches under way at the same time
     * @param worthAnother so many items that wait are worth a further one
     */
    public Batcher(
            Supplier<Predicate<T>> fits,
            int atOnce,
            int worthAnother,
            Function<List<T>, Future<List<Future<R>>>> work) {
        this(fits, null, atOnce, worthAnother, work);
    }

    private Batcher(
            Supplier<Predicate<T>> fits,
            @Nullable Comparator<T> order,
            int atOnce,
            int worthAnother,
            Function<List<T>, Future<List<Future<R>>>> work) {
        this.fits = fits;
        this.order = order;
        this.atOnce = atOnce;
        this.worthAnother = worthAnother;
        this.work = work;
    }

    /** Items as they came, up to a weight in all, unless a single one has more. */
    public static <T> Supplier<Predicate<T>> upTo(int most, ToIntFunction<T> weight) {
        return () -> new Predicate<>() {
            private int taken;
            private boolean full;

            @Override
            public boolean test(T item) {
                int more = weight.applyAsInt(item);
                full = full || taken > 0 && taken + more > most;
                taken += more;
                return !full;
            }
        };
    }

    /** What comes of the item, once its batch is over. */
    public Future<R> add(T item) {
        Promise<R> answer = RequestScope.promise();
        @Nullable List<Pending<T, R>> batch;
        synchronized (this) {
            waiting.add(new Pending<>(item, answer));
            batch = next(underWay);
            underWay += batch == null ? 0 : 1;
        }
        RequestScope.outside(() -> begin(batch));
        return answer.future();
    }

    /** How many items are in no batch yet. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private void begin(@Nullable List<Pending<T, R>> batch) {
        if (batch != null) {
            attempt(batch.stream().map(Pending::item).toList()).onComplete(done -> ended(batch, done));
        }
    }

    private Future<List<Future<R>>> attempt(List<T> items) {
        // What throws has failed, whatever it throws.
        return Future.succeededFuture().compose(begun -> work.apply(items));
    }

    /** The database goes on with what waits. When nothing does, all that the answers lead to goes together. */
    private void ended(List<Pending<T, R>> batch, AsyncResult<List<Future<R>>> done) {
        List<Pending<T, R>> further;
        synchronized (this) {
            further = next(underWay - 1);
        }
        begin(further);
        for (int at = 0; at < batch.size(); at++) {
            answer(batch.get(at), done.succeeded() ? done.result().get(at) : Future.failedFuture(done.cause()));
        }
        if (further == null) {
            List<Pending<T, R>> gathered;
            synchronized (this) {
                underWay--;
                gathered = next(underWay);
                underWay += gathered == null ? 0 : 1;
            }
            begin(gathered);
        }
    }

    /** A fault of one who asked must not keep the others from their answers. */
    private static <R> void answer(Pending<?, R> pending, Future<R> result) {
        try {
            result.onComplete(pending.answer());
        } catch (RuntimeException unexpected) {
            LOG.error("what came of a batch could not be handled", unexpected);
        }
    }

    /** Takes a batch from what waits, if it is worth one beside so many; under the lock. */
    private @Nullable List<Pending<T, R>> next(int others) {
        boolean worth = others == 0 ? !waiting.isEmpty() : others < atOnce && waiting.size() >= worthAnother;
        if (!worth) {
            return null;
        }
        if (order != null) {
            waiting.sort(Comparator.comparing(Pending::item, order));
        }
        Predicate<T> judge = fits.get();
        List<Pending<T, R>> batch = new ArrayList<>();
        List<Pending<T, R>> left = new ArrayList<>();
        for (Pending<T, R> pending : waiting) {
            (judge.test(pending.item()) ? batch : left).add(pending);
        }
        waiting.clear();
        waiting.addAll(left);
        return batch;
    }
}
