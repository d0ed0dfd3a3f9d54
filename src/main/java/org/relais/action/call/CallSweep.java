package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentState;

/** What has to be done for calls without anybody writing: leases that run out, numbers to be taken away, stops to be seen through. */
public final class CallSweep {
    private final Pool pool;
    private final ConsentService consent;
    private final Cards cards;
    private final CallOutcomes outcomes;
    private final InstantSource clock;
    private final HandOutStore store = new HandOutStore();
    private final CallListStore lists = new CallListStore();

    CallSweep(Pool pool, ConsentService consent, Cards cards, CallOutcomes outcomes, InstantSource clock) {
        this.pool = pool;
        this.consent = consent;
        this.cards = cards;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * Gives back the contacts of volunteers who are silent, ends the calls of people who may not be called any more, takes
     * numbers out of chats, and empties the outbox of people who asked to be removed. To be run every few seconds.
     */
    public Future<Void> run() {
        return seeStopsThrough()
                .compose(seen -> untilNothing(this::endOne))
                .compose(ended -> untilNothing(() -> pool.withTransaction(cards::clearNext)));
    }

    /** Closes entries of people who may never be called; completes with how many. To be run every minute. */
    public Future<Integer> closeRefused() {
        return lists.closeRefused(pool);
    }

    private Future<Boolean> endOne() {
        return pool.withTransaction(tx -> store.overdue(tx, clock.instant())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(false)
                        : (found.get().refusal() == null
                                        ? outcomes.giveBack(tx, found.get(), HandOutStore.EXPIRED)
                                        : outcomes.stopped(tx, found.get()))
                                .map(true)));
    }

    private Future<Void> seeStopsThrough() {
        return store.owed(pool).compose(owed -> {
            Future<Void> all = Future.succeededFuture();
            for (HandOutStore.Owed each : owed) {
                all = all.compose(before -> consent.enforce(new ConsentChange(
                                each.organisationId(),
                                each.contactId(),
                                ConsentEvent.Kind.OPT_OUT,
                                ConsentState.UNSUBSCRIBED,
                                ConsentState.UNSUBSCRIBED,
                                false,
                                each.stopEventId())))
                        .compose(enforced -> store.paid(pool, each));
            }
            return all;
        });
    }

    private static Future<Void> untilNothing(Supplier<Future<Boolean>> step) {
        return step.get().compose(more -> more ? untilNothing(step) : Future.succeededFuture());
    }
}
