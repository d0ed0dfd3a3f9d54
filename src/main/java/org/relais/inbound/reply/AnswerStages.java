package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.relais.channel.InboundEvent.Kind;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.WordPhrase;
import org.relais.inbound.answer.Understood;
import org.relais.inbound.intake.Mourning;
import org.relais.template.MessageSpec;

/** What is said to an answer that is not clear enough to act upon: one question, with buttons. */
final class AnswerStages {
    /** "Oui avec plaisir, merci" says no more than yes. */
    private static final int MORE_THAN_AN_ANSWER = 5;
    /** "What?", "comment ça ?": our question again says more than organisers could. */
    private static final int A_MERE_WHAT = 2;

    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final ReplyMessages replyMessages;
    private final OrganiserStage organisers;
    private final HandlerStage parts;

    AnswerStages(ReplyMessages replyMessages, OrganiserStage organisers, HandlerStage parts) {
        this.parts = parts;
        this.replyMessages = replyMessages;
        this.organisers = organisers;
    }

    /**
     * Who answers in a sentence says more than the answer, and what only resembles one may be none: organisers read it besides.
     * What asks something as well is handed over once the rest is answered.
     */
    Future<Optional<InboxOutcome>> remark(SqlConnection transaction, ReplyContext replyContext) {
        String text = replyContext.event().text();
        if (!replyContext.is(Kind.TEXT)
                || text == null
                || !replyContext.leftQuestions().isEmpty()) {
            return ReplyStage.pass();
        }
        boolean comforted = replyContext.understood().button() != null && interpreter.isRefusedInTrouble(text);
        if (!comforted && !isRemark(replyContext.understood(), text)) {
            return ReplyStage.pass();
        }
        return organisers
                .keep(transaction, replyContext)
                .compose(kept -> comforted
                        ? replyMessages.say(
                                transaction,
                                replyContext.listener(),
                                Mourning.isIn(text) ? "stop.condolence" : "reply.courage")
                        : Future.succeededFuture())
                .compose(said -> ReplyStage.pass());
    }

    /** "What time is it?", of what an organiser asked last by buttons: they are asked, and no event is told. */
    Future<Optional<InboxOutcome>> asksOrganisers(SqlConnection transaction, ReplyContext replyContext) {
        String text = replyContext.event().text();
        boolean asks = replyContext.is(Kind.TEXT)
                && text != null
                && replyContext.button() == null
                && replyContext.conversation() == null
                && (WordPhrase.asks(text)
                        || replyContext.understood().unsure() == null && EventInquiry.mayBeOf(text, ""))
                && EventInquiry.among(text).contains(EventInquiry.WHEN_AND_WHERE);
        return !asks
                ? ReplyStage.pass()
                : sentMessages
                        .newestWithButtons(
                                transaction,
                                replyContext.person().contactId(),
                                replyContext.addressId(),
                                Instant.EPOCH,
                                1)
                        .compose(messages -> messages.stream()
                                        .flatMap(message -> message.options().stream())
                                        .anyMatch(option -> AnswerButton.delivery(option.payload())
                                                .isPresent())
                                ? organisers.tryOn(transaction, replyContext)
                                : ReplyStage.pass());
    }

    private boolean isRemark(Understood understood, String text) {
        boolean answered =
                understood.button() != null && !isAsked(understood) || understood.unsure() != null && !asks(text);
        boolean resembles = understood.unsure() != null || understood.postponed() != null;
        return answered && text.strip().split("\\s+").length > MORE_THAN_AN_ANSWER
                || resembles && !interpreter.reads(text) && !asks(text);
    }

    /** Whether they asked what something is, and are told. */
    private static boolean isAsked(Understood understood) {
        return understood.button() != null
                && EventInquiry.ofVerb(understood.button().verb()).isPresent();
    }

    /** Words about another thing, where a dialogue asks for some: they are seen to, and the dialogue's question comes again. */
    Future<Optional<InboxOutcome>> aside(SqlConnection transaction, ReplyContext replyContext) {
        Conversation dialogue = replyContext.conversation();
        ButtonPayload first = replyContext.button();
        if (dialogue == null
                || first == null
                || !dialogue.awaitsWords()
                || !replyContext.is(Kind.TEXT)
                || dialogue.belongsTo(first.part())) {
            return ReplyStage.pass();
        }
        Optional<ButtonPayload> again = parts.again(dialogue);
        if (again.isEmpty()) {
            return ReplyStage.pass();
        }
        return pressAll(transaction, replyContext, first)
                .compose(said -> press(transaction, replyContext, again.get()))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Whoever tells of a death is condoled with, and read by somebody; what it plainly answers is noted, and nothing is asked. */
    Future<Optional<InboxOutcome>> mourned(SqlConnection transaction, ReplyContext replyContext) {
        if (replyContext.conversation() != null || !replyContext.mourns()) {
            return ReplyStage.pass();
        }
        ButtonPayload button = replyContext.button();
        return organisers
                .keep(transaction, replyContext)
                .compose(kept -> replyMessages.say(transaction, replyContext.listener(), "stop.condolence"))
                .compose(
                        said -> button == null ? Future.succeededFuture() : pressAll(transaction, replyContext, button))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** What a dialogue asks comes again behind something that was seen to in between. */
    Future<Optional<InboxOutcome>> resumed(
            SqlConnection transaction, ReplyContext replyContext, Optional<InboxOutcome> done) {
        Optional<ButtonPayload> again = Optional.ofNullable(replyContext.conversation())
                .filter(open -> done.isPresent())
                .flatMap(parts::again);
        return again.isEmpty()
                ? Future.succeededFuture(done)
                : press(transaction, replyContext, again.get()).map(done);
    }

    /** Words that may end everything elsewhere: what they refuse is refused, and how everything ends is told. */
    Future<Optional<InboxOutcome>> refused(SqlConnection transaction, ReplyContext replyContext) {
        if (!replyContext.refusesOffer() || replyContext.understood().unsure() != null) {
            return ReplyStage.pass();
        }
        ButtonPayload button = replyContext.button();
        Future<Void> done =
                button == null ? leave(transaction, replyContext) : pressAll(transaction, replyContext, button);
        return done.compose(said -> replyMessages.say(transaction, replyContext.listener(), ReplyContext.WAY_OUT))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private Future<Void> leave(SqlConnection transaction, ReplyContext replyContext) {
        Future<Optional<InboxOutcome>> left =
                replyContext.leavesOneThing() ? parts.tryOn(transaction, replyContext) : ReplyStage.pass();
        return left.compose(done -> done.isPresent()
                ? Future.succeededFuture()
                : organisers.keep(transaction, replyContext).mapEmpty());
    }

    /** Words that name several things, and answer each: one after the other, as if each button had been pressed. */
    Future<Optional<InboxOutcome>> each(SqlConnection transaction, ReplyContext replyContext) {
        ButtonPayload first = replyContext.button();
        OpenMessage unsure = replyContext.understood().unsure();
        if (first == null || replyContext.understood().also().isEmpty() && unsure == null) {
            return ReplyStage.pass();
        }
        return pressAll(transaction, replyContext, first)
                .compose(said -> unsure == null
                        ? ReplyStage.end(InboxOutcome.ANSWERED)
                        : askAgain(transaction, replyContext, unsure));
    }

    /** In the order in which they are named, and taken before by their ids. */
    private Future<Void> pressAll(SqlConnection transaction, ReplyContext replyContext, ButtonPayload first) {
        List<ButtonPayload> also = replyContext.understood().also();
        List<ButtonPayload> buttons =
                Stream.concat(Stream.of(first), also.stream()).toList();
        Future<Void> all = also.isEmpty() ? Future.succeededFuture() : parts.take(transaction, replyContext, buttons);
        for (ButtonPayload next : buttons) {
            all = all.compose(before -> press(transaction, replyContext, next));
        }
        return all;
    }

    private Future<Void> press(SqlConnection transaction, ReplyContext replyContext, ButtonPayload button) {
        return parts.tryOn(
                        transaction,
                        replyContext.pressing(button, replyContext.person().state()))
                .mapEmpty();
    }

    /** The same answer fits several things: which is meant? */
    Future<Optional<InboxOutcome>> which(SqlConnection transaction, ReplyContext replyContext) {
        List<ReplyChoices.Choice> which = replyContext.understood().which();
        return which.isEmpty() ? ReplyStage.pass() : asksWhich(transaction, replyContext, which);
    }

    /** What they name is not open for them: they are told so, organisers read it, and they are shown what is. */
    Future<Optional<InboxOutcome>> unknown(SqlConnection transaction, ReplyContext replyContext) {
        String name = replyContext.understood().unknown();
        return name.isEmpty()
                ? ReplyStage.pass()
                : organisers
                        .keepAndTake(transaction, replyContext)
                        .compose(may -> may ? unknown(transaction, replyContext, name) : Future.succeededFuture())
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private Future<Void> unknown(SqlConnection transaction, ReplyContext replyContext, String name) {
        return replyMessages
                .say(
                        transaction,
                        replyContext.listener(),
                        texts -> MessageSpec.of(
                                texts.language("reply.unknown"), texts.text("reply.unknown", Map.of("name", name))))
                .compose(said -> parts.tryOn(transaction, replyContext.commanding(Command.ACTIONS)))
                .mapEmpty();
    }

    /** What came of a call, said where a question asks for words: it is one of the two, and asked which. */
    Future<Optional<InboxOutcome>> besides(SqlConnection transaction, ReplyContext replyContext) {
        Conversation dialogue = replyContext.conversation();
        return dialogue == null || !dialogue.awaitsWords()
                ? ReplyStage.pass()
                : elsewhere(transaction, replyContext, other -> parts.keeps(transaction, replyContext)
                        .compose(own -> own.isEmpty()
                                ? ReplyStage.pass()
                                : asksWhich(transaction, replyContext, List.of(own.get(), other))));
    }

    /** The same where no question took it as its answer. */
    Future<Optional<InboxOutcome>> elsewhere(SqlConnection transaction, ReplyContext replyContext) {
        return elsewhere(transaction, replyContext, other -> press(transaction, replyContext, other.payload())
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED)));
    }

    private Future<Optional<InboxOutcome>> elsewhere(
            SqlConnection transaction,
            ReplyContext replyContext,
            Function<ReplyChoices.Choice, Future<Optional<InboxOutcome>>> then) {
        boolean said = replyContext.is(Kind.TEXT)
                && replyContext.button() == null
                && !replyContext.quotes()
                && replyContext.person().state() == ConsentState.SUBSCRIBED;
        return !said
                ? ReplyStage.pass()
                : parts.besides(transaction, replyContext)
                        .compose(other -> other.map(then).orElseGet(ReplyStage::pass));
    }

    private Future<Optional<InboxOutcome>> asksWhich(
            SqlConnection transaction, ReplyContext replyContext, List<ReplyChoices.Choice> which) {
        return say(transaction, replyContext, texts -> texts.ask("reply.which", Map.of(), new ReplyChoices(which)));
    }

    /** A question of their own, where one of ours waits: organisers read it, and ours comes again. */
    Future<Optional<InboxOutcome>> asksBack(SqlConnection transaction, ReplyContext replyContext) {
        Conversation dialogue = replyContext.conversation();
        String text = replyContext.event().text();
        boolean asks = text != null && replyContext.is(Kind.TEXT) && replyContext.button() == null && asks(text);
        Optional<ButtonPayload> again = dialogue == null || !asks ? Optional.empty() : parts.again(dialogue);
        return again.isEmpty()
                ? ReplyStage.pass()
                : organisers.tryOn(transaction, replyContext).compose(kept -> press(
                                transaction, replyContext, again.get())
                        .map(kept));
    }

    /** Something that may be an answer: the same buttons again; a question of theirs is for the organisers. */
    Future<Optional<InboxOutcome>> unsure(SqlConnection transaction, ReplyContext replyContext) {
        OpenMessage message = replyContext.understood().unsure();
        String text = replyContext.event().text();
        return message == null || text != null && asks(text)
                ? ReplyStage.pass()
                : askAgain(transaction, replyContext, message);
    }

    private Future<Optional<InboxOutcome>> askAgain(
            SqlConnection transaction, ReplyContext replyContext, OpenMessage message) {
        String title = replyContext.understood().title();
        return say(transaction, replyContext, texts -> unsure(texts, message, title));
    }

    private static boolean asks(String text) {
        return WordPhrase.words(text).size() > A_MERE_WHAT
                && OpenQuestion.of(text).isPresent();
    }

    private static MessageSpec unsure(OrganisationTexts texts, OpenMessage message, String title) {
        return texts.ask(
                title.isEmpty() ? "reply.unsure" : "reply.unsure.about", Map.of("title", title), again(texts, message));
    }

    /** Not now is no answer, and needs none. */
    Future<Optional<InboxOutcome>> postponed(SqlConnection transaction, ReplyContext replyContext) {
        OpenMessage message = replyContext.understood().postponed();
        return message == null
                ? ReplyStage.pass()
                : say(transaction, replyContext, texts -> texts.ask("reply.later", Map.of(), again(texts, message)));
    }

    /**
     * Thanks, an "ok" to nothing that is open, a greeting, good wishes: organisers read it, and it is answered in kind; what of
     * that follows upon another asks for nothing.
     */
    Future<Optional<InboxOutcome>> kind(SqlConnection transaction, ReplyContext replyContext) {
        Optional<String> key = replyContext.button() == null ? kindReply(replyContext) : Optional.empty();
        return key.isEmpty()
                ? ReplyStage.pass()
                : organisers
                        .keepAndTakeFirst(transaction, replyContext)
                        .compose(may -> may
                                ? replyMessages.note(transaction, replyContext.listener(), key.get())
                                : Future.succeededFuture())
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private static Optional<String> kindReply(ReplyContext replyContext) {
        if (replyContext.thanks()) {
            return Optional.of("reply.thanks");
        }
        return OrganiserStage.asksConsent(replyContext)
                ? Optional.empty()
                : replyContext.pleasantry().map(said -> switch (said) {
                    case PRAISE -> "unknown.kind.1";
                    case SORRY -> "reply.slip";
                    case WISH -> "reply.wish";
                    case GREETING -> "reply.greeting";
                    case LAUGH -> "reply.smile";
                });
    }

    /** A message that was meant for somebody else: it changes nothing, and needs no more than a kind word. */
    Future<Optional<InboxOutcome>> slipped(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.slipped() ? kindly(transaction, replyContext, "reply.slip") : ReplyStage.pass();
    }

    /** Who is in and wishes to be taken in again is told that they are. */
    Future<Optional<InboxOutcome>> inAlready(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED
                        && replyContext.button() == null
                        && replyContext.wishes(ContinueWish.TAKEN_BACK)
                ? kindly(transaction, replyContext, "welcome.again")
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> kindly(SqlConnection transaction, ReplyContext replyContext, String key) {
        return organisers
                .keepAndTake(transaction, replyContext)
                .compose(may ->
                        may ? replyMessages.say(transaction, replyContext.listener(), key) : Future.succeededFuture())
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private Future<Optional<InboxOutcome>> say(
            SqlConnection transaction, ReplyContext replyContext, Function<OrganisationTexts, MessageSpec> message) {
        return replyMessages
                .say(transaction, replyContext.listener(), message)
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private static ReplyChoices again(OrganisationTexts texts, OpenMessage message) {
        return new ReplyChoices(message.options().stream()
                .limit(ReplyChoices.MOST)
                .map(option -> new ReplyChoices.Choice(option.label(texts.language("reply.unsure")), option.payload()))
                .toList());
    }
}
