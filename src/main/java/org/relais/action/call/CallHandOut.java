package org.relais.action.call;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionStore;
import org.relais.action.Assignment;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.call.CallTurns.CallPosition;
import org.relais.action.call.CallTurns.Turn;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;

/** Contacts given to volunteers, one at a time, and given back when they pause. */
final class CallHandOut {
    private final CallTurns turns;
    private final CallScriptDialogue script;
    private final Assignments assignments;
    private final ContactCards cards;
    private final CallOutcomes outcomes;
    private final InstantSource clock;
    private final PhoneNumbers numbers = new PhoneNumbers();
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore volunteers = new AssignmentStore();
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final CallHandOutStore handOuts = new CallHandOutStore();
    private final ConversationStore conversations = new ConversationStore();

    CallHandOut(
            CallTurns turns,
            CallScriptDialogue script,
            Assignments assignments,
            ContactCards cards,
            CallOutcomes outcomes,
            InstantSource clock) {
        this.turns = turns;
        this.script = script;
        this.assignments = assignments;
        this.cards = cards;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** What the volunteer is to do, or the contact they have already. */
    Future<ReplyResult> greet(Turn turn, Action action, String key) {
        return store.open(turn.tx(), action.organisationId(), turn.reply().contactId())
                .compose(open -> open.isPresent()
                        ? script.resume(turn, open.get())
                        : handOuts.waiting(
                                        turn.tx(),
                                        action.organisationId(),
                                        action.id(),
                                        turn.reply().contactId())
                                .compose(waiting -> turns.said(
                                        turn,
                                        turn.words()
                                                .ask(
                                                        key,
                                                        Map.of("title", action.title(), "count", waiting.toCall()),
                                                        ReplyChoices.of(turn.words()
                                                                .speech()
                                                                .choice("call.first", CallButtons.next(action.id())))),
                                        null)));
    }

    /** Gives the next contact of an action, if the volunteer may have one. */
    Future<ReplyResult> next(Turn turn, long actionId) {
        Reply reply = turn.reply();
        return store.open(turn.tx(), reply.organisationId(), reply.contactId()).compose(open -> {
            if (open.isPresent()) {
                return script.resume(turn, open.get())
                        .map(said -> said.about(open.get().actionId()));
            }
            return actions.find(turn.tx(), reply.organisationId(), actionId).compose(action -> volunteers
                    .find(turn.tx(), reply.organisationId(), actionId, reply.contactId())
                    .compose(assignment -> next(turn, action, assignment))
                    .map(said -> said.about(actionId)));
        });
    }

    private Future<ReplyResult> next(Turn turn, Optional<Action> action, Optional<Assignment> assignment) {
        if (action.isEmpty() || assignment.isEmpty() || !assignment.get().takesPart()) {
            return Future.succeededFuture(ReplyResult.of(turn.words().speech().say("action.stranger", Map.of())));
        }
        if (!action.get().isOpen(clock.instant())) {
            return turns.said(
                    turn,
                    turn.words()
                            .say(
                                    action.get().overKey(),
                                    Map.of("title", action.get().title())),
                    null);
        }
        return assignments
                .allowance(turn.tx(), action.get(), assignment.get())
                .compose(allowance -> switch (allowance) {
                    case MORE -> handOut(turn, action.get());
                    case NOT_TODAY -> turns.said(turn, turn.words().say("call.ceiling.today", Map.of()), null);
                    case NO_MORE -> turns.said(turn, turn.words().say("call.ceiling.all", Map.of()), null);
                });
    }

    private Future<ReplyResult> handOut(Turn turn, Action action) {
        Reply reply = turn.reply();
        return scripts.latest(turn.tx(), action.organisationId(), action.id())
                .compose(script -> script.isEmpty()
                        ? Future.succeededFuture(Optional.<AssignedCall>empty())
                        : handOuts.handOut(
                                turn.tx(),
                                action.organisationId(),
                                action.id(),
                                script.get().id(),
                                new CallHandOutStore.Chat(
                                        reply.contactId(),
                                        reply.addressId(),
                                        reply.sender().id()),
                                clock.instant()))
                .compose(contact -> contact.isEmpty() ? nobody(turn, action) : give(turn, action, contact.get()));
    }

    private Future<ReplyResult> give(Turn turn, Action action, AssignedCall contact) {
        return cards.show(
                        turn.tx(),
                        turn.reply(),
                        action.id(),
                        contact.attemptId(),
                        turn.words().card(contact, numbers))
                .compose(shown -> turns.said(
                        turn,
                        turn.words().opening(contact),
                        new CallPosition(contact.attemptId(), CallTurns.CHOICE, -1)));
    }

    /** Nobody can be called now: why, and from when on. */
    Future<ReplyResult> nobody(Turn turn, Action action) {
        return handOuts.waiting(
                        turn.tx(),
                        action.organisationId(),
                        action.id(),
                        turn.reply().contactId())
                .compose(waiting -> waiting.people() == 0
                        ? turns.said(turn, turn.words().say("call.nobody_left", Map.of("title", action.title())), null)
                        : handOuts.next(turn.tx(), action.organisationId(), action.id(), clock.instant())
                                .compose(next -> turns.said(turn, nobody(turn, action, waiting.people(), next), null)));
    }

    /** All are with other volunteers, or it is not the hour, or those who are left are to be called back later. */
    private CallMessages.CallQuestion nobody(Turn turn, Action action, long people, CallHandOutStore.Next next) {
        Instant at = next.at();
        CallMessages words = turn.words();
        if (at == null) {
            return words.onward("call.nobody_away", Map.of(), action.id());
        }
        return at.isAfter(clock.instant())
                ? words.onward(
                        next.due() ? "call.nobody_hours" : "call.nobody_until", words.possible(next, at), action.id())
                : words.onward("call.nobody_now", CallMessages.count(people), action.id());
    }

    /** Goes on with the newest action in which they make calls, or says when that is possible; empty for none. */
    Future<Optional<ReplyResult>> goOn(Turn turn) {
        Reply reply = turn.reply();
        return handOuts.latest(turn.tx(), reply.organisationId(), reply.contactId(), clock.instant())
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(Optional.<Action>empty())
                        : actions.find(turn.tx(), reply.organisationId(), id.get()))
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : resume(turn, action.get()).map(Optional::of));
    }

    /** Somebody to call of what they have last made calls for; empty for whoever makes none. */
    Future<Optional<ReplyResult>> giveNext(Turn turn) {
        Reply reply = turn.reply();
        return handOuts.latest(turn.tx(), reply.organisationId(), reply.contactId(), clock.instant())
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : next(turn, id.get()).map(Optional::of));
    }

    /** The contact they have, or how many wait for a call; where nobody can be called now, why. */
    Future<ReplyResult> resume(Turn turn, Action action) {
        return handOuts.next(turn.tx(), action.organisationId(), action.id(), clock.instant())
                .compose(next -> {
                    Instant at = next.at();
                    return at == null || at.isAfter(clock.instant())
                            ? store.open(
                                            turn.tx(),
                                            action.organisationId(),
                                            turn.reply().contactId())
                                    .compose(open ->
                                            open.isPresent() ? script.resume(turn, open.get()) : nobody(turn, action))
                            : greet(turn, action, "call.welcome_back");
                })
                .map(said -> said.about(action.id()));
    }

    /** Somebody's card is answered who is not theirs to call any more: because the action is over, or they gave it back. */
    Future<ReplyResult> gone(Turn turn, CallAttempt attempt) {
        return actions.find(turn.tx(), attempt.organisationId(), attempt.actionId())
                .compose(found -> turns.said(
                        turn,
                        found.filter(action -> !action.isOpen(clock.instant()))
                                .map(over -> turn.words().say(over.overKey(), Map.of("title", over.title())))
                                .orElseGet(() -> turn.words().onward("call.given_back", Map.of(), attempt.actionId())),
                        null));
    }

    /** Whoever wishes to make no more calls gives back whom they have, and is told how everything ends; empty without calls. */
    Future<Optional<ReplyResult>> leave(Turn turn) {
        Reply reply = turn.reply();
        return store.open(turn.tx(), reply.organisationId(), reply.contactId())
                .compose(open -> open.isPresent()
                        ? Future.succeededFuture(Optional.of(open.get().actionId()))
                        : handOuts.latest(turn.tx(), reply.organisationId(), reply.contactId(), clock.instant()))
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : pause(turn, id.get())
                                .map(paused -> Optional.of(new ReplyResult(Stream.concat(
                                                        paused.messages().stream(),
                                                        Stream.of(turn.words()
                                                                .speech()
                                                                .say("leave.how", Map.of())))
                                                .toList())
                                        .about(id.get()))));
    }

    /**
     * No more for now: the contact that the volunteer has goes back, once it is known whether they asked to be removed, and their
     * part is done only when the action is.
     */
    Future<ReplyResult> pause(Turn turn, long actionId) {
        Reply reply = turn.reply();
        return store.open(turn.tx(), reply.organisationId(), reply.contactId())
                .compose(open -> open.filter(CallAttempt::removalAsked)
                        .map(asked -> script.resume(turn, asked))
                        .orElseGet(() -> pause(turn, open, actionId)))
                .map(said -> said.about(actionId));
    }

    private Future<ReplyResult> pause(Turn turn, Optional<CallAttempt> open, long actionId) {
        Reply reply = turn.reply();
        return (open.isPresent()
                        ? outcomes.giveBack(turn.tx(), open.get(), CallAttemptStore.PAUSED)
                        : Future.<Void>succeededFuture())
                .compose(back -> actions.find(turn.tx(), reply.organisationId(), actionId))
                .compose(action -> volunteers
                        .find(turn.tx(), reply.organisationId(), actionId, reply.contactId())
                        .compose(assignment -> action.isEmpty() || assignment.isEmpty()
                                ? turns.already(turn)
                                : paused(turn, action.get(), assignment.get())));
    }

    private Future<ReplyResult> paused(Turn turn, Action action, Assignment assignment) {
        return handOuts.own(turn.tx(), action.organisationId(), action.id(), assignment.contactId())
                .compose(calls -> conversations
                        .end(turn.tx(), turn.reply().contactId())
                        .compose(ended ->
                                turns.said(turn, turn.words().say("call.paused", CallMessages.count(calls)), null)));
    }
}
