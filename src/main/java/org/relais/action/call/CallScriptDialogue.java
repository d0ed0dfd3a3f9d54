package org.relais.action.call;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallScript.Step;
import org.relais.action.call.CallScriptStore.Version;
import org.relais.action.call.CallTurns.CallPosition;
import org.relais.action.call.CallTurns.Turn;
import org.relais.action.step.StepOption;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;

/** The steps of the script, from the first to the question how the call ended. Runs in the transaction of one reply. */
final class CallScriptDialogue {
    private final CallTurns turns;
    private final CallOutcomes outcomes;
    private final Predicate<String> removal;
    private final InstantSource clock;
    private final CallScriptStore scripts = new CallScriptStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final CallHandOutStore handOuts = new CallHandOutStore();

    /** @param removal whether a volunteer's notes may say that the contact asked to be removed */
    CallScriptDialogue(CallTurns turns, CallOutcomes outcomes, Predicate<String> removal, InstantSource clock) {
        this.turns = turns;
        this.outcomes = outcomes;
        this.removal = removal;
        this.clock = clock;
    }

    /** Where the volunteer stands in the call that is open; what has to be said before anything else is asked again. */
    Future<ReplyResult> resume(Turn turn, CallAttempt attempt) {
        return attempt.removalAsked() ? askRemoval(turn, attempt) : standing(turn, attempt);
    }

    private Future<ReplyResult> standing(Turn turn, CallAttempt attempt) {
        Integer step = attempt.step();
        return step == null
                ? turns.said(
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
                                                        .choice(
                                                                "call.result.no_answer",
                                                                CallButtons.result(attempt.id(), CallResult.NO_ANSWER)),
                                                turn.words()
                                                        .speech()
                                                        .choice("call.other", CallButtons.results(attempt.id())))),
                        new CallPosition(attempt.id(), CallTurns.CHOICE, -1))
                : scripts.find(turn.tx(), attempt.organisationId(), attempt.scriptId())
                        .compose(version -> at(turn, attempt, version.script(), step));
    }

    /** The first step, whatever was pressed before: pressing it twice says it twice, and nothing else happens. */
    Future<ReplyResult> talk(Turn turn, CallAttempt attempt) {
        return attempt.step() == null
                ? script(turn, attempt, script -> at(turn, attempt, script, 0))
                : turns.already(turn);
    }

    /** The same, where it is not begun and there is something to ask. */
    Future<Optional<ReplyResult>> begun(Turn turn, CallAttempt attempt) {
        return attempt.step() != null
                ? Future.succeededFuture(Optional.empty())
                : scripts.find(turn.tx(), attempt.organisationId(), attempt.scriptId())
                        .map(Version::script)
                        .compose(script -> script.step(0).isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : at(turn, attempt, script, 0).map(Optional::of));
    }

    /** On from a step of which nothing was asked, or whose question was skipped. */
    Future<ReplyResult> go(Turn turn, CallAttempt attempt, int place) {
        Integer stands = attempt.step();
        return stands == null || stands != place
                ? turns.already(turn)
                : script(turn, attempt, script -> onwards(turn, attempt, script, place, null));
    }

    /** An answer to a question; another answer to an earlier one goes on from there. */
    Future<ReplyResult> pick(Turn turn, CallAttempt attempt, int place, int chosen) {
        return script(turn, attempt, script -> {
            Optional<Step> step = script.step(place)
                    .filter(found -> chosen >= 0 && chosen < found.options().size());
            return step.isEmpty()
                    ? turns.already(turn)
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
            Turn turn, CallAttempt attempt, CallScript script, int place, Step step, StepOption option) {
        return store.answered(turn.tx(), attempt.id(), step.id()).compose(before -> {
            Integer stands = attempt.step();
            boolean twice = before.isPresent() && before.get().equals(option.id());
            boolean ahead = stands == null || place > stands;
            return twice || ahead
                    ? turns.already(turn)
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
                    ? turns.already(turn)
                    : store.answer(
                                    turn.tx(),
                                    attempt,
                                    step.get().id(),
                                    null,
                                    words.substring(0, Math.min(words.length(), 4_000)),
                                    clock.instant())
                            .compose(noted -> removal.test(words)
                                    ? askRemoval(turn, attempt, place, CallButtons.keep(attempt.id(), place))
                                    : onwards(turn, attempt, script, place, null));
        });
    }

    /** Whether words may mean that the contact wants to be removed. */
    boolean mayBeRemoval(String words) {
        return removal.test(words);
    }

    /** Whether the person called asked to be removed. */
    Future<ReplyResult> askRemoval(Turn turn, CallAttempt attempt) {
        return askRemoval(turn, attempt, -1, CallButtons.keep(attempt.id()));
    }

    /** Where the number comes from, for the person who asks; an open call goes on where it stood. */
    Future<ReplyResult> origin(Turn turn, CallAttempt attempt) {
        return handOuts.origin(turn.tx(), attempt.organisationId(), attempt.id())
                .map(origin -> turn.words().origin(origin.orElse(DataOrigin.NONE)))
                .compose(told -> attempt.open() && attempt.refusal() == null
                        ? resume(turn, attempt)
                                .map(again -> new ReplyResult(Stream.concat(Stream.of(told), again.messages().stream())
                                        .toList()))
                        : Future.succeededFuture(ReplyResult.of(told)));
    }

    private Future<ReplyResult> askRemoval(Turn turn, CallAttempt attempt, int place, ButtonPayload no) {
        return store.removalAsked(turn.tx(), attempt.id(), clock.instant())
                .compose(noted -> turns.said(
                        turn,
                        turn.words().removal(attempt, no),
                        new CallPosition(attempt.id(), CallTurns.CHOICE, place)));
    }

    /** They did not ask to be removed: somebody may call them again. */
    Future<Void> keep(Turn turn, CallAttempt attempt) {
        return store.removalAsked(turn.tx(), attempt.id(), null);
    }

    private Future<ReplyResult> onwards(
            Turn turn, CallAttempt attempt, CallScript script, int place, @Nullable StepOption chosen) {
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
                .compose(moved -> turns.said(
                        turn,
                        turn.words().step(attempt, script, place),
                        new CallPosition(attempt.id(), step.freeText() ? CallTurns.WORDS : CallTurns.CHOICE, place)));
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
                .compose(again -> turns.said(
                        turn,
                        turn.words().results(attempt, script, again),
                        new CallPosition(attempt.id(), CallTurns.CHOICE, -1)));
    }

    private interface WithScript {
        Future<ReplyResult> then(CallScript script);
    }

    private Future<ReplyResult> script(Turn turn, CallAttempt attempt, WithScript with) {
        return scripts.find(turn.tx(), attempt.organisationId(), attempt.scriptId())
                .map(Version::script)
                .compose(with::then);
    }
}
