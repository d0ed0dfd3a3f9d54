package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Optional;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.RightsKind;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.words.ContinueWish;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.intake.ConsentEffectKind;

/**
 * What somebody who has stopped is answered: only what they ask for themself by a message later than the stop. The stop
 * stands until their yes, and a later one takes back what is still queued.
 */
final class StoppedStages {
    private final ConsentService consent;
    private final HandlerStage parts;
    private final ReplyMessages replyMessages;
    private final ConsentStages consentStages;
    private final ReplyPersonStore persons = new ReplyPersonStore();
    private final ConversationStore conversations = new ConversationStore();

    StoppedStages(
            ConsentService consent, HandlerStage parts, ReplyMessages replyMessages, ConsentStages consentStages) {
        this.consent = consent;
        this.parts = parts;
        this.replyMessages = replyMessages.toStopped();
        this.consentStages = consentStages;
    }

    /** A link, as it was before the stop: whoever comes by one is asked whether they agree. */
    Future<Optional<InboxOutcome>> joinsAgain(SqlConnection tx, ReplyContext replyContext) {
        String payload = replyContext.joinPayload();
        if (payload == null
                || !replyContext.is(Kind.TEXT)
                || replyContext.event().forwarded()
                || !isLater(replyContext)) {
            return ReplyStage.pass();
        }
        return parts.reference(tx, replyContext)
                .map(known -> known.or(() -> ConsentStages.unknownLink(replyContext)))
                .compose(reference -> reference.isEmpty()
                        ? ReplyStage.pass()
                        : consentStages.ask(tx, replyContext, reference.get(), replyMessages));
    }

    /** "I stopped by mistake" subscribes nobody, nor does a yes after a no: they are asked, and only their yes to that does. */
    Future<Optional<InboxOutcome>> comesBack(SqlConnection tx, ReplyContext replyContext) {
        boolean wishes = replyContext.wishesMore() && !replyContext.merelyDenies()
                || replyContext.wishes(ContinueWish.REGRET)
                || replyContext.saysStart();
        boolean agrees = replyContext.agrees() || replyContext.agreesInWords();
        if (!wishes && !agrees || replyContext.button() != null || !isLater(replyContext)) {
            return ReplyStage.pass();
        }
        return wishes
                ? askAgain(tx, replyContext)
                : persons.declined(
                                tx,
                                replyContext.organisationId(),
                                replyContext.person().contactId())
                        .compose(declined -> declined ? askAgain(tx, replyContext) : ReplyStage.pass());
    }

    /** "How do I come back?" consents to nothing: it is told how. */
    Future<Optional<InboxOutcome>> asksTheWayBack(SqlConnection tx, ReplyContext replyContext) {
        return !replyContext.asksTheWayBack() || !isLater(replyContext)
                ? ReplyStage.pass()
                : consentStages
                        .organisers()
                        .keepAndTake(tx, replyContext)
                        .compose(may -> may
                                ? replyMessages.say(tx, replyContext.listener(), ReplyContext.WAY_BACK)
                                : Future.succeededFuture())
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /**
     * What speaks to us and says none of that is told, once per stop, that nothing is sent any more and how to come back: not who asks
     * once more for their data, which they were told will come.
     */
    Future<Optional<InboxOutcome>> toldOnce(SqlConnection tx, ReplyContext replyContext) {
        boolean speaks = replyContext.speaksToUs() || replyContext.asksForSomething();
        if (replyContext.conversation() != null
                || !speaks
                || replyContext.verdict().rights().contains(RightsKind.ACCESS)
                || !isLater(replyContext)) {
            return ReplyStage.pass();
        }
        ReplyPerson person = replyContext.person();
        return consentStages
                .organisers()
                .keepAndTake(tx, replyContext)
                .compose(may -> !may
                        ? Future.succeededFuture(false)
                        : persons.tellOfStop(tx, person.contactId(), person.basisEventId()))
                .compose(first -> first
                        ? replyMessages
                                .say(tx, replyContext.listener(), "stopped.told")
                                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED))
                        : ReplyStage.end(InboxOutcome.KEPT));
    }

    private Future<Optional<InboxOutcome>> askAgain(SqlConnection tx, ReplyContext replyContext) {
        return consentStages
                .organisers()
                .keepAndTake(tx, replyContext)
                .compose(may -> may
                        ? consentStages.ask(tx, replyContext, ConsentStages.WORDS_AFTER_STOP, replyMessages)
                        : ReplyStage.end(InboxOutcome.KEPT));
    }

    /** The answer to that question: a yes is a consent like any other, a no leaves the stop as it is and is told so. */
    Future<Optional<InboxOutcome>> answered(SqlConnection tx, ReplyContext replyContext) {
        Conversation open = replyContext.conversation();
        if (open == null || !open.belongsTo(OptInQuestion.STATE) || !ConsentStages.declines(replyContext)) {
            return consentStages.optIn(tx, replyContext, replyMessages);
        }
        OptInQuestion asked = OptInQuestion.asked(open);
        ConsentEvent stop = ConsentStages.answeredStop(replyContext, OptInQuestion.STATE, asked.language());
        return conversations
                .end(tx, replyContext.person().contactId())
                .compose(ended -> consent.apply(tx, stop))
                .compose(applied ->
                        replyMessages.say(tx, replyContext.listener().speaking(asked.language()), "opt_in.declined"))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** By when a right that they exercise is seen to, once. */
    Future<Optional<InboxOutcome>> rights(SqlConnection tx, ReplyContext replyContext) {
        return isLater(replyContext) ? consentStages.rights(tx, replyContext, replyMessages) : ReplyStage.pass();
    }

    private static boolean isLater(ReplyContext replyContext) {
        Instant stoppedAt = replyContext.person().stoppedAt();
        return stoppedAt == null || replyContext.at(ConsentEffectKind.START).isAfter(stoppedAt);
    }
}
