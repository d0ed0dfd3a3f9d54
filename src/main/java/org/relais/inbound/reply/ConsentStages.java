package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.ConsentState;
import org.relais.conversation.AgreedWording;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.SpokenLanguage;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.database.Timestamps;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.intake.ConsentEffect;
import org.relais.inbound.intake.ConsentEffectKind;
import org.relais.inbound.intake.PendingStopStore;
import org.relais.inbox.RightsCase;
import org.relais.inbox.RightsRequestStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;
import org.relais.template.MessageSpec;

/**
 * What is decided about consent once it is known who somebody is and which question was open: everything but a stop,
 * which the webhook's own transaction has applied already.
 */
final class ConsentStages {
    /** In front of what a link carried that no part knows, in the evidence. */
    private static final String UNKNOWN_LINK = "other link ";
    /** What somebody came by who wrote without having been asked. */
    static final String FIRST_WORDS = "first words";
    /** What somebody came by who wrote that their stop was none. */
    static final String WORDS_AFTER_STOP = "words after a stop";

    private final ConsentService consent;
    private final ConversationStore conversations = new ConversationStore();
    private final PendingStopStore pending = new PendingStopStore();
    private final ReplyPersonStore persons = new ReplyPersonStore();
    private final RightsRequestStore requests = new RightsRequestStore();
    private final HandlerStage parts;
    private final ReplyMessages replyMessages;
    private final HoldQuestions questions;
    private final OrganiserStage organisers;
    private final NumberRequests numbers;
    private final ConsentInquiries inquiries;
    private final PaceStages paces;
    private final InstantSource clock;

    ConsentStages(
            ConsentService consent,
            HandlerStage parts,
            ReplyMessages replyMessages,
            HoldQuestions questions,
            OrganiserStage organisers,
            InstantSource clock) {
        this.consent = consent;
        this.parts = parts;
        this.replyMessages = replyMessages;
        this.questions = questions;
        this.organisers = organisers;
        this.numbers = new NumberRequests(replyMessages, organisers, clock);
        this.inquiries = new ConsentInquiries(organisers, persons);
        this.paces = new PaceStages(consent, replyMessages, organisers);
        this.clock = clock;
    }

    /** A stop or start that the webhook's transaction found to be older than what stands: nothing is said. */
    Future<Optional<InboxOutcome>> late(SqlConnection tx, ReplyContext replyContext) {
        boolean act = replyContext.verdict().intent() == Intent.OPT_OUT
                || replyContext.verdict().intent() == Intent.OPT_IN && replyContext.joinPayload() == null
                || "".equals(replyContext.event().startPayload());
        boolean held = replyContext.person().state() == ConsentState.HELD;
        boolean answers = held
                        && (replyContext.wishes(ContinueWish.GO_ON)
                                || replyContext.leavesByHold()
                                || replyContext.namesCalls())
                || replyContext.verdict().intent() == Intent.OPT_OUT
                        && (replyContext.wishesMore()
                                || replyContext.wishesSome()
                                || replyContext.paceWish().isPresent())
                || held && replyContext.wishesPause()
                || replyContext.refusesOffer() && (replyContext.button() != null || replyContext.leavesOneThing())
                || replyContext.person().state() == ConsentState.SUBSCRIBED
                        && (replyContext.endsCalls() || replyContext.opines());
        return act
                        && !answers
                        && replyContext.open().effect() == null
                        && !replyContext.event().forwarded()
                ? ReplyStage.end(InboxOutcome.LATE)
                : ReplyStage.pass();
    }

    /** A start is welcomed, unless a stop has come since. */
    Future<Optional<InboxOutcome>> start(SqlConnection tx, ReplyContext replyContext) {
        if (replyContext.open().effect() != ConsentEffectKind.START) {
            return ReplyStage.pass();
        }
        if (replyContext.person().state() != ConsentState.SUBSCRIBED) {
            return ReplyStage.end(InboxOutcome.LATE);
        }
        boolean first = replyContext.open().ledgerEventId() != null;
        if (!first && (replyContext.button() != null || replyContext.isDictated() || replyContext.isAmongCalls())) {
            // "Reprendre" under a reminder, typed by somebody who has agreed: it is the button that is meant; or an
            // answer, as "ja weiter" is to "shall we go on?" between calls.
            return ReplyStage.pass();
        }
        return unasked(tx, replyContext)
                .compose(unasked -> first
                        ? paces.forget(tx, replyContext)
                                .compose(pace -> welcome(tx, replyContext, "welcome", pace, "pace.ended"))
                                .compose(outcome -> (replyContext.person().stoppedAt() == null
                                                ? Future.succeededFuture(false)
                                                : parts.returned(tx, replyContext))
                                        .compose(told -> offered(tx, replyContext, replyContext.listener(), told))
                                        // START ends a hold as well.
                                        .compose(told -> parts.released(tx, replyContext))
                                        .map(outcome))
                        : paces.lift(tx, replyContext)
                                .compose(lifted -> lifted.isPresent()
                                        ? Future.succeededFuture(lifted)
                                        : welcome(tx, replyContext, "welcome.again", Optional.empty(), "")));
    }

    /** Whoever is welcomed is asked no more whether they wish to join: a later no would be one to that. */
    private Future<Void> unasked(SqlConnection tx, ReplyContext replyContext) {
        Conversation open = replyContext.conversation();
        return open != null && open.belongsTo(OptInQuestion.STATE)
                ? conversations.end(tx, replyContext.person().contactId()).mapEmpty()
                : Future.succeededFuture();
    }

    /** A welcome, with what became of an earlier wish for less. */
    private Future<Optional<InboxOutcome>> welcome(
            SqlConnection tx, ReplyContext replyContext, String key, Optional<Pace> pace, String paceKey) {
        return welcome(
                tx, replyContext, replyContext.listener(), key, texts -> PaceStages.with(texts, key, pace, paceKey));
    }

    /** A welcome, and that an erasure which was asked for before is under way all the same. */
    private Future<Optional<InboxOutcome>> welcome(
            SqlConnection tx,
            ReplyContext replyContext,
            ReplyMessages.Listener listener,
            String key,
            Function<OrganisationTexts, String> text) {
        return requests.findOpen(
                        tx, replyContext.organisationId(), replyContext.person().contactId(), RightsKind.ERASURE)
                .map(open -> open.map(RightsCase::receivedAt))
                .compose(erasure -> numbers.welcome(
                        tx,
                        replyContext,
                        listener,
                        key,
                        texts -> text.apply(texts)
                                + erasure.map(at -> '\n' + RightsIntake.erasure(texts, at))
                                        .orElse("")))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** What is said to the question of a hold. */
    HoldStages holds() {
        return new HoldStages(this, consent, parts, replyMessages, questions);
    }

    /** The question of a double opt-in. */
    Future<Optional<InboxOutcome>> optIn(SqlConnection tx, ReplyContext replyContext) {
        return optIn(tx, replyContext, replyMessages);
    }

    Future<Optional<InboxOutcome>> optIn(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        Conversation open = replyContext.conversation();
        if (open == null || !open.belongsTo(OptInQuestion.STATE)) {
            return ReplyStage.pass();
        }
        OptInQuestion asked = OptInQuestion.asked(open);
        if (declines(replyContext)) {
            return conversations
                    .end(tx, replyContext.person().contactId())
                    .compose(ended -> stop(tx, replyContext, OptInQuestion.STATE, asked.language()));
        }
        if (replyContext.pressed(OptInQuestion.YES)
                || replyContext.button() == null
                        && (replyContext.agrees() || replyContext.saysStart() || replyContext.agreesToFewer())) {
            ConsentEvent agreed = replyContext
                    .evidence(optIn(replyContext, OptIn.DOUBLE_OPT_IN))
                    .wording(asked.version(), asked.language())
                    .detail(agreement(replyContext, asked));
            return conversations
                    .end(tx, replyContext.person().contactId())
                    .compose(ended -> speak(tx, replyContext, asked.language()))
                    .compose(spoken -> subscribe(tx, replyContext, agreed))
                    .compose(outcome -> outcome.equals(Optional.of(InboxOutcome.ANSWERED))
                            ? parts.agreed(tx, replyContext, asked)
                                    .compose(told -> offered(
                                            tx,
                                            replyContext,
                                            replyContext.listenerAsked(asked.language()),
                                            told || cameForOneThing(asked)))
                                    .compose(told -> paces.besideYes(tx, replyContext))
                                    .map(outcome)
                            : Future.succeededFuture(outcome));
        }
        return inquiries.atOptIn(tx, replyContext, asked, messages);
    }

    /** A part's own link, an event or what a friend passed on, has brought them. */
    private static boolean cameForOneThing(OptInQuestion asked) {
        String reference = asked.reference();
        return !reference.equals(FIRST_WORDS)
                && !reference.equals(WORDS_AFTER_STOP)
                && !reference.startsWith(UNKNOWN_LINK);
    }

    /** What is open, to whoever has joined for nothing in particular and does not wish for less. */
    private Future<Boolean> offered(
            SqlConnection tx, ReplyContext replyContext, ReplyMessages.Listener listener, boolean told) {
        return told
                        || replyContext.joinPayload() != null
                        || replyContext.agreesToFewer()
                        || replyContext.paceWish().isPresent()
                ? Future.succeededFuture(told)
                : paces.find(tx, replyContext)
                        .compose(pace -> pace.isPresent()
                                ? Future.succeededFuture(false)
                                : parts.joined(tx, replyContext, listener));
    }

    private static JsonObject agreement(ReplyContext replyContext, OptInQuestion asked) {
        JsonObject detail = new JsonObject().put("reference", asked.reference());
        Instant notBefore = replyContext.event().notBefore();
        return notBefore == null ? detail : detail.put(LedgerEntry.NOT_BEFORE, notBefore.toString());
    }

    /** Where what nobody understood is kept. */
    OrganiserStage organisers() {
        return organisers;
    }

    /** How often they wish to be written to. */
    PaceStages paces() {
        return paces;
    }

    /** The question for their number. */
    NumberRequests numbers() {
        return numbers;
    }

    static boolean declines(ReplyContext replyContext) {
        return replyContext.pressed(OptInQuestion.NO)
                || replyContext.button() == null
                        && replyContext.no()
                        && !replyContext.offersHelp()
                        && !replyContext.wishesMore()
                        && !replyContext.agreesToFewer();
    }

    /** Who we are, and where we have their number from. */
    Future<Optional<InboxOutcome>> aboutUs(SqlConnection tx, ReplyContext replyContext) {
        return inquiries.atAnyTime(tx, replyContext, replyMessages);
    }

    /** How to leave. */
    Future<Optional<InboxOutcome>> howToLeave(SqlConnection tx, ReplyContext replyContext) {
        return inquiries.howToLeave(tx, replyContext, replyMessages);
    }

    /** Rights that their words exercise: organisers see to them, and the person is told by when. */
    Future<Optional<InboxOutcome>> rights(SqlConnection tx, ReplyContext replyContext) {
        return rights(tx, replyContext, replyMessages);
    }

    Future<Optional<InboxOutcome>> rights(SqlConnection tx, ReplyContext replyContext, ReplyMessages messages) {
        if (replyContext.rights().contains(RightsKind.ORIGIN) && OrganisationInquiries.isAsked(replyContext)) {
            return inquiries.atAnyTime(tx, replyContext, messages);
        }
        return replyContext.rights().isEmpty()
                ? ReplyStage.pass()
                : organisers
                        .keep(tx, replyContext)
                        .compose(kept -> requests.findOpen(
                                tx,
                                replyContext.organisationId(),
                                replyContext.person().contactId(),
                                RightsKind.ACCESS))
                        .compose(access -> messages.say(
                                tx,
                                replyContext.listener(),
                                texts -> MessageSpec.of(
                                        texts.language("rights.answer"),
                                        String.join(
                                                "\n",
                                                RightsIntake.told(
                                                        texts,
                                                        replyContext.rights(),
                                                        since(replyContext, access),
                                                        false)))))
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** Since when what they ask for is open: an access that they ask for again keeps its deadline. */
    private static Instant since(ReplyContext replyContext, Optional<RightsCase> access) {
        return access.filter(open -> replyContext.rights().contains(RightsKind.ACCESS))
                .map(RightsCase::receivedAt)
                .orElse(replyContext.open().receivedAt());
    }

    /**
     * The one message that an occasional contact ever gets ends with a question: YES makes them regular, NO is a stop. Where they
     * did not read the question, YES answers nothing, and they are asked as any stranger is.
     */
    Future<Optional<InboxOutcome>> firstContact(SqlConnection tx, ReplyContext replyContext) {
        ReplyPerson person = replyContext.person();
        if (!person.contactedOnce() || replyContext.button() != null) {
            return ReplyStage.pass();
        }
        if (replyContext.no()) {
            return stop(tx, replyContext, "first_contact");
        }
        if (!person.askedFirstContact()) {
            return ReplyStage.pass();
        }
        return replyContext.agrees()
                ? AgreedWording.FIRST_CONTACT
                        .evidence(
                                tx,
                                replyContext.evidence(optIn(replyContext, OptIn.FIRST_CONTACT_YES)),
                                person.firstContactLanguage(),
                                clock.instant())
                        .compose(agreed -> subscribe(tx, replyContext, agreed))
                : inquiries.atFirstContact(tx, replyContext, replyMessages);
    }

    /**
     * A payload that no part has answered: a link of the organisation's own making, or one that somebody has altered. It
     * subscribes nobody by itself: whoever comes by any link is asked, and only their yes does. On Telegram it came with
     * {@code /start}; elsewhere with the word of a join link, which is no reason to interrupt somebody who has agreed.
     */
    Future<Optional<InboxOutcome>> join(SqlConnection tx, ReplyContext replyContext) {
        String payload = replyContext.joinPayload();
        if (payload == null
                || !replyContext.is(Kind.TEXT)
                || replyContext.event().forwarded()) {
            return ReplyStage.pass();
        }
        if (replyContext.person().state() != ConsentState.SUBSCRIBED) {
            return ask(tx, replyContext, UNKNOWN_LINK + payload);
        }
        return unknownLink(replyContext).isPresent()
                ? replyMessages
                        .say(tx, replyContext.listener(), "welcome.again")
                        .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED))
                : ReplyStage.pass();
    }

    /** A link that no part knows, where it can't be a sentence that begins with "join". */
    static Optional<String> unknownLink(ReplyContext replyContext) {
        String text = replyContext.event().text();
        return text != null && text.startsWith("/start")
                ? Optional.of(UNKNOWN_LINK + replyContext.joinPayload())
                : Optional.empty();
    }

    /**
     * Who has never been asked and writes is asked now: what for, and whether they agree. Their yes is the consent, by its
     * wording; organisers read what they wrote.
     */
    Future<Optional<InboxOutcome>> stranger(SqlConnection tx, ReplyContext replyContext) {
        ReplyPerson person = replyContext.person();
        Conversation open = replyContext.conversation();
        boolean asked = person.askedFirstContact() || open != null;
        return person.state() != ConsentState.PENDING
                        || asked
                        || replyContext.button() != null
                        || replyContext.is(Kind.CARD)
                        || replyContext.event().forwarded()
                ? ReplyStage.pass()
                : organisers.keep(tx, replyContext).compose(kept -> ask(tx, replyContext, FIRST_WORDS));
    }

    private Future<Optional<InboxOutcome>> ask(SqlConnection tx, ReplyContext replyContext, String reference) {
        return ask(tx, replyContext, reference, replyMessages);
    }

    /** Asks whether they agree to be written to, because of what the reference names. */
    Future<Optional<InboxOutcome>> ask(
            SqlConnection tx, ReplyContext replyContext, String reference, ReplyMessages messages) {
        return messages.askToAgree(tx, replyContext.listener(), reference)
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /** The hold is over: who had agreed still does, who never had is asked. */
    Future<Optional<InboxOutcome>> goOn(SqlConnection tx, ReplyContext replyContext) {
        // A hold of somebody who never agreed gives back that state; the answer makes nobody subscribed, so they are
        // asked.
        boolean agreed = replyContext.person().heldFrom() == ConsentState.SUBSCRIBED;
        Future<ConsentEvent> event = agreed
                ? AgreedWording.HOLD.evidence(
                        tx,
                        replyContext.evidence(optIn(replyContext, OptIn.HOLD_YES)),
                        replyContext.language(),
                        clock.instant())
                : Future.succeededFuture(replyContext.release());
        return event.compose(said -> consent.apply(tx, said))
                .compose(change -> change.after() == ConsentState.HELD || change.after() == ConsentState.UNSUBSCRIBED
                        ? ReplyStage.end(InboxOutcome.LATE)
                        : !agreed && change.after() == ConsentState.PENDING
                                ? ask(tx, replyContext, FIRST_WORDS)
                                : continued(tx, replyContext, "hold.continued"));
    }

    /** Messages go on, and so does what was under way. */
    Future<Optional<InboxOutcome>> continued(SqlConnection tx, ReplyContext replyContext, String key) {
        return replyMessages
                .say(tx, replyContext.listener(), key)
                .compose(said -> released(tx, replyContext))
                .compose(said -> parts.resumed(tx, replyContext))
                .compose(said -> ReplyStage.end(InboxOutcome.ANSWERED));
    }

    /**
     * Whoever is held no more hears of what they count on, and of what else they missed: not who wishes for less, or had asked for a
     * pause.
     */
    Future<Void> released(SqlConnection tx, ReplyContext replyContext) {
        return parts.released(tx, replyContext)
                .compose(told -> paces.find(tx, replyContext))
                .compose(pace -> pace.isPresent() ? Future.succeededFuture(true) : questions.isPause(tx, replyContext))
                .compose(fewer -> fewer ? Future.succeededFuture() : parts.missed(tx, replyContext));
    }

    /** Who has read the question and agreed to it reads that language. */
    private Future<Void> speak(SqlConnection tx, ReplyContext replyContext, String language) {
        ReplyPerson person = replyContext.person();
        return person.language() != null
                ? Future.succeededFuture()
                : persons.speak(
                        tx,
                        replyContext.organisationId(),
                        person.contactId(),
                        SpokenLanguage.told(language),
                        Timestamps.sql(clock.instant()));
    }

    private Future<Optional<InboxOutcome>> subscribe(SqlConnection tx, ReplyContext replyContext, ConsentEvent event) {
        return consent.apply(tx, event).compose(change -> {
            if (change.after() != ConsentState.SUBSCRIBED) {
                return ReplyStage.end(InboxOutcome.LATE);
            }
            String key = change.before() == ConsentState.SUBSCRIBED ? "welcome.again" : "welcome";
            return paces.find(tx, replyContext)
                    .compose(pace -> welcome(
                            tx,
                            replyContext,
                            replyContext.listenerAsked(event.language()),
                            key,
                            texts -> PaceStages.with(texts, key, pace, "pace.reminder")));
        });
    }

    /** The row becomes a stop like any other: drained first, then confirmed once. */
    Future<Optional<InboxOutcome>> stop(SqlConnection tx, ReplyContext replyContext, String question) {
        return stop(tx, replyContext, question, replyContext.language());
    }

    private Future<Optional<InboxOutcome>> stop(
            SqlConnection tx, ReplyContext replyContext, String question, @Nullable String language) {
        return consent.apply(tx, answeredStop(replyContext, question, language)).compose(change -> {
            if (!change.stopped()) {
                return ReplyStage.end(InboxOutcome.LATE);
            }
            ConsentEffect applied = new ConsentEffect(
                    change.organisationId(),
                    change.contactId(),
                    replyContext.addressId(),
                    ConsentEffectKind.STOP,
                    change.ledgerEventId());
            return pending.becomeStop(tx, replyContext.open().id(), applied, clock.instant())
                    .compose(became -> ReplyStage.end(InboxOutcome.STOPPING));
        });
    }

    /** A stop that is the answer to a question. */
    static ConsentEvent answeredStop(ReplyContext replyContext, String question, @Nullable String language) {
        return replyContext
                .evidence(ConsentEvent.stop(
                        replyContext.organisationId(),
                        replyContext.person().contactId(),
                        replyContext.at(ConsentEffectKind.STOP),
                        EventSource.WEBHOOK))
                .words(replyContext.event().text(), language)
                .detail(new JsonObject().put("rule", "answer").put("question", question));
    }

    private static ConsentEvent optIn(ReplyContext replyContext, OptIn evidence) {
        return ConsentEvent.optIn(
                replyContext.organisationId(),
                replyContext.person().contactId(),
                evidence,
                replyContext.at(ConsentEffectKind.START),
                EventSource.WEBHOOK);
    }
}
