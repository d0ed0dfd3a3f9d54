package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionStore;
import org.relais.action.Allowance;
import org.relais.action.Assignment;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.call.CallAttemptStore.Aftermath;
import org.relais.action.call.CallAttemptStore.Ending;
import org.relais.action.call.ContactCardStore.Card;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.ledger.EventSource;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;

/** What becomes of a call: its result, its contact, and the volunteer's part in the action. */
final class CallOutcomes {
    /** Why an address with a wrong number is not called any more; the view of callable addresses knows it. */
    private static final String WRONG_NUMBER = "wrong_number";

    private final ConsentService consent;
    private final Assignments assignments;
    private final ContactCards cards;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore volunteers = new AssignmentStore();
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final CallHandOutStore handOuts = new CallHandOutStore();
    private final AddressStore addresses = new AddressStore();

    CallOutcomes(ConsentService consent, Assignments assignments, ContactCards cards, InstantSource clock) {
        this.consent = consent;
        this.assignments = assignments;
        this.cards = cards;
        this.clock = clock;
    }

    /**
     * What a volunteer has done in the action.
     *
     * @param calls of theirs with a result
     * @param thanks to be said because their part is done now; null when it is not, or was before
     */
    record Noted(long calls, Allowance allowance, @Nullable MessageSpec thanks) {

        /** The answer with what else there is to say. */
        ReplyResult with(ReplyResult answer, CallMessages words) {
            List<MessageSpec> messages = new ArrayList<>(answer.messages());
            switch (allowance) {
                case MORE -> {}
                case NOT_TODAY ->
                    messages.addAll(words.say("call.ceiling.today", Map.of()).messages());
                case NO_MORE ->
                    messages.addAll(words.say("call.ceiling.all", Map.of()).messages());
            }
            if (thanks != null) {
                messages.add(thanks);
            }
            return new ReplyResult(messages);
        }
    }

    /** An occasional contact is called once in all, everybody else so often as the list says. */
    Future<Boolean> mayBeCalledAgain(SqlClient tx, CallAttempt attempt) {
        return attempt.onlyContact()
                ? Future.succeededFuture(false)
                : scripts.settings(tx, attempt.organisationId(), attempt.actionId())
                        .map(settings -> attempt.attempts() < settings.mostAttempts());
    }

    /** Writes down how a call ended. */
    Future<Noted> record(
            SqlClient tx, Reply reply, CallAttempt attempt, CallResult result, @Nullable Instant callBackAt) {
        Instant now = clock.instant();
        return (result == CallResult.REMOVED
                        ? stop(tx, reply, attempt).map(Optional::of)
                        : Future.succeededFuture(Optional.<Long>empty()))
                .compose(stopEvent -> !attempt.reportable() && !attempt.correctable(now)
                        ? owed(tx, attempt, stopEvent)
                        : aftermath(tx, attempt, result, callBackAt, now)
                                .compose(aftermath -> store.end(
                                        tx,
                                        attempt,
                                        new Ending(result.sqlName(), callBackAt, stopEvent.orElse(null)),
                                        aftermath,
                                        now))
                                .compose(ended -> number(tx, attempt, result)))
                .compose(ended -> cards.clear(tx, attempt.id()))
                .compose(cleared -> count(tx, reply, attempt, result));
    }

    private Future<Void> owed(SqlClient tx, CallAttempt attempt, Optional<Long> stopEvent) {
        return stopEvent.isEmpty() ? Future.succeededFuture() : store.owe(tx, attempt.id(), stopEvent.get());
    }

    /** The stop counts from this transaction's commit; the outbox is emptied right after it. */
    private Future<Long> stop(SqlClient tx, Reply reply, CallAttempt attempt) {
        Long contact = attempt.contactId();
        if (contact == null) {
            return Future.failedFuture(new IllegalStateException("an erased person has nothing to stop"));
        }
        ConsentEvent event = ConsentEvent.stop(
                        attempt.organisationId(), contact, clock.instant(), EventSource.VOLUNTEER)
                .from(null, "call:" + attempt.id())
                .by("volunteer:" + reply.contactId())
                .detail(new JsonObject().put("rule", "asked_on_the_telephone").put("action", attempt.actionId()));
        return consent.apply((SqlConnection) tx, event).map(change -> change.ledgerEventId());
    }

    private Future<Aftermath> aftermath(
            SqlClient tx, CallAttempt attempt, CallResult result, @Nullable Instant callBackAt, Instant now) {
        if (!result.leavesOpen()) {
            return Future.succeededFuture(new Aftermath(result.sqlName(), null, null));
        }
        if (callBackAt != null) {
            return Future.succeededFuture(new Aftermath(null, 0, callBackAt));
        }
        return scripts.settings(tx, attempt.organisationId(), attempt.actionId())
                .map(settings -> attempt.onlyContact() || attempt.attempts() >= settings.mostAttempts()
                        ? new Aftermath(result.sqlName(), null, null)
                        : new Aftermath(null, 2, settings.again(now, attempt.zone())));
    }

    /** A number that turns out to be wrong is not shown again, and is when that was a slip. */
    private Future<Void> number(SqlClient tx, CallAttempt attempt, CallResult result) {
        boolean wasWrong = CallResult.WRONG_NUMBER.sqlName().equals(attempt.result());
        if (result == CallResult.WRONG_NUMBER) {
            return mark(tx, attempt, Address.Status.UNREACHABLE, WRONG_NUMBER);
        }
        return wasWrong ? mark(tx, attempt, Address.Status.ACTIVE, null) : Future.succeededFuture();
    }

    private Future<Void> mark(SqlClient tx, CallAttempt attempt, Address.Status status, @Nullable String reason) {
        Long shown = attempt.addressId();
        if (shown == null) {
            return Future.succeededFuture();
        }
        return store.sameNumber(tx, attempt.organisationId(), shown)
                .compose(same -> Sequence.each(
                        same, address -> addresses.mark(tx, attempt.organisationId(), address, status, reason)));
    }

    private Future<Noted> count(SqlClient tx, Reply reply, CallAttempt attempt, CallResult result) {
        return actions.find(tx, attempt.organisationId(), attempt.actionId()).compose(action -> volunteers
                .find(tx, attempt.organisationId(), attempt.actionId(), reply.contactId())
                .compose(assignment -> action.isEmpty() || assignment.isEmpty()
                        ? Future.succeededFuture(new Noted(0, Allowance.MORE, null))
                        : (attempt.reportable()
                                        ? assignments.unit(
                                                tx,
                                                action.get(),
                                                assignment.get(),
                                                new JsonObject().put("result", result.sqlName()))
                                        : Future.<Void>succeededFuture())
                                .compose(counted -> enough(tx, reply, action.get(), assignment.get()))));
    }

    /** A volunteer's part is done when they reach their ceiling or nobody is left to call. */
    private Future<Noted> enough(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return assignments.allowance(tx, action, assignment).compose(allowance -> handOuts.waiting(
                        tx, action.organisationId(), action.id(), assignment.contactId())
                .compose(waiting -> allowance == Allowance.NO_MORE || waiting.people() == 0
                        ? sessionOver(tx, reply, action, assignment)
                                .map(noted -> new Noted(noted.calls(), allowance, noted.thanks()))
                        : handOuts.own(tx, action.organisationId(), action.id(), assignment.contactId())
                                .map(calls -> new Noted(calls, allowance, null))));
    }

    /** The volunteer has finished: done, if they have called anybody. */
    private Future<Noted> sessionOver(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return handOuts.own(tx, action.organisationId(), action.id(), assignment.contactId())
                .compose(calls -> calls == 0 || assignment.state() != AssignmentState.ACCEPTED
                        ? Future.succeededFuture(new Noted(calls, Allowance.MORE, null))
                        : assignments
                                .done(tx, action, assignment, reply.language())
                                .map(thanks -> new Noted(calls, Allowance.MORE, thanks.orElse(null))));
    }

    /**
     * Ends a call without a result of the volunteer's. The contact goes back, if they may be called again: what was given
     * back counts as no call, but an occasional person's number is shown once whatever comes of it.
     */
    Future<Void> giveBack(SqlClient tx, CallAttempt attempt, String how) {
        return takeBack(tx, attempt, how).mapEmpty();
    }

    /** As {@link #giveBack}; completes with the card that was taken away. */
    Future<Optional<Card>> takeBack(SqlClient tx, CallAttempt attempt, String how) {
        Instant now = clock.instant();
        boolean uncalled = !how.equals(CallAttemptStore.EXPIRED);
        return mayBeCalledAgain(tx, attempt)
                .map(again -> again || uncalled && !attempt.onlyContact()
                        ? new Aftermath(null, null, now)
                        : new Aftermath(attempt.onlyContact() ? "only_contact" : "attempts", null, null))
                .compose(aftermath -> store.end(tx, attempt, Ending.of(how), aftermath, now))
                .compose(ended -> cards.clear(tx, attempt.id()));
    }

    /** Ends a call because its contact may not be called any more; completes with the card that was taken away. */
    Future<Optional<Card>> stopped(SqlClient tx, CallAttempt attempt) {
        String refusal = attempt.refusal();
        return store.end(
                        tx,
                        attempt,
                        Ending.of(CallAttemptStore.STOPPED),
                        new Aftermath(refusal == null ? CallAttemptStore.STOPPED : refusal, null, null),
                        clock.instant())
                .compose(ended -> cards.clear(tx, attempt.id()));
    }
}
