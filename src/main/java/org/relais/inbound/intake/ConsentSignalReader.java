package org.relais.inbound.intake;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.ContinueOpening;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.EverydayWord;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.OwnLabels;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WaitingList;
import org.relais.conversation.words.WordPhrase;

/**
 * Reader that says of an event whether it may change consent: pure, so that it can be asked before anything is stored, and again
 * for a redelivery.
 *
 * <p>Not everything that looks like a yes is one here: an answer to an open question depends on the question, so it is
 * worked from the inbox. What means "stop" never waits for that.
 */
final class ConsentSignalReader {
    private static final Phrases NOT_THEIRS = ReplyFiles.phrases("not_theirs");
    /** Rules that may find the end of messages of one kind, and not of us. */
    private static final Set<String> OF_A_KIND = Set.of(
            "stop writing to me",
            "no wish to receive",
            "do not write to me",
            "no more messages",
            "against your messages",
            "tired of one thing",
            "fed up");

    private static final Pattern BEGINS_WITH_NO = Pattern.compile("(?iU)^\\W*no\\b");
    private static final Comparator<ConsentSignal> STRICTEST = Comparator.comparing(ConsentSignal::effect);

    private final StopDetector detector;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    ConsentSignalReader(StopDetector detector) {
        this.detector = detector;
    }

    /**
     * A form with its words about consent or the person's data only, if there are any: they are evidence, and what else was
     * answered beside them is none.
     */
    InboundEvent concerned(InboundEvent event) {
        List<String> words = event.fields().values().stream()
                .filter(each -> ofField(event, each).isPresent()
                        || !detector.detect(each).rights().isEmpty())
                .sorted()
                .toList();
        return words.isEmpty() ? event : event.saying(String.join("\n", words));
    }

    Optional<ConsentSignal> read(InboundEvent event) {
        boolean moved = event.kind() == InboundEvent.Kind.IDENTITY_CHANGED;
        if (event.group() && !moved || event.from().isEmpty()) {
            return Optional.empty();
        }
        return switch (event.kind()) {
            case TEXT, EDITED_TEXT -> ofText(event);
            case BUTTON -> ofButton(event);
            case PLATFORM_STOP -> Optional.of(new ConsentSignal(ConsentEffectKind.STOP, code(event), event.language()));
            case IDENTITY_CHANGED -> Optional.of(new ConsentSignal(ConsentEffectKind.IDENTITY, "platform", null));
            case CARD ->
                event.ownNumber()
                        .map(number -> new ConsentSignal(ConsentEffectKind.IDENTITY, "own_number", event.language()));
            case UNSUPPORTED,
                    STATUS,
                    PLATFORM_RESUME,
                    SENDER_ALERT,
                    TEMPLATE_STATUS,
                    SHARE_QUERY,
                    SHARED,
                    GROUP,
                    HANDWRITTEN,
                    OTHER -> Optional.empty();
        };
    }

    private Optional<ConsentSignal> ofText(InboundEvent event) {
        String text = event.text();
        String payload = event.startPayload();
        boolean edited = event.kind() == InboundEvent.Kind.EDITED_TEXT;
        if (payload != null && payload.isEmpty() && !edited && !event.forwarded()) {
            return Optional.of(new ConsentSignal(ConsentEffectKind.START, "start", event.language()));
        }
        if (text == null) {
            return Optional.empty();
        }
        if (event.kind() == InboundEvent.Kind.TEXT
                && !event.forwarded()
                && (CallWish.keepsMessages(text) || !OfferRefusal.kinds(text).isEmpty())) {
            return Optional.empty();
        }
        Verdict verdict = detector.detect(text);
        if (verdict.onlyResembles()
                        && (verdict.intent() == Intent.HOLD && Inquiry.isNoStop(text)
                                || Thanks.isIn(text)
                                || Pleasantry.of(text).isPresent()
                                || interpreter.agreesInAll(text)
                                || interpreter.joinsIn(text))
                || isRuled(verdict) && mereWish(text).filter(PaceWish::hasPace).isPresent()
                || verdict.intent() == Intent.HOLD
                        && (isOfSupply(text, verdict)
                                || isOfComing(text, verdict)
                                || Inquiry.isOrigin(text)
                                || LanguageRequest.of(text)
                                        .filter(LanguageRequest::whole)
                                        .isPresent())) {
            return Optional.empty();
        }
        if (isRuled(verdict) && (isOnlyAtTimes(text) || isOfOneKind(text, verdict))) {
            return Optional.empty();
        }
        if (wishesOn(text, verdict)) {
            // "No paren" has a no of its own, "no, paren" would be parted.
            return verdict.isKeyword() && BEGINS_WITH_NO.matcher(text).find()
                    ? Optional.of(signal(ConsentEffectKind.HOLD, verdict, event).in(ConsentSignal.Sense.OTHERWISE))
                    : Optional.empty();
        }
        if (!edited
                && !event.forwarded()
                && SignedStop.mayBe(detector, text, verdict)
                && !interpreter.isEnough(text)
                && plainSense(event, text, verdict) == ConsentSignal.Sense.PLAIN) {
            boolean none = verdict.intent() == Intent.NONE;
            return Optional.of((none
                            ? new ConsentSignal(ConsentEffectKind.STOP, SignedStop.RULE, event.language())
                            : signal(ConsentEffectKind.HOLD, verdict, event))
                    .in(ConsentSignal.Sense.SIGNED));
        }
        return switch (verdict.intent()) {
            // Words passed on are somebody else's, and yet may be meant: that is what a hold is for.
            case OPT_OUT ->
                Optional.of(
                        event.forwarded()
                                ? signal(ConsentEffectKind.HOLD, verdict, event)
                                : signal(stopOf(text), verdict, event).in(sense(event, text, verdict)));
            case HOLD ->
                event.forwarded()
                        ? Optional.empty()
                        : Optional.of(
                                signal(ConsentEffectKind.HOLD, verdict, event).in(sense(event, text, verdict)));
            // With a payload it is a join link, which has a question of its own.
            case OPT_IN ->
                edited || event.forwarded() || payload != null
                        ? Optional.empty()
                        : Optional.of(signal(ConsentEffectKind.START, verdict, event));
            case NONE ->
                neither(event, text)
                        .or(() -> enough(event, text))
                        .or(() -> pauseOrNotTheirs(event, text))
                        .or(() -> againstCalls(event, text));
            case HELP -> Optional.empty();
        };
    }

    /** "Do you supply the gloves?" has no word for messages or for an end of them, whatever it resembles. */
    private boolean isOfSupply(String text, Verdict verdict) {
        return !verdict.isKeyword() && OpenQuestion.isOfSupply(text) && !detector.speaksOfStops(text);
    }

    /**
     * "I take the liberty of signing up, with my husband", "I'm ill and don't go out any more": whatever it resembles, it has no
     * word for messages or for an end of them, and says of coming what it says.
     */
    private boolean isOfComing(String text, Verdict verdict) {
        return verdict.onlyResembles()
                && !detector.speaksOfStops(text)
                && (interpreter.isRefusedInTrouble(text)
                        || interpreter.attends(text).equals(Optional.of(ReplyMeaning.YES)));
    }

    private ConsentSignal.Sense sense(InboundEvent event, String text, Verdict verdict) {
        ConsentSignal.Sense sense = plainSense(event, text, verdict);
        boolean plain = sense == ConsentSignal.Sense.PLAIN;
        boolean otherwise = sense == ConsentSignal.Sense.OTHERWISE;
        // "Yes, enough" says how much, also where "enough" would end calls.
        boolean opinion = event.kind() == InboundEvent.Kind.TEXT
                && ((plain || otherwise && (verdict.isKeyword() || asks(text, verdict)))
                                && SurveyOpinion.isIn(detector, text)
                        || plain && verdict.isKeyword() && SurveyOpinion.isDegree(text));
        return opinion ? ConsentSignal.Sense.OPINION : sense;
    }

    /**
     * The whole text is one of the few words that a dialogue has as well, exactly as spelled; or a label of ours, or about
     * somebody who was called. What is edited answers nothing, and a command means itself.
     */
    private ConsentSignal.Sense plainSense(InboundEvent event, String text, Verdict verdict) {
        if (isEveryday(text, verdict)) {
            return ConsentSignal.Sense.EVERYDAY;
        }
        if (event.kind() != InboundEvent.Kind.TEXT) {
            return ConsentSignal.Sense.PLAIN;
        }
        boolean uncertain = verdict.intent() == Intent.HOLD || verdict.isByLikeness();
        boolean enough = !verdict.isKeyword() && interpreter.isEnough(text);
        boolean word = interpreter
                .dialogueWord(text)
                .filter(found -> verdict.isKeyword() || found == DialogueWord.GIVE_UP || found == DialogueWord.LEAVE)
                .isPresent();
        if (enough || word) {
            return ConsentSignal.Sense.DIALOGUE_WORD;
        }
        boolean otherwise = OwnLabels.contains(text)
                || interpreter.report(text).isPresent()
                || CallWish.isAgainstCalls(text)
                || verdict.rule().startsWith(WordsInContext.FED_UP) && CallWish.isOfCallsAlone(text)
                || (uncertain || verdict.language() != null) && CallEnding.isMerePause(text)
                || !verdict.isKeyword() && CallEnding.mere(text).isPresent()
                || !verdict.isKeyword() && CallWish.asksNext(text);
        if (!otherwise && (Inquiry.of(text).isPresent() || detector.asksHowToLeave(text, verdict))) {
            return ConsentSignal.Sense.QUESTION;
        }
        boolean refuses = !CallWish.isNotToBeCalled(text)
                && (uncertain
                                && (OfferRefusal.isIn(text)
                                        || OfferRefusal.isRepeated(text)
                                        || OfferRefusal.isAroundName(text)
                                        || AnswerToAll.isNone(text)
                                        || verdict.onlyResembles()
                                                && interpreter
                                                        .dialogueWord(text)
                                                        .filter(DialogueWord.SKIP::equals)
                                                        .isPresent()
                                        || interpreter.isDropped(text))
                        || !verdict.isKeyword()
                                && (interpreter.leaves(text)
                                        || interpreter.leavesOneThing(text)
                                        || OfferRefusal.isBesideName(text)));
        return refuses
                ? ConsentSignal.Sense.REFUSAL
                : otherwise || asks(text, verdict) ? ConsentSignal.Sense.OTHERWISE : ConsentSignal.Sense.PLAIN;
    }

    /** "Carols? Not my thing", "did you take me off the carols?": whether it is about one thing is known where that is open. */
    private static boolean asks(String text, Verdict verdict) {
        return !verdict.isKeyword() && WordPhrase.asks(text);
    }

    private static boolean isEveryday(String text, Verdict verdict) {
        return verdict.isKeyword()
                && !EverydayWord.languages(text, verdict.language()).isEmpty();
    }

    /**
     * A waiting list is none of the lists of people who are written to: whoever is on none may have meant those, and is asked; so is
     * whoever is to be taken off what we don't know by name, asks whether they were, jokes, wishes for fewer messages, or for none for some time.
     */
    private ConsentEffectKind stopOf(String text) {
        return WaitingList.isLeft(text)
                        || isOffSomethingNamed(text)
                        || OfferRefusal.isOfThatOne(text)
                        || HoldAnswer.isJoke(text)
                        || mereWish(text).isPresent()
                        || EventInquiry.of(text)
                                .filter(EventInquiry.STANDING::equals)
                                .isPresent()
                        || isMerePause(text)
                        || isMerelyLess(text)
                        || isMerelyOfReminders(text)
                ? ConsentEffectKind.HOLD
                : ConsentEffectKind.STOP;
    }

    /** "Off the yoga" is off something that is called so: it is asked about, unless such a thing is open. */
    private boolean isOffSomethingNamed(String text) {
        return OfferRefusal.named(text)
                .filter(named -> !detector.speaksOfMessages(named.name(), Set.of(named.language())))
                .isPresent();
    }

    /** Its wish for fewer messages where it wishes beside that for no end of them, as "one a month. Or no, unsubscribe me" does. */
    private Optional<PaceWish> mereWish(String text) {
        return PaceWish.of(text).filter(wish -> !wish.lifted()).filter(wish -> PaceWish.beside(text)
                .noneMatch(clause -> detector.detect(clause).intent() == Intent.OPT_OUT));
    }

    /** Whether it wishes for nothing for some time, and beside that for no end: "a break for 2 months, unsubscribe me" does. */
    private boolean isMerePause(String text) {
        return QuietWish.isPause(text)
                && detector.detect(QuietWish.besidesPause(text)).intent() != Intent.OPT_OUT;
    }

    /** Whether it wishes for fewer in so many words, and beside that may wish for no end: "too many for me, don't send so many". */
    private boolean isMerelyLess(String text) {
        return PaceWish.wishesLess(text)
                && detector.detect(PaceWish.besidesLess(text)).intent() == Intent.NONE;
    }

    /** Whether it is reminders that it wishes no more of, and beside that no end: "no reminders, unsubscribe me" does. */
    private boolean isMerelyOfReminders(String text) {
        return QuietWish.isOfReminders(text)
                && detector.detect(QuietWish.besidesReminders(text)).intent() != Intent.OPT_OUT;
    }

    /** "Not at night, please" is for the people who write, as long as it says nothing else that may be a stop. */
    private boolean isOnlyAtTimes(String text) {
        List<String> besides = QuietWish.besidesTimes(text).toList();
        return !besides.isEmpty()
                && besides.stream().allMatch(part -> detector.detect(part).intent() == Intent.NONE);
    }

    /** "Stop sending me litter picks, anything else is fine": what would stop those of one kind keeps all others. */
    private static boolean isOfOneKind(String text, Verdict verdict) {
        return HoldAnswer.keepsRest(text)
                && (verdict.onlyResembles()
                        || OF_A_KIND.stream().anyMatch(rule -> verdict.rule().startsWith(rule)));
    }

    /**
     * "No messages for three weeks": a hold is just that, until they write. Who wishes for no reminders is asked what else.
     * Whose number it is not is asked whether to stop: no name tells the detector that somebody else is meant.
     */
    private Optional<ConsentSignal> pauseOrNotTheirs(InboundEvent event, String text) {
        if (event.kind() != InboundEvent.Kind.TEXT || event.forwarded()) {
            return Optional.empty();
        }
        boolean pause = QuietWish.isPause(text);
        boolean reminders = QuietWish.isOfReminders(text) && !WordPhrase.asks(text);
        boolean notTheirs = NOT_THEIRS.isIn(WordPhrase.words(text));
        return pause || reminders || notTheirs
                ? Optional.of(new ConsentSignal(
                                ConsentEffectKind.HOLD,
                                pause ? "pause" : reminders ? "reminders" : "not their number",
                                event.language())
                        .in(
                                interpreter.report(text).isPresent()
                                        ? ConsentSignal.Sense.OTHERWISE
                                        : ConsentSignal.Sense.PLAIN))
                : Optional.empty();
    }

    /** "Don't phone me, don't text me": each way is refused, and none preferred. */
    private Optional<ConsentSignal> neither(InboundEvent event, String text) {
        List<String> messages = Clauses.of(text)
                .filter(clause -> !CallWish.isNotToBeCalled(clause))
                .toList();
        boolean each = event.kind() == InboundEvent.Kind.TEXT
                && !event.forwarded()
                && !messages.isEmpty()
                && Clauses.of(text).count() > messages.size()
                && messages.stream().allMatch(clause -> detector.detect(clause).intent() == Intent.OPT_OUT);
        return each
                ? Optional.of(new ConsentSignal(ConsentEffectKind.STOP, "neither calls nor messages", event.language()))
                : Optional.empty();
    }

    /** No phone is called by us, and yet who wishes for no calls may have meant our messages. */
    private static Optional<ConsentSignal> againstCalls(InboundEvent event, String text) {
        return event.kind() == InboundEvent.Kind.TEXT && !event.forwarded() && CallWish.isAgainstCalls(text)
                ? Optional.of(new ConsentSignal(ConsentEffectKind.HOLD, ConsentSignal.NO_CALLS, event.language())
                        .in(ConsentSignal.Sense.OTHERWISE))
                : Optional.empty();
    }

    /** "Stop the questions" is about them, or about all that we write: where some are open it is asked. */
    private Optional<ConsentSignal> enough(InboundEvent event, String text) {
        return event.kind() == InboundEvent.Kind.TEXT && !event.forwarded() && interpreter.isEnough(text)
                ? Optional.of(new ConsentSignal(ConsentEffectKind.HOLD, "enough of a dialogue", event.language())
                        .in(ConsentSignal.Sense.ENOUGH))
                : Optional.empty();
    }

    /** "I don't want to unsubscribe" and "I'm not pulling out" have the words of a stop, and wish for none. */
    private boolean wishesOn(String text, Verdict verdict) {
        return (verdict.intent() == Intent.HOLD || verdict.intent() == Intent.OPT_OUT)
                && (ContinueWish.isAny(text)
                        || verdict.onlyResembles() && ContinueOpening.isSure(detector, text)
                        || HoldAnswer.keepsAllBut(text)
                        || interpreter.isMerelyKept(text)
                        || ContinueWish.isStartBeside(detector, text));
    }

    /** A rule heard it, or a likeness: "I never meant to unsubscribe" has the words of a stop, and wishes for messages. */
    private static boolean isRuled(Verdict verdict) {
        return verdict.intent() == Intent.HOLD || verdict.intent() == Intent.OPT_OUT && !verdict.isKeyword();
    }

    private Optional<ConsentSignal> ofButton(InboundEvent event) {
        if (event.isForm()) {
            return event.fields().values().stream()
                    .flatMap(words -> ofField(event, words).stream())
                    .min(STRICTEST);
        }
        String payload = event.buttonPayload();
        if (payload == null) {
            return ofLabel(event, event.text());
        }
        Optional<ButtonPayload> own = ButtonPayload.parse(payload);
        if (own.isPresent()) {
            return own.filter(HoldQuestion::isStop)
                    .map(stop -> new ConsentSignal(ConsentEffectKind.STOP, "button", event.language()));
        }
        return stricter(ofLabel(event, payload), ofLabel(event, event.text()));
    }

    /** Of what a button carries and what it says, a stop beats a hold and a hold beats a start. */
    private static Optional<ConsentSignal> stricter(Optional<ConsentSignal> one, Optional<ConsentSignal> other) {
        return Stream.concat(one.stream(), other.stream()).min(STRICTEST);
    }

    /** What was typed in a form: nobody starts by it, and the few words that a dialogue has as well are asked about. */
    private Optional<ConsentSignal> ofField(InboundEvent event, String words) {
        Verdict verdict = detector.detect(words);
        if (verdict.onlyResembles() && Inquiry.isNoStop(words) || SurveyOpinion.isIn(detector, words)) {
            return Optional.empty();
        }
        return switch (verdict.intent()) {
            case OPT_OUT -> {
                boolean everyday = isEveryday(words, verdict);
                boolean word = everyday
                        || verdict.isKeyword()
                                && interpreter.dialogueWord(words).isPresent();
                yield Optional.of(signal(word ? ConsentEffectKind.HOLD : ConsentEffectKind.STOP, verdict, event)
                        .in(everyday ? ConsentSignal.Sense.EVERYDAY : ConsentSignal.Sense.PLAIN));
            }
            case HOLD -> Optional.of(signal(ConsentEffectKind.HOLD, verdict, event));
            case OPT_IN, HELP, NONE -> Optional.empty();
        };
    }

    /** Quick replies of platform templates carry words of the organiser's choosing, such as STOP. */
    private Optional<ConsentSignal> ofLabel(InboundEvent event, @Nullable String label) {
        if (label == null) {
            return Optional.empty();
        }
        Verdict verdict = detector.detect(label);
        return switch (verdict.intent()) {
            case OPT_OUT -> Optional.of(signal(ConsentEffectKind.STOP, verdict, event));
            // "Sans moi" on the button of a broadcast is a no to that.
            case HOLD ->
                verdict.onlyResembles() || OfferRefusal.isIn(label)
                        ? Optional.empty()
                        : Optional.of(signal(ConsentEffectKind.HOLD, verdict, event));
            case OPT_IN -> Optional.of(signal(ConsentEffectKind.START, verdict, event));
            case HELP, NONE -> Optional.empty();
        };
    }

    private static ConsentSignal signal(ConsentEffectKind effect, Verdict verdict, InboundEvent event) {
        return new ConsentSignal(
                effect, verdict.rule(), verdict.language() == null ? event.language() : verdict.language());
    }

    private static String code(InboundEvent event) {
        return event.errorCode() == null ? "platform" : event.errorCode();
    }
}
