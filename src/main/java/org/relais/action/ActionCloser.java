package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.relais.broadcast.BroadcastService;
import org.relais.delivery.Outbox;
import org.relais.task.Sequence;

/**
 * End of actions, by hand or when their time is over: the state first, under the lock that every answer takes too, and after
 * its commit the offers that are still going out. What a process leaves half done is finished by {@link #upkeep}.
 */
public final class ActionCloser {
    private static final String REASON = "action_ended";
    /** A process that opens an action sends its offer right after: what is left longer was left by one that died. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final ActionKinds kinds;
    private final Outbox outbox;
    private final InstantSource clock;
    private final ActionStore store = new ActionStore();
    private final OfferStore offers = new OfferStore();
    private final ReminderStore reminders = new ReminderStore();
    private final ActionEventStore events = new ActionEventStore();

    public ActionCloser(Pool pool, BroadcastService broadcasts, ActionKinds kinds, Outbox outbox, InstantSource clock) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.kinds = kinds;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param state ended or cancelled
     * @param audit writes who ended it, in the same transaction
     */
    Future<ActionChange> end(
            long organisationId, long actionId, ActionState state, Function<SqlClient, Future<Void>> audit) {
        return pool.withTransaction(tx -> store.end(tx, organisationId, actionId, state, clock.instant())
                        .compose(ended -> ended.isPresent()
                                ? ended(tx, ended.get())
                                        .compose(done -> audit.apply(tx))
                                        .map(done -> (ActionChange) new ActionChange.Done(ended.get()))
                                : store.find(tx, organisationId, actionId).map(ActionChange::refused)))
                .compose(change -> change instanceof ActionChange.Done done
                        ? stopOffers(done.action()).map(change)
                        : Future.succeededFuture(change));
    }

    private Future<Void> ended(SqlClient tx, Action action) {
        Instant now = clock.instant();
        return events.note(tx, action, null, action.state().sqlName(), new JsonObject(), now)
                .compose(noted -> reminders.takeBack(tx, action))
                .compose(taken -> outbox.cancel(tx, action.organisationId(), taken, REASON))
                .compose(cancelled ->
                        kinds.has(action.type()) ? kinds.of(action).ended(tx, action) : Future.succeededFuture());
    }

    private Future<Void> stopOffers(Action action) {
        return offers.running(pool, action.id()).compose(this::cancelAll);
    }

    private Future<Void> cancelAll(List<OfferStore.Offer> running) {
        return Sequence.each(running, offer -> broadcasts.cancelOffer(offer.organisationId(), offer.broadcastId()));
    }

    /** Ends an open action whose time is over at once, which {@link #upkeep} would do later. */
    public Future<ActionChange> endNow(long organisationId, long actionId) {
        return end(organisationId, actionId, ActionState.ENDED, tx -> Future.succeededFuture());
    }

    /** To be called from time to time: ends what is over and finishes what was left half done. */
    public Future<Void> upkeep() {
        return store.due(pool, clock.instant())
                .compose(this::endAll)
                .compose(ended -> offers.running(pool, null))
                .compose(this::cancelAll)
                .compose(cancelled -> offers.unsent(pool, clock.instant().minus(ABANDONED)))
                .compose(this::sendAll);
    }

    private Future<Void> endAll(List<Action> due) {
        return Sequence.each(due, action -> endNow(action.organisationId(), action.id()));
    }

    private Future<Void> sendAll(List<OfferStore.Offer> unsent) {
        return Sequence.each(unsent, offer -> broadcasts.sendOffer(offer.organisationId(), offer.broadcastId()));
    }
}
