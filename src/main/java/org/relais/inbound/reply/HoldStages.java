package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentService;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.PaceWish;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.template.MessageSpec;

/**
 * Answers to the question of a hold, until one of which nothing else goes to the person: stop, go on, less, or leave something;
 * and the refusal of every message in answer to the question how often.
 */
final class HoldStages {
    private static final String HOLD = "hold";

    private final ConsentStages stages;
    private final ConsentService consent;
    private final HandlerStage parts;
    private final ReplyMessages replyMessages;
    private final HoldQuestions questions;

    HoldStages(
            ConsentStages stages,
            ConsentService consent,
            HandlerStage parts,
            ReplyMessages replyMessages,
            HoldQuestions questions) {
        this.stages = stages;
        this.consent = consent;
        this.parts = parts;
        this.replyMessages = replyMessages;
        this.questions = questions;
    }

    /** The question of a hold, "shall we stop?": yes is a stop, no ends the hold, and nothing else is answered. */
    Future<Optional<InboxOutcome>> answered(SqlConnection tx, ReplyContext replyContext) {
        ButtonPayload button = replyContext.button();
        // "The calls" may be the title of some as well, and a yes or no is said to what was asked last.
        boolean words = replyContext.is(Kind.TEXT)
                && button != null
                && !HoldQuestion.isPart(button)
                && (replyContext.namesCalls()
                        || replyContext.isRatherMessages()
                        || replyContext.yes()
                        || replyContext.no()
                        || replyContext.goesOnAtFirst() && !replyContext.answersAnother()
                        || replyContext.answersHold(HoldAnswer.EVERYTHING)
                        || replyContext.answersHold(HoldAnswer.ONE_THING));
        return button != null && !words
                ? settle(tx, replyContext, button)
                : questions
                        .isAnswered(tx, replyContext)
                        .compose(answered -> answered
                                ? questions.asked(tx, replyContext).compose(asked -> say(tx, replyContext, asked))
                                : ReplyStage.pass());
    }

    /** What answers something else, which they name, quote or press, is noted there, and whether to stop is asked once more. */
    Future<Optional<InboxOutcome>> attended(SqlConnection tx, ReplyContext replyContext) {
        ButtonPayload button = replyContext.button();
        if (!replyContext.attends() && !replyContext.answersByName() && !replyContext.answersAnother()
                || replyContext.isRatherMessages()
                || replyContext.answersHold(HoldAnswer.ONE_THING)
                || replyContext.goesOnAtFirst() && !replyContext.answersAnother()
                || replyContext.open().effect() != null) {
            return ReplyStage.pass();
        }
        if (button == null || replyContext.person().heldFrom() != ConsentState.SUBSCRIBED) {
            return reminded(tx, replyContext);
        }
        return refusesToStop(tx, replyContext)
                .compose(goesOn -> goesOn
                        ? leave(tx, replyContext, button)
                        : parts.attend(tx, replyContext, button)
                                .compose(about -> about.isEmpty() && !replyContext.attends()
                                        ? ReplyStage.pass()
                                        : again(tx, replyContext, true, texts -> about.stream()
                                                .flatMap(done -> noted(texts, done, button))
                                                .toList())));
    }

    /** A button that an organiser composed, of somebody who had agreed: what is said to it, and the question. */
    Future<Optional<InboxOutcome>> pressed(SqlConnection tx, ReplyContext replyContext) {
        return !replyContext.pressesComposed() || replyContext.person().heldFrom() != ConsentState.SUBSCRIBED
                ? ReplyStage.pass()
                : parts.pressed(tx, replyContext)
                        .compose(said -> said.isEmpty() || said.get().isSilent()
                                ? ReplyStage.pass()
                                : again(tx, replyContext, true, texts -> told(texts, said.get())
                                        .toList()));
    }

    /** What is noted, or told, or waits for the answer. */
    private static Stream<String> noted(OrganisationTexts texts, HandlerStage.Attended done, ButtonPayload button) {
        String title = done.topic().title();
        if (HandlerStage.isBegun(done.topic(), button)) {
            return Stream.of(texts.text("hold.waits", Map.of("title", title)));
        }
        boolean tells = EventInquiry.ofVerb(button.verb()).isPresent();
        return done.topic().sort() == Topic.Sort.EVENT && !tells
                ? Stream.of(texts.text("hold.attended", Map.of("title", title, "answer", button.verb())))
                : told(texts, done.said());
    }

    /** The first that is said; a tick in words. */
    private static Stream<String> told(OrganisationTexts texts, ReplyResult said) {
        return Stream.concat(
                        said.messages().stream(), Stream.ofNullable(said.tick()).map(ReplyResult.Tick::shown))
                .limit(1)
                .map(message -> body(message, texts.language("hold.open")));
    }

    private static String body(MessageSpec message, String language) {
        return message.bodies()
                .getOrDefault(
                        language,
                        Objects.requireNonNull(message.bodies().get(message.language()), "a body in its own language"))
                .fill(variable -> null, UnaryOperator.identity());
    }

    /** "No, I just can't come to the dance" begins with the answer to the question whether to stop, where that alone was asked. */
    private Future<Boolean> refusesToStop(SqlConnection tx, ReplyContext replyContext) {
        if (replyContext.beginsToGoOn()) {
            return Future.succeededFuture(true);
        }
        return replyContext.answersAnother() || !replyContext.beginsWithMereNo()
                ? Future.succeededFuture(false)
                : questions
                        .asked(tx, replyContext)
                        .compose(asked -> asked == HoldQuestions.Asked.STOP
                                ? questions.isLast(tx, replyContext)
                                : Future.succeededFuture(false));
    }

    /** Anything that is neither: organisers read it, and the person the choices once more. */
    Future<Optional<InboxOutcome>> reminded(SqlConnection tx, ReplyContext replyContext) {
        if (!replyContext.is(Kind.TEXT) && !replyContext.is(Kind.UNSUPPORTED)
                || replyContext.event().forwarded()
                || replyContext.event().isReaction()
                || replyContext.open().effect() != null) {
            return ReplyStage.pass();
        }
        return replyContext.wishesPause() && !asks(replyContext)
                ? questions
                        .pause(
                                tx,
                                replyContext.listener(),
                                replyContext.person().basisEventId(),
                                Objects.requireNonNullElse(replyContext.event().text(), ""))
                        .compose(pause -> asked(tx, replyContext, texts -> pause))
                : asks(replyContext)
                        ? again(tx, replyContext, false, texts -> besides(texts, replyContext))
                        : replyContext.asksSomebody()
                                ? again(tx, replyContext, true, texts -> List.of(texts.text("unknown.question.1")))
                                : questions
                                        .reminder(
                                                tx,
                                                replyContext.person(),
                                                replyContext.addressId(),
                                                replyContext.event().text(),
                                                replyContext.yes()
                                                        || replyContext.answersHold(HoldAnswer.YES)
                                                        || replyContext.answersHold(HoldAnswer.UNCLEAR)
                                                        || replyContext
                                                                .paceWish()
                                                                .isPresent())
                                        .compose(reminder -> reminder.isEmpty()
                                                ? ReplyStage.pass()
                                                : asked(tx, replyContext, reminder.get()));
    }

    /** @param aside whether something else was answered: a yes that follows may be to that */
    private Future<Optional<InboxOutcome>> again(
            SqlConnection tx,
            ReplyContext replyContext,
            boolean aside,
            Function<OrganisationTexts, List<String>> besides) {
        return questions
                .again(tx, replyContext.person(), replyContext.addressId(), aside, besides)
                .compose(question -> question.isEmpty() ? ReplyStage.pass() : asked(tx, replyContext, question.get()));
    }

    private Future<Optional<InboxOutcome>> asked(
            SqlConnection tx, ReplyContext replyContext, Function<OrganisationTexts, MessageSpec> question) {
        return stages.organisers()
                .keepAndTake(tx, replyContext)
                .compose(may ->
                        may ? replyMessages.question(tx, replyContext.listener(), question) : Future.succeededFuture())
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Whether it asks for what is told beside the question. */
    private static boolean asks(ReplyContext replyContext) {
        return replyContext.asksWho()
                || replyContext.asksHowToLeave()
                || replyContext.asksTheWayBack()
                || !replyContext.rights().isEmpty();
    }

    /**
     * What is owed to whoever exercises a right, or asks who we are, how to leave or to come back, also while they are asked.
     */
    private static List<String> besides(OrganisationTexts texts, ReplyContext replyContext) {
        List<String> told = new ArrayList<>();
        if (replyContext.asksWho()) {
            told.add(texts.text("about.us"));
            told.add(texts.text("about.robot"));
        }
        if (replyContext.asksHowToLeave()) {
            told.add(texts.text(ReplyContext.WAY_OUT));
        }
        if (replyContext.asksTheWayBack()) {
            told.add(texts.text(ReplyContext.WAY_BACK));
        }
        told.addAll(RightsIntake.told(
                texts, replyContext.rights(), replyContext.open().receivedAt(), false));
        return told;
    }

    /**
     * The same question, how often, to somebody who is not held: "never" refuses every message, and so does a second no; the
     * first is asked about, and so is a yes, which says not how often. Whoever wishes us to go on is told that we do, and how
     * often is noted.
     */
    Future<Optional<InboxOutcome>> howOften(SqlConnection tx, ReplyContext replyContext) {
        boolean goOn = replyContext.wishes(ContinueWish.GO_ON);
        Optional<PaceWish> chosen = PaceStages.chosen(replyContext);
        return goOn || chosen.isPresent() || PaceStages.mayRefuse(replyContext) || PaceStages.mayAgree(replyContext)
                ? questions.howOftenAsked(tx, replyContext).compose(asked -> asked.map(question -> goOn
                                ? say(tx, replyContext, "hold.continued")
                                : chosen.isPresent()
                                        ? stages.paces().noted(tx, replyContext, chosen.get())
                                        : replyContext.yes()
                                                ? stages.paces().askOnceMore(tx, replyContext)
                                                : refused(tx, replyContext, question))
                        .orElseGet(ReplyStage::pass))
                : ReplyStage.pass();
    }

    /** "Don't call me, just text" of somebody whom nothing stops: the team sees it, and messages go on. */
    Future<Optional<InboxOutcome>> keepsWithoutCalls(SqlConnection tx, ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED
                        && replyContext.conversation() == null
                        && replyContext.keepsMessagesWithoutCalls()
                ? stages.organisers()
                        .keepAndTake(tx, replyContext)
                        .compose(may ->
                                may ? say(tx, replyContext, "hold.calls.noted") : ReplyStage.end(InboxOutcome.ANSWERED))
                : ReplyStage.pass();
    }

    /** "No, keep them coming" of somebody whom nothing stops: no no to anything that is offered. */
    Future<Optional<InboxOutcome>> keeps(SqlConnection tx, ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED
                        && replyContext.conversation() == null
                        && replyContext.is(Kind.TEXT)
                        && replyContext.keepsMessages()
                ? say(tx, replyContext, "hold.continued")
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> say(SqlConnection tx, ReplyContext replyContext, String key) {
        return replyMessages
                .say(tx, replyContext.listener(), key)
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private Future<Optional<InboxOutcome>> refused(
            SqlConnection tx, ReplyContext replyContext, HoldQuestions.Asked asked) {
        return replyContext.refusesEveryPace() || asked == HoldQuestions.Asked.PACE_AGAIN
                ? stages.stop(tx, replyContext, "pace")
                : stages.paces().askOnceMore(tx, replyContext);
    }

    private Future<Optional<InboxOutcome>> settle(SqlConnection tx, ReplyContext replyContext, ButtonPayload button) {
        if (HoldQuestion.isStop(button)) {
            return stages.stop(tx, replyContext, HOLD);
        }
        long hold = replyContext.person().basisEventId();
        Optional<ButtonPayload> exit = HoldQuestion.exit(button, hold);
        if (exit.isPresent()) {
            return stages.paces()
                    .pressedWhileHeld(tx, replyContext, exit.get())
                    .map(slower -> released(tx, replyContext, slower))
                    .orElseGet(() -> leave(tx, replyContext, exit.get()));
        }
        return HoldQuestion.isGoOn(button, hold) ? stages.goOn(tx, replyContext) : ReplyStage.pass();
    }

    /** Words, which mean what they mean to the question that was asked; a pause is neither a yes nor a no to any. */
    private Future<Optional<InboxOutcome>> say(SqlConnection tx, ReplyContext replyContext, HoldQuestions.Asked asked) {
        if (replyContext.wishesPause()) {
            return ReplyStage.pass();
        }
        return switch (asked) {
            case STOP, DIALOGUE -> toWhetherToStop(tx, replyContext, asked == HoldQuestions.Asked.DIALOGUE);
            case PACE, PACE_AGAIN -> toHowOften(tx, replyContext, asked == HoldQuestions.Asked.PACE_AGAIN);
        };
    }

    private Future<Optional<InboxOutcome>> toWhetherToStop(
            SqlConnection tx, ReplyContext replyContext, boolean dialogue) {
        if (replyContext.wishes(ContinueWish.GO_ON)
                || replyContext.saysStart()
                || replyContext.answersHold(HoldAnswer.ASKED)
                || replyContext.answersHold(HoldAnswer.JOKE)
                || replyContext.explains()) {
            // "Oui, continuez" begins with the word that would stop.
            return stages.goOn(tx, replyContext);
        }
        if (replyContext.keepsMessagesWithoutCalls()) {
            return leave(tx, replyContext, HoldQuestion.NO_CALLS);
        }
        if (!dialogue && replyContext.isRatherMessages()) {
            return stages.goOn(tx, replyContext);
        }
        if (dialogue && (replyContext.namesCalls() || replyContext.isRatherMessages())) {
            return questions.callsExit(tx, replyContext).compose(exit -> exit.flatMap(HoldQuestion::exit)
                    .map(calls -> leave(tx, replyContext, calls))
                    .orElseGet(ReplyStage::pass));
        }
        if (dialogue && (replyContext.answersHold(HoldAnswer.THEM) || replyContext.answersHold(HoldAnswer.ME))) {
            return questions.removal(tx, replyContext).compose(removal -> removal.flatMap(HoldQuestion::exit)
                    .map(them -> replyContext.answersHold(HoldAnswer.ME)
                            ? stages.stop(tx, replyContext, HOLD)
                            : leave(tx, replyContext, them))
                    .orElseGet(ReplyStage::pass));
        }
        if (replyContext.answersHold(HoldAnswer.EVERYTHING) && !replyContext.nods() && !replyContext.thanks()
                || !dialogue && replyContext.answersHold(HoldAnswer.YES) && !replyContext.no()) {
            return ifLast(tx, replyContext, () -> stages.stop(tx, replyContext, HOLD));
        }
        if (replyContext.answersHold(HoldAnswer.ONE_THING)) {
            // Which of the things that the team sends is theirs to see to; the rest goes on.
            return stages.organisers().keepAndTake(tx, replyContext).compose(kept -> stages.goOn(tx, replyContext));
        }
        boolean acknowledges = replyContext.thanks() && !replyContext.quotes()
                || replyContext.thanksPolitely()
                || replyContext.thanksBesideSigns();
        if (replyContext.yes() && (dialogue || acknowledges)) {
            // "Ok" says not which of several, and may take note of what was told: only quoting the question it is a
            // yes.
            return ReplyStage.pass();
        }
        Optional<PaceWish> wish =
                replyContext.paceWish().or(replyContext::paceAnswer).filter(said -> !said.lifted());
        boolean moreThanYes = replyContext.yes() && replyContext.saysMoreThanYes();
        if (wish.isPresent() && (moreThanYes || !replyContext.yes())) {
            // "Yes, but less" is a wish for less.
            return wish.get().pace() != null
                    ? slower(tx, replyContext, wish.get())
                    : stages.paces().ask(tx, replyContext, false);
        }
        if (replyContext.goesOnAtFirst()) {
            return stages.organisers().keepAndTake(tx, replyContext).compose(kept -> stages.goOn(tx, replyContext));
        }
        if (moreThanYes) {
            // "Oui repas" answers what is offered; whoever goes on to ask for a stop was stopped by the webhook.
            return ReplyStage.pass();
        }
        if (replyContext.yes()) {
            // "Alles klar" takes note of the question, and may agree to what was said before: it is asked once more.
            return questions
                    .isJustAsked(tx, replyContext)
                    .compose(just -> just && (replyContext.quotes() || !replyContext.nods())
                            ? stages.stop(tx, replyContext, HOLD)
                            : ifLast(tx, replyContext, () -> again(tx, replyContext, false, texts -> List.of())));
        }
        if (!replyContext.no()
                || replyContext.isNoToSomethingElse()
                || !dialogue && replyContext.answersHold(HoldAnswer.UNCLEAR)) {
            return ReplyStage.pass();
        }
        if (dialogue) {
            return ifLast(tx, replyContext, () -> stages.stop(tx, replyContext, HOLD));
        }
        // "Never" may refuse messages as well as their end: the hold goes on. So may words that nobody understands.
        return replyContext.refusesEveryPace() || !replyContext.isUnderstoodNo()
                ? ReplyStage.pass()
                : ifLast(tx, replyContext, () -> stages.goOn(tx, replyContext));
    }

    /** What a mere yes or no means, where it is said to the question; it is asked once more otherwise. */
    private Future<Optional<InboxOutcome>> ifLast(
            SqlConnection tx, ReplyContext replyContext, Supplier<Future<Optional<InboxOutcome>>> meant) {
        return questions.isLast(tx, replyContext).compose(last -> last ? meant.get() : ReplyStage.pass());
    }

    /**
     * Neither yes nor no is an answer to "how often?": it is asked once more, and a no to that refuses for good. Whoever says
     * "never" does so at once.
     */
    private Future<Optional<InboxOutcome>> toHowOften(SqlConnection tx, ReplyContext replyContext, boolean again) {
        if (replyContext.wishes(ContinueWish.GO_ON)) {
            return stages.goOn(tx, replyContext);
        }
        Optional<PaceWish> wish = replyContext.paceChosen();
        if (wish.isPresent() && (wish.get().pace() != null || wish.get().lifted())) {
            return wish.get().lifted()
                    ? stages.paces().forget(tx, replyContext).compose(forgotten -> stages.goOn(tx, replyContext))
                    : slower(tx, replyContext, wish.get());
        }
        if (replyContext.refusesEveryPace() || again && replyContext.no()) {
            return stages.stop(tx, replyContext, HOLD);
        }
        return !again && (replyContext.yes() || replyContext.no() || replyContext.namesAllMessages())
                ? stages.paces().ask(tx, replyContext, true)
                : ReplyStage.pass();
    }

    /** Only less is to come, and the hold is over. */
    private Future<Optional<InboxOutcome>> slower(SqlConnection tx, ReplyContext replyContext, PaceWish wish) {
        return released(tx, replyContext, stages.paces().whileHeld(tx, replyContext, wish));
    }

    private Future<Optional<InboxOutcome>> released(
            SqlConnection tx, ReplyContext replyContext, Future<Optional<InboxOutcome>> said) {
        return said.compose(outcome -> parts.released(tx, replyContext).map(outcome));
    }

    /** Not everything was to stop, only what the person was in the middle of: the hold is over, and that is done. */
    private Future<Optional<InboxOutcome>> leave(SqlConnection tx, ReplyContext replyContext, ButtonPayload exit) {
        return consent.apply(tx, replyContext.release()).compose(change -> {
            if (change.after() == ConsentState.HELD || change.after() == ConsentState.UNSUBSCRIBED) {
                return ReplyStage.end(InboxOutcome.LATE);
            }
            return parts.tryOn(tx, replyContext.pressing(exit, change.after()))
                    .compose(done -> done.isPresent()
                            ? stages.released(tx, replyContext).map(done)
                            : stages.continued(tx, replyContext, left(exit)));
        });
    }

    /** What goes on beside what was left. */
    private static String left(ButtonPayload exit) {
        return exit.equals(HoldQuestions.REMINDERS)
                ? "hold.reminders.noted"
                : exit.equals(HoldQuestion.NO_CALLS) ? "hold.calls.noted" : "hold.continued";
    }
}
