package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Intent;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.PaceWish;
import org.relais.conversation.PaceWish.Pace;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyChoices.Choice;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.template.MessageSpec;

/**
 * How often somebody wishes to be written to: in words that say it, or by the buttons of one question. Broadcasts keep to it
 * from then on (the claim of {@code delivery}); what somebody is answered is never less for it.
 */
final class PaceStages {
    private static final String PART = "pace";
    private static final String SET = "set";

    private final PaceWishStore store = new PaceWishStore();
    private final ReplyMessages replyMessages;
    private final OrganiserStage organisers;

    PaceStages(ReplyMessages replyMessages, OrganiserStage organisers) {
        this.replyMessages = replyMessages;
        this.organisers = organisers;
    }

    /** A wish in words, of somebody who has agreed and whom nothing else is asked; or a button of the question. */
    Future<Optional<InboxOutcome>> wished(SqlConnection tx, ReplyContext replyContext) {
        Optional<Pace> pressed = Optional.ofNullable(replyContext.button()).flatMap(PaceStages::pace);
        if (pressed.isPresent()) {
            return note(tx, replyContext, pressed.get());
        }
        Optional<PaceWish> wish = free(replyContext) ? replyContext.paceWish() : Optional.empty();
        if (wish.isEmpty()) {
            return ReplyStage.pass();
        }
        Pace pace = wish.get().pace();
        if (pace != null) {
            return note(tx, replyContext, pace);
        }
        return wish.get().lifted()
                ? lift(tx, replyContext)
                : organisers
                        .keep(tx, replyContext)
                        .compose(kept -> replyMessages.say(tx, replyContext.listener(), PaceStages::question))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    private static boolean free(ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED
                && replyContext.understood().button() == null
                && replyContext.understood().which().isEmpty()
                && replyContext.command() == null
                && replyContext.conversation() == null
                && replyContext.verdict().intent() == Intent.NONE;
    }

    /** Notes it, and says what is promised. */
    Future<Optional<InboxOutcome>> note(SqlConnection tx, ReplyContext replyContext, Pace pace) {
        return store.wish(
                        tx, replyContext.organisationId(), replyContext.person().contactId(), pace)
                .compose(noted -> replyMessages.say(
                        tx, replyContext.listener(), texts -> texts.say("pace.set", Map.of("pace", pace.sqlName()))))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Takes a wish back, and says so; passes where there is none. */
    Future<Optional<InboxOutcome>> lift(SqlConnection tx, ReplyContext replyContext) {
        return find(tx, replyContext)
                .compose(pace -> pace.isEmpty()
                        ? ReplyStage.pass()
                        : store.wish(
                                        tx,
                                        replyContext.organisationId(),
                                        replyContext.person().contactId(),
                                        null)
                                .compose(lifted -> replyMessages.say(tx, replyContext.listener(), "pace.lifted"))
                                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED)));
    }

    /** What somebody who asks for help is reminded of; empty when they have no such wish. */
    Future<Optional<Pace>> find(SqlConnection tx, ReplyContext replyContext) {
        return store.find(
                tx, replyContext.organisationId(), replyContext.person().contactId());
    }

    private static MessageSpec question(OrganisationTexts texts) {
        return texts.ask("pace.question", Map.of(), choices(texts, null));
    }

    /** The question of a hold whose words wish for less: nothing goes out until it is answered. */
    static MessageSpec whileHeld(OrganisationTexts texts, long holdEventId) {
        return choices(texts, holdEventId)
                .message(texts.language("pace.question"), texts.text("pace.question") + ' ' + texts.text("pace.held"));
    }

    private static ReplyChoices choices(OrganisationTexts texts, @Nullable Long holdEventId) {
        return ReplyChoices.of(
                choice(texts, "pace.week", Pace.WEEK, holdEventId),
                choice(texts, "pace.month", Pace.MONTH, holdEventId),
                texts.choice("hold.stop.all", HoldQuestion.STOP));
    }

    private static Choice choice(OrganisationTexts texts, String key, Pace pace, @Nullable Long holdEventId) {
        ButtonPayload payload = ButtonPayload.of(PART, SET, pace.sqlName());
        return texts.choice(key, holdEventId == null ? payload : HoldQuestion.leave(holdEventId, payload));
    }

    /** What a button of the question asks for; empty for any other. */
    static Optional<Pace> pace(ButtonPayload button) {
        return button.is(PART, SET) ? button.arguments().stream().findFirst().flatMap(Pace::of) : Optional.empty();
    }
}
