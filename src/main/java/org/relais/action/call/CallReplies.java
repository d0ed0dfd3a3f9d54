package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.relais.action.ActionStore;
import org.relais.action.call.CallTurns.Turn;
import org.relais.contact.ConsentState;
import org.relais.conversation.ActionWish;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.CallReport;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;

/**
 * The chat's side of calls: buttons, numbers, and what is typed where words are asked for. Whatever is pressed names its
 * call, so an old button does what can still be done and says so when nothing can.
 */
final class CallReplies implements ReplyHandler {
    /** So long what somebody says of a call is about the last one. */
    private static final Duration REMEMBERED = Duration.ofDays(3);

    /** What may be said of whomever is called. */
    private static final Set<String> SAID_OF_ANY = Set.of(CallButtons.TALK, CallButtons.RESULT, CallButtons.RESULTS);

    private final CallTurns turns;
    private final CallHandOut handOut;
    private final CallScriptDialogue script;
    private final CallResultDialogue results;
    private final CallOutcomes outcomes;
    private final ActionStore actions = new ActionStore();
    private final CallAttemptStore store = new CallAttemptStore();
    private final OpenMessageStore messages = new OpenMessageStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final CallSpeech speech = new CallSpeech();

    CallReplies(
            CallTurns turns,
            CallHandOut handOut,
            CallScriptDialogue script,
            CallResultDialogue results,
            CallOutcomes outcomes) {
        this.turns = turns;
        this.handOut = handOut;
        this.script = script;
        this.results = results;
        this.outcomes = outcomes;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        if (button != null && !button.part().equals(CallButtons.PART)) {
            return Future.succeededFuture(Optional.empty());
        }
        if (reply.kind() != Reply.Kind.TEXT && reply.kind() != Reply.Kind.BUTTON || reply.command() != null) {
            return Future.succeededFuture(Optional.empty());
        }
        if (button != null) {
            return turns.turn(tx, reply).compose(turn -> ofShown(turn, button).compose(meant -> pressed(turn, meant)));
        }
        String text = reply.text();
        return text == null ? Future.succeededFuture(Optional.empty()) : typed(tx, reply, text);
    }

    /** A label that is typed is of the call that is shown, also where the button was sent for the one before. */
    private Future<ButtonPayload> ofShown(Turn turn, ButtonPayload button) {
        Reply reply = turn.reply();
        Optional<Conversation> shown = reply.tapped() || reply.contextDeliveryId() != null
                ? Optional.empty()
                : reply.conversationOf(CallButtons.PART).filter(Conversation::isOfSomebodyCalled);
        return shown.isEmpty() || !SAID_OF_ANY.contains(button.verb())
                ? Future.succeededFuture(button)
                : store.open(turn.tx(), reply.organisationId(), reply.contactId())
                        .map(open -> open.filter(attempt ->
                                        attempt.id() == shown.get().data().getLong("attempt", 0L))
                                .map(attempt -> button.about(attempt.id()))
                                .orElse(button));
    }

    /**
     * Who has a contact gives them back; "retirer" may mean the contact. Between calls, and before the first, there is nobody to
     * give back; a correction is left without leaving the calls.
     */
    @Override
    public Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        if (!asked.isOf(CallButtons.PART)) {
            return Future.succeededFuture(Optional.empty());
        }
        return asked.word() == DialogueWord.REMOVE
                ? openOrLatest(tx, asked).compose(found -> found.filter(attempt -> attempt.contactId() != null)
                        .map(attempt -> Future.succeededFuture(Optional.of(
                                asked.texts().choice("call.exit.remove", CallButtons.remove(attempt.id())))))
                        .orElseGet(() -> leaving(tx, asked)))
                : corrected(tx, asked)
                        .compose(correction -> correction.isPresent()
                                ? Future.succeededFuture(correction.map(attempt ->
                                        asked.texts().choice("call.exit.correction", CallButtons.stands(attempt.id()))))
                                : leaving(tx, asked));
    }

    private Future<Optional<ReplyChoices.Choice>> leaving(SqlClient tx, DialogueExit asked) {
        Optional<Long> offered = Optional.ofNullable(asked.conversation())
                .flatMap(open -> CallTurns.offered(open, CallButtons.NEXT))
                .map(next -> next.id(0).orElse(0));
        return store.open(tx, asked.organisationId(), asked.contactId())
                .compose(open -> open.isPresent() || offered.isEmpty()
                        ? openOrLatest(tx, asked).map(found -> found.map(CallAttempt::actionId))
                        : Future.succeededFuture(offered))
                .map(actionId -> actionId.map(id -> asked.texts().choice("call.exit", CallButtons.pause(id))));
    }

    private Future<Optional<CallAttempt>> openOrLatest(SqlClient tx, DialogueExit asked) {
        return store.open(tx, asked.organisationId(), asked.contactId())
                .compose(open -> open.isPresent()
                        ? Future.succeededFuture(open)
                        : latest(tx, asked.organisationId(), asked.contactId()));
    }

    /** The call whose result is being put right; empty for none. */
    private Future<Optional<CallAttempt>> corrected(SqlClient tx, DialogueExit asked) {
        Conversation open = asked.conversation();
        return open == null || !open.isOfSomebodyCalled()
                ? Future.succeededFuture(Optional.empty())
                : store.find(
                                tx,
                                asked.organisationId(),
                                asked.contactId(),
                                open.data().getLong("attempt"))
                        .map(found -> found.filter(attempt -> !attempt.reportable()));
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply) {
        Optional<Conversation> open = reply.conversationOf(CallButtons.PART);
        return open.isEmpty()
                ? Future.succeededFuture(ReplyResult.silent())
                : turns.turn(tx, reply)
                        .compose(turn -> attempt(turn, open.get().data().getLong("attempt", 0L))
                                .compose(found -> found.isEmpty()
                                        ? some(turns.said(
                                                turn,
                                                turn.words()
                                                        .ask("call.resumed", Map.of(), CallTurns.choices(open.get())),
                                                null))
                                        : found.get().open()
                                                ? inCall(turn, found.get(), () -> script.resume(turn, found.get()))
                                                : corrected(turn, found.get())))
                        .map(asked -> asked.orElseGet(ReplyResult::silent));
    }

    /** What came of the call that is under way, said while a survey asks. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> besides(SqlClient tx, Reply reply) {
        Optional<CallEnding> ending = reply.conversationOf(CallButtons.PART).isPresent()
                ? Optional.empty()
                : Optional.ofNullable(reply.text()).flatMap(CallEnding::mere);
        return ending.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.open(tx, reply.organisationId(), reply.contactId())
                        .compose(open -> open.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : actions.find(
                                                tx,
                                                reply.organisationId(),
                                                open.get().actionId())
                                        .map(action -> action.map(of -> new ReplyChoices.Choice(
                                                ReplyChoices.label(of.title()), ended(open.get(), ending.get())))));
    }

    /** A number is given up, and a time asked for, only from among the results. */
    private static ButtonPayload ended(CallAttempt attempt, CallEnding ending) {
        return switch (ending) {
            case ANSWERED -> CallButtons.talk(attempt.id());
            case NO_ANSWER, REFUSED, REACHED ->
                CallButtons.result(attempt.id(), CallSpeech.result(ending).orElseThrow());
            case WRONG_NUMBER, CALL_BACK -> CallButtons.results(attempt.id());
        };
    }

    private Future<Optional<CallAttempt>> latest(SqlClient tx, long organisationId, long contactId) {
        return store.latest(tx, organisationId, contactId, turns.now().minus(REMEMBERED));
    }

    private Future<Optional<ReplyResult>> typed(SqlClient tx, Reply reply, String text) {
        Optional<Conversation> open = reply.conversationOf(CallButtons.PART);
        boolean offered =
                open.flatMap(one -> CallTurns.offered(one, CallButtons.NEXT)).isPresent();
        boolean mayLeave = reply.conversation() == null
                || open.filter(one -> !CallTurns.awaitsWords(one) && !CallSpeech.asksRemoval(one))
                        .isPresent();
        boolean over = CallWish.isOver(text)
                || OfferRefusal.kinds(text).contains(CallButtons.PART)
                || CallWish.handsBack(text)
                        && open.filter(Conversation::isOfSomebodyCalled).isPresent();
        if (over && mayLeave && reply.state() == ConsentState.SUBSCRIBED) {
            return turns.turn(tx, reply).compose(handOut::leave);
        }
        if (open.filter(one -> !one.isOfSomebodyCalled()).isPresent()
                && interpreter.takesLeave(text)
                && !CallWish.asksNext(text)) {
            return Future.succeededFuture(Optional.empty());
        }
        if (CallTurns.mayGoOn(reply) && ActionWish.asksForContact(text)) {
            return turns.turn(tx, reply).compose(handOut::giveNext);
        }
        if (CallTurns.mayGoOn(reply) && isToCall(text) && !(offered && CallWish.asksNext(text))) {
            return turns.turn(tx, reply).compose(handOut::goOn);
        }
        boolean pause = speech.isPause(reply, text, turns.now());
        if (open.isEmpty()) {
            boolean told = reply.conversation() == null
                    && (interpreter.report(text).isPresent() || CallEnding.isCorrection(text));
            return pause
                    ? turns.turn(tx, reply).compose(this::pauseOpen)
                    : told
                            ? turns.turn(tx, reply).compose(turn -> told(turn, text))
                            : Future.succeededFuture(Optional.empty());
        }
        boolean leaves = pause && !CallSpeech.asksRemoval(open.get());
        if (!leaves && open.get().isOfSomebodyCalled() && speech.isAside(text, open.get(), turns.now())) {
            return Future.succeededFuture(Optional.empty());
        }
        return turns.turn(tx, reply).compose(turn -> leaves ? pause(turn, open.get()) : words(turn, open.get(), text));
    }

    private static boolean isToCall(String text) {
        return CallWish.isIn(text) || ActionWish.begins(text, Topic.Sort.CALL, List.of());
    }

    private Future<Optional<ReplyResult>> words(Turn turn, Conversation open, String text) {
        long id = open.data().getLong("attempt", 0L);
        return attempt(turn, id)
                .compose(found -> found.isEmpty()
                        ? between(turn, open, text)
                        : about(found.get(), words(turn, open, found.get(), text)));
    }

    private Future<Optional<ReplyResult>> words(Turn turn, Conversation open, CallAttempt attempt, String text) {
        boolean writes = open.state().equals(CallTurns.WORDS);
        Optional<ButtonPayload> skip = CallTurns.offered(open, CallButtons.GO);
        if (writes && skip.isPresent() && interpreter.dialogueWord(text).equals(Optional.of(DialogueWord.SKIP))) {
            return pressed(turn, skip.get());
        }
        boolean asks = CallTurns.awaitsWords(open);
        if (CallSpeech.asksRemoval(open) && attempt.refusal() == null) {
            return toRemoval(turn, open, attempt, text);
        }
        if (attempt.removalAsked() && attempt.refusal() == null) {
            return some(script.askRemoval(turn, attempt));
        }
        if (speech.isCallBack(text, open, turns.now())) {
            return reported(
                    turn,
                    attempt,
                    () -> results.time(
                            turn,
                            attempt,
                            CallBackTimes.spoken(text, turns.now()).orElse(text)));
        }
        Optional<CallReport> report = (asks ? interpreter.report(text) : interpreter.reportOrPutOff(text))
                .filter(said -> !writes || said == CallReport.ORIGIN);
        boolean known = attempt.open() || attempt.correctable(turns.now());
        if (known && attempt.refusal() == null && !writes && !CallWish.asksNext(text) && script.mayBeRemoval(text)) {
            return some(script.askRemoval(turn, attempt));
        }
        Optional<ButtonPayload> meant =
                asks || report.isPresent() && !isLabel(turn, open, text) ? Optional.empty() : meant(turn, open, text);
        if (meant.isPresent()) {
            return pressed(turn, meant.get());
        }
        Optional<ReplyMeaning> told = speech.ofThem(text, open);
        if (told.isPresent()
                && attempt.open()
                && report.filter(CallReport.ORIGIN::equals).isEmpty()) {
            return answered(turn, attempt, open, told.get());
        }
        Optional<CallResult> named = speech.result(text, open);
        if (named.isPresent() && !report.equals(Optional.of(CallReport.ORIGIN))) {
            return attempt.open() && attempt.refusal() == null && CallEnding.saysYes(text)
                    ? agreed(turn, attempt)
                    : reported(turn, attempt, () -> results.result(turn, attempt, named.get()));
        }
        if (report.isPresent()) {
            return told(turn, attempt, report.get());
        }
        if (attempt.open() && !asks && CallWish.asksNext(text)) {
            return some(script.resume(turn, attempt));
        }
        int step = open.data().getInteger("step", -1);
        return switch (open.state()) {
            case CallTurns.WORDS -> inCall(turn, attempt, () -> script.words(turn, attempt, step, text));
            case CallTurns.TIME ->
                reported(
                        turn,
                        attempt,
                        () -> results.time(
                                turn,
                                attempt,
                                CallEnding.isCallBack(text)
                                        ? CallBackTimes.spoken(text, turns.now())
                                                .orElse(text)
                                        : text));
            default ->
                attempt.open() && !CallSpeech.asksMuch(text)
                        ? some(choose(turn, attempt, open, step))
                        : Future.succeededFuture(Optional.empty());
        };
    }

    /** What they said is the answer to what they are asked first; of a later question it is asked which of its answers is meant. */
    private Future<Optional<ReplyResult>> answered(
            Turn turn, CallAttempt attempt, Conversation open, ReplyMeaning said) {
        int step = open.data().getInteger("step", -1);
        return (step == 0 ? speech.saying(said, open, turn.reply().at()) : Optional.<ButtonPayload>empty())
                .map(button -> pressed(turn, button))
                .orElseGet(() -> some(choose(turn, attempt, open, step)));
    }

    private Future<ReplyResult> choose(Turn turn, CallAttempt attempt, Conversation open, int step) {
        return turns.said(
                turn,
                turn.words().ask("call.choose.hint", Map.of(), CallTurns.choices(open)),
                new CallTurns.CallPosition(attempt.id(), open.state(), step));
    }

    /** A yes of who was called, before they were asked anything, is an answer to what they are to be asked: that is asked. */
    private Future<Optional<ReplyResult>> agreed(Turn turn, CallAttempt attempt) {
        return script.begun(turn, attempt)
                .compose(begun -> begun.isPresent()
                        ? Future.succeededFuture(begun)
                        : reported(turn, attempt, () -> results.result(turn, attempt, CallResult.REACHED)));
    }

    /** Whoever may not be called goes to nobody else before that question is answered: said again it is a yes, else it is asked again. */
    private Future<Optional<ReplyResult>> toRemoval(Turn turn, Conversation open, CallAttempt attempt, String text) {
        boolean denied = interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO));
        if (script.mayBeRemoval(text) && !denied || CallSpeech.isOfThem(text)) {
            return removed(turn, attempt.id());
        }
        // "I'm coming with two friends" answers something else, and removes nobody.
        Optional<ButtonPayload> meant = interpreter.attends(text).isPresent()
                ? Optional.empty()
                : CallSpeech.toRemoval(interpreter.meaning(text), open)
                        .filter(answer -> !OfferRefusal.isIn(text))
                        .or(() -> meant(turn, open, text));
        if (meant.isPresent()) {
            return pressed(turn, meant.get());
        }
        return interpreter.report(text).equals(Optional.of(CallReport.ORIGIN))
                ? told(turn, attempt, CallReport.ORIGIN)
                : some(turns.said(
                        turn,
                        turn.words().ask("call.removal.question", Map.of(), CallTurns.choices(open)),
                        new CallTurns.CallPosition(
                                attempt.id(), open.state(), open.data().getInteger("step", -1))));
    }

    /** While the volunteer has nobody to call: an answer to what was offered, no more for now, or news of the last call. */
    private Future<Optional<ReplyResult>> between(Turn turn, Conversation open, String text) {
        boolean told =
                interpreter.report(text).isPresent() || CallEnding.of(text).isPresent();
        if (told && !isLabel(turn, open, text)) {
            return told(turn, text);
        }
        if (isPraise(text)) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<ButtonPayload> meant = meant(turn, open, text);
        if (meant.isPresent()) {
            return isThanksForMore(turn, text)
                    .compose(thanks -> thanks ? Future.succeededFuture(Optional.empty()) : pressed(turn, meant.get()));
        }
        Optional<ReplyMeaning> meaning = interpreter.meaning(text);
        if (meaning.equals(Optional.of(ReplyMeaning.NO))) {
            return pause(turn, open);
        }
        if (CallEnding.isCorrection(text)) {
            return CallTurns.offered(open, CallButtons.FIX)
                    .map(fix -> pressed(turn, fix))
                    .orElseGet(() -> told(turn, text));
        }
        Optional<ButtonPayload> next = CallTurns.offered(open, CallButtons.NEXT);
        if (CallWish.asksNext(text)) {
            return next.map(button -> pressed(turn, button)).orElseGet(() -> handOut.goOn(turn));
        }
        return meaning.filter(said -> said != ReplyMeaning.YES).isPresent() && next.isPresent()
                ? some(turns.said(turn, turn.words().ask("reply.later", Map.of(), CallTurns.choices(open)), null))
                : Future.succeededFuture(Optional.empty());
    }

    /** "Ok, thanks" behind what they were told since the question asks for nobody to call. */
    private Future<Boolean> isThanksForMore(Turn turn, String text) {
        Reply reply = turn.reply();
        return Thanks.isPolite(text)
                ? messages.lastTold(turn.tx(), reply.contactId(), reply.addressId())
                        .map(Optional::isPresent)
                : Future.succeededFuture(false);
    }

    /** "Super équipe" asks for nobody to call, as "super" does. */
    private static boolean isPraise(String text) {
        return WordPhrase.words(text).size() > 1
                && Pleasantry.of(text).filter(Pleasantry.PRAISE::equals).isPresent();
    }

    private Optional<ButtonPayload> meant(Turn turn, Conversation open, String text) {
        return speech.meant(text, open, turn.reply().at());
    }

    private boolean isLabel(Turn turn, Conversation open, String text) {
        return speech.isLabel(text, open, turn.reply().at());
    }

    /** What is said of somebody who was called, without a question to it, is about the last one. */
    private Future<Optional<ReplyResult>> told(Turn turn, String text) {
        Reply reply = turn.reply();
        return latest(turn.tx(), reply.organisationId(), reply.contactId())
                .compose(latest -> latest.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : attempt(turn, latest.get().id())
                                .compose(locked -> told(
                                        turn,
                                        locked.orElse(latest.get()),
                                        interpreter.report(text).orElse(CallReport.RESULT))));
    }

    /** How a call went is asked, by the results that there are; a removal is asked about once, and honoured at any time. */
    private Future<Optional<ReplyResult>> told(Turn turn, CallAttempt attempt, CallReport report) {
        return switch (report) {
            case RESULT -> corrected(turn, attempt);
            case REMOVAL -> some(script.askRemoval(turn, attempt));
            case ORIGIN -> some(script.origin(turn, attempt));
        };
    }

    private Future<Optional<ReplyResult>> pressed(Turn turn, ButtonPayload button) {
        OptionalLong id = button.id(0);
        if (id.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return switch (button.verb()) {
            case CallButtons.NEXT -> some(handOut.next(turn, id.getAsLong()));
            case CallButtons.PAUSE -> some(handOut.pause(turn, id.getAsLong()));
            default -> pressed(turn, button, id.getAsLong());
        };
    }

    private Future<Optional<ReplyResult>> pressed(Turn turn, ButtonPayload button, long attemptId) {
        if (result(button).filter(result -> result == CallResult.REMOVED).isPresent()) {
            return removed(turn, attemptId);
        }
        return attempt(turn, attemptId).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            return about(found.get(), pressed(turn, button, found.get()));
        });
    }

    private Future<Optional<ReplyResult>> pressed(Turn turn, ButtonPayload button, CallAttempt attempt) {
        if (button.verb().equals(CallButtons.KEEP)) {
            return kept(turn, attempt, number(button, 1));
        }
        if (attempt.removalAsked()) {
            return some(script.askRemoval(turn, attempt));
        }
        return switch (button.verb()) {
            case CallButtons.TALK -> inCall(turn, attempt, () -> script.talk(turn, attempt));
            case CallButtons.GO -> inCall(turn, attempt, () -> script.go(turn, attempt, number(button, 1)));
            case CallButtons.PICK ->
                inCall(turn, attempt, () -> script.pick(turn, attempt, number(button, 1), number(button, 2)));
            case CallButtons.FIX -> corrected(turn, attempt);
            case CallButtons.STANDS -> stands(turn, attempt);
            case CallButtons.RESULTS -> reported(turn, attempt, () -> script.results(turn, attempt));
            case CallButtons.AT ->
                reported(
                        turn,
                        attempt,
                        () -> results.at(
                                turn,
                                attempt,
                                Instant.ofEpochSecond(button.id(1).orElse(0) * 60)));
            case CallButtons.TYPE -> reported(turn, attempt, () -> results.type(turn, attempt));
            case CallButtons.RESULT ->
                result(button)
                        .map(result -> reported(turn, attempt, () -> results.result(turn, attempt, result)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
            default -> Future.succeededFuture(Optional.empty());
        };
    }

    /** Nothing else is noted of somebody who may have asked to be removed before it is known that they have not. */
    private Future<Optional<ReplyResult>> kept(Turn turn, CallAttempt asked, int step) {
        return script.keep(turn, asked)
                .compose(answered -> attempt(turn, asked.id()))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : inCall(
                                turn,
                                found.get(),
                                () -> step < 0
                                        ? script.resume(turn, found.get())
                                        : script.go(turn, found.get(), step)));
    }

    private interface Work {
        Future<ReplyResult> begin();
    }

    /** What only makes sense while the volunteer has the contact. */
    private Future<Optional<ReplyResult>> inCall(Turn turn, CallAttempt attempt, Work work) {
        if (attempt.open()) {
            return attempt.refusal() == null ? some(work.begin()) : stopped(turn, attempt);
        }
        return over(turn, attempt);
    }

    /** What can still be told of a contact that went back, as long as nobody else has them. */
    private Future<Optional<ReplyResult>> reported(Turn turn, CallAttempt attempt, Work work) {
        if (!attempt.reportable() && !attempt.correctable(turns.now())) {
            return over(turn, attempt);
        }
        return attempt.open() && attempt.refusal() != null ? stopped(turn, attempt) : some(work.begin());
    }

    /** The results again; what is noted for too long, or for good, is said to stand. */
    private Future<Optional<ReplyResult>> corrected(Turn turn, CallAttempt attempt) {
        boolean stands = !attempt.reportable()
                && !attempt.correctable(turns.now())
                && CallResult.named(Objects.requireNonNullElse(attempt.result(), ""))
                        .isPresent();
        return stands
                ? some(turns.said(turn, turn.words().say("call.uncorrectable", Map.of()), null))
                : reported(turn, attempt, () -> script.results(turn, attempt));
    }

    /** Nothing is corrected: on with whom they have, or as after the result. */
    private Future<Optional<ReplyResult>> stands(Turn turn, CallAttempt attempt) {
        return store.open(turn.tx(), attempt.organisationId(), turn.reply().contactId())
                .compose(open -> some(
                        open.isPresent()
                                ? script.resume(turn, open.get())
                                : turns.said(
                                        turn, turn.words().onward("call.stands", Map.of(), attempt.actionId()), null)));
    }

    private Future<Optional<ReplyResult>> stopped(Turn turn, CallAttempt attempt) {
        return outcomes.stopped(turn.tx(), attempt)
                .compose(ended -> some(turns.said(
                        turn, turn.words().onward(CallMessages.stopped(attempt), Map.of(), attempt.actionId()), null)));
    }

    private Future<Optional<ReplyResult>> over(Turn turn, CallAttempt attempt) {
        String result = attempt.result();
        if (CallAttemptStore.STOPPED.equals(result)
                || result != null && CallResult.named(result).isPresent()) {
            return some(turns.already(turn));
        }
        if (!CallAttemptStore.EXPIRED.equals(result)) {
            return some(handOut.gone(turn, attempt));
        }
        CallMessages words = turn.words();
        return some(turns.said(
                turn,
                attempt.reportable()
                        ? words.expired(attempt)
                        : words.onward("call.taken", Map.of(), attempt.actionId()),
                null));
    }

    /**
     * Somebody asked to be removed: it is done whatever became of the call, also when it is told late. The consent is
     * locked first, as everywhere.
     */
    private Future<Optional<ReplyResult>> removed(Turn turn, long attemptId) {
        Reply reply = turn.reply();
        return store.find(turn.tx(), reply.organisationId(), reply.contactId(), attemptId)
                .compose(found -> found.isEmpty() || found.get().contactId() == null
                        ? Future.succeededFuture(Optional.empty())
                        : CallResult.REMOVED.sqlName().equals(found.get().result())
                                ? some(turns.already(turn))
                                : about(found.get(), some(results.removed(turn, found.get()))));
    }

    private Future<Optional<ReplyResult>> pause(Turn turn, Conversation open) {
        Optional<ButtonPayload> next = CallTurns.offered(open, CallButtons.NEXT);
        return next.isPresent() ? some(handOut.pause(turn, next.get().id(0).orElse(0))) : pauseOpen(turn);
    }

    private Future<Optional<ReplyResult>> pauseOpen(Turn turn) {
        Reply reply = turn.reply();
        return store.open(turn.tx(), reply.organisationId(), reply.contactId())
                .compose(attempt -> attempt.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : some(handOut.pause(turn, attempt.get().actionId())));
    }

    /** A call of this volunteer's, kept from the sweep while it is worked on. */
    private Future<Optional<CallAttempt>> attempt(Turn turn, long attemptId) {
        Reply reply = turn.reply();
        return store.lock(turn.tx(), reply.organisationId(), attemptId)
                .compose(locked -> store.find(turn.tx(), reply.organisationId(), reply.contactId(), attemptId));
    }

    private static Optional<CallResult> result(ButtonPayload button) {
        if (button.verb().equals(CallButtons.REMOVE)) {
            return Optional.of(CallResult.REMOVED);
        }
        return button.verb().equals(CallButtons.RESULT) && button.arguments().size() > 1
                ? CallResult.ofCode(button.arguments().get(1))
                : Optional.empty();
    }

    /** A place in a list, which begins at 0; -1 for what is none. */
    private static int number(ButtonPayload button, int index) {
        return button.arguments().size() > index
                        && button.arguments().get(index).matches("\\d{1,3}")
                ? Integer.parseInt(button.arguments().get(index))
                : -1;
    }

    private static Future<Optional<ReplyResult>> about(CallAttempt attempt, Future<Optional<ReplyResult>> answer) {
        return answer.map(said -> said.map(told -> told.about(attempt.actionId())));
    }

    private static Future<Optional<ReplyResult>> some(Future<ReplyResult> answer) {
        return answer.map(Optional::of);
    }
}
