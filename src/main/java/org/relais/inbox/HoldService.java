package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ReleaseListener;
import org.relais.contact.ConsentState;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.task.Sequence;

/**
 * What organisers do about holds: they see who is held, what was written and what was asked, and settle what the person
 * has not settled by an answer.
 */
public final class HoldService {
    private final Pool pool;
    private final ConsentService consent;
    private final AuditStore audit;
    private final InstantSource clock;
    private final List<ReleaseListener> listeners;
    private final HoldStore store = new HoldStore();
    private final PaceWishStore paces = new PaceWishStore();

    /** What came of settling a hold. */
    public enum Settled {
        /** The person stands where they stood before the hold. */
        RELEASED,
        /** It was no stop, and the pause that the person was granted goes on until they end it, or its day comes. */
        PAUSED,
        /** The person is unsubscribed, and nothing to them is open any more. */
        STOPPED,
        /** Nobody of this id is held: it was settled meanwhile, most likely by the person. Nothing was changed. */
        NOT_HELD,
        /** The person has written again since: that is to be read first. Nothing was changed. */
        NEWER_WORDS
    }

    private record Decision(Settled settled, @Nullable ConsentChange change) {}

    /** @param listeners told of whoever is released, in this order */
    public HoldService(
            Pool pool, ConsentService consent, AuditStore audit, InstantSource clock, List<ReleaseListener> listeners) {
        this.pool = pool;
        this.consent = consent;
        this.audit = audit;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * People who are held, those who wait longest first.
     *
     * @param afterHoldId {@link HeldPerson#holdEventId} of the last one of the page before; 0 for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<HeldPerson>> page(long organisationId, long afterHoldId, int limit) {
        return store.page(pool, organisationId, afterHoldId, limit);
    }

    /** The hold of one person; empty when they are not held. */
    public Future<Optional<HeldPerson>> find(long organisationId, long contactId) {
        return store.find(pool, organisationId, contactId);
    }

    /**
     * It was no stop: the person stands where they stood before. What was taken out of the outbox stays out, but for what
     * listeners see to. Whoever was granted a pause was promised that nothing comes before they say so: they stay held, and
     * nothing waits for a decision any more.
     *
     * @param seen {@link HeldPerson#heldAt} of what the organiser has read
     */
    public Future<Settled> release(Actor actor, long contactId, Instant seen) {
        return release(actor, contactId, seen, null);
    }

    /**
     * The same, and it was a wish for less: from now on broadcasts keep to it. Whoever was granted a pause has it instead.
     *
     * @param pace null for none
     */
    public Future<Settled> release(Actor actor, long contactId, Instant seen, @Nullable Pace pace) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.lock(transaction, actor.organisationId(), contactId)
                                .compose(open -> open.isEmpty()
                                        ? Future.succeededFuture(new Decision(Settled.NOT_HELD, null))
                                        : open.get().heldAt().isAfter(seen)
                                                ? Future.succeededFuture(new Decision(Settled.NEWER_WORDS, null))
                                                : open.get().paused()
                                                        ? keepPause(transaction, actor, contactId)
                                                        : release(transaction, actor, contactId, pace))))
                .map(Decision::settled);
    }

    private Future<Decision> release(SqlConnection transaction, Actor actor, long contactId, @Nullable Pace pace) {
        ConsentEvent release =
                ConsentEvent.release(actor.organisationId(), contactId, clock.instant(), EventSource.of(actor));
        return pace == null
                ? settle(transaction, actor, release, Settled.RELEASED, new JsonObject())
                : paces.wish(transaction, actor.organisationId(), contactId, pace)
                        .compose(noted -> settle(
                                transaction,
                                actor,
                                release,
                                Settled.RELEASED,
                                new JsonObject().put("pace", pace.sqlName())));
    }

    private Future<Decision> keepPause(SqlConnection transaction, Actor actor, long contactId) {
        return store.markRead(transaction, actor.organisationId(), contactId, actor.name(), clock.instant())
                .compose(marked -> store.keepPause(transaction, actor.organisationId(), contactId))
                .compose(kept -> audit.write(transaction, actor, "hold.pause", "contact:" + contactId))
                .map(new Decision(Settled.PAUSED, null));
    }

    /** It was a stop, and is one like any other from now on; completes when nothing to the person is open. */
    public Future<Settled> stop(Actor actor, long contactId) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.lock(transaction, actor.organisationId(), contactId)
                                .compose(open -> open.isEmpty()
                                        ? Future.succeededFuture(new Decision(Settled.NOT_HELD, null))
                                        : settle(
                                                transaction,
                                                actor,
                                                ConsentEvent.stop(
                                                        actor.organisationId(),
                                                        contactId,
                                                        clock.instant(),
                                                        EventSource.of(actor)),
                                                Settled.STOPPED,
                                                new JsonObject()))))
                .compose(decision -> decision.change() == null
                        ? Future.succeededFuture(decision.settled())
                        : consent.enforce(decision.change()).map(decision.settled()));
    }

    private Future<Decision> settle(
            SqlConnection transaction, Actor actor, ConsentEvent event, Settled settled, JsonObject detail) {
        // First, so that it is kept who read the words; the hold's end would mark them without a name.
        return store.markRead(transaction, actor.organisationId(), event.contactId(), actor.name(), clock.instant())
                .compose(marked -> consent.apply(transaction, event.by(actor)))
                .compose(change -> change.after() == ConsentState.HELD
                        ? Future.failedFuture(new IllegalStateException("the hold could not be settled"))
                        : told(transaction, event.contactId(), settled)
                                .compose(told -> audit.write(
                                        transaction,
                                        actor,
                                        settled == Settled.RELEASED ? "hold.release" : "hold.stop",
                                        "contact:" + event.contactId(),
                                        detail))
                                .map(new Decision(settled, change)));
    }

    private Future<Void> told(SqlConnection transaction, long contactId, Settled settled) {
        return settled == Settled.RELEASED
                ? Sequence.each(listeners, listener -> listener.released(transaction, contactId))
                : Future.succeededFuture();
    }
}
