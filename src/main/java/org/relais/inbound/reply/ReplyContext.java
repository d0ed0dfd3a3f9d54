package org.relais.inbound.reply;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.stopword.Affirmation;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.RightsKind;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.SpokenLanguage;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Annoyance;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.ContinueOpening;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuestionParts;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;
import org.relais.inbound.answer.CommandParser;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.answer.Understood;
import org.relais.inbound.intake.ConsentEffectKind;
import org.relais.inbound.intake.ConsentEventTime;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.inbound.intake.Mourning;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbox.InboundMessage;
import org.relais.ledger.EventSource;
import org.relais.organisation.Sender;
import org.relais.text.LanguageMark;

/**
 * An event with everything that is known about who did it.
 *
 * @param verdict what the words ask for
 * @param asked what they ask about our messages
 * @param understood what was said to the messages that are open
 * @param command the command that the words are
 * @param contextDeliveryId our delivery that it answers
 * @param rights what the words exercise that was not open before
 */
record ReplyContext(
        PendingInboxEvent open,
        Sender sender,
        long addressId,
        ReplyPerson person,
        Verdict verdict,
        Affirmation affirmation,
        FoundInquiry asked,
        Understood understood,
        CommandParser.@Nullable Parsed command,
        @Nullable Conversation conversation,
        @Nullable Long contextDeliveryId,
        Set<RightsKind> rights) {
    /** The text that tells how to get messages again. */
    static final String WAY_BACK = "return.how";

    /** The text that tells how to leave. */
    static final String WAY_OUT = "leave.how";

    private static final int SHORT = 3;
    /** "What?", "comment ça ?": our question again says more than organisers could. */
    private static final int A_MERE_WHAT = 2;

    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    /**
     * What is found once in the words of a message, whatever is done with it afterwards.
     *
     * @param phrased what they ask by phrases of its own
     * @param howToLeave whether the stop detector finds in them the question how to leave
     */
    record FoundInquiry(@Nullable Inquiry phrased, boolean howToLeave) {
        static final FoundInquiry NONE = new FoundInquiry(null, false);

        /** @param found by the detector in all of the words, wherever the person stands */
        static FoundInquiry of(String text, StopDetector detector, Verdict found) {
            return new FoundInquiry(Inquiry.of(text).orElse(null), detector.asksHowToLeave(text, found));
        }
    }

    /** A form that was sent, whatever is said in it. */
    static ReplyContext ofForm(PendingInboxEvent open, Sender sender, long addressId, ReplyPerson person) {
        String payload = open.event().buttonPayload();
        return new ReplyContext(
                open,
                sender,
                addressId,
                person,
                ReplyContextLoader.NO_WORDS,
                Affirmation.NEITHER,
                FoundInquiry.NONE,
                payload == null
                        ? Understood.NOTHING
                        : Understood.pressed(ButtonPayload.parse(payload).orElse(null)),
                null,
                null,
                null,
                Set.of());
    }

    /** The button that was pressed, or that a number, its label or a word stands for. */
    @Nullable
    ButtonPayload button() {
        return understood.button();
    }

    InboundEvent event() {
        return open.event();
    }

    long organisationId() {
        return sender.organisationId();
    }

    /** As if they had pressed this, with this said about consent just before. */
    ReplyContext pressing(ButtonPayload button, ConsentState state) {
        return with(person.in(state), Understood.pressed(button).saying(understood.words()), null, rights);
    }

    /** The same of somebody who stands like this. */
    ReplyContext in(ConsentState state) {
        return with(person.in(state), understood, command, rights);
    }

    /** The same, said to nothing of ours. */
    ReplyContext answeringNothing() {
        return with(person, Understood.NOTHING, command, rights);
    }

    /** As if they had written this command alone. */
    ReplyContext commanding(Command wanted) {
        return with(person, Understood.NOTHING, new CommandParser.Parsed(wanted, null), rights);
    }

    /** The same of somebody who speaks this language. */
    ReplyContext speaking(SpokenLanguage language) {
        return with(person.speaking(language), understood, command, rights);
    }

    /** With these rights exercised. */
    ReplyContext exercising(Set<RightsKind> opened) {
        return with(person, understood, command, opened);
    }

    private ReplyContext with(
            ReplyPerson who, Understood read, CommandParser.@Nullable Parsed wanted, Set<RightsKind> exercised) {
        return new ReplyContext(
                open,
                sender,
                addressId,
                who,
                verdict,
                affirmation,
                asked,
                read,
                wanted,
                conversation,
                contextDeliveryId,
                exercised);
    }

    /** Whether it is said to one message, be it one that we don't know. */
    boolean quotes() {
        return event().contextExternalId() != null;
    }

    boolean is(Kind kind) {
        return event().kind() == kind;
    }

    boolean pressed(ButtonPayload payload) {
        return payload.equals(button());
    }

    /** Whether it says yes to an open question, by word or by the label of a button. */
    boolean yes() {
        return affirmation == Affirmation.YES;
    }

    /** Whether what is typed goes on behind its yes: it may answer something else. */
    boolean saysMoreThanYes() {
        return typed().filter(text -> !StopDetector.load().isPlainYes(text)).isPresent();
    }

    /** Whether it agrees where consent is asked about: after a stop by a plain yes alone. */
    boolean agrees() {
        return yes() || person.state() == ConsentState.PENDING && agreesInWords();
    }

    /** Whether it agrees in other words than a plain yes. */
    boolean agreesInWords() {
        return affirmation == Affirmation.NEITHER
                && (verdict.intent() == Intent.NONE || verdict.onlyResembles())
                && inquiry().isEmpty()
                && typed().filter(INTERPRETER::agrees).isPresent();
    }

    /** Whether it agrees to fewer messages than may come, where consent is asked about: "ok, but not too many". */
    boolean agreesToFewer() {
        return person.state() == ConsentState.PENDING
                && typed().filter(PaceWish::isLess)
                        .filter(INTERPRETER::agreesBefore)
                        .isPresent();
    }

    /** Whether it says no to an open question. */
    boolean no() {
        return affirmation == Affirmation.NO;
    }

    /** Whether it is a few words. */
    boolean isShort() {
        return typed().filter(text -> text.strip().split("\\s+").length <= SHORT)
                .isPresent();
    }

    /** Whether its no is about coming, or may belong to the verb behind it: "no sigan" refuses, and "no, sigan" does not. */
    boolean isNoToSomethingElse() {
        return typed().flatMap(INTERPRETER::attends).isPresent() || refusesToGoOn();
    }

    /** Whether it says that they come, or don't, and neither how often nor that we may go on. */
    boolean attends() {
        return typed().filter(ReplyContext::attends).isPresent()
                && !wishes(ContinueWish.GO_ON)
                && paceWish().isEmpty();
    }

    /** Whether it answers something else than the question of a hold, which it names: "yes to the museum". */
    boolean answersByName() {
        ButtonPayload button = button();
        return is(Kind.TEXT)
                && button != null
                && !HoldQuestion.isPart(button)
                && saysMoreThanYes()
                && typed().filter(ContinueWish::isMereNo).isEmpty()
                && !wishes(ContinueWish.GO_ON)
                && !namesCalls()
                && paceWish().isEmpty();
    }

    /** Whether it is said to another message of ours than the question of a hold, by its button or by quoting it. */
    boolean answersAnother() {
        ButtonPayload button = button();
        return button != null && !HoldQuestion.isPart(button) && !event().isForm() && (is(Kind.BUTTON) || quotes());
    }

    /** Whether it is a button that an organiser composed. */
    boolean pressesComposed() {
        return is(Kind.BUTTON) && button() == null && event().buttonPayload() != null;
    }

    /** Whether it is an open question, to which somebody has the answer. */
    boolean asksSomebody() {
        return typed().filter(text -> WordPhrase.words(text).size() > A_MERE_WHAT
                        && OpenQuestion.of(text).isPresent())
                .isPresent();
    }

    static boolean attends(String text) {
        return INTERPRETER.attends(text).isPresent();
    }

    private boolean refusesToGoOn() {
        return typed().map(text -> text.replaceFirst("^\\P{L}*\\p{L}+\\s+", ""))
                        .filter(ContinueWish.GO_ON::isIn)
                        .isPresent()
                && !wishes(ContinueWish.GO_ON);
    }

    /** What they typed themselves, and nothing that came by a link; empty for anything else. */
    private Optional<String> typed() {
        return is(Kind.TEXT) && !event().forwarded() && joinPayload() == null
                ? Optional.ofNullable(event().text())
                : Optional.empty();
    }

    /** Whether it is something of their own that a conversation shows; a tap on an organiser's button stands with its answer. */
    boolean isSaid() {
        String text = event().text();
        return event().isForm()
                || text != null && !text.isBlank() && (is(Kind.TEXT) || is(Kind.BUTTON) && button() != null);
    }

    /** Whether they are words for which a dialogue asked, whose part keeps them for as long as it may. */
    boolean isAskedFor() {
        boolean words = is(Kind.TEXT) && button() == null && (command == null || isDictated());
        return event().isForm()
                || words
                        && conversation != null
                        && (conversation.awaitsWords()
                                || conversation.awaitsChoice() && !conversation.belongsTo(DialogueExit.CALLS));
    }

    /**
     * What it is about: the part and, but for calls, the id that its button names; whether to stop, of whoever is asked that; that
     * a question of organisers is not decided yet; null for nothing that is known.
     */
    @Nullable
    String about() {
        ButtonPayload button = button();
        if (button == null && person.state() == ConsentState.HELD) {
            return InboundMessage.ABOUT_HOLD;
        }
        if (button == null) {
            return conversation == null ? undecided() : conversation.part();
        }
        return button.part().equals(DialogueExit.CALLS) || button.id(0).isEmpty()
                ? button.part()
                : button.part() + ':' + button.id(0).getAsLong();
    }

    /** "Perhaps, I'll tell you tomorrow" to what an organiser asked: no answer yet, and not silence; null for anything else. */
    private @Nullable String undecided() {
        return Stream.of(understood.postponed(), understood.unsure())
                .filter(Objects::nonNull)
                .flatMap(message -> message.options().stream())
                .map(option -> AnswerButton.delivery(option.payload()))
                .flatMapToLong(OptionalLong::stream)
                .mapToObj(delivery -> InboundMessage.ABOUT_UNDECIDED + ':' + delivery)
                .findFirst()
                .orElse(null);
    }

    /** Whether it says that messages are to go on, or to come again, and nothing else. */
    boolean wishes(ContinueWish wish) {
        return typed().filter(wish::isIn).isPresent();
    }

    /** Whether a word to start with stands beside whatever else it says. */
    boolean saysStart() {
        return typed().filter(text -> ContinueWish.isStartBeside(StopDetector.load(), text))
                .isPresent();
    }

    /** Whether it wishes for messages in any way, and says nothing else. */
    boolean wishesMore() {
        return typed().filter(text -> ContinueWish.isAny(text) || HoldAnswer.keepsAllBut(text))
                .isPresent();
    }

    /** Whether it wishes for some messages and not for others, such as none at night, or of one kind: its no answers nothing else. */
    boolean wishesSome() {
        return typed().filter(QuietWish::isSome).isPresent();
    }

    /** Whether its no goes on with messages: no word of it is one that nobody understood, and may be what refuses them. */
    boolean isUnderstoodNo() {
        return merelyDenies()
                || wishesMore()
                || typed().filter(text -> WordPhrase.words(text).size() == 1).isPresent();
    }

    /** Whether it says no more than a no: "not at all" goes on with messages where it is asked whether they are to stop. */
    boolean merelyDenies() {
        return typed().filter(ContinueWish::isMereNo).isPresent();
    }

    /** Whether it says this to the question of a hold, and nothing else. */
    boolean answersHold(HoldAnswer answer) {
        return typed().filter(answer::isIn).isPresent();
    }

    /** Whether it begins by saying what they only meant by words that may have been a stop, and says nothing that may be one. */
    boolean explains() {
        return verdict.intent() == Intent.NONE
                && typed().filter(text -> HoldAnswer.explains(text)
                                || Explanation.of(text)
                                        .filter(HoldAnswer::isOfSomethingElse)
                                        .isPresent())
                        .isPresent();
    }

    /** What somebody who is held says beside going on, or beside a no to the question whether to stop; empty for nothing. */
    Optional<String> besideGoingOn() {
        Optional<String> said = person.state() != ConsentState.HELD || answersAnother()
                ? Optional.empty()
                : explains() && button() == null
                        ? typed().flatMap(Explanation::of).map(Explanation::whole)
                        : typed().filter(text -> goesOnAtFirst()).flatMap(ContinueOpening::behind);
        return said.filter(words -> !WordPhrase.words(words).isEmpty());
    }

    /** Whether its words may ask to stop. */
    boolean mayStop() {
        return verdict.intent() != Intent.NONE;
    }

    /** Whether it wishes to make no more calls, and says nothing else. */
    boolean endsCalls() {
        return typed().filter(CallWish::isOver).isPresent();
    }

    /** Whether it wishes to make no more calls, or names them where it is asked what is to end. */
    boolean namesCalls() {
        return endsCalls()
                || typed().filter(text -> CallWish.isNamed(text) || CallWish.isNotToBeCalled(text))
                        .isPresent();
    }

    /** Whether it wishes for no calls, and for our messages. */
    boolean keepsMessagesWithoutCalls() {
        return typed().filter(CallWish::keepsMessages).isPresent();
    }

    /** Whether it wishes for messages rather than calls. */
    boolean isRatherMessages() {
        return typed().filter(CallWish::isRatherMessages).isPresent();
    }

    /** Whether it is a choice of the question of a hold that leaves something, and stops no messages. */
    boolean leavesByHold() {
        ButtonPayload button = button();
        return button != null && HoldQuestion.isLeave(button);
    }

    /** Whether it thanks, and says nothing else. */
    boolean thanks() {
        return typed().filter(Thanks::isIn).isPresent();
    }

    /**
     * Whether it asks us something, answers something or says what they meant, and is neither a stop, nor like one, nor mere courtesy,
     * an insult or a nod.
     */
    boolean speaksToUs() {
        return button() == null
                && verdict.intent() == Intent.NONE
                && affirmation != Affirmation.NO
                && !thanks()
                && !isAnnoyed()
                && !slipped()
                && pleasantry().isEmpty()
                && typed().filter(ReplyContext::speaks).isPresent();
    }

    /** Whether it wishes to help, behind a no to how it was understood: "No?? I want to help out". */
    boolean offersHelp() {
        return typed().filter(HoldAnswer::wishesToHelp).isPresent();
    }

    /** Whether it asks for help, or is another of the words that tell something. */
    boolean asksForSomething() {
        return button() == null && typed().isPresent() && (command != null || verdict.intent() == Intent.HELP);
    }

    private static boolean speaks(String text) {
        return WordPhrase.asks(text)
                || WordPhrase.words(text).size() > 1
                        && (OpenQuestion.of(text).isPresent()
                                || INTERPRETER.reads(text)
                                || HoldAnswer.ASKED.isIn(text)
                                || HoldAnswer.explains(text)
                                || Explanation.of(text).isPresent());
    }

    /** What it says for politeness, and nothing else; thanks apart. */
    Optional<Pleasantry> pleasantry() {
        return typed().flatMap(Pleasantry::of);
    }

    /** Whether it was meant for somebody else, and says nothing more. */
    boolean slipped() {
        return typed().filter(Slip::isIn).isPresent();
    }

    /** Whether a survey may have asked for it: it says of the world what of messages would stop them. */
    boolean opines() {
        return typed().filter(text -> SurveyOpinion.isIn(StopDetector.load(), text))
                .isPresent();
    }

    /** Whether it is annoyed at being written to, and says nothing else. */
    boolean isAnnoyed() {
        return typed().filter(Annoyance::isIn).isPresent();
    }

    /** The questions that nothing of ours answers, beside what is answered: those are for the organisers. */
    List<String> leftQuestions() {
        return person.state() == ConsentState.SUBSCRIBED
                        && verdict.intent() == Intent.NONE
                        && rights.isEmpty()
                        && command == null
                        && (!isLed() || isInSurvey())
                ? typed().stream()
                        .flatMap(text -> (isInSurvey() ? QuestionParts.asked(text) : QuestionParts.left(text)).stream())
                        .filter(part -> LikelyAnswer.mayAsk(ReplyResemblance.standard(), part))
                        // "May I let you know tomorrow?" was answered where it was said.
                        .filter(part -> understood.postponed() == null
                                || OpenQuestion.isOfCall(part)
                                || !INTERPRETER.guess(part).equals(Optional.of(ReplyMeaning.LATER)))
                        .toList()
                : List.of();
    }

    /** Whether it says that they come late; whoever calls may say so of somebody else. */
    boolean isLate() {
        return !isLed() && typed().filter(INTERPRETER::isLate).isPresent();
    }

    /** Whether they are in the middle of calls, or of a survey, which read what is typed. */
    private boolean isLed() {
        return conversation != null && conversation.takesWords();
    }

    /** Whether a survey asked for words, which are its answer and may be said of anything else. */
    private boolean isInSurvey() {
        return conversation != null && conversation.awaitsWords() && !conversation.belongsTo(DialogueExit.CALLS);
    }

    /** Whether it says more than what was answered, in a sentence of its own; or to a survey whom they come with. */
    boolean saysMore() {
        boolean further = isInSurvey()
                ? typed().filter(text -> INTERPRETER.comes(text) && Companions.tells(text))
                        .isPresent()
                : !isAskedFor()
                        && !isLed()
                        && typed().filter(FurtherWords::areIn).isPresent();
        return further
                && person.state() == ConsentState.SUBSCRIBED
                && verdict.intent() == Intent.NONE
                && rights.isEmpty()
                && command == null;
    }

    /** What it asks about our messages. */
    Optional<Inquiry> inquiry() {
        Inquiry found = asked.phrased() == null && asked.howToLeave() && !namesSomething()
                ? Inquiry.HOW_TO_LEAVE
                : asked.phrased();
        return typed().flatMap(text -> Optional.ofNullable(found));
    }

    private boolean namesSomething() {
        return understood.button() != null
                || !understood.title().isEmpty()
                || !understood.unknown().isEmpty();
    }

    /** How often it wishes us to write. */
    Optional<PaceWish> paceWish() {
        return typed().flatMap(PaceWish::of);
    }

    /** The same as the answer to the question how often. */
    Optional<PaceWish> paceAnswer() {
        return typed().flatMap(PaceWish::answering);
    }

    /** The same where that is the question, or by words which only one of its choices has: "the week one". */
    Optional<PaceWish> paceChosen() {
        return paceAnswer().or(() -> typed().filter(text -> verdict.intent() == Intent.NONE)
                .flatMap(PaceStages::chosen));
    }

    /** Whether it wishes for no messages for some time, said to the question whether to stop. */
    boolean wishesPause() {
        return typed().filter(QuietWish::isAnswer).isPresent();
    }

    /** Whether it says "never" to that question. */
    boolean refusesEveryPace() {
        return typed().filter(PaceWish::isRefused).isPresent();
    }

    /** Whether it only says "all messages" to it. */
    boolean namesAllMessages() {
        return typed().filter(PaceWish::isBare).isPresent();
    }

    /** The language that it asks for. */
    Optional<LanguageRequest> languageRequest() {
        return typed().flatMap(LanguageRequest::of);
    }

    /** What follows {@code /start} or a join link's word; null for none. */
    @Nullable
    String joinPayload() {
        String payload = event().startPayload();
        return payload == null || payload.isEmpty() ? null : payload;
    }

    /**
     * The person's language, or else that of what they just wrote, of the page by which they came, or in which they were asked
     * whether they agree.
     */
    @Nullable
    String language() {
        if (person.language() != null) {
            return person.language();
        }
        String text = is(Kind.TEXT) ? event().text() : null;
        Optional<String> plain = Optional.ofNullable(text).flatMap(WrittenLanguage::plainly);
        if (plain.isPresent()) {
            return plain.get();
        }
        Optional<String> came = Optional.ofNullable(joinPayload()).flatMap(LanguageMark::of);
        if (came.isPresent()) {
            return came.get();
        }
        // The rule that decided is of a language, which may share its words; one that says "ordinary" may be of any.
        return verdict.language() != null
                        && verdict.intent() != Intent.NONE
                        && !isNoHold()
                        && !wishes(ContinueWish.GO_ON)
                ? verdict.language()
                : Optional.ofNullable(text)
                        .flatMap(this::written)
                        .or(() -> Optional.ofNullable(conversation)
                                .filter(asked -> asked.belongsTo(OptInQuestion.STATE))
                                .map(asked -> OptInQuestion.asked(asked).language()))
                        .orElse(event().language());
    }

    /** With whom we talk already, a short text changes no language. */
    private Optional<String> written(String text) {
        return person.state() == ConsentState.SUBSCRIBED ? WrittenLanguage.plainly(text) : WrittenLanguage.of(text);
    }

    /** Whether it asks where we have their number from. */
    boolean asksOrigin() {
        return typed().isPresent() && verdict.rights().contains(RightsKind.ORIGIN);
    }

    /** What may be a stop, and was none where the person stands: the rule says nothing of their language. */
    private boolean isNoHold() {
        return verdict.intent() == Intent.HOLD && open.effect() == null;
    }

    /** Whether it asks how to leave, which was neither a stop nor asked about. */
    boolean asksHowToLeave() {
        return open.effect() == null && inquiry().equals(Optional.of(Inquiry.HOW_TO_LEAVE));
    }

    /** Whether words that may be a stop elsewhere were found to refuse what is offered, or to give up a part or a place. */
    boolean refusesOffer() {
        String text = event().text();
        return text != null && isNoStop(open, person.state(), verdict) && refusesOffer(text);
    }

    private static boolean refusesOffer(String text) {
        return OfferRefusal.isIn(text) || INTERPRETER.leaves(text) || INTERPRETER.leavesOneThing(text);
    }

    private static boolean isNoStop(PendingInboxEvent open, ConsentState state, Verdict verdict) {
        return open.effect() == null
                && state == ConsentState.SUBSCRIBED
                && (verdict.intent() == Intent.HOLD || verdict.intent() == Intent.OPT_OUT);
    }

    /** Whether words that are asked about elsewhere held nobody, or that stop elsewhere were found to refuse what is offered. */
    static boolean isAnswer(PendingInboxEvent open, ConsentState state, Verdict verdict) {
        String text = open.event().text();
        return isNoStop(open, state, verdict)
                && text != null
                && (verdict.intent() == Intent.HOLD || refusesOffer(text));
    }

    /** Whether it leaves what is asked, a waiting list, or what it names, and the part that it is of says which. */
    boolean leavesOneThing() {
        return typed().filter(INTERPRETER::leavesOneThing).isPresent();
    }

    /** Whether it is a mere "all right", which is no plain yes. */
    boolean nods() {
        return typed().filter(INTERPRETER::isAssent).isPresent();
    }

    /** Whether it thanks in so many words, which is no yes: "ok merci". */
    boolean thanksPolitely() {
        return typed().filter(Thanks::isPolite).isPresent();
    }

    /** Whether it thanks with a sign or a name beside that. */
    boolean thanksBesideSigns() {
        return typed().filter(Thanks::isBesideSigns).isPresent();
    }

    /** Whether it says no and wishes for our messages, which answers nothing else. */
    boolean keepsMessages() {
        return no() && typed().filter(ContinueWish::isOfMessages).isPresent();
    }

    /** Whether it begins by denying the stop, whatever follows: "don't stop, just the carols I don't want". */
    boolean beginsToGoOn() {
        return typed().filter(ContinueWish::isBegun).isPresent();
    }

    /** Whether it begins by going on, with nothing behind that refuses anything, and without what may be a stop. */
    boolean goesOnAtFirst() {
        return verdict.intent() == Intent.NONE
                && typed().flatMap(ContinueOpening::behind)
                        .filter(rest -> !INTERPRETER.meaning(rest).equals(Optional.of(ReplyMeaning.NO))
                                || INTERPRETER.attends(rest).isPresent())
                        .isPresent();
    }

    /** Whether its first clause is a no, and nothing else. */
    boolean beginsWithMereNo() {
        return typed().flatMap(text -> Clauses.of(text).findFirst())
                .filter(ContinueWish::isMereNo)
                .isPresent();
    }

    /** Whether it tells, and does not ask, that somebody has died. */
    boolean mourns() {
        return typed().filter(text -> !WordPhrase.asks(text) && Mourning.isIn(text))
                .isPresent();
    }

    /** Whether it asks how to get messages again. */
    boolean asksTheWayBack() {
        return typed().isPresent() && verdict.asksTheWayBack();
    }

    /** Whether it asks who we are. */
    boolean asksWho() {
        return inquiry().equals(Optional.of(Inquiry.WHO));
    }

    ReplyMessages.Listener listener() {
        return new ReplyMessages.Listener(
                organisationId(),
                person.contactId(),
                addressId,
                sender.id(),
                language(),
                person.numberOpen(),
                heard(),
                null);
    }

    /** Who has agreed to what was asked in a language, and reads it unless they have one of their own. */
    ReplyMessages.Listener listenerAsked(@Nullable String asked) {
        return person.language() == null ? listener().speaking(asked) : listener();
    }

    /** What a sign could stand under; null when the platform does not say which message it was. */
    private ReplyMessages.@Nullable Heard heard() {
        String message = event().externalId();
        String pressed = is(Kind.BUTTON) ? event().contextExternalId() : null;
        return message == null ? null : new ReplyMessages.Heard(message, pressed);
    }

    /** A consent event completed with what this rests on. */
    ConsentEvent evidence(ConsentEvent bare) {
        return bare.from(event().channel(), event().eventKey()).words(event().text(), language());
    }

    /** The end of their hold because of this. */
    ConsentEvent release() {
        return evidence(ConsentEvent.release(
                organisationId(), person.contactId(), at(ConsentEffectKind.START), EventSource.WEBHOOK));
    }

    /**
     * When it happened, as a stop or as anything else. Whoever presses a button of their hold's question has read it: where the
     * platform's clock is behind ours, or only tells the second, it is when we heard of it.
     */
    Instant at(ConsentEffectKind effect) {
        Instant told = ConsentEventTime.of(event(), effect, open.receivedAt());
        ButtonPayload pressed = button();
        boolean read = pressed != null && HoldQuestion.isOf(pressed, person.basisEventId());
        return read && told.isBefore(open.receivedAt()) ? open.receivedAt() : told;
    }

    /** As the other parts see it. */
    Reply reply() {
        InboundEvent event = event();
        ButtonPayload button = button();
        Optional<CommandParser.Parsed> asked = Optional.ofNullable(isDictated() ? null : command);
        return new Reply(
                sender,
                person.contactId(),
                addressId,
                language(),
                person.state(),
                kind(),
                button == null ? event.words() : understood.words().getOrDefault(button, event.words()),
                button,
                button == null ? event.buttonPayload() : null,
                asked.map(CommandParser.Parsed::command).orElse(null),
                asked.map(CommandParser.Parsed::argument).orElse(joinPayload()),
                event.cards(),
                contextDeliveryId,
                conversation,
                event.platformTime(),
                is(Kind.BUTTON),
                event.fields());
    }

    /**
     * Whether words are an answer to the question that asked for some, also when they are those of a command: with a slash or
     * in capitals they are the command.
     */
    boolean isDictated() {
        String text = event().text();
        return is(Kind.TEXT)
                && text != null
                && conversation != null
                && conversation.awaitsWords()
                && contextDeliveryId == null
                && !CommandParser.isExplicit(text);
    }

    /** Whether they are among calls, where going on is the next one. */
    boolean isAmongCalls() {
        String text = event().text();
        return is(Kind.TEXT)
                && text != null
                && conversation != null
                && conversation.belongsTo(DialogueExit.CALLS)
                && !text.strip().equalsIgnoreCase("START")
                && !CommandParser.isExplicit(text);
    }

    /** Whether they have somebody to call just now. */
    boolean isCalling() {
        return conversation != null && conversation.isOfSomebodyCalled();
    }

    boolean asks(Command wanted) {
        return command != null && !isDictated() && command.command() == wanted;
    }

    private Reply.Kind kind() {
        if (button() != null || is(Kind.BUTTON)) {
            return Reply.Kind.BUTTON;
        }
        if (is(Kind.CARD)) {
            return Reply.Kind.CARD;
        }
        if (joinPayload() != null) {
            return Reply.Kind.JOIN;
        }
        return command != null && !isDictated() ? Reply.Kind.COMMAND : Reply.Kind.TEXT;
    }
}
