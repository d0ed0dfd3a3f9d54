package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
 * Reader of words that mean a stop, or may, where nothing is open, and something else in what the person is doing: a word of a
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

    private final OpenDialogueStore dialogues = new OpenDialogueStore();
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();
    private final StopDetector detector = StopDetector.load();

    /** A button that the words name, and when it was sent. */
    private record Named(ButtonPayload button, Instant sentAt) {}

    /** What the words do to consent; empty for nothing. */
    Future<Optional<ConsentEffectKind>> effect(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        if (isFirstWord(resolved, signal, text) || isMourning(signal, text)) {
            return Future.succeededFuture(Optional.empty());
        }
        return read(transaction, resolved, signal, text, now)
                .compose(effect -> resolved.state() == ConsentState.HELD
                        ? whileHeld(transaction, resolved, signal, effect, text, now)
                        : Future.succeededFuture(effect));
    }

    /** What may refuse everything a second time, and names the one thing that it refuses, is asked about again. */
    private Future<Optional<ConsentEffectKind>> whileHeld(
            SqlConnection transaction,
            Resolved resolved,
            ConsentSignal signal,
            Optional<ConsentEffectKind> said,
            String text,
            Instant now) {
        Optional<ConsentEffectKind> twice = whileAsked(said, signal, text);
        return said.equals(Optional.of(ConsentEffectKind.HOLD)) && twice.equals(Optional.of(ConsentEffectKind.STOP))
                ? dialogues
                        .offers(transaction, resolved.contactId(), now)
                        .map(offers ->
                                isNamed(text, offers) || isAskedOfOne(text, offers) || isOfOpen(signal, text, offers)
                                        ? said
                                        : twice)
                : Future.succeededFuture(twice);
    }

    /** Nobody who has lost somebody is asked whether to stop for what only resembles a stop. */
    private boolean isMourning(ConsentSignal signal, String text) {
        return signal.isLikeness() && Mourning.isOfTheirs(text) && !detector.speaksOfStops(text);
    }

    /**
     * Whether it only resembles a stop, or agrees to fewer messages, of somebody who may still agree: a yes to another question would
     * stop them.
     */
    private boolean isFirstWord(Resolved resolved, ConsentSignal signal, String text) {
        return resolved.state() == ConsentState.PENDING
                && (signal.isLikeness()
                        || signal.rule().equals(ConsentSignal.NO_CALLS)
                        || signal.effect() == ConsentEffectKind.HOLD
                                && PaceWish.isLess(text)
                                && interpreter.agreesBefore(text));
    }

    /** "Go on" answers the question of the hold, in whichever language it is a word for starting anew. */
    private Optional<ConsentEffectKind> whileAsked(
            Optional<ConsentEffectKind> effect, ConsentSignal signal, String text) {
        if (effect.equals(Optional.of(ConsentEffectKind.START))) {
            return ContinueWish.GO_ON.isIn(text) ? Optional.empty() : effect;
        }
        return effect.equals(Optional.of(ConsentEffectKind.HOLD)) ? whileAsked(signal, text) : effect;
    }

    /**
     * What would hold somebody who is held already, and asked: it refuses a second time. A wish for less answers the question;
     * what says no to it, asks something, takes from what it says or merely resembles a stop is asked about again.
     * "No me interesa" begins with a no, and says none to the question.
     */
    private Optional<ConsentEffectKind> whileAsked(ConsentSignal signal, String text) {
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
                || interpreter.report(text).equals(Optional.of(CallReport.REMOVAL))
                || signal.sense() == ConsentSignal.Sense.QUESTION
                || signal.sense() == ConsentSignal.Sense.OPINION;
        boolean denies = !signal.isKeyword()
                && !OfferRefusal.isIn(text)
                && interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO));
        return Optional.of(doubts || denies ? ConsentEffectKind.HOLD : ConsentEffectKind.STOP);
    }

    private Future<Optional<ConsentEffectKind>> read(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        if (!signal.isKeyword() || !SurveyOpinion.isDegree(text)) {
            return (signal.isLikeness()
                                    && resolved.state() == ConsentState.SUBSCRIBED
                                    && !detector.speaksOfStops(text)
                                    && !interpreter.isDropped(text)
                            ? isAnswer(transaction, resolved, text, now)
                            : Future.succeededFuture(false))
                    .compose(answer -> answer
                            ? Future.succeededFuture(Optional.empty())
                            : bySense(transaction, resolved, signal, text, now));
        }
        ConsentSignal stop =
                signal.sense() == ConsentSignal.Sense.OPINION ? signal.in(ConsentSignal.Sense.PLAIN) : signal;
        return (resolved.state() == ConsentState.SUBSCRIBED
                        ? isOption(transaction, resolved, text, now)
                        : Future.succeededFuture(false))
                .compose(option -> option
                        ? Future.succeededFuture(Optional.empty())
                        : bySense(transaction, resolved, stop, text, now));
    }

    /** "Assez" is how one of the options begins that a survey offers just now. */
    private Future<Boolean> isOption(SqlConnection transaction, Resolved resolved, String text, Instant now) {
        return awaited(transaction, resolved, now)
                .map(options -> options.stream().anyMatch(option -> LabelChoice.isBegun(text, option.labels())));
    }

    /** "Sehr zufrieden" chooses one of the options that a survey offers just now, "three, as I said" is the number it asks for. */
    private Future<Boolean> isAnswer(SqlConnection transaction, Resolved resolved, String text, Instant now) {
        return awaited(transaction, resolved, now)
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
    private Future<List<OpenMessage.Option>> awaited(SqlConnection transaction, Resolved resolved, Instant now) {
        return dialogues
                .awaitsAnswer(transaction, resolved.contactId(), resolved.addressId(), now)
                .compose(awaits -> awaits
                        ? sentMessages
                                .newestWithButtons(
                                        transaction,
                                        resolved.contactId(),
                                        resolved.addressId(),
                                        now.minus(REMEMBERED),
                                        NEWEST)
                                .map(messages -> messages.stream()
                                        .flatMap(message -> message.options().stream())
                                        .filter(option ->
                                                option.payload().part().equals(DialogueExit.QUESTIONS))
                                        .toList())
                        : Future.succeededFuture(List.of()));
    }

    private Future<Optional<ConsentEffectKind>> bySense(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        ConsentEffectKind effect = signal.effect();
        if (signal.sense() == ConsentSignal.Sense.SIGNED) {
            return signed(transaction, resolved, signal, text);
        }
        if (signal.sense() == ConsentSignal.Sense.OPINION) {
            return opinion(transaction, resolved, signal, text, now);
        }
        if (signal.sense() == ConsentSignal.Sense.ENOUGH) {
            return enough(transaction, resolved, now);
        }
        if (resolved.state() == ConsentState.UNSUBSCRIBED) {
            return Future.succeededFuture(Optional.of(effect));
        }
        if (signal.sense() == ConsentSignal.Sense.QUESTION) {
            return asksBack(transaction, resolved, signal, now);
        }
        if (signal.sense() == ConsentSignal.Sense.EVERYDAY) {
            return dialogues
                    .spoken(transaction, resolved.contactId(), now)
                    .compose(spoken -> everyday(transaction, resolved, signal, text, now, spoken));
        }
        if ((signal.effect() == ConsentEffectKind.HOLD && signal.dialogueWord() || SurveyOpinion.isDegree(text))
                && resolved.state() == ConsentState.SUBSCRIBED
                && CallEnding.isDone(text)) {
            return dialogues
                    .offersPause(transaction, resolved.contactId(), now)
                    .compose(offered -> offered
                            ? Future.succeededFuture(Optional.empty())
                            : byDialogue(transaction, resolved, signal, text, now));
        }
        if (resolved.state() == ConsentState.SUBSCRIBED && isOfCallsAlone(signal, text)) {
            return dialogues
                    .inCalls(transaction, resolved.contactId(), now)
                    .compose(calling -> calling
                            ? Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD))
                            : byDialogue(transaction, resolved, signal, text, now));
        }
        if (signal.sense() != ConsentSignal.Sense.DIALOGUE_WORD
                && resolved.state() == ConsentState.SUBSCRIBED
                && mayBeOfCalls(signal, text)) {
            return dialogues
                    .inCalls(transaction, resolved.contactId(), now)
                    .compose(calling -> calling
                            ? Future.succeededFuture(Optional.empty())
                            : byDialogue(transaction, resolved, signal, text, now));
        }
        return byDialogue(transaction, resolved, signal, text, now);
    }

    /**
     * A pause, a result or the next one among calls, or what is said of whom one calls, where whoever writes makes some; and what was
     * heard there, by likeness alone.
     */
    private boolean mayBeOfCalls(ConsentSignal signal, String text) {
        return CallEnding.isMerePause(text)
                || isOfCalled(signal, text)
                || CallEnding.mere(text).isPresent()
                || CallWish.asksNext(text)
                || signal.isLikeness() && CallEnding.isOfOthers(text) && !detector.speaksOfStops(undenied(text))
                || signal.effect() == ConsentEffectKind.HOLD && CallEnding.isPause(text) && QuietWish.isPause(text);
    }

    /** "I'm sick of your calls", with no word of stopping, among calls: it is asked whether those are to end, or everything. */
    private boolean isOfCallsAlone(ConsentSignal signal, String text) {
        return signal.effect() == ConsentEffectKind.STOP
                && signal.rule().startsWith(FED_UP)
                && CallWish.isOfCallsAlone(text);
    }

    /** "He hasn't heard of it", "it's the wrong person": it has no word for what we write. */
    private static boolean isOfCalled(ConsentSignal signal, String text) {
        boolean theirs =
                signal.rule().startsWith(WRONG_NUMBER) || signal.isLikeness() && CALLED.isIn(WordPhrase.words(text));
        return theirs && signal.effect() == ConsentEffectKind.HOLD && !NamedAnswers.isOfLists(text);
    }

    /** "Never heard of it" denies something, and has no other word of a stop. */
    private static String undenied(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() < FEWEST_OF_A_REPORT ? text : String.join(" ", NEGATION.without(words));
    }

    /**
     * An everyday word of the person's own language, be it a keyword of another, asks nothing; "FINE" in capitals does, and so
     * does the keyword of their organisation's language. Whose language is unknown is asked, but for politeness in that of their
     * organisation.
     */
    private Future<Optional<ConsentEffectKind>> everyday(
            SqlConnection transaction,
            Resolved resolved,
            ConsentSignal signal,
            String text,
            Instant now,
            OpenDialogueStore.Spoken spoken) {
        boolean stop = signal.effect() == ConsentEffectKind.STOP;
        Set<String> everyday = EverydayWord.languages(text, signal.language());
        String own = spoken.own();
        String language = own == null && !stop ? spoken.organisation() : own;
        if (language != null && everyday.contains(language)) {
            boolean asked = isShouted(text) || stop && spoken.organisation().equals(signal.language());
            return Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD).filter(hold -> asked));
        }
        return stop && own == null
                ? Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD))
                : byDialogue(
                        transaction,
                        resolved,
                        signal.in(
                                interpreter.dialogueWord(text).isPresent()
                                        ? ConsentSignal.Sense.DIALOGUE_WORD
                                        : ConsentSignal.Sense.PLAIN),
                        text,
                        now);
    }

    private static boolean isShouted(String text) {
        return text.equals(text.toUpperCase(Locale.ROOT));
    }

    /**
     * The label of a button that an organiser composed, and sent lately, is that button, and so is a "done" of what is to be passed on:
     * "sans moi", "sehr zufrieden", "fertig!"
     */
    private Future<Optional<ConsentEffectKind>> byDialogue(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        return signal.effect() == ConsentEffectKind.HOLD && resolved.state() == ConsentState.SUBSCRIBED
                ? sentMessages
                        .newestWithButtons(
                                transaction,
                                resolved.contactId(),
                                resolved.addressId(),
                                now.minus(RECENT),
                                MOST_MESSAGES)
                        .compose(messages ->
                                isComposed(text, messages) || signal.isLikeness() && isOfLabels(text, messages)
                                        ? Future.succeededFuture(Optional.empty())
                                        : said(transaction, resolved, signal, text, now))
                : said(transaction, resolved, signal, text, now);
    }

    /** "None of them, I'm away", "Saturday no", to the buttons that an organiser composed and that came last. */
    private boolean isOfLabels(String text, List<OpenMessage> messages) {
        List<OpenMessage.Option> options = messages.stream()
                .limit(NEWEST)
                .flatMap(message -> message.options().stream())
                .filter(option -> AnswerButton.delivery(option.payload()).isPresent())
                .toList();
        return LabelReading.of(text, options, "", false)
                .anyMatch(said -> said.isSure() || !detector.speaksOfStops(text));
    }

    private boolean isComposed(String text, List<OpenMessage> messages) {
        return messages.stream()
                        .flatMap(message -> interpreter.labelled(text, message).stream())
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

    private Future<Optional<ConsentEffectKind>> said(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        boolean asked = signal.effect() == ConsentEffectKind.HOLD && !signal.isKeyword();
        boolean mayAnswer = signal.isLikeness() || asked || !signal.isKeyword() && WordPhrase.asks(text);
        return mayAnswer && resolved.state() == ConsentState.SUBSCRIBED
                ? dialogues
                        .offers(transaction, resolved.contactId(), now)
                        .compose(offers -> signal.isLikeness() && isSurelyAnswered(text, offers)
                                        || isStandingAsked(text, offers)
                                        || isOfOpen(signal, text, offers)
                                        || signal.effect() == ConsentEffectKind.HOLD && isTopicRefused(text, offers)
                                        || asked && isNamed(text, offers)
                                ? Future.succeededFuture(Optional.empty())
                                : elseOfTold(transaction, resolved, signal, text, now, offers))
                : saidOfNothing(transaction, resolved, signal, text, now);
    }

    private Future<Optional<ConsentEffectKind>> elseOfTold(
            SqlConnection transaction,
            Resolved resolved,
            ConsentSignal signal,
            String text,
            Instant now,
            List<OpenDialogueStore.Offer> offers) {
        return isToldRefused(transaction, resolved, signal, text, now, organisation(offers))
                .compose(refused -> refused
                        ? Future.succeededFuture(Optional.empty())
                        : saidOfNothing(transaction, resolved, signal, text, now));
    }

    /** "The cinema is nothing for me", of what a message told of that is no action of ours. */
    private Future<Boolean> isToldRefused(
            SqlConnection transaction,
            Resolved resolved,
            ConsentSignal signal,
            String text,
            Instant now,
            Optional<Thing> ours) {
        return !mayBeOfOne(signal, text)
                ? Future.succeededFuture(false)
                : dialogues
                        .told(transaction, resolved.contactId(), now.minus(REMEMBERED))
                        .map(told -> {
                            List<Thing> things = told.stream()
                                    .map(words -> new Thing("", null, Set.of(), words))
                                    .toList();
                            return names.isSurelyRefused(text, things) && isOfNothingElse(text, things, ours);
                        });
    }

    /**
     * "The museum is nothing for me", "my father died, I can't go to the museum": it may have been a stop, and names what is open for
     * them. It is about that, whatever it says of it; as long as it speaks neither of us nor of what we write, and no clause that names
     * nothing would be asked about by itself.
     */
    private boolean isOfOpen(ConsentSignal signal, String text, List<OpenDialogueStore.Offer> offers) {
        List<Thing> things = things(offers);
        boolean said = signal.isLikeness()
                ? !names.masked(text, things).titles().isEmpty()
                : names.read(text, things).stream().anyMatch(named -> named.meaning() != null)
                        || names.likely(text, things).isPresent();
        return said && mayBeOfOne(signal, text) && isOfNothingElse(text, things, organisation(offers));
    }

    private boolean mayBeOfOne(ConsentSignal signal, String text) {
        return signal.effect() == ConsentEffectKind.HOLD
                && !signal.isKeyword()
                && !NamedAnswers.isOfLists(text)
                && !OfferRefusal.isOfUs(text)
                && (signal.language() == null || !detector.speaksOfMessages(text, Set.of(signal.language())))
                && !CallWish.isAgainstCalls(text)
                && !QuietWish.isPause(text)
                && !QuietWish.isOfReminders(text)
                && PaceWish.of(text).isEmpty();
    }

    private boolean isOfNothingElse(String text, List<Thing> things, Optional<Thing> ours) {
        return ours.stream().allMatch(us -> names.only(text, List.of(us)).isEmpty())
                && Clauses.of(text)
                        .filter(clause -> names.masked(clause, things).titles().isEmpty())
                        .map(detector::detect)
                        .allMatch(verdict -> verdict.intent() == Intent.NONE || isHarmless(verdict));
    }

    /** A mere likeness, or said of another: who says something of what is open is who it is open for. */
    private static boolean isHarmless(Verdict verdict) {
        return verdict.intent() == Intent.HOLD
                && (verdict.onlyResembles()
                        || OF_ANOTHER.stream().anyMatch(rule -> verdict.rule().startsWith(rule)));
    }

    /** What words mean that surely answer nothing by its name. */
    private Future<Optional<ConsentEffectKind>> saidOfNothing(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        ConsentEffectKind effect = signal.effect();
        if (signal.sense() == ConsentSignal.Sense.PLAIN) {
            return Future.succeededFuture(Optional.of(effect));
        }
        if (signal.dialogueWord()) {
            // "Pause" said again is the pause that they have.
            return resolved.state() == ConsentState.HELD
                    ? Future.succeededFuture(
                            Optional.of(ConsentEffectKind.STOP).filter(stop -> !QuietWish.isAnswer(text)))
                    : isUnderWay(transaction, resolved, effect, text, now)
                            .map(open -> Optional.of(open ? ConsentEffectKind.HOLD : effect));
        }
        if (signal.sense() == ConsentSignal.Sense.REFUSAL && resolved.state() == ConsentState.SUBSCRIBED) {
            return isRefused(transaction, resolved, signal, text, now)
                    .compose(refused -> refused
                            ? Future.succeededFuture(Optional.empty())
                            : OfferRefusal.isOfOneThing(text)
                                    ? ofOneThing(transaction, resolved, signal, text, now)
                                    : elsewhere(transaction, resolved, signal, text, now));
        }
        return elsewhere(transaction, resolved, signal, text, now);
    }

    /** What a rule takes for a stop is of our questions only in the midst of them: "stop asking me questions". */
    private Future<Boolean> isUnderWay(
            SqlConnection transaction, Resolved resolved, ConsentEffectKind effect, String text, Instant now) {
        return effect == ConsentEffectKind.STOP && interpreter.isEnough(text)
                ? dialogues.asksQuestions(transaction, resolved.contactId(), now)
                : dialogues.isOpen(transaction, resolved.contactId(), resolved.addressId(), now);
    }

    /** Above their own name it stops; above another it is what it was without one: no stop, or asked about. */
    private Future<Optional<ConsentEffectKind>> signed(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text) {
        return dialogues
                .name(transaction, resolved.contactId())
                .map(name -> SignedStop.isOf(text, name)
                        ? Optional.of(ConsentEffectKind.STOP)
                        : Optional.of(signal.effect()).filter(ConsentEffectKind.HOLD::equals));
    }

    /** "No more bars in my street" is what a survey asked for, as long as nothing was said since; anywhere else it may stop. */
    private Future<Optional<ConsentEffectKind>> opinion(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        return resolved.state() != ConsentState.SUBSCRIBED
                ? Future.succeededFuture(Optional.of(signal.effect()))
                : dialogues
                        .awaitsAnswer(transaction, resolved.contactId(), resolved.addressId(), now)
                        .compose(awaits -> awaits
                                ? Future.succeededFuture(Optional.empty())
                                : said(transaction, resolved, signal.in(ConsentSignal.Sense.PLAIN), text, now));
    }

    /**
     * Whether the words refuse what is offered, or give up one's part or place in it: the questions that are open, a place on a
     * waiting list; what they name, and is not named like the organisation; or else the last thing that was said to the person
     * unasked, or that has buttons.
     */
    private Future<Boolean> isRefused(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        if (interpreter.isDropped(text)) {
            return dialogues.asksQuestions(transaction, resolved.contactId(), now);
        }
        return !interpreter.dialogueWord(text).equals(Optional.of(DialogueWord.SKIP))
                ? isRefusedElsewhere(transaction, resolved, signal, text, now)
                : dialogues
                        .asksQuestions(transaction, resolved.contactId(), now)
                        .compose(asked -> asked
                                ? Future.succeededFuture(true)
                                : isRefusedElsewhere(transaction, resolved, signal, text, now));
    }

    private Future<Boolean> isRefusedElsewhere(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        if (WaitingList.isLeft(text)) {
            return dialogues.waits(transaction, resolved.contactId(), now);
        }
        return dialogues.offers(transaction, resolved.contactId(), now).compose(all -> {
            if (isNamed(text, all)) {
                return Future.succeededFuture(true);
            }
            List<OpenDialogueStore.Offer> offers =
                    all.stream().filter(offer -> !offer.refused()).toList();
            if (signal.effect() == ConsentEffectKind.HOLD && !signal.isKeyword() && refusesAll(text, offers)) {
                return Future.succeededFuture(true);
            }
            if (OfferRefusal.isRepeated(text) && signal.effect() == ConsentEffectKind.HOLD) {
                return dialogues.hasRefused(transaction, resolved.contactId(), now);
            }
            if (signal.effect() == ConsentEffectKind.HOLD && OfferRefusal.isAbsence(text) && !offers.isEmpty()) {
                return Future.succeededFuture(true);
            }
            if (signal.effect() == ConsentEffectKind.STOP || !OfferRefusal.isIn(text)) {
                return Future.succeededFuture(false);
            }
            return sentMessages
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
        });
    }

    /** "No more messages about the dinner" names what is open, and our messages: it is asked which. */
    private Future<Optional<ConsentEffectKind>> ofOneThing(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        return dialogues
                .offers(transaction, resolved.contactId(), now)
                .compose(offers -> names.only(text, things(offers)).isPresent()
                        ? Future.succeededFuture(true)
                        : isTold(transaction, resolved, text, now, organisation(offers)))
                .compose(named -> named
                        ? Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD))
                        : elsewhere(transaction, resolved, signal, text, now));
    }

    /** Whether it names by a word of its own what the person was told of lately, and neither us nor our lists: "the roscón". */
    private Future<Boolean> isTold(
            SqlConnection transaction, Resolved resolved, String text, Instant now, Optional<Thing> ours) {
        return NamedAnswers.isOfLists(text)
                        || ours.filter(thing -> names.only(text, List.of(thing)).isPresent())
                                .isPresent()
                ? Future.succeededFuture(false)
                : dialogues
                        .told(transaction, resolved.contactId(), now.minus(REMEMBERED))
                        .map(told -> told.stream()
                                .anyMatch(words -> names.only(text, List.of(new Thing("", null, Set.of(), words)))
                                        .isPresent()));
    }

    /** "Non pour tout" is said to what is open, where several things are. */
    private static boolean refusesAll(String text, List<OpenDialogueStore.Offer> offers) {
        return offers.size() > 1 && AnswerToAll.toAll(text, offers.size()).equals(Optional.of(ReplyMeaning.NO));
    }

    private boolean isNamed(String text, List<OpenDialogueStore.Offer> offers) {
        return refuses(text, things(offers))
                && organisation(offers).stream().noneMatch(ours -> refuses(text, List.of(ours)));
    }

    /** In the whole text, or in one clause beside others that are no stop: "take me off the tea dance, my knee is bad". */
    private boolean refuses(String text, List<Thing> things) {
        if (names.refused(text, things).isPresent()) {
            return true;
        }
        List<String> clauses = Clauses.of(text).toList();
        List<String> others = clauses.stream()
                .filter(clause -> names.refused(clause, things).isEmpty())
                .toList();
        return !WordPhrase.asks(text)
                && clauses.size() - others.size() == 1
                && others.stream()
                        .allMatch(clause -> detector.detect(clause).intent() == Intent.NONE
                                && !PaceWish.isOfMessages(clause)
                                && names.only(clause, things).isEmpty());
    }

    /** "Did you take me off the tea dance?" */
    private boolean isAskedOfOne(String text, List<OpenDialogueStore.Offer> offers) {
        return WordPhrase.asks(text) && names.only(text, things(offers)).isPresent();
    }

    /** "Carols? Not my thing": the mark is behind the name alone. */
    private boolean isTopicRefused(String text, List<OpenDialogueStore.Offer> offers) {
        String said = NamedAnswers.withoutTopicMark(text, things(offers));
        return !said.equals(text) && isNamed(said, offers);
    }

    /** Such a question whose answer is known, whatever it resembles. */
    private boolean isStandingAsked(String text, List<OpenDialogueStore.Offer> offers) {
        return isAskedOfOne(text, offers)
                && EventInquiry.of(names.masked(text, things(offers)).beside())
                        .filter(EventInquiry.STANDING::equals)
                        .isPresent();
    }

    /** "Carols is a no from me" resembles a stop, and says no to what it names; whatever names us as well may be one. */
    private boolean isSurelyAnswered(String text, List<OpenDialogueStore.Offer> offers) {
        return names.isSurelyAnswered(text, things(offers))
                && organisation(offers).stream()
                        .allMatch(ours -> names.only(text, List.of(ours)).isEmpty());
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
                .filter(option -> interpreter.meaning(option).equals(Optional.of(ReplyMeaning.NO)))
                .anyMatch(option -> AnswerButton.delivery(option.payload()).isPresent()
                        || OFFERING.contains(option.payload().part())
                                && offers.stream()
                                        .anyMatch(
                                                offer -> option.payload().id(0).orElse(0) == offer.actionId()));
    }

    private Future<Optional<ConsentEffectKind>> elsewhere(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        return sentMessages
                .newestWithButtons(
                        transaction, resolved.contactId(), resolved.addressId(), now.minus(REMEMBERED), MOST_MESSAGES)
                .compose(messages -> {
                    Optional<Named> named = named(text, messages);
                    return named.isPresent()
                            ? Future.succeededFuture(ofLabel(signal, resolved, named.get(), now))
                            : leftCalls(resolved, text, messages)
                                    .map(calls -> Future.succeededFuture(ofCalls(calls, text)))
                                    .orElseGet(() -> ofReport(transaction, resolved, signal, text, now));
                });
    }

    /** The button for leaving calls of the question of the hold, where "stop calls" is said to it. */
    private static Optional<ButtonPayload> leftCalls(Resolved resolved, String text, List<OpenMessage> messages) {
        return resolved.state() != ConsentState.HELD || !CallWish.isAgainstCalls(text)
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
    private static Optional<ConsentEffectKind> ofCalls(ButtonPayload leave, String text) {
        boolean again =
                HoldQuestion.exit(leave).equals(Optional.of(HoldQuestion.NO_CALLS)) && CallWish.isNotToBeCalled(text);
        return again ? Optional.of(ConsentEffectKind.STOP) : Optional.empty();
    }

    private Future<Optional<ConsentEffectKind>> enough(SqlConnection transaction, Resolved resolved, Instant now) {
        return switch (resolved.state()) {
            case UNSUBSCRIBED -> Future.succeededFuture(Optional.empty());
            case HELD -> Future.succeededFuture(Optional.of(ConsentEffectKind.STOP));
            case PENDING, SUBSCRIBED ->
                dialogues
                        .isOpen(transaction, resolved.contactId(), resolved.addressId(), now)
                        .map(open -> open ? Optional.of(ConsentEffectKind.HOLD) : Optional.empty());
        };
    }

    /** "How do I leave?" is answered; "can I stop?" of somebody who has not agreed yet, and is asked whether they do, is as well. */
    private Future<Optional<ConsentEffectKind>> asksBack(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, Instant now) {
        ConsentEffectKind effect = signal.effect();
        if (signal.asksHow()) {
            return Future.succeededFuture(Optional.empty());
        }
        return effect == ConsentEffectKind.HOLD && resolved.state() == ConsentState.PENDING
                ? dialogues
                        .isAsked(transaction, resolved.contactId(), now)
                        .map(asked -> asked ? Optional.empty() : Optional.of(effect))
                : Future.succeededFuture(Optional.of(effect));
    }

    /** The newest button that has the label, of those that the service words itself. */
    private Optional<Named> named(String text, List<OpenMessage> messages) {
        return messages.stream()
                .flatMap(message -> interpreter.labelled(text, message.withoutComposed()).stream()
                        .map(button -> new Named(button, message.sentAt())))
                .findFirst();
    }

    /**
     * Whoever types a label means the button. Where a rule finds a stop in it, it is asked about, but of a button about the
     * person called and of the question of the hold itself.
     */
    private static Optional<ConsentEffectKind> ofLabel(
            ConsentSignal signal, Resolved resolved, Named named, Instant now) {
        boolean stops = HoldQuestion.isStop(named.button());
        if (resolved.state() == ConsentState.HELD && HoldQuestion.isLeave(named.button())) {
            return Optional.empty();
        }
        if (signal.effect() == ConsentEffectKind.STOP) {
            boolean asked = !stops
                    && resolved.state() != ConsentState.HELD
                    && named.sentAt().isAfter(now.minus(RECENT));
            return Optional.of(asked ? ConsentEffectKind.HOLD : ConsentEffectKind.STOP);
        }
        boolean harmless = signal.isLikeness()
                || named.button().part().equals(DialogueExit.CALLS)
                || HoldQuestion.isLeave(named.button());
        return harmless && !stops ? Optional.empty() : Optional.of(signal.effect());
    }

    private Future<Boolean> mayCall(SqlConnection transaction, Resolved resolved, Instant now) {
        return dialogues
                .calls(transaction, resolved.contactId(), now)
                .compose(calls -> calls
                        ? Future.succeededFuture(true)
                        : dialogues
                                .offers(transaction, resolved.contactId(), now)
                                .map(offers -> offers.stream()
                                        .anyMatch(offer -> !offer.refused() && offer.sort() == Topic.Sort.CALL)));
    }

    /** Of whoever calls people, what came of a call; that somebody wishes no more is asked about, of whom. */
    private Future<Optional<ConsentEffectKind>> ofReport(
            SqlConnection transaction, Resolved resolved, ConsentSignal signal, String text, Instant now) {
        Optional<CallReport> report = interpreter.report(text);
        boolean result = interpreter.isResult(text)
                || signal.isLikeness() && (report.equals(Optional.of(CallReport.ORIGIN)) || CallWish.asksNext(text));
        boolean removal = report.equals(Optional.of(CallReport.REMOVAL));
        boolean stop = signal.effect() == ConsentEffectKind.STOP;
        if (removal && signal.isLikeness() && resolved.state() == ConsentState.SUBSCRIBED) {
            // "Oui, enlevez-la" answers the question whether the person called is to be removed, where it is asked.
            return dialogues
                    .asksRemoval(transaction, resolved.contactId(), now)
                    .map(asked -> asked ? Optional.empty() : Optional.of(signal.effect()));
        }
        boolean held = resolved.state() == ConsentState.HELD;
        if (CallWish.isAgainstCalls(text) && (held || resolved.state() == ConsentState.SUBSCRIBED)) {
            // Whoever makes calls, or is asked to, wishes to make none; anybody else, or who is not to be called, is
            // asked.
            return held || CallWish.isNotToBeCalled(text)
                    ? Future.succeededFuture(Optional.of(ConsentEffectKind.HOLD))
                    : mayCall(transaction, resolved, now)
                            .map(calls -> calls ? Optional.empty() : Optional.of(ConsentEffectKind.HOLD));
        }
        if (stop ? !removal || held : !result) {
            return Future.succeededFuture(Optional.of(signal.effect()));
        }
        return dialogues
                .calls(transaction, resolved.contactId(), now)
                .map(calls -> calls
                        ? stop ? Optional.of(ConsentEffectKind.HOLD) : Optional.empty()
                        : Optional.of(signal.effect()));
    }
}
