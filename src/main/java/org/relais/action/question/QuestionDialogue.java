package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionButtons;
import org.relais.action.Assignment;
import org.relais.action.AssignmentState;
import org.relais.action.Assignments;
import org.relais.action.share.SharedContent;
import org.relais.action.step.StepOption;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;
import org.relais.template.TextTemplate;

/** One question at a time, from the first to the thanks. Runs in the transaction of one reply. */
final class QuestionDialogue {
    /** Longer than the reminders of most actions; whoever comes back later says ACTIONS. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String ACTION = "action";
    private static final String STEP = "step";
    private static final String SAID = "said";
    /** How often what was written was no answer to the step. */
    private static final String MISSED = "missed";

    private static final String CHOICE = ".choice";
    private static final String OPENED = ".form";

    private final Assignments assignments;
    private final FormCodes codes;
    private final InstantSource clock;
    private final QuestionStore store = new QuestionStore();
    private final ConversationStore conversations = new ConversationStore();
    private final SharedContent content = new SharedContent();
    private final OptionReader options = new OptionReader();

    QuestionDialogue(Assignments assignments, FormCodes codes, InstantSource clock) {
        this.assignments = assignments;
        this.codes = codes;
        this.clock = clock;
    }

    /**
     * One reply of somebody who takes part, with their answers before it.
     *
     * @param answers by id of the step
     */
    record Turn(
            SqlClient tx,
            Reply reply,
            Action action,
            Assignment assignment,
            QuestionMessages messages,
            Map<String, QuestionAnswer> answers) {
        QuestionForm form() {
            return messages.form();
        }

        OrganisationTexts speech() {
            return messages.speech();
        }

        QuestionPath path() {
            return QuestionPath.of(form(), answers);
        }

        /** Ids of the steps that they have been led by, or will be whatever they answer. */
        private List<String> onTheirWay() {
            return form().straight()
                    ? form().steps().stream().map(QuestionForm.Step::id).toList()
                    : path().ids(form());
        }

        private boolean isFirst(int place) {
            return path().before(place) == place;
        }

        private Turn with(Map<String, QuestionAnswer> given) {
            Map<String, QuestionAnswer> all = new HashMap<>(answers);
            all.putAll(given);
            return new Turn(tx, reply, action, assignment, messages, Map.copyOf(all));
        }
    }

    /** Where a dialogue stands. */
    record Position(long actionId, int step) {
        static Position of(Conversation conversation) {
            return new Position(
                    conversation.data().getLong(ACTION, 0L), conversation.data().getInteger(STEP, -1));
        }
    }

    /** @param action an open one that was opened with questions */
    Future<Turn> turn(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return OrganisationTexts.of(tx, reply)
                .compose(speech -> messages(tx, action, speech))
                .compose(messages -> published(tx, reply, action, messages))
                .compose(messages -> store.answers(tx, action.id(), reply.contactId())
                        .map(answers -> new Turn(tx, reply, action, assignment, messages, Map.copyOf(answers))));
    }

    private Future<QuestionMessages> messages(SqlClient tx, Action action, OrganisationTexts speech) {
        return store.form(tx, action.organisationId(), action.id())
                .map(form -> new QuestionMessages(
                        speech,
                        action.id(),
                        form.orElseThrow(
                                () -> new IllegalStateException("no questions in the open action " + action.id())),
                        null));
    }

    private Future<QuestionMessages> published(SqlClient tx, Reply reply, Action action, QuestionMessages messages) {
        return messages.form().asForm()
                ? store.published(tx, action, QuestionStore.publication(reply.sender(), messages.language()))
                        .map(found -> messages.in(found.orElse(null)))
                : Future.succeededFuture(messages);
    }

    /** Everything in a form, where there is one and nothing was answered yet; else the question that is next. */
    Future<ReplyResult> ask(Turn turn) {
        String form = turn.messages().published();
        Optional<ButtonPayload> button =
                codes.button(turn.action().id(), turn.reply().contactId());
        return form != null && button.isPresent() && turn.answers().isEmpty()
                ? open(turn, button.get(), form)
                : askInChat(turn);
    }

    /** Whoever writes instead of opening it is asked in the chat. */
    private Future<ReplyResult> open(Turn turn, ButtonPayload button, String form) {
        JsonObject data =
                Conversation.readingWords().put(ACTION, turn.action().id()).put(STEP, -1);
        return remember(turn.tx(), turn.assignment(), OPENED, data)
                .map(remembered ->
                        ReplyResult.of(turn.messages().opening(turn.action().title(), button, form)));
    }

    /**
     * Asks in the chat whom a form was to be opened for that their platform did not open; nothing when they were asked otherwise,
     * or did something else, since.
     *
     * @param language theirs; null: the organisation's
     */
    Future<Void> instead(SqlClient tx, Action action, Assignment part, @Nullable String language) {
        return conversations
                .find(tx, part.contactId(), clock.instant())
                .compose(open -> open.filter(
                                        conversation -> conversation.state().equals(QuestionButtons.PART + OPENED))
                                .filter(conversation ->
                                        Position.of(conversation).actionId() == action.id())
                                .isEmpty()
                        ? Future.succeededFuture()
                        : OrganisationTexts.of(tx, action.organisationId(), language)
                                .compose(speech -> messages(tx, action, speech))
                                .compose(messages -> remember(tx, part, messages.form(), 0)
                                        .compose(remembered -> assignments.tell(tx, part, messages.ask(0, true)))));
    }

    /** Whether it is of the form that was opened for this person, or for one who turned out to be them. */
    Future<Boolean> isOwn(Turn turn, ButtonPayload button) {
        long actionId = turn.action().id();
        return codes.isOf(button, actionId, turn.reply().contactId())
                ? Future.succeededFuture(true)
                : store.merged(
                                turn.tx(),
                                turn.action().organisationId(),
                                turn.reply().contactId())
                        .map(merged -> merged.stream().anyMatch(before -> codes.isOf(button, actionId, before)));
    }

    /**
     * Writes down what was filled in beside words that are no answers, and are answered otherwise: nothing is asked now, and
     * whatever comes next is answered by the question that waits.
     *
     * @param fields without those words
     */
    Future<Void> keep(Turn turn, Map<String, String> fields) {
        Map<String, QuestionAnswer> given = QuestionFields.read(turn.form(), fields, turn.answers());
        // What was left empty and what was taken out can't be told apart here.
        given.values().removeIf(QuestionAnswer.SKIPPED::equals);
        JsonObject data =
                Conversation.readingWords().put(ACTION, turn.action().id()).put(STEP, -1);
        return given.isEmpty()
                ? Future.succeededFuture()
                : write(turn.with(given), given)
                        .compose(written -> remember(turn.tx(), turn.assignment(), OPENED, data));
    }

    /** All that was filled in, as if it had been typed; what is no answer is asked in the chat. */
    Future<ReplyResult> filledIn(Turn turn, Map<String, String> fields) {
        Map<String, QuestionAnswer> given = QuestionFields.read(turn.form(), fields, turn.answers());
        given.entrySet()
                .removeIf(answer -> answer.getValue().equals(turn.answers().get(answer.getKey())));
        if (given.isEmpty()) {
            return turn.path().next().isPresent()
                    ? askInChat(turn)
                    : Future.succeededFuture(ReplyResult.noted(turn.speech().say("question.already")));
        }
        return noted(turn.with(given), given);
    }

    /** The question that waits for an answer; after the last one, that all are answered. */
    Future<ReplyResult> askInChat(Turn turn) {
        Optional<Integer> next = turn.path().next();
        return next.isPresent()
                ? ask(turn, next.get())
                : Future.succeededFuture(ReplyResult.of(turn.speech().ask("question.all", title(turn), correct(turn))));
    }

    private Future<ReplyResult> ask(Turn turn, int place) {
        return remember(turn.tx(), turn.assignment(), turn.form(), place)
                .map(remembered -> ReplyResult.of(turn.messages().ask(place, turn.isFirst(place))));
    }

    /** An option of a step that is on the person's way; another option for an earlier one goes on from there. */
    Future<ReplyResult> pick(Turn turn, int place, int option) {
        Optional<StepOption> chosen = turn.form()
                .step(place)
                .filter(step -> turn.path().places().contains(place))
                .filter(step -> option >= 0 && option < step.options().size())
                .map(step -> step.options().get(option));
        return chosen.isEmpty() ? ask(turn) : answer(turn, place, QuestionAnswer.of(chosen.get()));
    }

    /** What was typed where no option was meant; silent where it is no answer, and may be about something else. */
    Future<ReplyResult> words(Turn turn, int place, String text) {
        Optional<QuestionForm.Step> step = step(turn, place);
        if (step.isEmpty()) {
            return askInChat(turn);
        }
        return read(turn, step.get(), text)
                .map(answer -> answer(turn, place, answer))
                .orElseGet(() -> Future.succeededFuture(ReplyResult.silent()));
    }

    /** The question once more, to words that nobody understood; to the next such words with every way out. */
    Future<ReplyResult> again(Turn turn, int place) {
        if (step(turn, place).isEmpty()) {
            return askInChat(turn);
        }
        Optional<Conversation> asked = turn.reply()
                .conversationOf(QuestionButtons.PART)
                .filter(open -> Position.of(open).step() == place);
        boolean again =
                asked.filter(open -> open.data().getInteger(MISSED, 0) > 0).isPresent();
        boolean first = turn.isFirst(place);
        return asked.map(open -> missed(turn, open))
                .orElseGet(Future::succeededFuture)
                .map(counted -> ReplyResult.of(
                        again
                                ? turn.messages().stuck(place, first)
                                : turn.messages().again(place, first)));
    }

    private Future<Void> missed(Turn turn, Conversation asked) {
        JsonObject data = asked.data().copy().put(MISSED, asked.data().getInteger(MISSED, 0) + 1);
        return conversations.put(
                turn.tx(),
                turn.action().organisationId(),
                new Conversation(asked.contactId(), asked.state(), data, asked.expiresAt()),
                clock.instant());
    }

    /** What is known of the questions themselves, and the one that waits once more; to whoever has not begun, whether they wish to. */
    Future<ReplyResult> about(Turn turn, int place, SurveyInquiry asked) {
        QuestionMessages messages = turn.messages();
        String title = turn.action().title();
        if (!turn.assignment().takesPart()) {
            return Future.succeededFuture(ReplyResult.of(messages.about(asked, title, offered(turn))));
        }
        Optional<Integer> at =
                step(turn, place).isPresent() ? Optional.of(place) : turn.path().next();
        return at.isEmpty()
                ? askInChat(turn)
                : remember(turn.tx(), turn.assignment(), turn.form(), at.get())
                        .map(remembered ->
                                ReplyResult.of(messages.about(asked, title, at.get(), turn.isFirst(at.get()))));
    }

    private static ReplyChoices offered(Turn turn) {
        return new ReplyChoices(QuestionKind.BUTTONS.stream()
                .map(button -> turn.speech()
                        .choice(
                                button.textKey(),
                                ButtonPayload.of(
                                        ActionButtons.PART,
                                        button.verb(),
                                        turn.action().id())))
                .toList());
    }

    /** Keeps words of which it is asked whether they answer the step that is asked. */
    Future<Void> keepWords(SqlClient tx, Reply reply, Conversation asked) {
        return conversations.put(
                tx,
                reply.organisationId(),
                new Conversation(
                        reply.contactId(),
                        QuestionButtons.PART + CHOICE,
                        asked.data().copy().put(SAID, Objects.requireNonNullElse(reply.text(), "")),
                        clock.instant().plus(REMEMBERED)),
                clock.instant());
    }

    /** The words that were kept answer this step. */
    Future<ReplyResult> said(Turn turn, int place) {
        return turn.reply()
                .conversationOf(QuestionButtons.PART)
                .map(open -> open.data().getString(SAID, ""))
                .filter(words -> !words.isEmpty())
                .map(words -> words(turn, place, words))
                .orElseGet(() -> askInChat(turn));
    }

    private static Optional<QuestionForm.Step> step(Turn turn, int place) {
        return turn.form().step(place).filter(found -> turn.path().places().contains(place));
    }

    private Optional<QuestionAnswer> read(Turn turn, QuestionForm.Step step, String text) {
        return step.kind() == AnswerKind.CHOICE
                ? options.read(
                                text,
                                turn.messages().labels(step),
                                turn.messages().languages(),
                                clock.instant().atZone(ZoneOffset.UTC).getYear())
                        .map(option -> QuestionAnswer.of(step.options().get(option)))
                : QuestionAnswerReader.read(step, text, turn.messages().languages());
    }

    /** On without an answer, or with the one given before. */
    Future<ReplyResult> skip(Turn turn, int place) {
        Optional<QuestionForm.Step> step = step(turn, place);
        if (step.isEmpty() || turn.answers().containsKey(step.get().id())) {
            return ask(turn);
        }
        return step.get().required()
                ? Future.succeededFuture(ReplyResult.of(turn.messages().needed(place, turn.isFirst(place))))
                : answer(turn, place, QuestionAnswer.SKIPPED);
    }

    /** The question before, with its answer; another answer takes its place. */
    Future<ReplyResult> back(Turn turn, int place) {
        return ask(turn, turn.path().before(place));
    }

    /** No more for now: what was answered is kept. */
    Future<ReplyResult> later(Turn turn) {
        return conversations
                .end(turn.tx(), turn.reply().contactId())
                .map(ended -> ReplyResult.of(turn.speech().say("question.paused", title(turn))));
    }

    /** The same answer again says nothing new. */
    private Future<ReplyResult> answer(Turn turn, int place, QuestionAnswer answer) {
        String step = turn.form().steps().get(place).id();
        boolean again = answer.equals(turn.answers().get(step)) && !asks(turn, place);
        return again
                ? Future.succeededFuture(ReplyResult.noted(turn.speech().say("question.already")))
                : noted(turn.with(Map.of(step, answer)), Map.of(step, answer));
    }

    private boolean asks(Turn turn, int place) {
        return turn.reply()
                .conversationOf(QuestionButtons.PART)
                .map(Position::of)
                .filter(new Position(turn.action().id(), place)::equals)
                .isPresent();
    }

    private Future<ReplyResult> noted(Turn turn, Map<String, QuestionAnswer> given) {
        return write(turn, given).compose(written -> turn.path().next().isPresent() ? ask(turn) : finish(turn));
    }

    private Future<Void> write(Turn turn, Map<String, QuestionAnswer> given) {
        Action action = turn.action();
        long contactId = turn.reply().contactId();
        return Sequence.each(
                        given.entrySet(),
                        one -> store.answer(
                                turn.tx(), action, contactId, one.getKey(), one.getValue(), clock.instant()))
                .compose(noted -> store.keepOnly(turn.tx(), action.id(), contactId, turn.onTheirWay()))
                .compose(kept -> assignments.active(turn.tx(), turn.assignment()));
    }

    private Future<ReplyResult> finish(Turn turn) {
        return conversations.end(turn.tx(), turn.reply().contactId()).compose(ended -> {
            if (turn.assignment().state() == AssignmentState.DONE) {
                return Future.succeededFuture(
                        ReplyResult.of(turn.speech().ask("question.changed", Map.of(), correct(turn))));
            }
            return assignments
                    .unit(turn.tx(), turn.action(), turn.assignment(), new JsonObject())
                    .compose(counted -> assignments.done(
                            turn.tx(),
                            turn.action(),
                            turn.assignment(),
                            turn.reply().language()))
                    .compose(thanks -> store.finished(turn.tx(), turn.action().id())
                            .compose(total -> thanks(turn, thanks, total)));
        });
    }

    /** The thanks with how many have answered, and what there is to pass on. */
    private Future<ReplyResult> thanks(Turn turn, Optional<MessageSpec> thanks, long total) {
        String count = turn.speech().text("question.total", Map.of("count", total));
        if (turn.action().contentId() == null) {
            return Future.succeededFuture(ReplyResult.of(thanked(turn, thanks, count)));
        }
        return content.with(
                turn.tx(),
                turn.action(),
                thanked(turn, thanks, count + "\n\n" + turn.speech().text("question.share", title(turn))));
    }

    private static MessageSpec thanked(Turn turn, Optional<MessageSpec> thanks, String words) {
        String language = turn.speech().language("question.total");
        MessageSpec said = correct(turn).message(language, words);
        return thanks.map(MessageSpec::bodies)
                .flatMap(bodies -> turn.form()
                        .thanks(language)
                        .map(TextTemplate::literal)
                        .or(() -> Optional.ofNullable(bodies.get(language))))
                .map(first -> new MessageSpec(
                        language,
                        Map.of(
                                language,
                                first.above(Objects.requireNonNull(said.bodies().get(language)))),
                        said.buttons(),
                        null,
                        null,
                        null,
                        false,
                        Map.of(),
                        null))
                .orElse(said);
    }

    private static ReplyChoices correct(Turn turn) {
        return ReplyChoices.of(turn.speech()
                .choice(
                        "question.correct",
                        QuestionButtons.back(
                                turn.action().id(), turn.form().steps().size())));
    }

    private static Map<String, String> title(Turn turn) {
        return Map.of("title", turn.action().title());
    }

    /** What is typed next answers this step; of a choice, the words are read as those of any button. */
    private Future<Void> remember(SqlClient tx, Assignment part, QuestionForm form, int place) {
        boolean choice = form.steps().get(place).kind() == AnswerKind.CHOICE;
        JsonObject data = new JsonObject().put(ACTION, part.actionId()).put(STEP, place);
        return remember(tx, part, choice ? CHOICE : ".words", data);
    }

    private Future<Void> remember(SqlClient tx, Assignment part, String state, JsonObject data) {
        return conversations.put(
                tx,
                part.organisationId(),
                new Conversation(
                        part.contactId(),
                        QuestionButtons.PART + state,
                        data,
                        clock.instant().plus(REMEMBERED)),
                clock.instant());
    }
}
