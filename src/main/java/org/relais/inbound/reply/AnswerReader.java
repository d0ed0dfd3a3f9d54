package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.Interpretation;
import org.relais.conversation.Interpretation.Answer;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyInterpreter.Strictness;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.FalseFriend;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.LikelyAnswer;
import org.relais.conversation.words.ReplyKind;
import org.relais.conversation.words.ReplyResemblance;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WaitingList;
import org.relais.conversation.words.WordPhrase;
import org.relais.inbound.intake.HoldQuestion;

/** Reader that finds out which open message a person answers, and how. */
final class AnswerReader {
    /** Longer ago nobody remembers what was asked; a quoted message is answered whenever. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final int MOST_TITLES = 3;
    /** Words. */
    private static final int SHORT_LABEL = 2;

    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final HandlerStage parts;
    private final InstantSource clock;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();
    private final NamedTopics namedTopics;
    /** Learned before the first message waits for it. */
    private final ReplyResemblance resemblance = ReplyResemblance.standard();

    /**
     * Who writes what.
     *
     * @param verdict what the words ask for
     * @param quotedDeliveryId our delivery that they answer, when the platform says which
     */
    record Written(
            InboundEvent event,
            long organisationId,
            long addressId,
            ReplyPerson person,
            Verdict verdict,
            @Nullable Conversation conversation,
            @Nullable Long quotedDeliveryId) {

        /** The same without what is an answer in other languages only. */
        Written inOwnLanguage() {
            String text = event.text();
            return text == null
                    ? this
                    : new Written(
                            event.saying(
                                    FalseFriend.without(text, person.spoken().kept())),
                            organisationId,
                            addressId,
                            person,
                            verdict,
                            conversation,
                            quotedDeliveryId);
        }
    }

    private record About(Topic topic, Answer answer) {}

    /**
     * What waits for an answer of a person.
     *
     * @param options the buttons that were offered with it
     */
    record Waiting(Topic topic, List<OpenMessage.Option> options) {
        /** Whether the buttons are an organiser's own, which go by no other words than theirs. */
        boolean isComposed() {
            return options.stream()
                    .allMatch(option -> AnswerButton.delivery(option.payload()).isPresent());
        }
    }

    AnswerReader(HandlerStage parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
        this.namedTopics = new NamedTopics(parts, REMEMBERED, clock);
    }

    Future<Understood> read(SqlConnection transaction, Written whole) {
        Written written = whole.inOwnLanguage();
        String payload = written.event().buttonPayload();
        if (payload != null) {
            return Future.succeededFuture(
                    Understood.pressed(ButtonPayload.parse(payload).orElse(null)));
        }
        String text = written.event().text();
        // Which waiting list is meant is known to events.
        return text == null
                        || text.isBlank()
                        || !isAnswer(written)
                        || Thanks.isFor(text)
                        || WaitingList.isLeft(text)
                        || Slip.isToPassOn(text)
                ? Future.succeededFuture(Understood.NOTHING)
                : named(transaction, written, text).compose(named -> named.map(Future::succeededFuture)
                        .orElseGet(() -> messages(transaction, written)
                                .compose(messages -> offeredInCall(transaction, written, text, messages)
                                        .compose(both -> both.isEmpty()
                                                ? read(transaction, written, text, messages)
                                                : Future.succeededFuture(Understood.which(both))))));
    }

    private Future<Understood> read(
            SqlConnection transaction, Written written, String text, List<OpenMessage> messages) {
        return understand(transaction, written, interpret(text, written, messages))
                .compose(understood -> understood.equals(Understood.NOTHING)
                        ? likely(transaction, written, text, messages)
                        : Future.succeededFuture(understood));
    }

    /** A yes or no of who is calling somebody, and was offered something since: to which of the two? Nothing for any other. */
    private Future<List<ReplyChoices.Choice>> offeredInCall(
            SqlConnection transaction, Written written, String text, List<OpenMessage> messages) {
        Conversation dialogue = written.conversation();
        boolean yesOrNo = !asksConsent(written)
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && !messages.isEmpty()
                && !messages.get(0).spoken()
                && interpreter.meaning(text).isPresent();
        if (dialogue == null || !isCalling(dialogue) || !yesOrNo) {
            return Future.succeededFuture(List.of());
        }
        OpenMessage newest = messages.get(0);
        Optional<ButtonPayload> offered = interpreter.chosen(text, newest);
        Optional<ReplyChoices.Choice> said = said(text, ReplyChoices.offered(dialogue));
        return offered.isEmpty() || said.isEmpty()
                ? Future.succeededFuture(List.of())
                : parts.topic(transaction, written.person(), written.organisationId(), offered.get())
                        .map(topic -> topic.filter(about -> about.awaits(newest.sentAt())).stream()
                                .flatMap(about -> Stream.of(
                                        said.get(),
                                        new ReplyChoices.Choice(ReplyChoices.label(about.title()), offered.get())))
                                .toList());
    }

    private Optional<ReplyChoices.Choice> said(String text, ReplyChoices choices) {
        Optional<ButtonPayload> meant = interpreter.chosen(text, OpenMessage.of(choices, clock.instant()));
        return choices.choices().stream()
                .filter(choice -> meant.equals(Optional.of(choice.payload())))
                .findFirst();
    }

    /** Whether the result of a call is awaited. */
    private static boolean isCalling(Conversation dialogue) {
        return dialogue.belongsTo(DialogueExit.CALLS) && dialogue.awaitsChoice() && isOfSomebody(dialogue);
    }

    /** Whether somebody is being called just now, not only offered to be. */
    private static boolean isOfSomebody(Conversation calls) {
        return calls.data().getLong("attempt", 0L) != 0;
    }

    /** What only resembles an answer, where exactly one thing waits for one and was not asked about just now. */
    private Future<Understood> likely(
            SqlConnection transaction, Written written, String text, List<OpenMessage> messages) {
        Optional<ReplyKind> kind = messages.isEmpty()
                        || messages.get(0).spoken()
                        || strictness(text, written) != Strictness.WORDS
                        || !isOwnWords(written, text)
                ? Optional.empty()
                : LikelyAnswer.of(resemblance, text);
        return kind.isEmpty()
                ? Future.succeededFuture(Understood.NOTHING)
                : awaiting(transaction, written.person(), written.organisationId(), messages)
                        .map(waiting -> waiting.size() == 1 ? likely(waiting.get(0), kind.get()) : Understood.NOTHING);
    }

    /** Neither in a dialogue, nor a command, nor a right. */
    private static boolean isOwnWords(Written written, String text) {
        return written.event().kind() == Kind.TEXT
                && written.conversation() == null
                && written.verdict().rights().isEmpty()
                && CommandParser.parse(text).isEmpty();
    }

    private static Understood likely(About about, ReplyKind kind) {
        OpenMessage message = about.answer().message();
        if (LikelyAnswer.OF_EVENTS.contains(kind) && about.topic().sort() != Topic.Sort.EVENT) {
            return Understood.NOTHING;
        }
        return kind == ReplyKind.LATER
                ? Understood.postponed(message)
                : Understood.unsure(message, about.topic().title());
    }

    /** What a text names is answered by it; what is quoted needs no name. */
    private Future<Optional<Understood>> named(SqlConnection transaction, Written written, String text) {
        Conversation dialogue = written.conversation();
        if (dialogue != null
                && dialogue.awaitsWords()
                && !asksConsent(written)
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && parts.again(dialogue).isPresent()) {
            return namedTopics.aside(transaction, written, dialogue, text);
        }
        if (dialogue != null
                && dialogue.belongsTo(DialogueExit.CALLS)
                && !dialogue.awaitsWords()
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && ReplyChoices.offered(dialogue).choices().stream().noneMatch(choice -> isLabel(text, choice))) {
            return isOfSomebody(dialogue) || asksConsent(written)
                    ? namedTopics.titled(transaction, written, text)
                    : namedTopics.read(transaction, written, text);
        }
        return written.quotedDeliveryId() != null || strictness(text, written) != Strictness.WORDS
                ? Future.succeededFuture(Optional.empty())
                : namedTopics.read(transaction, written, text);
    }

    private static boolean isLabel(String text, ReplyChoices.Choice choice) {
        return WordPhrase.words(choice.label()).equals(WordPhrase.words(text));
    }

    /** What waits for an answer of this person, the newest first, three at most. */
    Future<List<Waiting>> waiting(SqlConnection transaction, ReplyContext replyContext) {
        return open(transaction, replyContext).map(all -> all.stream()
                .map(about ->
                        new Waiting(about.topic(), about.answer().message().options()))
                .limit(MOST_TITLES)
                .toList());
    }

    /** The message of the newest that waits for an answer and can be sent again as it is; empty for none. */
    Future<Optional<Long>> newestWaiting(SqlConnection transaction, ReplyContext replyContext) {
        return open(transaction, replyContext)
                .compose(all -> all.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : sentMessages.messageId(
                                transaction, all.get(0).answer().message().deliveryId()));
    }

    /** What waits for an answer of this person, the newest first. */
    private Future<List<About>> open(SqlConnection transaction, ReplyContext replyContext) {
        return sentMessages
                .remembered(
                        transaction,
                        replyContext.person().contactId(),
                        replyContext.addressId(),
                        clock.instant().minus(REMEMBERED))
                .compose(messages ->
                        awaiting(transaction, replyContext.person(), replyContext.organisationId(), messages));
    }

    private Future<List<About>> awaiting(
            SqlConnection transaction, ReplyPerson person, long organisationId, List<OpenMessage> messages) {
        return topics(
                        transaction,
                        person,
                        organisationId,
                        messages.stream()
                                .filter(message ->
                                        !message.spoken() && !message.options().isEmpty())
                                .map(message -> new Answer(
                                        message, message.options().get(0).payload()))
                                .toList())
                .map(all -> all.stream()
                        .filter(about ->
                                about.topic().awaits(about.answer().message().sentAt()))
                        .toList());
    }

    /** A text of the person's own; a reaction is one too, to the message it stands under. */
    private static boolean isAnswer(Written written) {
        InboundEvent event = written.event();
        boolean reaction = event.isReaction() && written.quotedDeliveryId() != null;
        return (event.kind() == Kind.TEXT || reaction) && !event.forwarded() && event.startPayload() == null;
    }

    private Future<List<OpenMessage>> messages(SqlConnection transaction, Written written) {
        Long quoted = written.quotedDeliveryId();
        return quoted != null
                ? sentMessages.find(transaction, quoted).map(found -> found.map(List::of)
                        .orElseGet(List::of))
                : sentMessages.remembered(
                        transaction,
                        written.person().contactId(),
                        written.addressId(),
                        clock.instant().minus(REMEMBERED));
    }

    private Interpretation interpret(String text, Written written, List<OpenMessage> sent) {
        Conversation conversation = written.conversation();
        boolean words = conversation != null && conversation.awaitsWords() && written.quotedDeliveryId() == null;
        // Where consent is asked about, a word is about that and no answer to an organiser's question; where a dialogue
        // asks
        // for words, they are its answer, though they are the label of a button further up.
        List<OpenMessage> messages = sent.stream()
                .map(message -> asksConsent(written) ? message.withoutComposed() : message)
                .filter(message -> isOptIn(written) || !OptInQuestion.isOf(message))
                .filter(message -> !attendsWhileHeld(text, written)
                        || message.options().stream().noneMatch(option -> HoldQuestion.isPart(option.payload())))
                .filter(message -> !words || isUnderWay(message, conversation))
                .limit(words ? 1 : sent.size())
                .toList();
        // A yes or no to the question that was asked just now is about nothing that was sent before.
        boolean led = conversation != null
                && conversation.awaitsChoice()
                && !interpreter.takesBack(text)
                && !messages.isEmpty()
                && isUnderWay(messages.get(0), conversation);
        List<OpenMessage> open = new ArrayList<>();
        List<OpenMessage> older = new ArrayList<>();
        for (OpenMessage message : messages) {
            if (!message.options().isEmpty()) {
                boolean newest = open.isEmpty() && older.isEmpty();
                boolean waits = newest
                        || !open.isEmpty() && message.isBeside(open.get(0))
                        || !message.spoken() && !led
                        || isUnderWay(message, conversation);
                (waits ? open : older).add(message);
            }
        }
        return betweenCalls(text, written, messages)
                ? interpreter.read(text, messages.subList(0, 1), List.of(), Strictness.WORDS)
                : interpreter.read(text, open, older, strictness(text, written));
    }

    /** Who was only asked whether they go on calling answers what was asked after that. */
    private boolean betweenCalls(String text, Written written, List<OpenMessage> messages) {
        Conversation conversation = written.conversation();
        return conversation != null
                && conversation.readsWords()
                && !isOfSomebody(conversation)
                && !asksConsent(written)
                && written.verdict().intent() == Intent.NONE
                && !messages.isEmpty()
                && !messages.get(0).spoken()
                && interpreter.meaning(text).isPresent();
    }

    /** A dialogue goes on although something else was sent in between. */
    private static boolean isUnderWay(OpenMessage message, @Nullable Conversation conversation) {
        return conversation != null
                && message.options().stream()
                        .anyMatch(option ->
                                conversation.belongsTo(option.payload().part()));
    }

    /** Whether somebody who is asked whether to stop says whether they come: that is no answer to it. */
    private static boolean attendsWhileHeld(String text, Written written) {
        return written.person().state() == ConsentState.HELD
                && written.verdict().intent() == Intent.NONE
                && ReplyContext.attends(text);
    }

    private static boolean asksConsent(Written written) {
        Conversation conversation = written.conversation();
        return written.person().state() == ConsentState.HELD
                || written.person().state() == ConsentState.UNSUBSCRIBED
                || written.person().askedFirstContact()
                || conversation != null && conversation.belongsTo(OptInQuestion.STATE);
    }

    /** Whoever has answered the question whether they agree is asked nothing by it any more. */
    private static boolean isOptIn(Written written) {
        return written.quotedDeliveryId() != null
                || written.conversation() != null && written.conversation().belongsTo(OptInQuestion.STATE);
    }

    /** A yes about consent must be unmistakable, and is read elsewhere; a call reads words itself; "no English" is no no. */
    private static Strictness strictness(String text, Written written) {
        Conversation conversation = written.conversation();
        boolean language =
                LanguageRequest.of(text).filter(LanguageRequest::whole).isPresent();
        if (language || EventInquiry.of(text).isPresent() || conversation != null && conversation.awaitsWords()) {
            return Strictness.LABEL;
        }
        boolean led = conversation != null && conversation.readsWords();
        if (attendsWhileHeld(text, written)) {
            return Strictness.WORDS;
        }
        return asksConsent(written) || led || written.verdict().intent() != Intent.NONE
                ? Strictness.NAMED
                : Strictness.WORDS;
    }

    /** A mere "ok" behind something that was told nods to that, unless it told of what still waits: it is asked by name. */
    private Future<Understood> understand(SqlConnection transaction, Written written, Interpretation interpretation) {
        List<Answer> answers = nods(written, interpretation);
        return answers.isEmpty()
                ? answered(transaction, written, interpretation)
                : sentMessages
                        .lastTold(transaction, written.person().contactId(), written.addressId())
                        .map(told -> told.filter(last ->
                                last.sentAt().isAfter(answers.get(0).message().sentAt())))
                        .compose(told -> told.isEmpty()
                                ? answered(transaction, written, interpretation)
                                : topics(transaction, written.person(), written.organisationId(), answers)
                                        .map(all -> nodded(all, told.get())));
    }

    /** What a nod may answer of what was sent unasked; empty for anything else. */
    private List<Answer> nods(Written written, Interpretation interpretation) {
        String text = text(written);
        boolean nods = interpreter.isAssent(text)
                && interpreter.meaning(text).filter(ReplyMeaning.YES::equals).isPresent();
        if (written.quotedDeliveryId() != null || !nods) {
            return List.of();
        }
        List<Answer> answers = List.of();
        if (interpretation instanceof Interpretation.Several several) {
            answers = several.answers();
        } else if (interpretation instanceof Interpretation.Chosen chosen && chosen.inWords() != null) {
            answers = List.of(new Answer(chosen.inWords(), chosen.button()));
        }
        return answers.stream().anyMatch(answer -> answer.message().spoken()) ? List.of() : answers;
    }

    private static Understood nodded(List<About> all, OpenMessageStore.Told told) {
        List<About> waiting = all.stream()
                .filter(about -> about.topic().awaits(about.answer().message().sentAt()))
                .toList();
        List<About> named = waiting.stream()
                .filter(about -> told.names(about.topic().title()))
                .toList();
        if (named.size() == 1) {
            return Understood.pressed(named.get(0).answer().button());
        }
        boolean ofAnother = named.isEmpty()
                && all.stream().anyMatch(about -> told.names(about.topic().title()));
        List<About> meant = named.isEmpty() ? waiting : named;
        if (meant.isEmpty() || ofAnother) {
            return Understood.NOTHING;
        }
        return meant.size() > 1
                ? which(meant)
                : Understood.unsure(
                        meant.get(0).answer().message(), meant.get(0).topic().title());
    }

    private Future<Understood> answered(SqlConnection transaction, Written written, Interpretation interpretation) {
        if (interpretation instanceof Interpretation.Chosen chosen) {
            return chosen(transaction, written, chosen);
        }
        if (interpretation instanceof Interpretation.Unsure unsure) {
            OpenMessage message = unsure.message();
            return parts.topic(
                            transaction,
                            written.person(),
                            written.organisationId(),
                            message.options().get(0).payload())
                    .map(topic ->
                            Understood.unsure(message, topic.map(Topic::title).orElse("")));
        }
        if (interpretation instanceof Interpretation.Postponed postponed) {
            return Future.succeededFuture(Understood.postponed(postponed.message()));
        }
        return interpretation instanceof Interpretation.Several several
                ? topics(transaction, written.person(), written.organisationId(), several.answers())
                        .map(all -> among(
                                all,
                                takesBack(written) || interpreter.isKept(text(written)),
                                changes(written),
                                text(written)))
                : Future.succeededFuture(Understood.NOTHING);
    }

    /** What is said of a day decides nothing that is on another, nor of coming what is no event: it is asked about. */
    private Future<Understood> chosen(SqlConnection transaction, Written written, Interpretation.Chosen chosen) {
        OpenMessage message = chosen.inWords();
        return message == null
                ? Future.succeededFuture(Understood.pressed(chosen.button()))
                : newer(transaction, written, message)
                        .compose(newer -> newer.isPresent()
                                ? Future.succeededFuture(Understood.postponed(newer.get()))
                                : parts.topic(transaction, written.person(), written.organisationId(), chosen.button())
                                        .map(topic -> topic.filter(about -> !isFor(about, text(written)))
                                                .map(about ->
                                                        isOfEvents(text(written)) && about.sort() != Topic.Sort.EVENT
                                                                ? Understood.NOTHING
                                                                : Understood.unsure(message, about.title()))
                                                .orElseGet(() -> Understood.pressed(chosen.button()))));
    }

    /** What was sent after a message, waits and has no "perhaps" to it: who says perhaps doesn't take a yes back that was long given. */
    private Future<Optional<OpenMessage>> newer(SqlConnection transaction, Written written, OpenMessage message) {
        String text = text(written);
        boolean perhaps = interpreter.meaning(text).equals(Optional.of(ReplyMeaning.MAYBE));
        return !perhaps || message.spoken() || written.quotedDeliveryId() != null
                ? Future.succeededFuture(Optional.empty())
                : messages(transaction, written)
                        .compose(all -> awaiting(transaction, written.person(), written.organisationId(), all))
                        .map(waiting -> waiting.stream()
                                .map(about -> about.answer().message())
                                .filter(other -> other.sentAt().isAfter(message.sentAt()))
                                .findFirst());
    }

    private boolean isFor(Topic topic, String text) {
        boolean anotherDay = NamedAnswers.isOfAnotherDay(text, topic.days());
        boolean another = topic.sort() == Topic.Sort.EVENT && names.isOfAnother(text, NamedAnswers.Thing.of(topic));
        return !anotherDay
                && !another
                && (topic.sort() == Topic.Sort.EVENT || !interpreter.isLate(text))
                && (topic.taken() || !interpreter.isOnlyLate(text) && !interpreter.isKept(text))
                && (topic.sort() == Topic.Sort.EVENT || !Companions.isCount(text))
                && (topic.sort() == Topic.Sort.EVENT
                        || EventInquiry.beside(text).isEmpty())
                && (topic.taken() || !Companions.isCorrection(text));
    }

    /**
     * Who comes late, says how many come or asks when, speaks of an event; being late is no yes to one that they have not said
     * yes to.
     */
    private boolean isOfEvents(String text) {
        return interpreter.isLate(text)
                || Companions.isCount(text)
                || Companions.isCorrection(text)
                || EventInquiry.beside(text).isPresent();
    }

    private static String text(Written written) {
        return Objects.requireNonNullElse(written.event().text(), "");
    }

    /** What each of the answers would be about, each thing once, by its newest message. */
    private Future<List<About>> topics(
            SqlConnection transaction, ReplyPerson person, long organisationId, List<Answer> answers) {
        Map<String, About> found = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (Answer answer : answers) {
            all = all.compose(before -> parts.topic(transaction, person, organisationId, answer.button()))
                    .onSuccess(
                            topic -> topic.ifPresent(about -> found.putIfAbsent(about.key(), new About(about, answer))))
                    .mapEmpty();
        }
        return all.map(done -> List.copyOf(found.values()));
    }

    private boolean takesBack(Written written) {
        String text = written.event().text();
        return text != null && interpreter.takesBack(text);
    }

    private boolean changes(Written written) {
        String text = written.event().text();
        return text != null && interpreter.changes(text);
    }

    /**
     * @param back whether it takes a yes back, or keeps it: it is about what they have a part in, if there is any
     * @param anew whether it changes an answer: it may be about what was answered as well as about what waits
     * @param text what it says of coming is said of events, and what it says of a day of what is on that day
     */
    private Understood among(List<About> all, boolean back, boolean anew, String text) {
        List<About> current =
                all.stream().filter(about -> !about.topic().closed()).toList();
        List<About> fitting = current.stream()
                .filter(about -> isFor(about.topic(), text) || !isOfEvents(text))
                .toList();
        if (isOfEvents(text) && fitting.isEmpty() && !current.isEmpty()) {
            return ofWhichEvent(current);
        }
        boolean company = Companions.isIn(text);
        List<About> events = company
                ? fitting.stream().filter(AnswerReader::isEvent).toList()
                : interpreter.isOfComing(text)
                        ? fitting.stream().filter(this::mayBeComeTo).toList()
                        : List.of();
        Optional<About> joined = company ? justJoined(events) : Optional.empty();
        if (joined.isPresent()) {
            return Understood.pressed(joined.get().answer().button());
        }
        if (!events.isEmpty()) {
            fitting = events;
        }
        List<About> onDay = fitting.stream()
                .filter(about -> NamedAnswers.isOfDay(text, about.topic().days()))
                .toList();
        if (!onDay.isEmpty()) {
            fitting = onDay;
        }
        List<About> reminded =
                fitting.stream().limit(1).filter(this::isReminded).toList();
        // A dialogue that is under way may be answered as well.
        boolean asked = all.stream().anyMatch(about -> about.answer().message().spoken());
        List<About> open = asked || reminded.isEmpty() || !all.get(0).equals(reminded.get(0)) ? fitting : reminded;
        List<About> taken =
                open.stream().filter(about -> back && about.topic().taken()).toList();
        List<About> waiting = open.stream()
                .filter(about -> about.topic().awaits(about.answer().message().sentAt()))
                .toList();
        boolean changed = anew || Companions.isCorrection(text);
        List<About> left = back || asked ? List.of() : left(open, waiting, text);
        Optional<About> labelled = labelled(waiting);
        List<About> meant =
                !taken.isEmpty() ? taken : !left.isEmpty() ? left : changed || waiting.isEmpty() ? open : waiting;
        if (labelled.isPresent()) {
            meant = List.of(labelled.get());
        }
        if (meant.size() > 1) {
            return which(meant);
        }
        return meant.stream()
                .findFirst()
                .map(about -> isFor(about.topic(), text)
                        ? Understood.pressed(about.answer().button())
                        : Understood.unsure(
                                about.answer().message(), about.topic().title()))
                .or(() -> all.stream()
                        .findFirst()
                        .map(about -> Understood.pressed(about.answer().button())))
                .orElse(Understood.NOTHING);
    }

    /** "I can't come", behind a yes to one thing while another has long been offered: it may be of either. */
    private List<About> left(List<About> open, List<About> waiting, String text) {
        boolean refuses = interpreter.attends(text).equals(Optional.of(ReplyMeaning.NO));
        Optional<About> joined = refuses && !waiting.isEmpty()
                ? justJoined(open.stream().filter(AnswerReader::isEvent).toList())
                : Optional.empty();
        return joined.map(about -> Stream.concat(Stream.of(about), waiting.stream())
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    /** The one thing whose label of an organiser's the whole text is: of two words only the newest, for these are said in any case. */
    private static Optional<About> labelled(List<About> waiting) {
        List<About> own = waiting.stream()
                .filter(about -> about.answer().label() > 1
                        && AnswerButton.delivery(about.answer().button()).isPresent())
                .filter(about -> about.answer().label() > SHORT_LABEL || about.equals(waiting.get(0)))
                .toList();
        return own.size() == 1 ? Optional.of(own.get(0)) : Optional.empty();
    }

    /** An event, or what organisers ask that is on some day or says so on its buttons: "I'm coming to help". */
    private boolean mayBeComeTo(About about) {
        return isEvent(about)
                || about.topic().sort() == null
                        && (!about.topic().days().isEmpty()
                                || about.answer().message().options().stream()
                                        .flatMap(option -> option.labels().stream())
                                        .anyMatch(interpreter::isOfComing));
    }

    private static boolean isEvent(About about) {
        return about.topic().sort() == Topic.Sort.EVENT;
    }

    /** The event that they said yes to after the last of these was sent: whom they bring along is said of that. */
    private static Optional<About> justJoined(List<About> events) {
        return events.stream()
                .filter(about -> {
                    Instant answered = about.topic().answeredAt();
                    return about.topic().taken()
                            && answered != null
                            && events.stream()
                                    .allMatch(other ->
                                            other.answer().message().sentAt().isBefore(answered));
                })
                .max(Comparator.comparing(
                        about -> Objects.requireNonNull(about.topic().answeredAt())));
    }

    /** What was sent last is about what they have said yes to: a reminder, or a change. */
    private boolean isReminded(About newest) {
        return newest.topic().taken()
                && newest.topic().sort() == Topic.Sort.EVENT
                && newest.topic().awaits(newest.answer().message().sentAt());
    }

    /** What is said of coming where none of these has been said yes to: asked of the events among them. */
    private static Understood ofWhichEvent(List<About> all) {
        List<About> events = all.stream()
                .filter(about -> about.topic().sort() == Topic.Sort.EVENT)
                .toList();
        return events.size() == 1
                ? Understood.unsure(
                        events.get(0).answer().message(), events.get(0).topic().title())
                : events.isEmpty() ? Understood.NOTHING : which(events);
    }

    /** The newest of them: which is meant? */
    private static Understood which(List<About> meant) {
        List<About> newest = meant.stream().limit(ReplyChoices.MOST_THINGS).toList();
        List<String> labels = ReplyChoices.labels(
                newest.stream().map(about -> about.topic().title()).toList());
        return Understood.which(IntStream.range(0, newest.size())
                .mapToObj(at -> new ReplyChoices.Choice(
                        labels.get(at), newest.get(at).answer().button()))
                .toList());
    }
}
