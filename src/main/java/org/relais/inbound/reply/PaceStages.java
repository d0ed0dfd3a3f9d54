package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.Intent;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.conversation.words.WordPhrase;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.inbox.PaceWishStore;
import org.relais.template.MessageSpec;
import org.relais.template.Texts;

/**
 * How often somebody wishes to be written to: in words that say it, or by the buttons of one question. Broadcasts keep to it
 * from then on (the claim of {@code delivery}); what somebody is answered is never less for it.
 */
final class PaceStages {
    private static final String PART = HoldQuestion.PACE;
    private static final String SET = "set";
    /** In the question that is asked once more. */
    private static final String AGAIN = "again";

    /** The choices of the question, as the paces follow each other, and the end of all. */
    private static final List<String> CHOICES = List.of("pace.week", "pace.month", "hold.stop.all");

    /** Words: more may say anything of a week. */
    private static final int FEW = 3;

    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    private final ConsentService consent;
    private final PaceWishStore store = new PaceWishStore();
    private final ReplyMessages replyMessages;
    private final OrganiserStage organisers;

    PaceStages(ConsentService consent, ReplyMessages replyMessages, OrganiserStage organisers) {
        this.consent = consent;
        this.replyMessages = replyMessages;
        this.organisers = organisers;
    }

    /**
     * A wish in words, of somebody who has agreed and whom nothing else is asked; or a button of the question. Organisers
     * read the words, which may have been meant for them.
     */
    Future<Optional<InboxOutcome>> wished(SqlConnection tx, ReplyContext replyContext) {
        Optional<Pace> pressed = pressed(replyContext);
        ConsentState state = replyContext.person().state();
        if (pressed.isPresent() && (state == ConsentState.SUBSCRIBED || state == ConsentState.PENDING)) {
            return agreed(tx, replyContext, state, pressed.get());
        }
        if (!free(replyContext)) {
            return ReplyStage.pass();
        }
        Optional<PaceWish> wish = replyContext.paceWish();
        return wish.isPresent() ? answer(tx, replyContext, wish.get()) : bare(tx, replyContext);
    }

    /** "Once a month" and no more is such a wish; where something else waits for an answer, and there was none, it is asked. */
    private Future<Optional<InboxOutcome>> bare(SqlConnection tx, ReplyContext replyContext) {
        Optional<PaceWish> wish = replyContext.paceAnswer().filter(PaceWish::hasPace);
        return wish.isEmpty()
                ? ReplyStage.pass()
                : organisers.waits(tx, replyContext).compose(waits -> find(tx, replyContext)
                        .compose(noted -> answer(
                                tx, replyContext, waits && noted.isEmpty() ? new PaceWish(null, false) : wish.get())));
    }

    /** A wish for less beside a yes to our messages: noted, or asked how often. */
    Future<Optional<InboxOutcome>> besideYes(SqlConnection tx, ReplyContext replyContext) {
        return replyContext
                .paceWish()
                .map(wish -> answer(tx, replyContext, wish))
                .orElseGet(ReplyStage::pass);
    }

    private Future<Optional<InboxOutcome>> answer(SqlConnection tx, ReplyContext replyContext, PaceWish wish) {
        if (wish.lifted()) {
            return lift(tx, replyContext)
                    .compose(lifted -> lifted.isEmpty()
                            ? ReplyStage.pass()
                            : organisers.keep(tx, replyContext).map(lifted));
        }
        Pace pace = wish.pace();
        return organisers
                .keep(tx, replyContext)
                .compose(kept -> pace != null
                        ? note(tx, replyContext, pace)
                        : replyMessages
                                .say(tx, replyContext.listener(), texts -> question(texts, false))
                                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED)));
    }

    /** A button of the question, also of that of a hold which is over: they may think better of what they pressed first. */
    private static Optional<Pace> pressed(ReplyContext replyContext) {
        return Optional.ofNullable(replyContext.button())
                .flatMap(button -> pace(HoldQuestion.exit(button).orElse(button)));
    }

    /** What somebody who is held wrote to the question of the hold: only less is to come, and the hold is over. */
    Future<Optional<InboxOutcome>> whileHeld(SqlConnection tx, ReplyContext replyContext, PaceWish wish) {
        Pace pace = Objects.requireNonNull(wish.pace(), "a pace");
        return organisers.keep(tx, replyContext).compose(kept -> slower(tx, replyContext, pace));
    }

    /** The same by a button of exactly this hold; empty for one that is about something else. */
    Optional<Future<Optional<InboxOutcome>>> pressedWhileHeld(
            SqlConnection tx, ReplyContext replyContext, ButtonPayload exit) {
        return pace(exit).map(pace -> slower(tx, replyContext, pace));
    }

    /** The question of the hold, which goes on. */
    Future<Optional<InboxOutcome>> ask(SqlConnection tx, ReplyContext replyContext, boolean again) {
        long hold = replyContext.person().basisEventId();
        return organisers
                .keep(tx, replyContext)
                .compose(kept ->
                        replyMessages.question(tx, replyContext.listener(), texts -> heldQuestion(texts, hold, again)))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** The question once more, of somebody who is not held. */
    Future<Optional<InboxOutcome>> askOnceMore(SqlConnection tx, ReplyContext replyContext) {
        return replyMessages
                .say(tx, replyContext.listener(), texts -> question(texts, true))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** The hold is over by it. */
    private Future<Optional<InboxOutcome>> slower(SqlConnection tx, ReplyContext replyContext, Pace pace) {
        return consent.apply(tx, replyContext.release())
                .compose(change -> agreed(tx, replyContext, change.after(), pace));
    }

    /** Noted of whoever has agreed to messages; who has not is still to be asked. */
    private Future<Optional<InboxOutcome>> agreed(
            SqlConnection tx, ReplyContext replyContext, ConsentState state, Pace pace) {
        return switch (state) {
            case SUBSCRIBED -> note(tx, replyContext, pace);
            case PENDING ->
                replyMessages
                        .askToAgree(tx, replyContext.listener(), ConsentStages.FIRST_WORDS)
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
            case HELD, UNSUBSCRIBED -> ReplyStage.end(InboxOutcome.LATE);
        };
    }

    private static boolean free(ReplyContext replyContext) {
        return replyContext.understood().button() == null
                && (speaks(replyContext) || isAside(replyContext) && mayWish(replyContext));
    }

    /**
     * Whether a wish is said in the middle of calls, or of a survey: there only of messages, since it may answer what is asked, as
     * "yes, but not every day" does.
     */
    private static boolean isAside(ReplyContext replyContext) {
        Conversation dialogue = replyContext.conversation();
        String text = replyContext.event().text();
        return dialogue != null
                && text != null
                && replyContext.paceWish().isPresent()
                && !(dialogue.awaitsChoice() && INTERPRETER.beginsWithYes(text))
                && (dialogue.belongsTo(DialogueExit.CALLS) && !dialogue.awaitsWords() || PaceWish.isOfMessages(text));
    }

    /** Whether somebody who has agreed says no; the question's own button to stop is what a no to it is read as. */
    static boolean mayRefuse(ReplyContext replyContext) {
        ButtonPayload button = replyContext.understood().button();
        return replyContext.is(Kind.TEXT)
                && (button == null || HoldQuestion.isStop(button))
                && (replyContext.no() || replyContext.refusesEveryPace())
                && speaks(replyContext);
    }

    /** Whether somebody who has agreed says yes and little else: to the question how often, if that is the newest. */
    static boolean mayAgree(ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT) && replyContext.yes() && replyContext.isShort() && speaks(replyContext);
    }

    /** How often somebody who has agreed says that we may write, where that is the question; empty for any other. */
    static Optional<PaceWish> chosen(ReplyContext replyContext) {
        return replyContext.is(Kind.TEXT) && speaks(replyContext)
                ? replyContext.paceChosen().filter(PaceWish::hasPace)
                : Optional.empty();
    }

    /** The one choice of the question that a text has as a whole, or of which a few words have some; empty for a complaint. */
    static Optional<PaceWish> chosen(String text) {
        return PaceWish.isTooMuch(text)
                ? Optional.empty()
                : Texts.standard().languages().stream()
                        .flatMap(language -> choice(text, language).stream())
                        .findFirst()
                        .map(choice -> new PaceWish(Pace.values()[choice], false));
    }

    private static Optional<Integer> choice(String text, String language) {
        Texts texts = Texts.standard();
        List<String> labels =
                CHOICES.stream().map(key -> texts.text(key, language)).toList();
        List<String> words = WordPhrase.words(text);
        return LabelChoice.of(text, labels)
                .filter(choice -> choice < Pace.values().length)
                .filter(choice -> words.size() <= FEW
                        || Collections.indexOfSubList(words, WordPhrase.words(labels.get(choice))) >= 0);
    }

    /** Notes how often somebody chose who is not held; organisers read the words. */
    Future<Optional<InboxOutcome>> noted(SqlConnection tx, ReplyContext replyContext, PaceWish wish) {
        return answer(tx, replyContext, wish);
    }

    private static boolean speaks(ReplyContext replyContext) {
        return replyContext.conversation() == null && mayWish(replyContext);
    }

    private static boolean mayWish(ReplyContext replyContext) {
        return replyContext.person().state() == ConsentState.SUBSCRIBED
                && replyContext.understood().which().isEmpty()
                && replyContext.command() == null
                && replyContext.contextDeliveryId() == null
                && (replyContext.verdict().intent() == Intent.NONE || saysHowOften(replyContext));
    }

    /** What resembles a stop in a text that says how often was none. */
    private static boolean saysHowOften(ReplyContext replyContext) {
        return replyContext.paceWish().filter(PaceWish::hasPace).isPresent();
    }

    /** Notes it, and says what is promised. */
    private Future<Optional<InboxOutcome>> note(SqlConnection tx, ReplyContext replyContext, Pace pace) {
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

    /** Takes a wish back where the answer says something else as well; completes with what it was. */
    Future<Optional<Pace>> forget(SqlConnection tx, ReplyContext replyContext) {
        return find(tx, replyContext).compose(pace -> store.wish(
                        tx, replyContext.organisationId(), replyContext.person().contactId(), null)
                .map(pace));
    }

    /** A text of the organisation's, and what there is to say about a wish; nothing where there is none. */
    static String with(OrganisationTexts texts, String key, Optional<Pace> pace, String paceKey) {
        return texts.text(key)
                + pace.map(wish -> '\n' + texts.text(paceKey, Map.of("pace", wish.sqlName())))
                        .orElse("");
    }

    /** What somebody who asks for help is reminded of; empty when they have no such wish. */
    Future<Optional<Pace>> find(SqlConnection tx, ReplyContext replyContext) {
        return store.find(
                tx, replyContext.organisationId(), replyContext.person().contactId());
    }

    static MessageSpec question(OrganisationTexts texts, boolean again) {
        return choices(texts, payload -> payload, again).message(texts.language("pace.question"), asking(texts, again));
    }

    /** The question of a hold whose words wish for less: nothing goes out until it is answered. */
    static MessageSpec heldQuestion(OrganisationTexts texts, long holdEventId, boolean again) {
        return choices(texts, payload -> HoldQuestion.leave(holdEventId, payload), again)
                .message(texts.language("pace.question"), heldText(texts, again));
    }

    /** The words of that question. */
    static String heldText(OrganisationTexts texts, boolean again) {
        return asking(texts, again) + ' ' + texts.text("pace.held");
    }

    private static String asking(OrganisationTexts texts, boolean again) {
        return (again ? texts.text("pace.again") + ' ' : "") + texts.text("pace.question");
    }

    private static ReplyChoices choices(OrganisationTexts texts, UnaryOperator<ButtonPayload> about, boolean again) {
        return ReplyChoices.of(
                texts.choice("pace.week", about.apply(payload(Pace.WEEK, again))),
                texts.choice("pace.month", about.apply(payload(Pace.MONTH, again))),
                texts.choice("hold.stop.all", HoldQuestion.STOP));
    }

    private static ButtonPayload payload(Pace pace, boolean again) {
        return ButtonPayload.of(PART, again ? AGAIN : SET, pace.sqlName());
    }

    /** Which question a button that a hold's question offers besides its stop is of. */
    static HoldQuestions.Asked asked(ButtonPayload button) {
        return !isAsked(button)
                ? HoldQuestions.Asked.DIALOGUE
                : button.verb().equals(AGAIN) ? HoldQuestions.Asked.PACE_AGAIN : HoldQuestions.Asked.PACE;
    }

    /** Whether it is a button of the question how often. */
    static boolean isAsked(ButtonPayload button) {
        return pace(button).isPresent();
    }

    /** What a button of the question asks for; empty for any other. */
    private static Optional<Pace> pace(ButtonPayload button) {
        return button.is(PART, SET) || button.is(PART, AGAIN)
                ? button.arguments().stream().findFirst().flatMap(Pace::of)
                : Optional.empty();
    }
}
