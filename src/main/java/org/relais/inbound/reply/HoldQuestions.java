package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.pause.PauseStore;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.CallReport;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyChoices.Choice;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OwnLabels;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.QuietWish;
import org.relais.inbound.answer.ReplyPerson;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.reply.ReplyMessages.Listener;
import org.relais.inbox.InboundMessageStore;
import org.relais.organisation.Sender;
import org.relais.template.MessageSpec;
import org.relais.text.WrittenDate;

/**
 * Words the one question of a hold: shall we stop? Where the words are also those of a dialogue that the person stands in, it
 * has a button for what they may have meant there.
 */
final class HoldQuestions {
    /** A question of a hold. A no to one that names a dialogue is a second refusal; to how often it is none yet. */
    enum Asked {
        STOP,
        DIALOGUE,
        PACE,
        PACE_AGAIN
    }

    private static final Duration RECENT = Duration.ofDays(3);
    private static final String REMINDER = "hold.reminder";
    private static final String NUMBERS = "hold.reminder.numbers";
    private static final String LAST = "hold.reminder.last";
    /** So often an answer that can't be read is asked for once more; the last time says who reads it instead. */
    private static final int MOST_REMINDERS = 3;
    /** Then the question itself comes again to whoever writes. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofDays(1);
    /** In the place of that number: the message was no question, but that they have their pause; one more where that was said again. */
    private static final int PAUSED = 9;

    private static final String PLAIN = "hold.question";
    /** The same to who wishes for a pause: the hold is one. */
    private static final String PAUSE = "hold.pause";

    private static final String PAUSE_UNTIL = "hold.pause.until";

    /** In that place as well: something else was answered behind the question. */
    private static final int ASIDE = 1;

    private static final String PAUSE_GOES_ON = "hold.pause.goes_on";

    /** Ends the reminders alone, which the team sees to. */
    static final ButtonPayload REMINDERS = ButtonPayload.of("reminders", "end");

    private static final int NEWEST = 1;
    private static final int MOST_MESSAGES = 12;

    private final HandlerStage parts;
    private final InstantSource clock;
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final ConversationStore conversations = new ConversationStore();
    private final PauseStore pauses = new PauseStore();
    private final InboundMessageStore inbox = new InboundMessageStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    HoldQuestions(HandlerStage parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /** @param words what may have been a stop; null when it was no text */
    Future<MessageSpec> ask(SqlConnection transaction, Listener listener, long holdEventId, @Nullable String words) {
        return OrganisationTexts.of(transaction, listener.organisationId(), listener.language())
                .compose(texts -> words == null
                        ? Future.succeededFuture(plain(texts, PLAIN, holdEventId, 0))
                        : QuietWish.isOfReminders(words)
                                ? Future.succeededFuture(inDialogue(texts, holdEventId, reminders(texts)))
                                : exit(transaction, listener, texts, words).compose(exit -> exit.filter(
                                                choice -> !QuietWish.isAnswer(words) || !isPlace(texts, choice))
                                        .or(() -> Optional.of(words)
                                                .filter(CallWish::isAgainstCalls)
                                                .map(over -> calls(texts)))
                                        .map(choice -> Future.succeededFuture(inDialogue(texts, holdEventId, choice)))
                                        .orElseGet(() -> QuietWish.isAnswer(words)
                                                ? pause(transaction, listener, holdEventId, words)
                                                : Future.succeededFuture(outside(texts, holdEventId, words)))));
    }

    /** What else was filled in, in a form where some words may have been a stop, is kept before anything is asked. */
    Future<Void> note(SqlConnection transaction, PendingInboxEvent open, ReplyPerson person, Optional<Sender> sender) {
        return sender.isPresent() && open.event().isForm() && open.addressId() != null
                ? parts.note(transaction, ReplyContext.ofForm(open, sender.get(), open.addressId(), person))
                        .mapEmpty()
                : Future.succeededFuture();
    }

    private Future<Optional<Choice>> exit(
            SqlConnection transaction, Listener listener, OrganisationTexts texts, String words) {
        Optional<DialogueWord> named = interpreter.isEnough(words) || interpreter.isDropped(words)
                ? Optional.of(DialogueWord.LEAVE)
                : interpreter.dialogueWord(words);
        Optional<DialogueWord> word = named.or(() -> interpreter
                        .report(words)
                        .filter(CallReport.REMOVAL::equals)
                        .map(removal -> DialogueWord.REMOVE))
                .or(() -> OfferRefusal.isOfOneThing(words) ? Optional.of(DialogueWord.GIVE_UP) : Optional.empty())
                .or(() -> CallWish.isOfCallsAlone(words) ? Optional.of(DialogueWord.LEAVE) : Optional.empty());
        return word.isPresent()
                ? exit(transaction, listener, texts, word.get())
                : interpreter.leaves(words) || OfferRefusal.named(words).isPresent()
                        ? exit(transaction, listener, texts, DialogueWord.GIVE_UP)
                                .map(exit -> exit.filter(choice -> isPlace(texts, choice)))
                        : labelled(transaction, listener, words)
                                .compose(button -> button.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : removes(button.get())
                                                ? exit(transaction, listener, texts, DialogueWord.REMOVE)
                                                : Future.succeededFuture(Optional.of(
                                                        new Choice(ReplyChoices.label(words), button.get()))));
    }

    /** To "stop calls" of somebody who makes none, and may wish to be asked for none, or to be called no more. */
    private static Choice calls(OrganisationTexts texts) {
        return texts.choice("hold.calls", HoldQuestion.NO_CALLS);
    }

    /** To "stop the reminders": the team sees to them, and all else goes on. */
    private static Choice reminders(OrganisationTexts texts) {
        return texts.choice("hold.reminders", REMINDERS);
    }

    /** A place that the person has, and not what is only offered. */
    private static boolean isPlace(OrganisationTexts texts, Choice choice) {
        return choice.label()
                .equals(texts.choice("event.give_up", choice.payload()).label());
    }

    private static boolean removes(ButtonPayload button) {
        return button.part().equals(DialogueExit.CALLS);
    }

    /** The button whose label they typed; empty for none. */
    private Future<Optional<ButtonPayload>> labelled(SqlConnection transaction, Listener listener, String words) {
        Long addressId = listener.addressId();
        return addressId == null || !OwnLabels.contains(words)
                ? Future.succeededFuture(Optional.empty())
                : sentMessages
                        .newest(
                                transaction,
                                listener.contactId(),
                                addressId,
                                clock.instant().minus(RECENT),
                                MOST_MESSAGES)
                        .map(messages -> messages.stream()
                                .map(OpenMessage::withoutComposed)
                                .flatMap(message -> interpreter.labelled(words, message).stream())
                                .filter(button -> !HoldQuestion.isStop(button) && !HoldQuestion.isLeave(button))
                                .findFirst());
    }

    /** The choice of the last question of this hold that leaves the calls; empty when it has none. */
    Future<Optional<ButtonPayload>> callsExit(SqlConnection transaction, ReplyContext replyContext) {
        return choice(transaction, replyContext, HoldQuestion::isOfCalls);
    }

    /** Its choice that takes the person called off our lists; empty when it does not ask whom. */
    Future<Optional<ButtonPayload>> removal(SqlConnection transaction, ReplyContext replyContext) {
        return choice(transaction, replyContext, button -> HoldQuestion.exit(button)
                .filter(HoldQuestions::isSomebody)
                .isPresent());
    }

    private Future<Optional<ButtonPayload>> choice(
            SqlConnection transaction, ReplyContext replyContext, Predicate<ButtonPayload> which) {
        ReplyPerson person = replyContext.person();
        return last(transaction, person.contactId(), replyContext.addressId(), person.basisEventId())
                .map(asked -> asked.stream()
                        .flatMap(message -> message.options().stream())
                        .map(OpenMessage.Option::payload)
                        .filter(which)
                        .findFirst());
    }

    /** Which question a held person was asked last. */
    Future<Asked> asked(SqlConnection transaction, ReplyContext replyContext) {
        ReplyPerson person = replyContext.person();
        return last(transaction, person.contactId(), replyContext.addressId(), person.basisEventId())
                .map(asked -> asked.stream()
                        .flatMap(message -> message.options().stream())
                        .map(OpenMessage.Option::payload)
                        .filter(HoldQuestion::isLeave)
                        .flatMap(button -> HoldQuestion.exit(button).stream())
                        .map(PaceStages::asked)
                        .findFirst()
                        .orElse(Asked.STOP));
    }

    /**
     * The newest question of this hold, however long ago it was asked, here or else on another channel; empty before
     * the first.
     */
    private Future<Optional<OpenMessage>> last(
            SqlConnection transaction, long contactId, long addressId, long holdEventId) {
        return sentMessages
                .newestWithButtons(transaction, contactId, addressId, Instant.EPOCH, MOST_MESSAGES)
                .map(messages -> question(messages, holdEventId))
                .compose(here -> here.isPresent()
                        ? Future.succeededFuture(here)
                        : sentMessages
                                .newestAnywhere(transaction, contactId, MOST_MESSAGES)
                                .map(messages -> question(messages, holdEventId)));
    }

    private static Optional<OpenMessage> question(List<OpenMessage> messages, long holdEventId) {
        return messages.stream()
                .filter(message ->
                        message.options().stream().anyMatch(option -> HoldQuestion.isOf(option.payload(), holdEventId)))
                .findFirst();
    }

    /** Whether this hold is a pause, with an end or without. */
    Future<Boolean> isPause(SqlConnection transaction, ReplyContext replyContext) {
        ReplyPerson person = replyContext.person();
        return last(transaction, person.contactId(), replyContext.addressId(), person.basisEventId())
                .map(asked -> asked.filter(message -> unread(message.options()) >= PAUSED)
                        .isPresent());
    }

    /** The question how often, where that was asked last of somebody who is not held. */
    Future<Optional<Asked>> howOftenAsked(SqlConnection transaction, ReplyContext replyContext) {
        return newest(transaction, replyContext.person().contactId(), replyContext.addressId())
                .map(options -> options.stream()
                        .map(OpenMessage.Option::payload)
                        .filter(PaceStages::isAsked)
                        .map(PaceStages::asked)
                        .findFirst());
    }

    /**
     * The question itself once more, behind what is told; during a pause, which asks nothing, that it goes on. Empty while it is
     * still on its way.
     *
     * @param aside whether something else was answered: the next yes may be to that, and is asked about. Of several in a row the
     *     question stands behind the first, and its buttons under all
     * @param besides what was understood, and is answered
     */
    Future<Optional<Function<OrganisationTexts, MessageSpec>>> again(
            SqlConnection transaction,
            ReplyPerson person,
            long addressId,
            boolean aside,
            Function<OrganisationTexts, List<String>> besides) {
        return last(transaction, person.contactId(), addressId, person.basisEventId())
                .map(asked -> asked.map(OpenMessage::options).map(options -> texts -> {
                    boolean paused = unread(options) >= PAUSED;
                    return message(
                            texts,
                            options,
                            paused ? PAUSED : aside ? ASIDE : 0,
                            Stream.concat(
                                            besides.apply(texts).stream(),
                                            paused
                                                    ? Stream.of(texts.text(PAUSE_GOES_ON))
                                                    : aside && unread(options) == ASIDE
                                                            ? Stream.empty()
                                                            : open(texts, options, aside))
                                    .collect(Collectors.joining("\n\n")));
                }));
    }

    private static Stream<String> open(OrganisationTexts texts, List<OpenMessage.Option> options, boolean aside) {
        return aside
                ? Stream.of(texts.text("hold.open"), question(texts, options))
                : Stream.of(question(texts, options));
    }

    /**
     * What is said to words that can't be read, in other words each time: that they could not be, the choices by their numbers,
     * and at last that somebody of the organisation reads them; after that the question itself, once a day, so that nobody is
     * held who has forgotten it. Empty in between, and while the question is still on its way.
     *
     * @param words what was said; null when it was no text
     * @param unclear whether they say what chooses none of those: a yes to several, "no quiero" to the end of messages; these
     *     are named at once
     */
    Future<Optional<Function<OrganisationTexts, MessageSpec>>> reminder(
            SqlConnection transaction, ReplyPerson person, long addressId, @Nullable String words, boolean unclear) {
        long holdEventId = person.basisEventId();
        return sentMessages
                .isQuestionQueued(transaction, person.contactId())
                .compose(queued -> queued
                        ? Future.succeededFuture(Optional.empty())
                        : last(transaction, person.contactId(), addressId, holdEventId))
                .map(asked -> asked.flatMap(message -> words != null && namesCallsAnew(message.options(), words)
                        ? Optional.of(texts -> inDialogue(texts, holdEventId, calls(texts)))
                        : next(message, unclear)));
    }

    /** "Yes, stop the calls": whether that or everything is asked, where the last question did not name them. */
    private static boolean namesCallsAnew(List<OpenMessage.Option> options, String words) {
        return CallWish.isAgainstCalls(words)
                && options.stream().noneMatch(option -> HoldQuestion.isOfCalls(option.payload()));
    }

    private Optional<Function<OrganisationTexts, MessageSpec>> next(OpenMessage asked, boolean unclear) {
        List<OpenMessage.Option> options = asked.options();
        int unread = unread(options);
        if (unread >= PAUSED) {
            return isLately(asked) && unread > PAUSED
                    ? Optional.empty()
                    : Optional.of(texts -> message(
                            texts,
                            options,
                            PAUSED + 1,
                            texts.text("unknown.receipt") + "\n\n" + texts.text(PAUSE_GOES_ON)));
        }
        int number = unread == 0 && unclear ? 2 : unread + 1;
        if (number > MOST_REMINDERS) {
            return isLately(asked)
                    ? Optional.empty()
                    : Optional.of(texts -> message(texts, options, MOST_REMINDERS, question(texts, options)));
        }
        return Optional.of(texts -> message(texts, options, number, reminding(texts, options, number)));
    }

    private boolean isLately(OpenMessage asked) {
        return asked.sentAt().isAfter(clock.instant().minus(BETWEEN_QUESTIONS));
    }

    private static String reminding(OrganisationTexts texts, List<OpenMessage.Option> options, int number) {
        return switch (number) {
            case 1 -> texts.text(REMINDER);
            case 2 -> {
                String language = texts.language(NUMBERS);
                yield texts.text(
                        NUMBERS,
                        Map.of(
                                "choices",
                                IntStream.range(0, options.size())
                                        .mapToObj(at -> (at + 1) + " = "
                                                + options.get(at).label(language))
                                        .collect(Collectors.joining("\n"))));
            }
            default -> texts.text(LAST);
        };
    }

    /** Whether somebody who has written this message besides many others may be reminded. */
    Future<Boolean> mayRemind(SqlConnection transaction, long contactId, long messageId) {
        Instant now = clock.instant();
        return inbox.takeReceipt(transaction, messageId, contactId, now, OrganiserStage.limits(now))
                .map(Optional::isPresent);
    }

    private static MessageSpec message(
            OrganisationTexts texts, List<OpenMessage.Option> options, int unread, String text) {
        String language = texts.language(REMINDER);
        return new ReplyChoices(options.stream()
                        .map(option -> new Choice(
                                option.label(language),
                                HoldQuestion.isStop(option.payload()) ? HoldQuestion.stop(unread) : option.payload()))
                        .toList())
                .message(language, text);
    }

    private static String question(OrganisationTexts texts, List<OpenMessage.Option> options) {
        return options.stream()
                .map(OpenMessage.Option::payload)
                .filter(HoldQuestion::isLeave)
                .flatMap(leave -> HoldQuestion.exit(leave).stream())
                .map(exit ->
                        PaceStages.isAsked(exit) ? PaceStages.heldText(texts, false) : texts.text(inDialogue(exit)))
                .findFirst()
                .orElseGet(() -> texts.text(PLAIN));
    }

    /** Whether words may be said to that question: whoever quotes another message speaks of that one. */
    Future<Boolean> isAnswered(SqlConnection transaction, ReplyContext replyContext) {
        Long quoted = replyContext.contextDeliveryId();
        return quoted == null
                ? Future.succeededFuture(!replyContext.quotes())
                : sentMessages.find(transaction, quoted).map(message -> message.filter(HoldQuestions::asksToStop)
                        .isPresent());
    }

    /**
     * Whether a mere yes or no is said to that question: it is quoted, or is the last that was said to the person here. "Ok" a
     * day later may be an answer to anything that came after it; a pause asks nothing.
     */
    Future<Boolean> isLast(SqlConnection transaction, ReplyContext replyContext) {
        return isLast(transaction, replyContext, PAUSED);
    }

    /** The same of the question itself, before it had to be explained: a yes to that says not to what. */
    Future<Boolean> isJustAsked(SqlConnection transaction, ReplyContext replyContext) {
        return isLast(transaction, replyContext, 1);
    }

    private Future<Boolean> isLast(SqlConnection transaction, ReplyContext replyContext, int unread) {
        if (replyContext.quotes()) {
            return isAnswered(transaction, replyContext);
        }
        long contactId = replyContext.person().contactId();
        return sentMessages
                .newest(transaction, contactId, replyContext.addressId(), Instant.EPOCH, NEWEST)
                .compose(messages -> messages.isEmpty()
                                || !asksToStop(messages.get(0))
                                || unread(messages.get(0).options()) >= unread
                        ? Future.succeededFuture(false)
                        : sentMessages.isLast(
                                transaction,
                                contactId,
                                replyContext.addressId(),
                                messages.get(0).sentAt()));
    }

    private static int unread(List<OpenMessage.Option> options) {
        return options.stream()
                .mapToInt(option -> HoldQuestion.unread(option.payload()))
                .max()
                .orElse(0);
    }

    private static boolean asksToStop(OpenMessage message) {
        return message.options().stream().anyMatch(option -> HoldQuestion.isStop(option.payload()));
    }

    private Future<Optional<Choice>> exit(
            SqlConnection transaction, Listener listener, OrganisationTexts texts, DialogueWord word) {
        Long addressId = listener.addressId();
        return conversations
                .find(transaction, listener.contactId(), clock.instant())
                .compose(conversation -> (addressId == null
                                ? Future.succeededFuture(List.<OpenMessage.Option>of())
                                : newest(transaction, listener.contactId(), addressId))
                        .compose(options -> parts.exit(
                                transaction,
                                new DialogueExit(
                                        listener.organisationId(),
                                        listener.contactId(),
                                        texts,
                                        conversation.orElse((Conversation) null),
                                        about(options),
                                        word))));
    }

    /** A list is about nothing in particular. */
    private static @Nullable ButtonPayload about(List<OpenMessage.Option> options) {
        boolean one = options.stream()
                        .map(option -> option.payload().id(0))
                        .distinct()
                        .count()
                == 1;
        return one ? options.get(0).payload() : null;
    }

    private Future<List<OpenMessage.Option>> newest(SqlConnection transaction, long contactId, long addressId) {
        return sentMessages
                .newest(transaction, contactId, addressId, clock.instant().minus(RECENT), NEWEST)
                .map(messages ->
                        messages.stream().findFirst().map(OpenMessage::options).orElseGet(List::of));
    }

    private static MessageSpec outside(OrganisationTexts texts, long holdEventId, String words) {
        return PaceWish.isLess(words) || PaceWish.complains(words)
                ? PaceStages.heldQuestion(texts, holdEventId, false)
                : plain(texts, PLAIN, holdEventId, 0);
    }

    /**
     * That the hold is a pause, and when it ends, if they said so, which is noted: it is no question, so that no mere yes or no answers
     * it, and is not asked again and again.
     */
    Future<MessageSpec> pause(SqlConnection transaction, Listener listener, long holdEventId, String words) {
        return pauses.today(transaction, listener.contactId(), clock.instant())
                .map(today -> PauseEnd.of(words, today))
                .compose(end -> pauses.note(transaction, listener.contactId(), holdEventId, end.orElse(null))
                        .compose(noted ->
                                OrganisationTexts.of(transaction, listener.organisationId(), listener.language()))
                        .map(texts -> end.map(day -> asking(
                                        texts,
                                        PAUSE_UNTIL,
                                        Map.of("date", WrittenDate.of(day, texts.language(PAUSE_UNTIL))),
                                        holdEventId,
                                        PAUSED))
                                .orElseGet(() -> plain(texts, PAUSE, holdEventId, PAUSED))));
    }

    private static MessageSpec plain(OrganisationTexts texts, String key, long holdEventId, int unread) {
        return asking(texts, key, Map.of(), holdEventId, unread);
    }

    private static MessageSpec asking(
            OrganisationTexts texts, String key, Map<String, ?> arguments, long holdEventId, int unread) {
        return texts.ask(
                key,
                arguments,
                ReplyChoices.of(
                        texts.choice("hold.stop", HoldQuestion.stop(unread)),
                        texts.choice("hold.continue", HoldQuestion.goOn(holdEventId))));
    }

    private static MessageSpec inDialogue(OrganisationTexts texts, long holdEventId, Choice exit) {
        boolean somebody = isSomebody(exit.payload());
        return texts.ask(
                inDialogue(exit.payload()),
                Map.of(),
                ReplyChoices.of(
                        new Choice(exit.label(), HoldQuestion.leave(holdEventId, exit.payload())),
                        texts.choice(somebody ? "hold.stop.me" : "hold.stop.all", HoldQuestion.STOP),
                        texts.choice("hold.continue", HoldQuestion.goOn(holdEventId))));
    }

    private static String inDialogue(ButtonPayload exit) {
        return isSomebody(exit) ? "hold.whom" : "hold.what";
    }

    private static boolean isSomebody(ButtonPayload exit) {
        return exit.verb().equals(DialogueExit.REMOVE_SOMEBODY);
    }
}
