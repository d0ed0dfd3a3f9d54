package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.relais.action.call.CallAttemptStore.Overdue;

/** What has to be done for calls without anybody writing: leases that run out, numbers to be taken away. */
public final class CallSweep {
    private final Pool pool;
    private final ContactCards cards;
    private final CallOutcomes outcomes;
    private final CallNotices notices;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final CallAttemptStore store = new CallAttemptStore();
    private final CallListStore lists = new CallListStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    CallSweep(
            Pool pool,
            ContactCards cards,
            CallOutcomes outcomes,
            CallNotices notices,
            LongConsumer wake,
            InstantSource clock) {
        this.pool = pool;
        this.cards = cards;
        this.outcomes = outcomes;
        this.notices = notices;
        this.wake = wake;
        this.clock = clock;
    }

    /**
     * Gives back the contacts of volunteers who are silent or have left, ends the calls of people who may not be called any
     * more and tells their volunteers, and takes numbers out of chats. To be run every second or so: until then
     * somebody may be called who has just stopped.
     */
    public Future<Void> run() {
        return untilNothing(this::endOne).compose(ended -> untilNothing(() -> pool.withTransaction(cards::clearNext)));
    }

    /** Closes entries of people who may never be called; completes with how many. To be run every minute. */
    public Future<Integer> closeRefused() {
        return lists.closeRefused(pool);
    }

    private Future<Boolean> endOne() {
        return pool.withTransaction(tx -> store.overdue(tx, clock.instant())
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(found)
                                : end(tx, found.get()).map(found)))
                .map(ended -> {
                    ended.ifPresent(one -> wake.accept(one.attempt().organisationId()));
                    return ended.isPresent();
                });
    }

    private Future<Void> end(SqlClient tx, Overdue overdue) {
        CallAttempt attempt = overdue.attempt();
        if (attempt.refusal() == null) {
            return overdue.volunteerHere()
                    ? outcomes.takeBack(tx, attempt, CallAttemptStore.EXPIRED)
                            .compose(card -> card.isPresent()
                                    ? notices.expired(tx, attempt, card.get())
                                    : Future.succeededFuture())
                    : outcomes.giveBack(tx, attempt, CallAttemptStore.RETURNED);
        }
        return outcomes.stopped(tx, attempt)
                .compose(
                        card -> card.isPresent() ? notices.stopped(tx, attempt, card.get()) : Future.succeededFuture());
    }

    private static Future<Void> untilNothing(Supplier<Future<Boolean>> step) {
        return step.get().compose(more -> more ? untilNothing(step) : Future.succeededFuture());
    }
}
