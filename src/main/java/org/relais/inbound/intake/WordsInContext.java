package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.relais.answer.LabelReading;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.CallReport;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.EverydayWord;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.NumberWords;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.WaitingList;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Reader of one message's words that mean a stop, or may, where nothing is open, and something else in what the person is doing: a word of a
 * dialogue, the label of a button they were sent, what came of a call. What a rule takes for a stop is at least asked
 * about, and the person held until they answer; said again while they are held it is a stop. "Stp" is a misspelt stop in
 * English and "please" in French, "fine" the end in Italian and a yes in English: what is an everyday word of the person's own
 * language asks nothing. Of whoever has not agreed yet, and
 * so is written to by nobody, a mere likeness asks nothing: they are asked whether they agree, which a no refuses for good.
 */
final class WordsInContext {
    /** A button may be named so long after it was sent; answers are read as far back. */
    private static final Duration REMEMBERED = Duration.ofDays(30);
    /** So long it is likely that a label was read off a button. */
    private static final Duration RECENT = Duration.ofDays(3);

    private static final int MOST_MESSAGES = 12;
    /** Words; "never again" may be a wish. */
    private static final int FEWEST_OF_A_REPORT = 4;

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final int NEWEST = 1;
    /** Buttons under a question for a number: back, and later. */
    private static final int MOST_OF_A_NUMBER = 2;
    /** The verb of the button of what is to be passed on. */
    private static final String DONE = "done";

    static final String FED_UP = "fed up";
    /** Rules of what may be said of whom the number belonged to: somebody was dear to them, or was written to by mistake. */
    private static final String WRONG_NUMBER = "wrong number";

    private static final List<String> OF_ANOTHER = List.of("somebody has died", WRONG_NUMBER);
    /** Said of whom one calls. */
    private static final Phrases CALLED = ReplyFiles.phrases("call.of");

    /** Parts whose buttons answer an offer, and name its action. */
    private static final Set<String> OFFERING = Set.of("act", "event");

    private static final OpenDialogueStore DIALOGUES = new OpenDialogueStore();
    private static final OpenMessageStore SENT_MESSAGES = new OpenMessageStore();
    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();
    private static final NamedAnswers NAMES = new NamedAnswers();
    private static final StopDetector DETECTOR = StopDetector.load();
    private static final Future<Optional<ConsentEffectKind>> NOTHING = Future.succeededFuture(Optional.empty());

    private final SqlConnection transaction;
    private final Resolved resolved;
    private final ConsentSignal signal;
    private final String text;
    private final Instant now;

    /** A button that the words name, and when it was sent. */
    private record Named(ButtonPayload button, Instant sentAt) {}

    /** @param signal what the rules alone find in the text */
    WordsInContext(SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        this.transaction = transaction;
        this.resolved = resolved;
        this.signal = signal;
        this.text = text;
        this.now = now;
    }

    /** What the words do to consent; empty for nothing. */
    Future<Optional<ConsentEffectKind>> effect() {
        if (isFirstWord() || isMourning()) {
            return NOTHING;
        }
        return read().compose(effect -> isHeld() ? whileHeld(effect) : Future.succeededFuture(effect));
    }

    private boolean isHeld() {
        return resolved.state() == ConsentState.HELD;
    }

    private boolean isSubscribed() {
        return resolved.state() == ConsentState.SUBSCRIBED;
    }

    /** Whether the rules alone ask about it. */
    private boolean holds() {
        return signal.effect() == ConsentEffectKind.HOLD;
    }

    /** The same words, heard like this. */
    private WordsInContext in(ConsentSignal.Sense sense) {
        return new WordsInContext(transaction, resolved, signal.in(sense), text, now);
    }

    private static Future<Optional<ConsentEffectKind>> does(ConsentEffectKind effect) {
        return Future.succeededFuture(Optional.of(effect));
    }

    private static Future<Optional<ConsentEffectKind>> unless(
            Future<Boolean> another, Supplier<Future<Optional<ConsentEffectKind>>> effect) {
        return another.compose(meant -> meant ? NOTHING : effect.get());
    }

    private Future<List<OpenDialogueStore.Offer>> offers() {
        return DIALOGUES.offers(transaction, resolved.contactId(), now);
    }

    /** What messages told them of that is no action of ours. */
    private Future<List<Thing>> told() {
        return DIALOGUES
                .told(transaction, resolved.contactId(), now.minus(REMEMBERED))
                .map(told -> told.stream()
                        .map(words -> new Thing("", null, Set.of(), words))
                        .toList());
    }

    private Future<Boolean> asksQuestions() {
        return DIALOGUES.asksQuestions(transaction, resolved.contactId(), now);
    }

    private Future<Boolean> awaitsAnswer() {
        return DIALOGUES.awaitsAnswer(transaction, resolved.contactId(), resolved.addressId(), now);
    }

    private Future<Boolean> isInCalls() {
        return DIALOGUES.inCalls(transaction, resolved.contactId(), now);
    }

    private Future<Boolean> isDialogueOpen() {
        return DIALOGUES.isOpen(transaction, resolved.contactId(), resolved.addressId(), now);
    }

    private Future<List<OpenMessage>> sentWithButtons(Duration within, int most) {
        return SENT_MESSAGES.newestWithButtons(
                transaction, resolved.contactId(), resolved.addressId(), now.minus(within), most);
    }

    /** What may refuse everything a second time, and names the one thing that it refuses, is asked about again. */
    private Future<Optional<ConsentEffectKind>> whileHeld(Optional<ConsentEffectKind> said) {
        Optional<ConsentEffectKind> twice = whileAsked(said);
        return said.equals(Optional.of(ConsentEffectKind.HOLD)) && twice.equals(Optional.of(ConsentEffectKind.STOP))
                ? offers().map(offers ->
                        isNamed(text, offers) || isAskedOfOne(offers) || isOfOpen(offers) ? said : twice)
                : Future.succeededFuture(twice);
    }

    /** Nobody who has lost somebody is asked whether to stop for what only resembles a stop. */
    private boolean isMourning() {
        return signal.isLikeness() && Mourning.isOfTheirs(text) && !DETECTOR.speaksOfStops(text);
    }

    /**
     * Whether it only resembles a stop, or agrees to fewer messages, of somebody who may still agree: a yes to another question would
     * stop them.
     */
    private boolean isFirstWord() {
        return resolved.state() == ConsentState.PENDING
                && (signal.isLikeness()
                        || signal.rule().equals(ConsentSignal.NO_CALLS)
                        || holds() && PaceWish.isLess(text) && INTERPRETER.agreesBefore(text));
    }

    /** "Go on" answers the question of the hold, in whichever language it is a word for starting anew. */
    private Optional<ConsentEffectKind> whileAsked(Optional<ConsentEffectKind> effect) {
        if (effect.equals(Optional.of(ConsentEffectKind.START))) {
            return ContinueWish.GO_ON.isIn(text) ? Optional.empty() : effect;
        }
        return effect.equals(Optional.of(ConsentEffectKind.HOLD)) ? whileAsked() : effect;
    }

    /**
     * What would hold somebody who is held already, and asked: it refuses a second time. A wish for less answers the question;
     * what says no to it, asks something, takes from what it says or merely resembles a stop is asked about again.
     * "No me interesa" begins with a no, and says none to the question.
     */
    private Optional<ConsentEffectKind> whileAsked() {
        if (PaceWish.of(text).isPresent()
                || QuietWish.isAnswer(text)
                || HoldAnswer.ONE_THING.isIn(text)
                || ContinueWish.isAny(text)) {
            return Optional.empty();
        }
        if (HoldAnswer.EVERYTHING.isIn(text)) {
            return Optional.of(ConsentEffectKind.STOP);
        }
        boolean doubts = CallWish.isAgainstCalls(text)
                || signal.isSoftened()
                || signal.isLikeness()
                || INTERPRETER.report(text).equals(Optional.of(CallReport.REMOVAL))
                || signal.sense() == ConsentSignal.Sense.QUESTION
                || signal.sense() == ConsentSignal.Sense.OPINION;
        boolean denies = !signal.isKeyword()
                && !OfferRefusal.isIn(text)
                && INTERPRETER.meaning(text).equals(Optional.of(ReplyMeaning.NO));
        return Optional.of(doubts || denies ? ConsentEffectKind.HOLD : ConsentEffectKind.STOP);
    }

    private Future<Optional<ConsentEffectKind>> read() {
        if (!signal.isKeyword() || !SurveyOpinion.isDegree(text)) {
            boolean mayAnswer = signal.isLikeness()
                    && isSubscribed()
                    && !DETECTOR.speaksOfStops(text)
                    && !INTERPRETER.isDropped(text);
            return mayAnswer ? unless(isAnswer(), this::bySense) : bySense();
        }
        WordsInContext stop = signal.sense() == ConsentSignal.Sense.OPINION ? in(ConsentSignal.Sense.PLAIN) : this;
        return isSubscribed() ? unless(isOption(), stop::bySense) : stop.bySense();
    }

    /** "Assez" is how one of the options begins that a survey offers just now. */
    private Future<Boolean> isOption() {
        return awaited()
                .map(options -> options.stream().anyMatch(option -> LabelChoice.isBegun(text, option.labels())));
    }

    /** "Sehr zufrieden" chooses one of the options that a survey offers just now, "three, as I said" is the number it asks for. */
    private Future<Boolean> isAnswer() {
        return awaited()
                .map(options -> options.stream()
                                .flatMap(option -> option.byLanguage().keySet().stream())
                                .distinct()
                                .anyMatch(language -> LabelChoice.of(
                                                text,
                                                options.stream()
                                                        .map(option -> option.label(language))
                                                        .toList())
                                        .isPresent())
                        || !options.isEmpty()
                                && options.size() <= MOST_OF_A_NUMBER
                                && NumberWords.of(
                                                        text,
                                                        WrittenLanguage.of(text).stream()
                                                                .toList())
                                                .size()
                                        == 1);
    }

    /** The buttons of the question of a survey that was said last, and waits for its answer; none where it is over. */
    private Future<List<OpenMessage.Option>> awaited() {
        return awaitsAnswer()
                .compose(awaits -> awaits
                        ? sentWithButtons(REMEMBERED, NEWEST).map(messages -> messages.stream()
                                .flatMap(message -> message.options().stream())
                                .filter(option -> option.payload().part().equals(DialogueExit.QUESTIONS))
                                .toList())
                        : Future.succeededFuture(List.of()));
    }

    private Future<Optional<ConsentEffectKind>> bySense() {
        if (signal.sense() == ConsentSignal.Sense.SIGNED) {
            return signed();
        }
        if (signal.sense() == ConsentSignal.Sense.OPINION) {
            return opinion();
        }
        if (signal.sense() == ConsentSignal.Sense.ENOUGH) {
            return enough();
        }
        if (resolved.state() == ConsentState.UNSUBSCRIBED) {
            return does(signal.effect());
        }
        if (signal.sense() == ConsentSignal.Sense.QUESTION) {
            return asksBack();
        }
        if (signal.sense() == ConsentSignal.Sense.EVERYDAY) {
            return DIALOGUES.spoken(transaction, resolved.contactId(), now).compose(this::everyday);
        }
        if ((holds() && signal.dialogueWord() || SurveyOpinion.isDegree(text))
                && isSubscribed()
                && CallEnding.isDone(text)) {
            return unless(DIALOGUES.offersPause(transaction, resolved.contactId(), now), this::byDialogue);
        }
        if (isSubscribed() && isOfCallsAlone()) {
            return isInCalls().compose(calling -> calling ? does(ConsentEffectKind.HOLD) : byDialogue());
        }
        return signal.sense() != ConsentSignal.Sense.DIALOGUE_WORD && isSubscribed() && mayBeOfCalls()
                ? unless(isInCalls(), this::byDialogue)
                : byDialogue();
    }

    /**
     * A pause, a result or the next one among calls, or what is said of whom one calls, where whoever writes makes some; and what was
     * heard there, by likeness alone.
     */
    private boolean mayBeOfCalls() {
        return CallEnding.isMerePause(text)
                || isOfCalled()
                || CallEnding.mere(text).isPresent()
                || CallWish.asksNext(text)
                || signal.isLikeness() && CallEnding.isOfOthers(text) && !DETECTOR.speaksOfStops(undenied())
                || holds() && CallEnding.isPause(text) && QuietWish.isPause(text);
    }

    /** "I'm sick of your calls", with no word of stopping, among calls: it is asked whether those are to end, or everything. */
    private boolean isOfCallsAlone() {
        return signal.effect() == ConsentEffectKind.STOP
                && signal.rule().startsWith(FED_UP)
                && CallWish.isOfCallsAlone(text);
    }

    /** "He hasn't heard of it", "it's the wrong person": it has no word for what we write. */
    private boolean isOfCalled() {
        boolean theirs =
                signal.rule().startsWith(WRONG_NUMBER) || signal.isLikeness() && CALLED.isIn(WordPhrase.words(text));
        return theirs && holds() && !NamedAnswers.isOfLists(text);
    }

    /** "Never heard of it" denies something, and has no other word of a stop. */
    private String undenied() {
        List<String> words = WordPhrase.words(text);
        return words.size() < FEWEST_OF_A_REPORT ? text : String.join(" ", NEGATION.without(words));
    }

    /**
     * An everyday word of the person's own language, be it a keyword of another, asks nothing; "FINE" in capitals does, and so
     * does the keyword of their organisation's language. Whose language is unknown is asked, but for politeness in that of their
     * organisation.
     */
    private Future<Optional<ConsentEffectKind>> everyday(OpenDialogueStore.Spoken spoken) {
        boolean stop = signal.effect() == ConsentEffectKind.STOP;
        Set<String> everyday = EverydayWord.languages(text, signal.language());
        String own = spoken.own();
        String language = own == null && !stop ? spoken.organisation() : own;
        if (language != null && everyday.contains(language)) {
            boolean asked = isShouted() || stop && spoken.organisation().equals(signal.language());
            return Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD).filter(hold -> asked));
        }
        boolean ofDialogue = INTERPRETER.dialogueWord(text).isPresent();
        return stop && own == null
                ? does(ConsentEffectKind.HOLD)
                : in(ofDialogue ? ConsentSignal.Sense.DIALOGUE_WORD : ConsentSignal.Sense.PLAIN)
                        .byDialogue();
    }

    private boolean isShouted() {
        return text.equals(text.toUpperCase(Locale.ROOT));
    }

    /**
     * The label of a button that an organiser composed, and sent lately, is that button, and so is a "done" of what is to be passed on:
     * "sans moi", "sehr zufrieden", "fertig!"
     */
    private Future<Optional<ConsentEffectKind>> byDialogue() {
        return holds() && isSubscribed()
                ? sentWithButtons(RECENT, MOST_MESSAGES)
                        .compose(messages ->
                                isComposed(messages) || signal.isLikeness() && isOfLabels(messages) ? NOTHING : said())
                : said();
    }

    /** "None of them, I'm away", "Saturday no", to the buttons that an organiser composed and that came last. */
    private boolean isOfLabels(List<OpenMessage> messages) {
        List<OpenMessage.Option> options = messages.stream()
                .limit(NEWEST)
                .flatMap(message -> message.options().stream())
                .filter(option -> AnswerButton.delivery(option.payload()).isPresent())
                .toList();
        return LabelReading.of(text, options, "", false)
                .anyMatch(said -> said.isSure() || !DETECTOR.speaksOfStops(text));
    }

    private boolean isComposed(List<OpenMessage> messages) {
        return messages.stream()
                        .flatMap(message -> INTERPRETER.labelled(text, message).stream())
                        .anyMatch(button -> AnswerButton.delivery(button).isPresent()
                                || button.verb().equals(DONE)
                                || button.part().equals(DialogueExit.QUESTIONS))
                || messages.stream()
                        .limit(NEWEST)
                        .flatMap(message -> message.options().stream())
                        .filter(option ->
                                AnswerButton.delivery(option.payload()).isPresent())
                        .flatMap(option -> option.labels().stream())
                        .anyMatch(label -> LabelChoice.isSaidFirst(text, label));
    }

    private Future<Optional<ConsentEffectKind>> said() {
        boolean mayAnswer = signal.isLikeness() || !signal.isKeyword() && (holds() || WordPhrase.asks(text));
        return mayAnswer && isSubscribed()
                ? offers().compose(offers ->
                        isOfOffers(offers) ? NOTHING : unless(isToldRefused(organisation(offers)), this::saidOfNothing))
                : saidOfNothing();
    }

    private boolean isOfOffers(List<OpenDialogueStore.Offer> offers) {
        return signal.isLikeness() && isSurelyAnswered(offers)
                || isStandingAsked(offers)
                || isOfOpen(offers)
                || holds() && (isTopicRefused(offers) || !signal.isKeyword() && isNamed(text, offers));
    }

    /** "The cinema is nothing for me", of what a message told of that is no action of ours. */
    private Future<Boolean> isToldRefused(Optional<Thing> ours) {
        return !mayBeOfOne()
                ? Future.succeededFuture(false)
                : told().map(things -> NAMES.isSurelyRefused(text, things) && isOfNothingElse(things, ours));
    }

    /**
     * "The museum is nothing for me", "my father died, I can't go to the museum": it may have been a stop, and names what is open for
     * them. It is about that, whatever it says of it; as long as it speaks neither of us nor of what we write, and no clause that names
     * nothing would be asked about by itself.
     */
    private boolean isOfOpen(List<OpenDialogueStore.Offer> offers) {
        List<Thing> things = things(offers);
        boolean said = signal.isLikeness()
                ? !NAMES.masked(text, things).titles().isEmpty()
                : NAMES.read(text, things).stream().anyMatch(named -> named.meaning() != null)
                        || NAMES.likely(text, things).isPresent();
        return said && mayBeOfOne() && isOfNothingElse(things, organisation(offers));
    }

    private boolean mayBeOfOne() {
        return holds()
                && !signal.isKeyword()
                && !NamedAnswers.isOfLists(text)
                && !OfferRefusal.isOfUs(text)
                && (signal.language() == null || !DETECTOR.speaksOfMessages(text, Set.of(signal.language())))
                && !CallWish.isAgainstCalls(text)
                && !QuietWish.isPause(text)
                && !QuietWish.isOfReminders(text)
                && PaceWish.of(text).isEmpty();
    }

    private boolean isOfNothingElse(List<Thing> things, Optional<Thing> ours) {
        return !names(ours)
                && Clauses.of(text)
                        .filter(clause -> NAMES.masked(clause, things).titles().isEmpty())
                        .map(DETECTOR::detect)
                        .allMatch(verdict -> verdict.intent() == Intent.NONE || isHarmless(verdict));
    }

    /** A mere likeness, or said of another: who says something of what is open is who it is open for. */
    private static boolean isHarmless(Verdict verdict) {
        return verdict.intent() == Intent.HOLD
                && (verdict.onlyResembles()
                        || OF_ANOTHER.stream().anyMatch(rule -> verdict.rule().startsWith(rule)));
    }

    /** What words mean that surely answer nothing by its name. */
    private Future<Optional<ConsentEffectKind>> saidOfNothing() {
        ConsentEffectKind effect = signal.effect();
        if (signal.sense() == ConsentSignal.Sense.PLAIN) {
            return does(effect);
        }
        if (signal.dialogueWord()) {
            // "Pause" said again is the pause that they have.
            return isHeld()
                    ? Future.succeededFuture(
                            Optional.of(ConsentEffectKind.STOP).filter(stop -> !QuietWish.isAnswer(text)))
                    : isUnderWay().map(open -> Optional.of(open ? ConsentEffectKind.HOLD : effect));
        }
        return signal.sense() == ConsentSignal.Sense.REFUSAL && isSubscribed()
                ? unless(isRefused(), () -> OfferRefusal.isOfOneThing(text) ? ofOneThing() : elsewhere())
                : elsewhere();
    }

    /** What a rule takes for a stop is of our questions only in the midst of them: "stop asking me questions". */
    private Future<Boolean> isUnderWay() {
        return signal.effect() == ConsentEffectKind.STOP && INTERPRETER.isEnough(text)
                ? asksQuestions()
                : isDialogueOpen();
    }

    /** Above their own name it stops; above another it is what it was without one: no stop, or asked about. */
    private Future<Optional<ConsentEffectKind>> signed() {
        return DIALOGUES
                .name(transaction, resolved.contactId())
                .map(name -> SignedStop.isOf(text, name)
                        ? Optional.of(ConsentEffectKind.STOP)
                        : Optional.of(signal.effect()).filter(ConsentEffectKind.HOLD::equals));
    }

    /** "No more bars in my street" is what a survey asked for, as long as nothing was said since; anywhere else it may stop. */
    private Future<Optional<ConsentEffectKind>> opinion() {
        return isSubscribed() ? unless(awaitsAnswer(), in(ConsentSignal.Sense.PLAIN)::said) : does(signal.effect());
    }

    /**
     * Whether the words refuse what is offered, or give up one's part or place in it: the questions that are open, a place on a
     * waiting list; what they name, and is not named like the organisation; or else the last thing that was said to the person
     * unasked, or that has buttons.
     */
    private Future<Boolean> isRefused() {
        if (INTERPRETER.isDropped(text)) {
            return asksQuestions();
        }
        return INTERPRETER.dialogueWord(text).equals(Optional.of(DialogueWord.SKIP))
                ? asksQuestions().compose(asked -> asked ? Future.succeededFuture(true) : isRefusedElsewhere())
                : isRefusedElsewhere();
    }

    private Future<Boolean> isRefusedElsewhere() {
        return WaitingList.isLeft(text)
                ? DIALOGUES.waits(transaction, resolved.contactId(), now)
                : offers().compose(offers ->
                        isNamed(text, offers) ? Future.succeededFuture(true) : isRefusedUnnamed(offers));
    }

    private Future<Boolean> isRefusedUnnamed(List<OpenDialogueStore.Offer> all) {
        List<OpenDialogueStore.Offer> offers =
                all.stream().filter(offer -> !offer.refused()).toList();
        if (holds() && !signal.isKeyword() && refusesAll(offers)) {
            return Future.succeededFuture(true);
        }
        if (holds() && OfferRefusal.isRepeated(text)) {
            return DIALOGUES.hasRefused(transaction, resolved.contactId(), now);
        }
        if (holds() && OfferRefusal.isAbsence(text) && !offers.isEmpty()) {
            return Future.succeededFuture(true);
        }
        return signal.effect() == ConsentEffectKind.STOP || !OfferRefusal.isIn(text)
                ? Future.succeededFuture(false)
                : SENT_MESSAGES
                        .newest(
                                transaction,
                                resolved.contactId(),
                                resolved.addressId(),
                                now.minus(REMEMBERED),
                                MOST_MESSAGES)
                        .map(messages -> messages.stream()
                                .filter(message ->
                                        !message.spoken() || !message.options().isEmpty())
                                .findFirst()
                                .filter(message -> offers(message, offers))
                                .isPresent());
    }

    /** "No more messages about the dinner" names what is open, and our messages: it is asked which. */
    private Future<Optional<ConsentEffectKind>> ofOneThing() {
        return offers().compose(offers -> NAMES.only(text, things(offers)).isPresent()
                        ? Future.succeededFuture(true)
                        : isTold(organisation(offers)))
                .compose(named -> named ? does(ConsentEffectKind.HOLD) : elsewhere());
    }

    /** Whether it names by a word of its own what the person was told of lately, and neither us nor our lists: "the roscón". */
    private Future<Boolean> isTold(Optional<Thing> ours) {
        return NamedAnswers.isOfLists(text) || names(ours)
                ? Future.succeededFuture(false)
                : told().map(things -> things.stream().anyMatch(thing -> names(Optional.of(thing))));
    }

    private boolean names(Optional<Thing> thing) {
        return thing.flatMap(named -> NAMES.only(text, List.of(named))).isPresent();
    }

    /** "Non pour tout" is said to what is open, where several things are. */
    private boolean refusesAll(List<OpenDialogueStore.Offer> offers) {
        return offers.size() > 1 && AnswerToAll.toAll(text, offers.size()).equals(Optional.of(ReplyMeaning.NO));
    }

    private boolean isNamed(String text, List<OpenDialogueStore.Offer> offers) {
        return refuses(text, things(offers))
                && organisation(offers).stream().noneMatch(ours -> refuses(text, List.of(ours)));
    }

    /** In the whole text, or in one clause beside others that are no stop: "take me off the tea dance, my knee is bad". */
    private boolean refuses(String text, List<Thing> things) {
        if (NAMES.refused(text, things).isPresent()) {
            return true;
        }
        List<String> clauses = Clauses.of(text).toList();
        List<String> others = clauses.stream()
                .filter(clause -> NAMES.refused(clause, things).isEmpty())
                .toList();
        return !WordPhrase.asks(text)
                && clauses.size() - others.size() == 1
                && others.stream()
                        .allMatch(clause -> DETECTOR.detect(clause).intent() == Intent.NONE
                                && !PaceWish.isOfMessages(clause)
                                && NAMES.only(clause, things).isEmpty());
    }

    /** "Did you take me off the tea dance?" */
    private boolean isAskedOfOne(List<OpenDialogueStore.Offer> offers) {
        return WordPhrase.asks(text) && NAMES.only(text, things(offers)).isPresent();
    }

    /** "Carols? Not my thing": the mark is behind the name alone. */
    private boolean isTopicRefused(List<OpenDialogueStore.Offer> offers) {
        String said = NamedAnswers.withoutTopicMark(text, things(offers));
        return !said.equals(text) && isNamed(said, offers);
    }

    /** Such a question whose answer is known, whatever it resembles. */
    private boolean isStandingAsked(List<OpenDialogueStore.Offer> offers) {
        return isAskedOfOne(offers)
                && EventInquiry.of(NAMES.masked(text, things(offers)).beside())
                        .filter(EventInquiry.STANDING::equals)
                        .isPresent();
    }

    /** "Carols is a no from me" resembles a stop, and says no to what it names; whatever names us as well may be one. */
    private boolean isSurelyAnswered(List<OpenDialogueStore.Offer> offers) {
        return NAMES.isSurelyAnswered(text, things(offers)) && !names(organisation(offers));
    }

    private static List<Thing> things(List<OpenDialogueStore.Offer> offers) {
        return offers.stream()
                .map(offer -> new Thing(offer.title(), offer.sort()))
                .toList();
    }

    private static Optional<Thing> organisation(List<OpenDialogueStore.Offer> offers) {
        return offers.stream().findFirst().map(offer -> new Thing(offer.organisation(), null));
    }

    /** Whether a message has a button that refuses one of these, or what an organiser asks by it. */
    private boolean offers(OpenMessage message, List<OpenDialogueStore.Offer> offers) {
        return message.options().stream()
                .filter(option -> INTERPRETER.meaning(option).equals(Optional.of(ReplyMeaning.NO)))
                .anyMatch(option -> AnswerButton.delivery(option.payload()).isPresent()
                        || OFFERING.contains(option.payload().part())
                                && offers.stream()
                                        .anyMatch(
                                                offer -> option.payload().id(0).orElse(0) == offer.actionId()));
    }

    private Future<Optional<ConsentEffectKind>> elsewhere() {
        return sentWithButtons(REMEMBERED, MOST_MESSAGES).compose(messages -> {
            Optional<Named> named = named(messages);
            return named.isPresent()
                    ? Future.succeededFuture(ofLabel(named.get()))
                    : leftCalls(messages)
                            .map(calls -> Future.succeededFuture(ofCalls(calls)))
                            .orElseGet(this::ofReport);
        });
    }

    /** The button for leaving calls of the question of the hold, where "stop calls" is said to it. */
    private Optional<ButtonPayload> leftCalls(List<OpenMessage> messages) {
        return !isHeld() || !CallWish.isAgainstCalls(text)
                ? Optional.empty()
                : messages.stream()
                        .map(OpenMessage::options)
                        .filter(options -> options.stream().anyMatch(option -> HoldQuestion.isPart(option.payload())))
                        .findFirst()
                        .flatMap(options -> options.stream()
                                .map(OpenMessage.Option::payload)
                                .filter(HoldQuestion::isOfCalls)
                                .findFirst());
    }

    /** It is that button; but whoever makes none and is not to be called, once more, refuses a second time. */
    private Optional<ConsentEffectKind> ofCalls(ButtonPayload leave) {
        boolean again =
                HoldQuestion.exit(leave).equals(Optional.of(HoldQuestion.NO_CALLS)) && CallWish.isNotToBeCalled(text);
        return again ? Optional.of(ConsentEffectKind.STOP) : Optional.empty();
    }

    private Future<Optional<ConsentEffectKind>> enough() {
        return switch (resolved.state()) {
            case UNSUBSCRIBED -> NOTHING;
            case HELD -> does(ConsentEffectKind.STOP);
            case PENDING, SUBSCRIBED -> isDialogueOpen().compose(open -> open ? does(ConsentEffectKind.HOLD) : NOTHING);
        };
    }

    /** "How do I leave?" is answered; "can I stop?" of somebody who has not agreed yet, and is asked whether they do, is as well. */
    private Future<Optional<ConsentEffectKind>> asksBack() {
        if (signal.asksHow()) {
            return NOTHING;
        }
        return holds() && resolved.state() == ConsentState.PENDING
                ? unless(DIALOGUES.isAsked(transaction, resolved.contactId(), now), () -> does(ConsentEffectKind.HOLD))
                : does(signal.effect());
    }

    /** The newest button that has the label, of those that the service words itself. */
    private Optional<Named> named(List<OpenMessage> messages) {
        return messages.stream()
                .flatMap(message -> INTERPRETER.labelled(text, message.withoutComposed()).stream()
                        .map(button -> new Named(button, message.sentAt())))
                .findFirst();
    }

    /**
     * Whoever types a label means the button. Where a rule finds a stop in it, it is asked about, but of a button about the
     * person called and of the question of the hold itself.
     */
    private Optional<ConsentEffectKind> ofLabel(Named named) {
        boolean stops = HoldQuestion.isStop(named.button());
        if (isHeld() && HoldQuestion.isLeave(named.button())) {
            return Optional.empty();
        }
        if (signal.effect() == ConsentEffectKind.STOP) {
            boolean asked = !stops && !isHeld() && named.sentAt().isAfter(now.minus(RECENT));
            return Optional.of(asked ? ConsentEffectKind.HOLD : ConsentEffectKind.STOP);
        }
        boolean harmless = signal.isLikeness()
                || named.button().part().equals(DialogueExit.CALLS)
                || HoldQuestion.isLeave(named.button());
        return harmless && !stops ? Optional.empty() : Optional.of(signal.effect());
    }

    private Future<Boolean> makesCalls() {
        return DIALOGUES.calls(transaction, resolved.contactId(), now);
    }

    private Future<Boolean> mayCall() {
        return makesCalls()
                .compose(calls -> calls
                        ? Future.succeededFuture(true)
                        : offers().map(offers -> offers.stream()
                                .anyMatch(offer -> !offer.refused() && offer.sort() == Topic.Sort.CALL)));
    }

    /** Of whoever calls people, what came of a call; that somebody wishes no more is asked about, of whom. */
    private Future<Optional<ConsentEffectKind>> ofReport() {
        Optional<CallReport> report = INTERPRETER.report(text);
        boolean result = INTERPRETER.isResult(text)
                || signal.isLikeness() && (report.equals(Optional.of(CallReport.ORIGIN)) || CallWish.asksNext(text));
        boolean removal = report.equals(Optional.of(CallReport.REMOVAL));
        boolean stop = signal.effect() == ConsentEffectKind.STOP;
        if (removal && signal.isLikeness() && isSubscribed()) {
            // "Oui, enlevez-la" answers the question whether the person called is to be removed, where it is asked.
            return unless(DIALOGUES.asksRemoval(transaction, resolved.contactId(), now), () -> does(signal.effect()));
        }
        if (CallWish.isAgainstCalls(text) && (isHeld() || isSubscribed())) {
            // Whoever makes calls, or is asked to, wishes to make none; anybody else, or who is not to be called, is
            // asked.
            return isHeld() || CallWish.isNotToBeCalled(text)
                    ? does(ConsentEffectKind.HOLD)
                    : unless(mayCall(), () -> does(ConsentEffectKind.HOLD));
        }
        if (stop ? !removal || isHeld() : !result) {
            return does(signal.effect());
        }
        return makesCalls()
                .compose(calls -> !calls ? does(signal.effect()) : stop ? does(ConsentEffectKind.HOLD) : NOTHING);
    }
}
