package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionStore;
import org.relais.action.Allowance;
import org.relais.action.Assignment;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.call.CallMessages.CallQuestion;
import org.relais.action.call.CallScript.Option;
import org.relais.action.call.CallScript.Step;
import org.relais.action.call.CallScriptStore.Version;
import org.relais.channel.Features;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;

/** Gives volunteers their contacts and leads them through the script. Everything runs in the transaction of one reply. */
final class CallDialogue {
    /** Long after the lease, so that what is typed too late is still understood as belonging to the call. */
    static final Duration REMEMBERED = Duration.ofHours(12);

    static final String CHOICE = CallButtons.PART + ".choice";
    static final String WORDS = CallButtons.PART + ".words";
    static final String TIME = CallButtons.PART + ".time";

    private final Assignments assignments;
    private final ContactCards cards;
    private final CallOutcomes outcomes;
    private final ChannelFeatures channels;
    private final Predicate<String> removal;
    private final InstantSource clock;
    private final PhoneNumbers numbers = new PhoneNumbers();
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore volunteers = new AssignmentStore();
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final ConversationStore conversations = new ConversationStore();

    /** What a channel can show. */
    interface ChannelFeatures {
        Features of(String channel);
    }

    /** @param removal whether a volunteer's notes may say that the contact asked to be removed */
    CallDialogue(
            Assignments assignments,
            ContactCards cards,
            CallOutcomes outcomes,
            ChannelFeatures channels,
            Predicate<String> removal,
            InstantSource clock) {
        this.assignments = assignments;
        this.cards = cards;
        this.outcomes = outcomes;
        this.channels = channels;
        this.removal = removal;
        this.clock = clock;
    }

    /** One reply and the words to answer it with. */
    record Turn(SqlClient tx, Reply reply, CallMessages words) {}

    Future<Turn> turn(SqlClient tx, Reply reply) {
        return OrganisationTexts.of(tx, reply)
                .map(speech -> new Turn(
                        tx,
                        reply,
                        new CallMessages(speech, channels.of(reply.sender().channel()))));
    }

    /** What the volunteer is to do, or the contact they have already. */
    Future<ReplyResult> greet(Turn turn, Action action, String key) {
        return store.open(turn.tx(), action.organisationId(), turn.reply().contactId())
                .compose(open -> open.isPresent()
                        ? resume(turn, open.get())
                        : store.waiting(turn.tx(), action.organisationId(), action.id())
                                .compose(waiting -> said(
                                        turn,
                                        turn.words()
                                                .ask(
                                                        key,
                                                        Map.of("title", action.title(), "count", waiting.people()),
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
                return resume(turn, open.get());
            }
            return actions.find(turn.tx(), reply.organisationId(), actionId).compose(action -> volunteers
                    .find(turn.tx(), reply.organisationId(), actionId, reply.contactId())
                    .compose(assignment -> next(turn, action, assignment)));
        });
    }

    private Future<ReplyResult> next(Turn turn, Optional<Action> action, Optional<Assignment> assignment) {
        if (action.isEmpty() || assignment.isEmpty() || !assignment.get().takesPart()) {
            return Future.succeededFuture(ReplyResult.of(turn.words().speech().say("action.stranger", Map.of())));
        }
        if (!action.get().isOpen(clock.instant())) {
            return said(
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
                    case NOT_TODAY -> said(turn, turn.words().say("call.ceiling.today", Map.of()), null);
                    case NO_MORE -> said(turn, turn.words().say("call.ceiling.all", Map.of()), null);
                });
    }

    private Future<ReplyResult> handOut(Turn turn, Action action) {
        Reply reply = turn.reply();
        return scripts.latest(turn.tx(), action.organisationId(), action.id())
                .compose(script -> script.isEmpty()
                        ? Future.succeededFuture(Optional.<AssignedCall>empty())
                        : store.handOut(
                                turn.tx(),
                                action.organisationId(),
                                action.id(),
                                reply.contactId(),
                                script.get().id(),
                                new CallAttemptStore.Chat(
                                        reply.addressId(), reply.sender().id()),
                                clock.instant()))
                .compose(contact -> contact.isEmpty() ? nobody(turn, action) : give(turn, contact.get()));
    }

    private Future<ReplyResult> give(Turn turn, AssignedCall contact) {
        return cards.show(
                        turn.tx(),
                        turn.reply(),
                        contact.attemptId(),
                        turn.words().card(contact, numbers))
                .compose(shown ->
                        said(turn, turn.words().opening(contact), new CallPosition(contact.attemptId(), CHOICE, -1)));
    }

    /** Nobody can be called now: because all have been, or because of hours, call-backs and other volunteers. */
    Future<ReplyResult> nobody(Turn turn, Action action) {
        return store.waiting(turn.tx(), action.organisationId(), action.id()).compose(waiting -> {
            Instant callBack = waiting.callBack();
            CallMessages words = turn.words();
            if (waiting.people() == 0) {
                return said(turn, words.say("call.nobody_left", Map.of("title", action.title())), null);
            }
            return said(
                    turn,
                    callBack != null && callBack.isAfter(clock.instant())
                            ? words.onward(
                                    "call.nobody_until",
                                    Map.of("time", words.time(callBack, waiting.zone())),
                                    action.id())
                            : words.onward("call.nobody_now", CallMessages.count(waiting.people()), action.id()),
                    null);
        });
    }

    /** Where the volunteer stands in the call that is open. */
    Future<ReplyResult> resume(Turn turn, CallAttempt attempt) {
        Integer step = attempt.step();
        return step == null
                ? said(
                        turn,
                        turn.words()
                                .ask(
                                        "call.have",
                                        Map.of(),
                                        ReplyChoices.of(
                                                turn.words()
                                                        .speech()
                                                        .choice("call.answered", CallButtons.talk(attempt.id())),
                                                turn.words()
                                                        .speech()
                                                        .choice("call.other", CallButtons.results(attempt.id())))),
                        new CallPosition(attempt.id(), CHOICE, -1))
                : scripts.find(turn.tx(), attempt.organisationId(), attempt.scriptId())
                        .compose(version -> at(turn, attempt, version.script(), step));
    }

    /** The first step, whatever was pressed before: pressing it twice says it twice, and nothing else happens. */
    Future<ReplyResult> talk(Turn turn, CallAttempt attempt) {
        return attempt.step() == null ? script(turn, attempt, script -> at(turn, attempt, script, 0)) : already(turn);
    }

    /** On from a step of which nothing was asked, or whose question was skipped. */
    Future<ReplyResult> go(Turn turn, CallAttempt attempt, int place) {
        Integer stands = attempt.step();
        return stands == null || stands != place
                ? already(turn)
                : script(turn, attempt, script -> onwards(turn, attempt, script, place, null));
    }

    /** An answer to a question; another answer to an earlier one goes on from there. */
    Future<ReplyResult> pick(Turn turn, CallAttempt attempt, int place, int chosen) {
        return script(turn, attempt, script -> {
            Optional<Step> step = script.step(place)
                    .filter(found -> chosen >= 0 && chosen < found.options().size());
            return step.isEmpty()
                    ? already(turn)
                    : pick(
                            turn,
                            attempt,
                            script,
                            place,
                            step.get(),
                            step.get().options().get(chosen));
        });
    }

    private Future<ReplyResult> pick(
            Turn turn, CallAttempt attempt, CallScript script, int place, Step step, Option option) {
        return store.answered(turn.tx(), attempt.id(), step.id()).compose(before -> {
            Integer stands = attempt.step();
            boolean twice = before.isPresent() && before.get().equals(option.id());
            boolean ahead = stands == null || place > stands;
            return twice || ahead
                    ? already(turn)
                    : store.answer(turn.tx(), attempt, step.id(), option.id(), null, clock.instant())
                            .compose(noted -> onwards(turn, attempt, script, place, option));
        });
    }

    /** What the person said, in the volunteer's words. */
    Future<ReplyResult> words(Turn turn, CallAttempt attempt, int place, String words) {
        return script(turn, attempt, script -> {
            Optional<Step> step = script.step(place).filter(Step::freeText);
            Integer stands = attempt.step();
            return step.isEmpty() || stands == null || stands != place
                    ? already(turn)
                    : store.answer(
                                    turn.tx(),
                                    attempt,
                                    step.get().id(),
                                    null,
                                    words.substring(0, Math.min(words.length(), 4_000)),
                                    clock.instant())
                            .compose(noted -> removal.test(words)
                                    ? askRemoval(turn, attempt, place, CallButtons.go(attempt.id(), place))
                                    : onwards(turn, attempt, script, place, null));
        });
    }

    /** Words where none were asked for, that may mean that the contact wants to be removed; empty for all others. */
    Optional<Future<ReplyResult>> removal(Turn turn, CallAttempt attempt, String words) {
        return removal.test(words)
                ? Optional.of(askRemoval(turn, attempt, -1, CallButtons.stay(attempt.id())))
                : Optional.empty();
    }

    private Future<ReplyResult> askRemoval(Turn turn, CallAttempt attempt, int place, ButtonPayload no) {
        return said(turn, turn.words().removal(attempt, no), new CallPosition(attempt.id(), CHOICE, place));
    }

    private Future<ReplyResult> onwards(
            Turn turn, CallAttempt attempt, CallScript script, int place, @Nullable Option chosen) {
        Optional<Integer> after = script.after(place, chosen);
        return after.isPresent()
                ? at(turn, attempt, script, after.get())
                : moved(turn, attempt, script.steps().size()).compose(moved -> results(turn, attempt, script));
    }

    private Future<ReplyResult> at(Turn turn, CallAttempt attempt, CallScript script, int place) {
        if (script.step(place).isEmpty()) {
            return results(turn, attempt, script);
        }
        Step step = script.steps().get(place);
        return moved(turn, attempt, place)
                .compose(moved -> said(
                        turn,
                        turn.words().step(attempt, script, place),
                        new CallPosition(attempt.id(), step.freeText() ? WORDS : CHOICE, place)));
    }

    private Future<Void> moved(Turn turn, CallAttempt attempt, int place) {
        return store.move(turn.tx(), attempt.id(), place, clock.instant());
    }

    /** How it ended. */
    Future<ReplyResult> results(Turn turn, CallAttempt attempt) {
        return store.move(turn.tx(), attempt.id(), attempt.step(), clock.instant())
                .compose(moved -> script(turn, attempt, script -> results(turn, attempt, script)));
    }

    private Future<ReplyResult> results(Turn turn, CallAttempt attempt, CallScript script) {
        return outcomes.mayBeCalledAgain(turn.tx(), attempt)
                .compose(again -> said(
                        turn,
                        turn.words().results(attempt, script, again),
                        new CallPosition(attempt.id(), CHOICE, -1)));
    }

    /** A result; a call back first asks when. */
    Future<ReplyResult> result(Turn turn, CallAttempt attempt, CallResult result) {
        if (result != CallResult.CALL_BACK) {
            return ended(turn, attempt, result, null);
        }
        return outcomes.mayBeCalledAgain(turn.tx(), attempt)
                .compose(again -> again
                        ? said(
                                turn,
                                turn.words().times(attempt, clock.instant()),
                                new CallPosition(attempt.id(), TIME, -1))
                        : results(turn, attempt));
    }

    /** A time to call back, by button. */
    Future<ReplyResult> at(Turn turn, CallAttempt attempt, Instant time) {
        return callBack(turn, attempt, CallBackTimes.judged(time, attempt, clock.instant()));
    }

    /** A time to call back, in words. */
    Future<ReplyResult> time(Turn turn, CallAttempt attempt, String words) {
        return callBack(turn, attempt, CallBackTimes.read(words, attempt, clock.instant()));
    }

    /** The volunteer wants to type it. */
    Future<ReplyResult> type(Turn turn, CallAttempt attempt) {
        return askTime(turn, attempt, "call.when.ask");
    }

    private Future<ReplyResult> callBack(Turn turn, CallAttempt attempt, CallBackTimes.Read read) {
        if (read instanceof CallBackTimes.At at) {
            return outcomes.mayBeCalledAgain(turn.tx(), attempt)
                    .compose(again ->
                            again ? ended(turn, attempt, CallResult.CALL_BACK, at.time()) : results(turn, attempt));
        }
        return askTime(
                turn,
                attempt,
                read instanceof CallBackTimes.Closed
                        ? "call.when.closed"
                        : read instanceof CallBackTimes.OutOfRange ? "call.when.range" : "call.when.unreadable");
    }

    private Future<ReplyResult> askTime(Turn turn, CallAttempt attempt, String key) {
        return said(turn, turn.words().typed(key, attempt, clock.instant()), new CallPosition(attempt.id(), TIME, -1));
    }

    /** A removal is honoured whatever became of the call. */
    Future<ReplyResult> removed(Turn turn, CallAttempt attempt) {
        return ended(turn, attempt, CallResult.REMOVED, null);
    }

    Instant now() {
        return clock.instant();
    }

    private Future<ReplyResult> ended(Turn turn, CallAttempt attempt, CallResult result, @Nullable Instant at) {
        if (result != CallResult.CALL_BACK && result.sqlName().equals(attempt.result())) {
            return already(turn);
        }
        return outcomes.record(turn.tx(), turn.reply(), attempt, result, at)
                .compose(done -> afterwards(turn, attempt, result, at, done));
    }

    private Future<ReplyResult> afterwards(
            Turn turn, CallAttempt attempt, CallResult result, @Nullable Instant at, CallOutcomes.Noted noted) {
        CallMessages words = turn.words();
        Map<String, Object> arguments = new HashMap<>(CallMessages.count(noted.calls()));
        arguments.put("organisation", words.speech().profile().name());
        arguments.put("result", words.result(result));
        arguments.put("time", at == null ? "" : words.time(at, attempt.zone()));
        String key =
                switch (result) {
                    case CALL_BACK -> "call.noted.call_back";
                    case REMOVED -> "call.noted.removed";
                    case WRONG_NUMBER -> "call.noted.wrong_number";
                    case REACHED, NO_ANSWER, REFUSED -> "call.noted";
                };
        boolean more = noted.allowance() == Allowance.MORE;
        CallQuestion asked = words.noted(key, arguments, attempt, result, more);
        return said(turn, asked, null).map(answer -> noted.with(answer, words));
    }

    /** No more for now: the contact that the volunteer has goes back, and their part is done only when the action is. */
    Future<ReplyResult> pause(Turn turn, long actionId) {
        Reply reply = turn.reply();
        return store.open(turn.tx(), reply.organisationId(), reply.contactId())
                .compose(open -> open.isPresent()
                        ? outcomes.giveBack(turn.tx(), open.get(), CallAttemptStore.PAUSED)
                        : Future.succeededFuture())
                .compose(back -> actions.find(turn.tx(), reply.organisationId(), actionId))
                .compose(action -> volunteers
                        .find(turn.tx(), reply.organisationId(), actionId, reply.contactId())
                        .compose(assignment -> action.isEmpty() || assignment.isEmpty()
                                ? already(turn)
                                : paused(turn, action.get(), assignment.get())));
    }

    private Future<ReplyResult> paused(Turn turn, Action action, Assignment assignment) {
        return store.own(turn.tx(), action.organisationId(), action.id(), assignment.contactId())
                .compose(calls -> conversations
                        .end(turn.tx(), turn.reply().contactId())
                        .compose(
                                ended -> said(turn, turn.words().say("call.paused", CallMessages.count(calls)), null)));
    }

    /** What was pressed has been noted before, or stands no longer. */
    Future<ReplyResult> already(Turn turn) {
        return Future.succeededFuture(ReplyResult.of(turn.words().speech().say("call.already", Map.of())));
    }

    /** Says what there is to say and remembers what may be answered. */
    Future<ReplyResult> said(Turn turn, CallQuestion asked, @Nullable CallPosition place) {
        ReplyResult answer = new ReplyResult(asked.messages());
        if (asked.choices().choices().isEmpty()) {
            return Future.succeededFuture(answer);
        }
        Instant now = clock.instant();
        JsonObject data =
                Conversation.readingWords().put("choices", asked.choices().json());
        if (place != null) {
            data.put("attempt", place.attemptId()).put("step", place.step());
        }
        return conversations
                .put(
                        turn.tx(),
                        turn.reply().organisationId(),
                        new Conversation(
                                turn.reply().contactId(),
                                place == null ? CHOICE : place.state(),
                                data,
                                now.plus(REMEMBERED)),
                        now)
                .map(answer);
    }

    /** What a conversation offered. */
    static ReplyChoices choices(Conversation conversation) {
        return ReplyChoices.read(conversation.data().getJsonArray("choices", new JsonArray()));
    }

    /**
     * Where a dialogue stands.
     *
     * @param step the step of the script that is asked, -1 for none
     */
    record CallPosition(long attemptId, String state, int step) {}

    private interface WithScript {
        Future<ReplyResult> then(CallScript script);
    }

    private Future<ReplyResult> script(Turn turn, CallAttempt attempt, WithScript with) {
        return scripts.find(turn.tx(), attempt.organisationId(), attempt.scriptId())
                .map(Version::script)
                .compose(with::then);
    }
}
