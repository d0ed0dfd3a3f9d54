package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Intent;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.Interpretation;
import org.relais.conversation.Interpretation.Answer;
import org.relais.conversation.MisspeltAnswers;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyInterpreter.Strictness;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WaitingList;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;
import org.relais.inbound.answer.OpenTopics.About;
import org.relais.inbound.intake.HoldQuestion;

/** Reader that finds out which open message a person answers, and how. */
public final class AnswerReader {
    /** Said of whom one calls: "no, no necesita nada". */
    private static final Phrases CALLED = ReplyFiles.phrases("call.of");

    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final ReplyHandlers handlers;
    private final OpenTopics topics;
    private final TopicChoice choice;
    private final InstantSource clock;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();
    private final NamedTopics namedTopics;
    /** Learned before the first message waits for it. */
    private final ReplyResemblance resemblance = ReplyResemblance.standard();

    private final SharesDone sharesDone;

    public AnswerReader(ReplyHandlers handlers, OpenTopics topics, InstantSource clock) {
        this.handlers = handlers;
        this.topics = topics;
        this.clock = clock;
        this.choice = new TopicChoice(clock);
        this.sharesDone = new SharesDone(choice, resemblance);
        this.namedTopics = new NamedTopics(handlers, clock);
    }

    /** What somebody has said to the messages that are open; nothing for what answers none. */
    public Future<Understood> read(SqlConnection transaction, WrittenReply whole) {
        WrittenReply own = whole.inOwnLanguage();
        WrittenReply written = own.asked()
                .filter(asked -> interpreter.guess(asked.text()).equals(Optional.of(ReplyMeaning.LATER)))
                .orElse(own);
        return readWhole(transaction, written).compose(understood -> written.told()
                .filter(told ->
                        understood.button() == null && understood.which().isEmpty() && says(told.text()))
                .map(told -> readWhole(transaction, told)
                        .compose(beside -> beside.button() == null
                                ? Future.succeededFuture(understood)
                                : unlessRefused(transaction, told, beside, understood)))
                .or(() -> understood.equals(Understood.NOTHING)
                        ? written.unaddressed().map(said -> readWhole(transaction, said))
                        : Optional.empty())
                .orElseGet(() -> Future.succeededFuture(understood)));
    }

    /** "Are there any in the evening? I'm free then", behind a no: what is said beside a question takes none back, unless it is of coming. */
    private Future<Understood> unlessRefused(
            SqlConnection transaction, WrittenReply told, Understood beside, Understood otherwise) {
        boolean agrees = interpreter.guess(told.text()).equals(Optional.of(ReplyMeaning.YES))
                && !interpreter.changes(told.text())
                && !(interpreter.isOfComing(told.text())
                        && LikelyAnswer.isSure(resemblance, told.text(), ReplyKind.YES));
        return agrees
                ? handlers.topic(
                                transaction,
                                told.person(),
                                told.organisationId(),
                                Objects.requireNonNull(beside.button()))
                        .map(topic -> topic.filter(Topic::refused).isPresent() ? otherwise : beside)
                : Future.succeededFuture(beside);
    }

    /** "For the museum, is it accessible?" names what is asked about, and says nothing to it. */
    private boolean says(String told) {
        return interpreter.reads(told)
                || Companions.tells(told)
                || LikelyAnswer.isSurely(resemblance, told) && !interpreter.isConditional(told);
    }

    private Future<Understood> readWhole(SqlConnection transaction, WrittenReply written) {
        String payload = written.event().buttonPayload();
        if (payload != null) {
            return Future.succeededFuture(
                    Understood.pressed(ButtonPayload.parse(payload).orElse(null)));
        }
        String text = written.event().text();
        // Which waiting list is meant is known to events.
        return text == null
                        || text.isBlank()
                        || !written.isAnswer()
                        || Thanks.isFor(text)
                        || WaitingList.isLeft(text)
                        || Slip.isToPassOn(text)
                        || interpreter.isOfFault(text)
                ? Future.succeededFuture(Understood.NOTHING)
                : isOfWhatWasTold(transaction, written, text)
                        .compose(elsewhere -> elsewhere
                                ? Future.succeededFuture(Understood.NOTHING)
                                : readOffered(transaction, written, text));
    }

    private Future<Understood> readOffered(SqlConnection transaction, WrittenReply written, String text) {
        return doneOrNamed(transaction, written, text).compose(named -> named.map(Future::succeededFuture)
                .orElseGet(() -> QuietWish.isSome(text)
                        ? Future.succeededFuture(Understood.NOTHING)
                        : topics.messages(transaction, written)
                                .compose(messages -> offeredInCall(transaction, written, text, messages)
                                        .compose(both -> both.isEmpty()
                                                ? read(transaction, written, text, messages)
                                                : Future.succeededFuture(Understood.which(both))))));
    }

    /** "I'm coming to the stall, the video I've shared": what else is answered is read first. */
    private Future<Optional<Understood>> doneOrNamed(SqlConnection transaction, WrittenReply written, String text) {
        boolean also =
                Clauses.of(text).anyMatch(clause -> interpreter.attends(clause).isPresent());
        return (also ? named(transaction, written, text) : done(transaction, written, text))
                .compose(first -> first.isPresent()
                        ? Future.succeededFuture(first)
                        : also ? done(transaction, written, text) : named(transaction, written, text));
    }

    /** Said of what was to be passed on; between calls as well, of whom it is said then in the words of these. */
    private Future<Optional<Understood>> done(SqlConnection transaction, WrittenReply written, String text) {
        Conversation dialogue = written.conversation();
        return written.asksConsent()
                        || written.verdict().intent() != Intent.NONE
                        || written.strictness(text) != Strictness.WORDS
                        || !written.isOwnWords(text)
                        || dialogue != null && (dialogue.takesWords() || dialogue.isOfSomebodyCalled())
                        || !sharesDone.isSaid(text)
                ? Future.succeededFuture(Optional.empty())
                : topics.messages(transaction, written)
                        .compose(messages ->
                                topics.told(transaction, written.person(), written.organisationId(), messages))
                        .map(sharesDone::of);
    }

    /** "I'd love to be at the council, but…" behind a broadcast that speaks of the council and of nothing that is open: it answers nothing. */
    private Future<Boolean> isOfWhatWasTold(SqlConnection transaction, WrittenReply written, String text) {
        boolean own = written.quotedDeliveryId() == null
                && written.isOwnWords(text)
                && written.strictness(text) == Strictness.WORDS
                && names.mayNameAny(text);
        return !own
                ? Future.succeededFuture(false)
                : sentMessages
                        .lastTold(transaction, written.person().contactId(), written.addressId())
                        .compose(told ->
                                told.filter(OpenMessageStore.Told::unasked).isEmpty()
                                        ? Future.succeededFuture(false)
                                        : isOfToldAlone(transaction, written, text, told.get()));
    }

    private Future<Boolean> isOfToldAlone(
            SqlConnection transaction, WrittenReply written, String text, OpenMessageStore.Told told) {
        return topics.messages(transaction, written)
                .compose(messages -> messages.stream()
                                .filter(message -> !message.options().isEmpty())
                                .limit(1)
                                .noneMatch(message ->
                                        !message.spoken() && told.sentAt().isAfter(message.sentAt()))
                        ? Future.succeededFuture(false)
                        : topics.told(transaction, written.person(), written.organisationId(), messages)
                                .map(all -> names.isOfToldAlone(
                                        text,
                                        told.texts(),
                                        all.stream()
                                                .map(about -> about.topic().title())
                                                .toList())));
    }

    private Future<Understood> read(
            SqlConnection transaction, WrittenReply written, String text, List<OpenMessage> messages) {
        return unclearYes(transaction, written, text, messages)
                .compose(unclear -> unclear.isPresent()
                        ? Future.succeededFuture(unclear.get())
                        : understand(transaction, written, interpret(text, written, messages)))
                .compose(understood -> understood.equals(Understood.NOTHING)
                        ? spelled(written, text)
                                .map(meant -> understand(transaction, written, interpret(meant, written, messages)))
                                .orElseGet(() -> Future.succeededFuture(understood))
                        : Future.succeededFuture(understood))
                .compose(understood -> understood.equals(Understood.NOTHING)
                        ? likely(transaction, written, text, messages)
                        : Future.succeededFuture(understood));
    }

    /** A mere yes right behind buttons of an organiser's of which none says yes, and several are no no: it is asked which. */
    private Future<Optional<Understood>> unclearYes(
            SqlConnection transaction, WrittenReply written, String text, List<OpenMessage> messages) {
        Optional<OpenMessage> composed = messages.stream()
                .limit(1)
                .filter(newest -> written.strictness(text) == Strictness.WORDS
                        && written.isOwnWords(text)
                        && interpreter.isMereAnswer(text)
                        && interpreter.meaning(text).equals(Optional.of(ReplyMeaning.YES))
                        && newest.options().size() > 2
                        && AnswerButton.delivery(newest.options().get(0).payload())
                                .isPresent()
                        && newest.options().stream()
                                .flatMap(option -> option.labels().stream())
                                .noneMatch(label -> interpreter.guess(label).equals(Optional.of(ReplyMeaning.YES))))
                .findFirst();
        return composed.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : handlers.topic(
                                transaction,
                                written.person(),
                                written.organisationId(),
                                composed.get().options().get(0).payload())
                        .map(topic -> topic.filter(
                                        about -> about.awaits(composed.get().sentAt()))
                                .map(about -> Understood.unsure(composed.get(), about.title())));
    }

    /** What somebody meant who misspelt an answer, where no phrase was read. */
    private Optional<String> spelled(WrittenReply written, String text) {
        String own = written.person().language();
        return written.verdict().intent() != Intent.NONE
                        || written.strictness(text) != Strictness.WORDS
                        || !written.isOwnWords(text)
                        || interpreter.reads(text)
                ? Optional.empty()
                : Optional.ofNullable(own)
                        .or(() -> WrittenLanguage.of(text))
                        .flatMap(language -> MisspeltAnswers.corrected(resemblance, text, language));
    }

    /** A yes or no of who is calling somebody, and was offered something since: to which of the two? Nothing for any other. */
    private Future<List<ReplyChoices.Choice>> offeredInCall(
            SqlConnection transaction, WrittenReply written, String text, List<OpenMessage> messages) {
        Conversation dialogue = written.conversation();
        boolean yesOrNo = !written.asksConsent()
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && !messages.isEmpty()
                && !messages.get(0).spoken()
                && interpreter.meaning(text).isPresent()
                && !CALLED.isIn(WordPhrase.words(text));
        if (dialogue == null || !isCalling(dialogue) || !yesOrNo) {
            return Future.succeededFuture(List.of());
        }
        OpenMessage newest = messages.get(0);
        Optional<ButtonPayload> offered = interpreter.chosen(text, newest);
        Optional<ReplyChoices.Choice> said = said(text, ReplyChoices.offered(dialogue));
        return offered.isEmpty() || said.isEmpty()
                ? Future.succeededFuture(List.of())
                : handlers.topic(transaction, written.person(), written.organisationId(), offered.get())
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
        return dialogue.awaitsChoice() && dialogue.isOfSomebodyCalled();
    }

    /** What only resembles an answer, where something waits for one and was not asked about just now, or is theirs to give up. */
    private Future<Understood> likely(
            SqlConnection transaction, WrittenReply written, String text, List<OpenMessage> messages) {
        Optional<ReplyKind> kind = messages.isEmpty()
                        || Explanation.of(text).isPresent()
                        || messages.get(0).spoken()
                        || written.strictness(text) != Strictness.WORDS
                        || !written.isOwnWords(text)
                ? Optional.empty()
                : LikelyAnswer.of(resemblance, text)
                        .filter(found -> found != ReplyKind.NO || !interpreter.deniesSomethingElse(text));
        return kind.isEmpty()
                ? Future.succeededFuture(Understood.NOTHING)
                : topics.told(transaction, written.person(), written.organisationId(), messages)
                        .map(told -> isOfCompany(told, text)
                                ? Understood.NOTHING
                                : interpreter.isOfTrouble(text)
                                        ? likelyInTrouble(told, kind.get())
                                        : likely(told, kind.get(), text));
    }

    /** "My friend wants to come as well", to what they come to: whom they bring is noted there. */
    private static boolean isOfCompany(List<About> told, String text) {
        return Companions.isIn(text)
                && told.stream()
                        .anyMatch(about -> about.isEvent() && about.topic().taken());
    }

    /** "If my back allows" depends on something, whatever it resembles. */
    private boolean isSure(String text, ReplyKind kind) {
        return LikelyAnswer.isSure(resemblance, text, kind)
                && (kind == ReplyKind.MAYBE || !interpreter.isConditional(text));
    }

    /** To the one thing that waits, or that they may give up: nobody in trouble is asked which. */
    private Understood likelyInTrouble(List<About> told, ReplyKind kind) {
        List<About> waiting = told.stream().filter(About::awaits).toList();
        return waiting.size() == 1
                ? likely(waiting.get(0), kind)
                : waiting.isEmpty() ? givenUp(told, kind) : Understood.NOTHING;
    }

    private static Understood givenUp(List<About> told, ReplyKind kind) {
        List<About> mine = told.stream()
                .filter(about -> about.isEvent() && about.topic().taken())
                .toList();
        return kind == ReplyKind.NO && mine.size() == 1 ? likely(mine.get(0), kind) : Understood.NOTHING;
    }

    /** To the one thing that waits or was told last, or that they may give up; of several that wait it is asked which. */
    private Understood likely(List<About> told, ReplyKind kind, String text) {
        List<About> waiting = told.stream().filter(About::awaits).toList();
        if (waiting.isEmpty()) {
            return interpreter.takesLeave(text) ? Understood.NOTHING : givenUp(told, kind);
        }
        List<About> meant = choice.justTold(waiting, false);
        if (meant.size() == 1) {
            return saying(meant.get(0), kind)
                    .filter(about -> isSure(text, kind) && mayBeAlike(about) && choice.isFor(about.topic(), text))
                    .map(about -> Understood.pressed(about.answer().button()))
                    .orElseGet(() -> likely(meant.get(0), kind));
        }
        List<About> which = meant.stream()
                .filter(about -> !LikelyAnswer.OF_EVENTS.contains(kind) || about.isEvent())
                .flatMap(about -> saying(about, kind).stream())
                .toList();
        return which.size() > 1 ? TopicChoice.which(which) : Understood.NOTHING;
    }

    /** Likeness alone takes no refusal back, and presses no button of an organiser's: that is asked. */
    private static boolean mayBeAlike(About about) {
        return !about.topic().refused()
                && AnswerButton.delivery(about.answer().button()).isEmpty();
    }

    private Optional<About> saying(About about, ReplyKind kind) {
        OpenMessage message = about.answer().message();
        return meaning(kind)
                .flatMap(meaning -> interpreter.saying(meaning, message))
                .map(button -> new About(about.topic(), new Answer(message, button)));
    }

    /** Who comes late, or with others, comes. */
    private static Optional<ReplyMeaning> meaning(ReplyKind kind) {
        return LikelyAnswer.OF_EVENTS.contains(kind) ? Optional.of(ReplyMeaning.YES) : ReplyMeaning.of(kind.name());
    }

    private static Understood likely(About about, ReplyKind kind) {
        OpenMessage message = about.answer().message();
        if (kind == ReplyKind.DONE || LikelyAnswer.OF_EVENTS.contains(kind) && !about.isEvent()) {
            return Understood.NOTHING;
        }
        return kind == ReplyKind.LATER
                ? Understood.postponed(message)
                : Understood.unsure(message, about.topic().title());
    }

    /** What a text names is answered by it; what is quoted needs no name. */
    private Future<Optional<Understood>> named(SqlConnection transaction, WrittenReply written, String text) {
        Conversation dialogue = written.conversation();
        if (dialogue != null
                && dialogue.awaitsWords()
                && !written.asksConsent()
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && handlers.again(dialogue).isPresent()) {
            return namedTopics.aside(transaction, written, dialogue, text);
        }
        if (dialogue != null
                && dialogue.belongsTo(DialogueExit.CALLS)
                && !dialogue.awaitsWords()
                && written.verdict().intent() == Intent.NONE
                && written.quotedDeliveryId() == null
                && ReplyChoices.offered(dialogue).choices().stream().noneMatch(choice -> isLabel(text, choice))) {
            return dialogue.isOfSomebodyCalled() || written.asksConsent()
                    ? namedTopics.titled(transaction, written, text)
                    : namedTopics.read(transaction, written, text);
        }
        boolean asks = EventInquiry.of(text).isPresent()
                && (dialogue == null || !dialogue.takesWords())
                && !written.asksConsent();
        if (written.quotedDeliveryId() != null || !asks && written.strictness(text) != Strictness.WORDS) {
            return written.mayNameWhileHeld()
                    ? namedTopics
                            .besideHold(transaction, written, text)
                            .map(named -> named.filter(Understood::isPressed))
                    : Future.succeededFuture(Optional.empty());
        }
        return namedTopics.read(transaction, written, text);
    }

    private static boolean isLabel(String text, ReplyChoices.Choice choice) {
        return WordPhrase.words(choice.label()).equals(WordPhrase.words(text));
    }

    private Interpretation interpret(String text, WrittenReply written, List<OpenMessage> sent) {
        Conversation conversation = written.conversation();
        boolean words = conversation != null
                && conversation.awaitsWords()
                && written.quotedDeliveryId() == null
                && written.person().state() != ConsentState.HELD;
        // Where consent is asked about, a word is about that and no answer to an organiser's question; where a dialogue
        // asks
        // for words, they are its answer, though they are the label of a button further up.
        List<OpenMessage> messages = sent.stream()
                .map(message -> written.asksConsent() ? message.withoutComposed() : message)
                .filter(message -> written.isOptIn() || !OptInQuestion.isOf(message))
                .filter(message -> !written.attendsWhileHeld(text)
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
        return betweenCalls(text, written, messages) || sent.size() == 1 && written.answersWhileHeld(sent.get(0))
                ? interpreter.read(text, sent.subList(0, 1), List.of(), Strictness.WORDS)
                : interpreter.read(text, open, older, written.strictness(text));
    }

    /** Who was only asked whether they go on calling answers what was asked after that. */
    private boolean betweenCalls(String text, WrittenReply written, List<OpenMessage> messages) {
        Conversation conversation = written.conversation();
        return conversation != null
                && conversation.readsWords()
                && !conversation.isOfSomebodyCalled()
                && !written.asksConsent()
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

    /** A mere "ok" behind something that was told, or sent to many without a question, nods to that, unless it told of what still waits: it is asked by name. */
    private Future<Understood> understand(
            SqlConnection transaction, WrittenReply written, Interpretation interpretation) {
        List<Answer> answers = nods(written, interpretation);
        return answers.isEmpty()
                ? answered(transaction, written, interpretation)
                : sentMessages
                        .lastTold(transaction, written.person().contactId(), written.addressId())
                        .map(told -> told.filter(last -> (last.unasked() || isNodToAnswer(written.text()))
                                && last.sentAt()
                                        .isAfter(answers.get(0).message().sentAt())))
                        .compose(told -> told.isEmpty()
                                ? answered(transaction, written, interpretation)
                                : topics.topics(transaction, written.person(), written.organisationId(), answers)
                                        .map(all -> nodded(all, told.get(), written.text())));
    }

    /**
     * What a nod may answer of what was sent unasked, and of a dialogue what one that thanks may: "ok, thanks" behind an answer asks
     * for nobody to call. So does a mere "sorry", behind a no that was noted. Empty for anything else.
     */
    private List<Answer> nods(WrittenReply written, Interpretation interpretation) {
        String text = written.text();
        boolean thanks = Thanks.isPolite(text);
        boolean nods = (thanks || interpreter.isAssent(text) || interpreter.isNod(text))
                && interpreter.meaning(text).filter(ReplyMeaning.YES::equals).isPresent();
        boolean sorry =
                interpreter.meaning(text).filter(ReplyMeaning.NO::equals).isPresent()
                        && Pleasantry.of(text).filter(Pleasantry.SORRY::equals).isPresent();
        if (written.quotedDeliveryId() != null || !nods && !sorry) {
            return List.of();
        }
        List<Answer> answers = inWords(interpretation);
        return !thanks && answers.stream().anyMatch(answer -> answer.message().spoken()) ? List.of() : answers;
    }

    /** Any other yes behind an answer of ours may take back what that noted. */
    private boolean isNodToAnswer(String text) {
        return Thanks.isPolite(text)
                || interpreter.isAssent(text)
                || interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO));
    }

    /** What words of one's own may answer; empty where they name a button. */
    private static List<Answer> inWords(Interpretation interpretation) {
        if (interpretation instanceof Interpretation.Several several) {
            return several.answers();
        }
        return interpretation instanceof Interpretation.Chosen chosen && chosen.inWords() != null
                ? List.of(new Answer(chosen.inWords(), chosen.button()))
                : List.of();
    }

    /** @param text whoever thanks as well is asked nothing, unless it told of what waits */
    private static Understood nodded(List<About> all, OpenMessageStore.Told told, String text) {
        List<About> waiting = all.stream().filter(About::awaits).toList();
        List<About> named = waiting.stream()
                .filter(about -> told.names(about.topic().title()))
                .toList();
        if (named.size() == 1) {
            return Understood.pressed(named.get(0).answer().button());
        }
        boolean ofAnother = named.isEmpty()
                && all.stream().anyMatch(about -> told.names(about.topic().title()));
        List<About> meant = named.isEmpty() ? waiting : named;
        if (meant.isEmpty() || ofAnother || named.isEmpty() && Thanks.isPolite(text)) {
            return Understood.NOTHING;
        }
        return meant.size() > 1
                ? TopicChoice.which(meant)
                : Understood.unsure(
                        meant.get(0).answer().message(), meant.get(0).topic().title());
    }

    private Future<Understood> answered(
            SqlConnection transaction, WrittenReply written, Interpretation interpretation) {
        List<Answer> parting = written.quotedDeliveryId() == null && interpreter.isParting(written.text())
                ? inWords(interpretation)
                : List.of();
        if (!parting.isEmpty()) {
            return topics.topics(transaction, written.person(), written.organisationId(), parting)
                    .map(choice::atParting);
        }
        if (interpretation instanceof Interpretation.Chosen chosen) {
            return chosen(transaction, written, chosen);
        }
        if (interpretation instanceof Interpretation.Unsure unsure) {
            OpenMessage message = unsure.message();
            return handlers.topic(
                            transaction,
                            written.person(),
                            written.organisationId(),
                            message.options().get(0).payload())
                    .map(topic -> confirmed(written, topic, message)
                            .map(Understood::pressed)
                            .orElseGet(() -> topic.filter(Topic::taken).isPresent()
                                            && interpreter.takesLeave(written.text())
                                    ? Understood.NOTHING
                                    : Understood.unsure(
                                            message, topic.map(Topic::title).orElse(""))));
        }
        if (interpretation instanceof Interpretation.Postponed postponed) {
            return Future.succeededFuture(Understood.postponed(postponed.message()));
        }
        return interpretation instanceof Interpretation.Several several
                ? topics.topics(transaction, written.person(), written.organisationId(), several.answers())
                        .map(all -> interpreter.isMereTrouble(written.text())
                                                && all.stream().noneMatch(about -> about.topic()
                                                        .taken())
                                        || isFarewell(all, written.text())
                                ? Understood.NOTHING
                                : choice.among(
                                        all,
                                        takesBack(written) || interpreter.isKept(written.text()),
                                        changes(written),
                                        written.text()))
                : Future.succeededFuture(Understood.NOTHING);
    }

    /** "All right, see you later", behind a yes to all of these. */
    private boolean isFarewell(List<About> all, String text) {
        return interpreter.takesLeave(text)
                && all.stream().allMatch(about -> about.topic().taken() && !about.awaits());
    }

    /** What phrases read with a doubt is done where it resembles the same, or surely a perhaps. */
    private Optional<ButtonPayload> confirmed(WrittenReply written, Optional<Topic> topic, OpenMessage message) {
        String text = written.text();
        boolean own = written.verdict().intent() == Intent.NONE
                && !written.asksConsent()
                && written.isOwnWords(text)
                && topic.filter(about -> choice.isFor(about, text)).isPresent();
        if (!own) {
            return Optional.empty();
        }
        Optional<ReplyMeaning> perhaps = LikelyAnswer.isSure(resemblance, text, ReplyKind.MAYBE)
                ? Optional.of(ReplyMeaning.MAYBE)
                : Optional.empty();
        return perhaps.or(() -> interpreter
                        .guess(text)
                        .filter(guess -> guess != ReplyMeaning.LATER && !interpreter.isConditional(text))
                        .filter(guess -> LikelyAnswer.confirms(resemblance, text, ReplyKind.valueOf(guess.name()))))
                .flatMap(meaning -> interpreter.saying(meaning, message));
    }

    /** What is said of a day decides nothing that is on another, nor of coming what is no event: it is asked about. */
    private Future<Understood> chosen(SqlConnection transaction, WrittenReply written, Interpretation.Chosen chosen) {
        OpenMessage message = chosen.inWords();
        return message == null
                ? Future.succeededFuture(Understood.pressed(chosen.button()))
                : newer(transaction, written, message)
                        .compose(newer -> newer.isPresent()
                                ? Future.succeededFuture(Understood.postponed(newer.get()))
                                : handlers.topic(
                                                transaction,
                                                written.person(),
                                                written.organisationId(),
                                                chosen.button())
                                        .map(topic -> topic.filter(about -> isPutOff(about, written))
                                                .map(about -> Understood.postponed(message))
                                                .or(() -> topic.filter(about -> isIdle(about, written))
                                                        .map(about -> Understood.NOTHING))
                                                .or(() -> topic.filter(about -> !choice.isFor(
                                                                new About(about, new Answer(message, chosen.button())),
                                                                written.text()))
                                                        .map(about -> choice.isOfEvents(written.text())
                                                                        && about.sort() != Topic.Sort.EVENT
                                                                ? Understood.NOTHING
                                                                : Understood.unsure(message, about.title())))
                                                .orElseGet(() -> Understood.pressed(chosen.button()))));
    }

    /** "I'll try again tomorrow" makes no perhaps of a yes that they have given. */
    private boolean isPutOff(Topic about, WrittenReply written) {
        return about.said() == ReplyMeaning.YES
                && about.taken()
                && written.quotedDeliveryId() == null
                && interpreter.meaning(written.text()).equals(Optional.of(ReplyMeaning.MAYBE))
                && interpreter.isOnlyLater(written.text());
    }

    /** "Okay, I'll wait. I can mend bikes too", behind a no: an assent that says more, and nothing of that, takes no refusal back. */
    private boolean isIdle(Topic about, WrittenReply written) {
        String text = written.text();
        return about.refused()
                && written.quotedDeliveryId() == null
                && interpreter.guess(text).equals(Optional.of(ReplyMeaning.YES))
                && !interpreter.isMereAnswer(text)
                && interpreter.attends(text).isEmpty()
                && !interpreter.isOfComing(text)
                && !interpreter.changes(text)
                && !LikelyAnswer.isSure(resemblance, text, ReplyKind.YES);
    }

    /** What was sent after a message, waits and has no "perhaps" to it: who says perhaps doesn't take a yes back that was long given. */
    private Future<Optional<OpenMessage>> newer(SqlConnection transaction, WrittenReply written, OpenMessage message) {
        String text = written.text();
        boolean perhaps = interpreter.meaning(text).equals(Optional.of(ReplyMeaning.MAYBE));
        return !perhaps || message.spoken() || written.quotedDeliveryId() != null
                ? Future.succeededFuture(Optional.empty())
                : topics.messages(transaction, written)
                        .compose(all -> topics.awaiting(transaction, written.person(), written.organisationId(), all))
                        .map(waiting -> waiting.stream()
                                .map(about -> about.answer().message())
                                .filter(other -> other.sentAt().isAfter(message.sentAt()))
                                .findFirst());
    }

    private boolean takesBack(WrittenReply written) {
        String text = written.event().text();
        return text != null && interpreter.takesBack(text);
    }

    private boolean changes(WrittenReply written) {
        String text = written.event().text();
        return text != null && interpreter.changes(text);
    }
}
