package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import org.relais.contact.ConsentState;
import org.relais.conversation.OptInQuestion;

/**
 * Answers for who asks back where consent is asked about: how often, at what price and how to leave, and the question again,
 * which says who writes and what for. Neither a yes nor a no was said, and the next one is an answer to the question.
 */
final class ConsentInquiries {
    private final OrganiserStage organisers;
    private final OrganisationInquiries organisation;

    ConsentInquiries(OrganiserStage organisers, ReplyPersonStore persons) {
        this.organisation = new OrganisationInquiries(persons);
        this.organisers = organisers;
    }

    /** Where a double opt-in is open. */
    Future<Optional<InboxOutcome>> atOptIn(
            SqlConnection tx, ReplyContext replyContext, OptInQuestion asked, ReplyMessages messages) {
        ReplyMessages.Listener listener = replyContext.listener();
        return answer(tx, replyContext, () -> about(tx, replyContext, messages)
                .compose(said -> messages.askToAgree(tx, listener, asked.reference())));
    }

    /** Where the one message of an occasional contact is to be answered. */
    Future<Optional<InboxOutcome>> atFirstContact(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        return answer(tx, replyContext, () -> about(tx, replyContext, messages)
                .compose(said -> messages.say(tx, replyContext.listener(), "first_contact.question")));
    }

    /** Who we are and where we have their number from, at any time; who was never asked whether they agree is asked then. */
    Future<Optional<InboxOutcome>> atAnyTime(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        boolean stranger = replyContext.person().state() == ConsentState.PENDING
                && replyContext.conversation() == null
                && !replyContext.person().askedFirstContact();
        return !OrganisationInquiries.isAsked(replyContext) || stranger && !replyContext.asksOrigin()
                ? ReplyStage.pass()
                : organisers
                        .keepAndTake(tx, replyContext)
                        .compose(may -> may || !replyContext.rights().isEmpty()
                                ? organisation
                                        .say(tx, replyContext, messages)
                                        .compose(said -> stranger
                                                ? messages.askToAgree(
                                                        tx, replyContext.listener(), ConsentStages.FIRST_WORDS)
                                                : Future.succeededFuture())
                                : Future.succeededFuture())
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** How to leave, of somebody who gets our messages. */
    Future<Optional<InboxOutcome>> howToLeave(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        return replyContext.person().state() != ConsentState.SUBSCRIBED || !replyContext.asksHowToLeave()
                ? ReplyStage.pass()
                : answer(tx, replyContext, () -> messages.say(tx, replyContext.listener(), ReplyContext.WAY_OUT));
    }

    private Future<Void> about(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        return OrganisationInquiries.isAsked(replyContext)
                ? organisation.say(tx, replyContext, messages)
                : messages.say(tx, replyContext.listener(), "opt_in.about");
    }

    private interface Answer {
        Future<Void> say();
    }

    private Future<Optional<InboxOutcome>> answer(SqlConnection tx, ReplyContext replyContext, Answer answer) {
        return replyContext.button() != null
                        || replyContext.inquiry().isEmpty() && !OrganisationInquiries.isAsked(replyContext)
                ? ReplyStage.pass()
                : organisers
                        .keepAndTake(tx, replyContext)
                        .compose(may -> may ? answer.say() : Future.succeededFuture())
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }
}
