package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.relais.consent.StopEnforcer;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.intake.DrainedStop;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.intake.PendingStop;
import org.relais.inbound.intake.PendingStopStore;
import org.relais.inbound.intake.StopDrain;
import org.relais.task.ConcurrencyLimit;
import org.relais.task.RequestScope;

/**
 * Completion of stops and holds, through to their last word, the one confirmation or question.
 *
 * <p>It is owed by the inbox row that was committed together with the stop, so no crash loses it. It is enqueued in the
 * transaction that closes that row, under a right that consent gives once per episode, so nothing doubles it. And it
 * waits until nothing to the person is open, so it is the last thing they get. A row whose node died between commit and
 * answer has its wait here; so has what was still in flight when the bound of the answer was hit.
 */
final class StopCompletion {
    private static final int PAGE = 64;
    private static final int MOST_AT_ONCE = 8;
    /** What is in flight beyond the bound gets so many further looks, about a minute in all. */
    private static final int MOST_LOOKS = 12;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final WorkerContext context;
    private final StopDrain stopDrain;
    private final StopEnforcer enforcer;
    private final StopConfirmation confirmation;
    private final PendingStopStore store = new PendingStopStore();
    private final ContactStore contacts = new ContactStore();
    private final ReplyPersonStore persons = new ReplyPersonStore();

    /** A row with the person it is about, who may have been merged into another contact since. */
    private record LockedStop(PendingInboxEvent open, ReplyPerson person) {
        long organisationId() {
            return Objects.requireNonNull(open.organisationId(), "a stop is some organisation's");
        }

        PendingStop pending() {
            return new PendingStop(
                    open.id(),
                    organisationId(),
                    person.contactId(),
                    Objects.requireNonNull(open.effect()),
                    open.ledgerEventId());
        }
    }

    StopCompletion(WorkerContext context, StopDrain stopDrain, StopEnforcer enforcer, StopConfirmation confirmation) {
        this.context = context;
        this.stopDrain = stopDrain;
        this.enforcer = enforcer;
        this.confirmation = confirmation;
    }

    /**
     * Sees a stop or hold through right after its wait, as long as it is still the last word of the person, so that
     * nothing can have been begun for them since: all that is left to do is one transaction. Anything else (they have
     * begun anew, were merged, something was in flight at the bound) is noted as over and left for {@link #step}.
     *
     * @return whether it is seen through; false when {@link #step} has it
     */
    Future<Boolean> conclude(DrainedStop drained) {
        long organisationId = drained.pending().organisationId();
        return context.pool()
                .withTransaction(
                        transaction -> store.lock(transaction, drained.pending().inboxId())
                                .compose(open -> open.isEmpty()
                                        ? Future.succeededFuture(true)
                                        : conclude(transaction, drained, open.get())))
                .onSuccess(concluded -> {
                    if (concluded) {
                        context.wakeOutbox().accept(organisationId);
                    }
                });
    }

    /** Notes that the wait is over, and leaves the rest for {@link #step}. */
    Future<Void> leave(DrainedStop drained) {
        return stopDrain.over(List.of(drained));
    }

    private Future<Boolean> conclude(SqlConnection transaction, DrainedStop drained, PendingInboxEvent open) {
        PendingStop pending = drained.pending();
        return persons.take(transaction, pending.organisationId(), pending.contactId())
                .compose(person -> person.isPresent() && isLastWord(drained, open, person.get())
                        ? stopDrain
                                .note(transaction, open.enforced() ? List.of() : List.of(drained))
                                .compose(noted -> close(transaction, new LockedStop(open, person.get()), person.get()))
                        : stopDrain.over(transaction, List.of(drained)).map(false));
    }

    private static boolean isLastWord(DrainedStop drained, PendingInboxEvent open, ReplyPerson person) {
        return drained.enforced().inFlight().isEmpty()
                && StopConfirmation.stands(open, person)
                && Objects.equals(person.basisEventId(), open.ledgerEventId());
    }

    /** Sees a page of them through; completes with whether there may be more to do at once. */
    Future<Boolean> step() {
        return store.due(context.pool(), PAGE, context.clock().instant())
                .compose(this::settle)
                .recover(fault -> context.putOff(List.of(), fault).map(true));
    }

    private Future<Boolean> settle(List<PendingInboxEvent> due) {
        ConcurrencyLimit limit = new ConcurrencyLimit(MOST_AT_ONCE);
        List<Future<Boolean>> settled = due.stream()
                .map(open -> limit.run(() -> RequestScope.within(open.request(), () -> settle(open)
                        .recover(fault -> context.failed(List.of(open), fault).map(true)))))
                .toList();
        return Future.join(settled).map(all -> settled.stream().anyMatch(Future::result));
    }

    /** Completes with whether anything has moved. */
    private Future<Boolean> settle(PendingInboxEvent open) {
        long organisationId = Objects.requireNonNull(open.organisationId(), "a stop is some organisation's");
        long contactId = Objects.requireNonNull(open.contactId(), "a stop is somebody's");
        return contacts.current(context.pool(), organisationId, contactId)
                .map(current -> current.map(Contact::id).orElse(contactId))
                .compose(id -> persons.find(context.pool(), organisationId, id))
                .compose(person -> person.isEmpty() ? forget(open) : await(new LockedStop(open, person.get())));
    }

    /** The person was erased: nobody is left to wait for. */
    private Future<Boolean> forget(PendingInboxEvent open) {
        return context.work()
                .finish(
                        context.pool(),
                        open.id(),
                        InboxOutcome.IGNORED,
                        null,
                        null,
                        context.clock().instant())
                .map(true);
    }

    private Future<Boolean> await(LockedStop standing) {
        if (!StopConfirmation.stands(standing.open(), standing.person())) {
            return store.markEnforced(
                            context.pool(),
                            List.of(standing.pending()),
                            context.clock().instant())
                    .compose(marked -> close(standing));
        }
        if (!standing.open().enforced()) {
            return takeUp(standing).map(true);
        }
        return enforcer.enforce(standing.organisationId(), standing.person().contactId())
                .compose(enforced ->
                        enforced.inFlight().isEmpty() || standing.open().attempt() >= MOST_LOOKS
                                ? close(standing)
                                : store.lookAgain(
                                                context.pool(),
                                                standing.open().id(),
                                                context.clock().instant().plus(BETWEEN_LOOKS))
                                        .map(true));
    }

    /** Waits in the place of a node that died in it; what that one had cancelled already is told as well. */
    private Future<Void> takeUp(LockedStop standing) {
        return stopDrain
                .enforce(List.of(standing.pending()))
                .compose(drained -> store.cancelledSince(
                                context.pool(),
                                standing.person().contactId(),
                                standing.open().receivedAt())
                        .map(cancelled -> drained.stream()
                                .map(one -> one.withCancelled(cancelled))
                                .toList()))
                .compose(stopDrain::over);
    }

    private Future<Boolean> close(LockedStop standing) {
        return context.pool()
                .withTransaction(transaction -> store.lock(
                                transaction, standing.open().id())
                        .compose(locked ->
                                locked.isEmpty() ? Future.succeededFuture(false) : close(transaction, standing)))
                .onSuccess(closed -> context.wakeOutbox().accept(standing.organisationId()));
    }

    /** The person is read again: between the wait and this lock they may have started anew. */
    private Future<Boolean> close(SqlConnection transaction, LockedStop standing) {
        return persons.take(
                        transaction,
                        standing.organisationId(),
                        standing.person().contactId())
                .compose(person -> close(transaction, standing, person.orElse(standing.person())));
    }

    private Future<Boolean> close(SqlConnection transaction, LockedStop standing, ReplyPerson person) {
        return confirmation
                .say(transaction, standing.open(), person)
                .compose(outcome -> context.work()
                        .finish(
                                transaction,
                                standing.open().id(),
                                outcome,
                                standing.organisationId(),
                                standing.person().contactId(),
                                context.clock().instant()))
                .map(true);
    }
}
