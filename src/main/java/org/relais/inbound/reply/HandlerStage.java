package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.relais.channel.InboundEvent.Kind;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.inbound.answer.ReplyHandlers;
import org.relais.task.Sequence;

/** Stage that asks the other parts, in the order they were wired. */
final class HandlerStage implements ReplyStage {
    private final ReplyHandlers handlers;
    private final ReplyMessages replyMessages;

    HandlerStage(ReplyHandlers handlers, ReplyMessages replyMessages) {
        this.handlers = handlers;
        this.replyMessages = replyMessages;
    }

    @Override
    public Future<Optional<InboxOutcome>> tryOn(SqlConnection transaction, ReplyContext replyContext) {
        return handlers.first(handler -> handler.handle(transaction, replyContext.reply()))
                .compose(answer -> say(transaction, replyContext, answer));
    }

    /** A code that waits for somebody to write it. */
    Future<Optional<InboxOutcome>> coded(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT)
                ? handlers.first(handler -> handler.coded(transaction, replyContext.reply()))
                        .compose(answer -> say(transaction, replyContext, answer))
                : ReplyStage.pass();
    }

    /** As {@link ReplyHandler#take}, in every part. */
    Future<Void> take(SqlConnection transaction, ReplyContext replyContext, List<ButtonPayload> buttons) {
        Future<Void> all = Future.succeededFuture();
        for (ReplyHandler handler : handlers.all()) {
            all = all.compose(
                    before -> handler.take(transaction, replyContext.person().contactId(), buttons));
        }
        return all;
    }

    /** Asks again what a dialogue waits for: nobody understood what was written instead. */
    Future<Optional<InboxOutcome>> waiting(SqlConnection transaction, ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT)
                ? handlers.first(handler -> handler.waiting(transaction, replyContext.reply()))
                        .compose(answer -> say(transaction, replyContext, answer))
                : ReplyStage.pass();
    }

    private Future<Optional<InboxOutcome>> say(
            SqlConnection transaction, ReplyContext replyContext, Optional<ReplyResult> answer) {
        return answer.isEmpty()
                ? ReplyStage.pass()
                : replyMessages
                        .answer(transaction, replyContext.listener(), answer.get())
                        .compose(said ->
                                ReplyStage.end(answer.get().isSilent() ? InboxOutcome.APPLIED : InboxOutcome.ANSWERED));
    }

    /** Writes down what was pressed by somebody who may not be answered. */
    Future<Optional<InboxOutcome>> note(SqlConnection transaction, ReplyContext replyContext) {
        if (!replyContext.is(Kind.BUTTON)) {
            return ReplyStage.pass();
        }
        Future<Boolean> noted = Future.succeededFuture(false);
        for (ReplyHandler handler : handlers.all()) {
            noted = noted.compose(
                    before -> before ? Future.succeededFuture(true) : handler.note(transaction, replyContext.reply()));
        }
        return noted.compose(done -> done ? ReplyStage.end(InboxOutcome.APPLIED) : ReplyStage.pass());
    }

    /** What was done of somebody who is asked whether to stop, and what its part says to it. */
    record Attended(Topic topic, ReplyResult said) {}

    /**
     * Does what a button means and says nothing: whoever is asked whether to stop gets nothing else, and begins nothing that goes on
     * by itself. Empty for what can't be answered any more.
     */
    Future<Optional<Attended>> attend(SqlConnection transaction, ReplyContext replyContext, ButtonPayload button) {
        ReplyContext pressing = replyContext.pressing(button, ConsentState.SUBSCRIBED);
        return handlers.topic(transaction, replyContext.person(), replyContext.organisationId(), button)
                .map(topic -> topic.filter(about -> !about.closed()))
                .compose(topic -> topic.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : isBegun(topic.get(), button)
                                ? Future.succeededFuture(Optional.of(new Attended(topic.get(), ReplyResult.silent())))
                                : handlers.first(handler -> handler.handle(transaction, pressing.reply()))
                                        .map(done -> done.map(said -> new Attended(topic.get(), said))));
    }

    /** What is said to a button that an organiser composed; empty where it is none that is known. */
    Future<Optional<ReplyResult>> pressed(SqlConnection transaction, ReplyContext replyContext) {
        return handlers.first(handler -> handler.handle(
                transaction, replyContext.in(ConsentState.SUBSCRIBED).reply()));
    }

    /** Calls, a survey and what is passed on go on with what comes next, unless they are refused. */
    static boolean isBegun(Topic topic, ButtonPayload button) {
        return topic.sort() != null && topic.sort() != Topic.Sort.EVENT && !OpenMessage.refuses(button);
    }

    /** Tells every part of a yes to the question of a double opt-in, and says what they say; completes with whether they say anything. */
    Future<Boolean> agreed(SqlConnection transaction, ReplyContext replyContext, OptInQuestion question) {
        return all(
                transaction,
                replyContext.listenerAsked(question.language()),
                handler -> handler.agreed(transaction, replyContext.reply(), question));
    }

    /** Tells every part that somebody is back after a stop, and says what they say; completes with whether they say anything. */
    Future<Boolean> returned(SqlConnection transaction, ReplyContext replyContext) {
        return all(
                transaction, replyContext.listener(), handler -> handler.returned(transaction, replyContext.reply()));
    }

    /** Says what is open for whoever has just joined. */
    Future<Boolean> joined(SqlConnection transaction, ReplyContext replyContext, ReplyMessages.Listener listener) {
        Reply reply = replyContext.in(ConsentState.SUBSCRIBED).reply();
        return all(transaction, listener, handler -> handler.joined(transaction, reply));
    }

    private Future<Boolean> all(
            SqlConnection transaction,
            ReplyMessages.Listener listener,
            Function<ReplyHandler, Future<ReplyResult>> of) {
        Future<Boolean> all = Future.succeededFuture(false);
        for (ReplyHandler handler : handlers.all()) {
            all = all.compose(said -> of.apply(handler).compose(answer -> replyMessages
                    .answer(transaction, listener, answer)
                    .map(done -> said || !answer.isSilent())));
        }
        return all;
    }

    /** Asks again what was under way when somebody was asked whether to stop, who goes on. */
    Future<Void> resumed(SqlConnection transaction, ReplyContext replyContext) {
        return all(
                        transaction,
                        replyContext.listener(),
                        handler -> handler.resumed(
                                transaction,
                                replyContext.in(ConsentState.SUBSCRIBED).reply()))
                .mapEmpty();
    }

    /** Whoever is held no more hears of what they count on, and was kept back meanwhile. */
    Future<Void> released(SqlConnection transaction, ReplyContext replyContext) {
        Reply reply = replyContext.in(ConsentState.SUBSCRIBED).reply();
        return Sequence.each(handlers.all(), handler -> handler.released(transaction, reply));
    }

    /** Says what was kept back in the hold that is over. */
    Future<Void> missed(SqlConnection transaction, ReplyContext replyContext) {
        Reply reply = replyContext.in(ConsentState.SUBSCRIBED).reply();
        return all(
                        transaction,
                        replyContext.listener(),
                        handler -> handler.missed(
                                transaction, reply, replyContext.person().basisEventId()))
                .mapEmpty();
    }

    /** What the link that they came by is called in the evidence; empty when no part made it. */
    Future<Optional<String>> reference(SqlConnection transaction, ReplyContext replyContext) {
        return handlers.first(handler -> handler.reference(transaction, replyContext.reply()));
    }

    /** As {@link ReplyHandlers#again}. */
    Optional<ButtonPayload> again(Conversation open) {
        return handlers.again(open);
    }

    /** How somebody leaves the dialogue they stand in; empty when no part knows a way. */
    Future<Optional<ReplyChoices.Choice>> exit(SqlConnection transaction, DialogueExit asked) {
        return handlers.first(handler -> handler.exit(transaction, asked));
    }

    /** What words are besides an answer to the question that asked for them; empty when they can't be anything else. */
    Future<Optional<ReplyChoices.Choice>> besides(SqlConnection transaction, ReplyContext replyContext) {
        return handlers.first(handler -> handler.besides(transaction, replyContext.reply()));
    }

    /** Keeps such words; the button takes them as the answer. */
    Future<Optional<ReplyChoices.Choice>> keeps(SqlConnection transaction, ReplyContext replyContext) {
        return handlers.first(handler -> handler.keeps(transaction, replyContext.reply()));
    }
}
