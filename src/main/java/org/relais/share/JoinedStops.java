package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.task.RequestScope;

/**
 * Batches of stops by page, one at a time for each person, and one more for all who ask while it is under way: a stop is never
 * refused, and who holds one link and posts to it without end costs no more than one transaction. Whoever asks is
 * answered by a stop that began after they asked, since a new opt-in may have come in between. Safe for use from several
 * event loops.
 */
final class JoinedStops<R> {
    private final Map<Long, Turn<R>> turns = new HashMap<>();

    /** A person's stop under way, and what is to follow it. */
    private static final class Turn<R> {
        private @Nullable Next<R> next;
    }

    private record Next<R>(Runnable begin, Promise<R> answer) {}

    /** What came of the person's next stop that begins. */
    Future<R> join(long contactId, Supplier<Future<R>> stop) {
        synchronized (turns) {
            Turn<R> turn = turns.get(contactId);
            if (turn != null) {
                if (turn.next == null) {
                    Promise<R> answer = Promise.promise();
                    turn.next = new Next<>(
                            RequestScope.resuming(() -> begin(contactId, stop).onComplete(answer)), answer);
                }
                return RequestScope.heard(turn.next.answer().future());
            }
            turns.put(contactId, new Turn<>());
        }
        return begin(contactId, stop);
    }

    private Future<R> begin(long contactId, Supplier<Future<R>> stop) {
        return Future.succeededFuture().compose(begun -> stop.get()).onComplete(over -> next(contactId));
    }

    private void next(long contactId) {
        Next<R> next;
        synchronized (turns) {
            Turn<R> over = turns.remove(contactId);
            next = over == null ? null : over.next;
            if (next != null) {
                turns.put(contactId, new Turn<>());
            }
        }
        if (next != null) {
            next.begin().run();
        }
    }
}
