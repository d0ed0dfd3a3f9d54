package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.stopword.Affirmation;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.ConsentState;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.SpokenLanguage;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.ContinueOpening;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.EverydayWord;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;
import org.relais.database.Timestamps;
import org.relais.inbound.answer.AnswerReader;
import org.relais.inbound.answer.CommandParser;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.answer.Understood;
import org.relais.inbound.answer.WrittenReply;
import org.relais.inbound.intake.ContactSightings;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.reply.ReplyContext.FoundInquiry;
import org.relais.organisation.Sender;

/** Loader of who an event is from and what it refers to. */
final class ReplyContextLoader {
    static final Verdict NO_WORDS = new Verdict(Intent.NONE, "", null, Set.of());

    private final IdentityService identities;
    private final ReplyPersonStore persons;
    private final ConversationStore conversations;
    private final StopDetector detector;
    private final AnswerReader answers;
    private final InstantSource clock;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final OpenMessageStore sentMessages = new OpenMessageStore();

    /**
     * What is found out step by step.
     *
     * @param found what the detector finds in what is typed, wherever the person stands
     */
    private record Met(
            Resolved resolved,
            ReplyPerson person,
            @Nullable Conversation conversation,
            @Nullable Long contextDeliveryId,
            Verdict found) {}

    ReplyContextLoader(
            IdentityService identities,
            ReplyPersonStore persons,
            ConversationStore conversations,
            StopDetector detector,
            AnswerReader answers,
            InstantSource clock) {
        this.identities = identities;
        this.persons = persons;
        this.conversations = conversations;
        this.detector = detector;
        this.answers = answers;
        this.clock = clock;
    }

    /** The event with all that is known; the person is this transaction's alone until it ends. */
    Future<ReplyContext> meet(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        return identities
                .resolve(transaction, ContactSightings.of(sender, open.event()))
                .compose(resolved -> know(transaction, open.event(), sender, resolved))
                .compose(met -> answers.read(transaction, written(open, sender, met))
                        .compose(understood -> toLast(transaction, open, met, understood))
                        .map(understood -> replyContext(open, sender, met, understood)));
    }

    /** A mere no behind "who has the keys?" is said to that, and to nothing that was sent before: organisers read it. */
    private Future<Understood> toLast(
            SqlConnection transaction, PendingInboxEvent open, Met met, Understood understood) {
        String text = open.event().text();
        boolean bare = text != null
                && open.event().kind() == Kind.TEXT
                && open.event().contextExternalId() == null
                && met.conversation() == null
                && met.person().state() == ConsentState.SUBSCRIBED
                && !understood.equals(Understood.NOTHING)
                && ContinueWish.isMereNo(text);
        return !bare
                ? Future.succeededFuture(understood)
                : sentMessages
                        .asksLast(
                                transaction,
                                met.person().contactId(),
                                met.resolved().addressId())
                        .map(asks -> asks ? Understood.NOTHING : understood);
    }

    private Future<Met> know(SqlConnection transaction, InboundEvent event, Sender sender, Resolved resolved) {
        String context = event.contextExternalId();
        Future<Optional<Long>> answered = context == null
                ? Future.succeededFuture(Optional.empty())
                : persons.answeredDelivery(transaction, context, resolved.contactId());
        String text = event.text();
        Verdict found = text == null || event.kind() != Kind.TEXT ? NO_WORDS : detector.detect(text);
        return answered.compose(deliveryId -> persons.take(transaction, sender.organisationId(), resolved.contactId())
                .map(person -> person.orElseThrow(() -> new IllegalStateException("a resolved contact has consent")))
                .compose(person -> heard(transaction, event, sender, person, found))
                .compose(person -> conversations
                        .find(transaction, resolved.contactId(), clock.instant())
                        .map(conversation ->
                                new Met(resolved, person, conversation.orElse(null), deliveryId.orElse(null), found))));
    }

    /** START and STOP tell no language: a sentence does, or ALTA. "Continuar" answers the question of a hold in two of them. */
    private Future<ReplyPerson> heard(
            SqlConnection transaction, InboundEvent event, Sender sender, ReplyPerson person, Verdict found) {
        String text = event.text();
        String payload = event.startPayload();
        boolean own = event.kind() == Kind.TEXT && !event.forwarded() && (payload == null || payload.isEmpty());
        SpokenLanguage spoken = !own || text == null
                ? person.spoken()
                : person.spoken()
                        .after(WrittenLanguage.clearly(text)
                                .filter(language -> !mayBeMisspelt(text, language, person.spoken()))
                                .or(() -> person.state() == ConsentState.HELD ? Optional.empty() : joining(found)));
        return spoken.equals(person.spoken())
                ? Future.succeededFuture(person)
                : persons.speak(
                                transaction,
                                sender.organisationId(),
                                person.contactId(),
                                spoken,
                                Timestamps.sql(clock.instant()))
                        .map(person.speaking(spoken));
    }

    private static boolean mayBeMisspelt(String text, String language, SpokenLanguage spoken) {
        String kept = spoken.kept();
        return kept != null
                && spoken.isOwn()
                && !kept.equals(language)
                && WrittenLanguage.mayBeMisspelt(text, language, kept);
    }

    /** The language of the one word by which somebody joins. */
    private static Optional<String> joining(Verdict verdict) {
        return verdict.intent() == Intent.OPT_IN && verdict.isKeyword()
                ? Optional.ofNullable(verdict.language()).filter(ReplyInterpreter::isRead)
                : Optional.empty();
    }

    private WrittenReply written(PendingInboxEvent open, Sender sender, Met met) {
        Verdict verdict = verdict(open, met);
        return new WrittenReply(
                open.event(),
                sender.organisationId(),
                met.resolved().addressId(),
                met.person(),
                ReplyContext.isAnswer(open, met.person().state(), verdict) ? NO_WORDS : verdict,
                met.conversation(),
                met.contextDeliveryId());
    }

    /** "No entiendo" begins with a no and is none. */
    private static boolean isQuestion(String text, FoundInquiry asked) {
        return asked.phrased() != null
                || LanguageRequest.of(text).filter(LanguageRequest::whole).isPresent();
    }

    private Verdict verdict(PendingInboxEvent open, Met met) {
        String text = open.event().text();
        Verdict found = met.found();
        return text == null || found.intent() == Intent.HELP && offersHelp(text) || isNoStop(open, text, found, met)
                ? NO_WORDS
                : found;
    }

    /**
     * What has the words of a stop, and was found to be none where the person stands: "fine", which is the end in another language, a
     * pause or a result among calls, "I'm not pulling out".
     */
    private boolean isNoStop(PendingInboxEvent open, String text, Verdict verdict, Met met) {
        ReplyPerson person = met.person();
        boolean stop = verdict.intent() == Intent.OPT_OUT || verdict.intent() == Intent.HOLD;
        if (!stop || open.effect() != null || person.state() == ConsentState.UNSUBSCRIBED) {
            return false;
        }
        boolean everyday = verdict.isKeyword()
                && verdict.intent() == Intent.OPT_OUT
                && !Objects.equals(person.language(), verdict.language())
                && !EverydayWord.languages(text, verdict.language()).isEmpty();
        Conversation conversation = met.conversation();
        boolean ofCalls = conversation != null
                && conversation.belongsTo(DialogueExit.CALLS)
                && (CallEnding.isMerePause(text)
                        || CallEnding.isDone(text)
                        || CallEnding.mere(text).isPresent()
                        || CallWish.asksNext(text));
        boolean skips = conversation != null
                && conversation.belongsTo(DialogueExit.QUESTIONS)
                && (verdict.onlyResembles() && !interpreter.isDropped(text)
                        || interpreter.dialogueWord(text).equals(Optional.of(DialogueWord.SKIP))
                        || SurveyOpinion.isDegree(text));
        boolean asks = !verdict.isKeyword()
                && WordPhrase.asks(text)
                && Inquiry.of(text).isEmpty();
        return everyday
                || person.state() == ConsentState.SUBSCRIBED && (asks || CallWish.isAgainstCalls(text))
                || ofCalls
                || skips
                || interpreter.isMerelyKept(text)
                || CallWish.keepsMessages(text)
                || verdict.onlyResembles() && (interpreter.joinsIn(text) || ContinueOpening.isSure(detector, text));
    }

    /** "What's next?" is no question of what else there is where calls or a survey read what is typed. */
    private static boolean isOfDialogue(String text, @Nullable Conversation open) {
        return open != null
                && (open.takesWords() || open.belongsTo(DialogueExit.CALLS) && CallWish.asksNext(text))
                && EventInquiry.isOfPlans(text);
    }

    /** "Ayudo" asks for no help. */
    private boolean offersHelp(String text) {
        return interpreter.meaning(text).equals(Optional.of(ReplyMeaning.YES));
    }

    private ReplyContext replyContext(PendingInboxEvent open, Sender sender, Met met, Understood understood) {
        String text = open.event().text();
        String typed = open.event().kind() == Kind.TEXT ? text : null;
        FoundInquiry asked = text == null ? FoundInquiry.NONE : FoundInquiry.of(text, detector, met.found());
        return new ReplyContext(
                open,
                sender,
                met.resolved().addressId(),
                met.person(),
                verdict(open, met),
                text == null || isQuestion(text, asked) ? Affirmation.NEITHER : detector.affirmation(text),
                asked,
                understood,
                typed == null || understood.button() != null
                        ? null
                        : CommandParser.parse(typed)
                                .filter(parsed -> !isOfDialogue(typed, met.conversation()))
                                .orElse(null),
                met.conversation(),
                met.contextDeliveryId(),
                Set.of());
    }
}
