package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.relais.action.Action;
import org.relais.action.ActionButtons;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.AssignmentStore;
import org.relais.action.question.QuestionDialogue.Position;
import org.relais.action.question.QuestionDialogue.Turn;
import org.relais.consent.stopword.StopDetector;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.conversation.words.SurveyOpinion;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;

/**
 * The chat's side of questions: buttons, and what is typed where an answer is awaited or to a question that is quoted.
 * Whatever is pressed names its action and step, so an old button still corrects what it stood for.
 */
final class QuestionReplies implements ReplyHandler {
    private final QuestionDialogue dialogue;
    private final UnbegunQuestions unbegun;
    private final ReplyHandler actionReplies;
    private final Predicate<String> rights;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore parts = new AssignmentStore();
    private final QuestionStore store = new QuestionStore();
    private final ConversationStore conversations = new ConversationStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();

    /**
     * @param actionReplies answers the buttons of offers
     * @param rights whether words are about consent or the person's data, and so no answer to a question
     */
    QuestionReplies(
            QuestionDialogue dialogue, ReplyHandler actionReplies, Predicate<String> rights, InstantSource clock) {
        this.dialogue = dialogue;
        this.unbegun = new UnbegunQuestions(dialogue, clock);
        this.actionReplies = actionReplies;
        this.rights = rights;
        this.clock = clock;
    }

    private interface Step {
        Future<ReplyResult> take(Turn turn);
    }

    private interface Words {
        Future<ReplyResult> take(Turn turn, int step, String text);
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        if (button != null) {
            return button.part().equals(QuestionButtons.PART)
                    ? pressed(tx, reply, button)
                    : Future.succeededFuture(Optional.empty());
        }
        // What is no answer may be for another part: the question is asked again when it is for none.
        return typed(tx, reply, this::typed)
                .compose(said -> said.isPresent() ? Future.succeededFuture(said) : unbegun.asked(tx, reply));
    }

    /** Words that no part understood, where an answer is awaited. */
    @Override
    public Future<Optional<ReplyResult>> waiting(SqlClient tx, Reply reply) {
        String said = reply.text();
        boolean courtesy =
                said != null && (Thanks.isPolite(said) || Pleasantry.of(said).isPresent());
        return reply.button() == null && !courtesy
                ? typed(tx, reply, (turn, step, text) -> dialogue.again(turn, step))
                : Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<ReplyResult>> typed(SqlClient tx, Reply reply, Words words) {
        String text = reply.text();
        if (reply.kind() != Reply.Kind.TEXT || reply.command() != null || text == null || text.isBlank()) {
            return Future.succeededFuture(Optional.empty());
        }
        return position(tx, reply)
                .compose(position -> position.isEmpty() || isNoAnswer(text) && !mayLeave(text)
                        ? Future.succeededFuture(Optional.empty())
                        : with(
                                        tx,
                                        reply,
                                        position.get().actionId(),
                                        turn -> leaves(turn, text) && !SurveyOpinion.isDegree(text)
                                                ? dialogue.later(turn)
                                                : isNoAnswer(text)
                                                        ? Future.succeededFuture(ReplyResult.silent())
                                                        : words.take(
                                                                turn,
                                                                position.get().step(),
                                                                text))
                                .map(answer -> answer.filter(said -> !said.isSilent())));
    }

    /** "Assez", and what only resembles a stop, comes here only where it is an option, or the number that is asked for. */
    private boolean isNoAnswer(String text) {
        return rights.test(text)
                && !SurveyOpinion.isDegree(text)
                && !StopDetector.load().detect(text).onlyResembles();
    }

    /** "I don't want to go on with this", "nothing more about the survey". */
    private boolean mayLeave(String text) {
        return isLeft(text) || OfferRefusal.isOfOneThing(text);
    }

    private boolean isLeft(String text) {
        // "Yes, quite" says how much, "enough" alone that it is enough.
        return interpreter.isDropped(text) || CallEnding.isMerePause(text) && !interpreter.beginsWithYes(text);
    }

    private boolean leaves(Turn turn, String text) {
        return isLeft(text)
                || OfferRefusal.isOfOneThing(text)
                        && names.refused(text, List.of(new Thing(turn.action().title(), Topic.Sort.QUESTION)))
                                .isPresent();
    }

    /** Words that a question asks for are kept until it is known whether they are an answer. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> keeps(SqlClient tx, Reply reply) {
        Optional<Conversation> asked =
                reply.conversationOf(QuestionButtons.PART).filter(Conversation::awaitsWords);
        if (asked.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Position position = Position.of(asked.get());
        return actions.find(tx, reply.organisationId(), position.actionId())
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : dialogue.keepWords(tx, reply, asked.get())
                                .map(kept -> Optional.of(new ReplyChoices.Choice(
                                        ReplyChoices.label(action.get().title()),
                                        QuestionButtons.said(position.actionId(), position.step())))));
    }

    /** The action itself: what it is called, and whether it was answered. */
    @Override
    public Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        return button.part().equals(QuestionButtons.PART) && button.id(0).isPresent()
                ? actionReplies.topic(
                        tx,
                        organisationId,
                        contactId,
                        ActionButtons.show(button.id(0).getAsLong()))
                : Future.succeededFuture(Optional.empty());
    }

    @Override
    public Optional<ButtonPayload> again(Conversation open) {
        return open.belongsTo(QuestionButtons.PART)
                ? Optional.of(QuestionButtons.ask(Position.of(open).actionId()))
                : Optional.empty();
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply) {
        return reply.conversationOf(QuestionButtons.PART)
                .flatMap(this::again)
                .map(again -> pressed(tx, reply, again).map(asked -> asked.orElseGet(ReplyResult::silent)))
                .orElseGet(() -> Future.succeededFuture(ReplyResult.silent()));
    }

    /** Leaves the questions for now. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        if (!asked.isOf(QuestionButtons.PART)) {
            return Future.succeededFuture(Optional.empty());
        }
        ButtonPayload button = asked.button();
        Conversation conversation = asked.conversation();
        long actionId = button != null && button.part().equals(QuestionButtons.PART)
                ? button.id(0).orElse(0)
                : conversation == null ? 0 : Position.of(conversation).actionId();
        return Future.succeededFuture(
                actionId == 0
                        ? Optional.empty()
                        : Optional.of(asked.texts().choice("question.exit", QuestionButtons.later(actionId))));
    }

    /** The question that is quoted, else the one that was asked last; a quote of anything else is none of ours. */
    private Future<Optional<Position>> position(SqlClient tx, Reply reply) {
        Long quoted = reply.contextDeliveryId();
        return quoted != null
                ? store.button(tx, quoted, reply.contactId())
                        .map(button -> button.map(
                                found -> new Position(found.id(0).orElse(0), QuestionButtons.number(found, 1))))
                : Future.succeededFuture(
                        reply.conversationOf(QuestionButtons.PART).map(Position::of));
    }

    private Future<Optional<ReplyResult>> pressed(SqlClient tx, Reply reply, ButtonPayload button) {
        if (button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (reply.fields().values().stream().anyMatch(rights)) {
            return besides(tx, reply, button);
        }
        int step = QuestionButtons.number(button, 1);
        return with(tx, reply, button.id(0).getAsLong(), turn -> switch (button.verb()) {
            case QuestionButtons.PICK -> dialogue.pick(turn, step, QuestionButtons.number(button, 2));
            case QuestionButtons.SKIP -> dialogue.skip(turn, step);
            case QuestionButtons.BACK -> dialogue.back(turn, step);
            case QuestionButtons.LATER -> dialogue.later(turn);
            case QuestionButtons.SAID -> dialogue.said(turn, step);
            case QuestionButtons.FORM -> form(turn, button);
            default -> dialogue.ask(turn);
        });
    }

    /** What was filled in beside words that may be a stop is kept while it is asked; who stops keeps nothing. */
    @Override
    public Future<Boolean> note(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        return button != null
                        && button.part().equals(QuestionButtons.PART)
                        && !reply.fields().isEmpty()
                        && reply.state() == ConsentState.HELD
                ? besides(tx, reply, button).map(true)
                : Future.succeededFuture(false);
    }

    /** Words about consent or the person's data are answered as such, and are no answers; what else was filled in is kept. */
    private Future<Optional<ReplyResult>> besides(SqlClient tx, Reply reply, ButtonPayload button) {
        Map<String, String> answers = reply.fields().entrySet().stream()
                .filter(field -> !rights.test(field.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return with(tx, reply, button.id(0).orElse(0), turn -> dialogue.isOwn(turn, button)
                        .compose(own -> own ? dialogue.keep(turn, answers) : Future.succeededFuture())
                        .map(kept -> ReplyResult.silent()))
                .map(kept -> Optional.empty());
    }

    /** Only what was filled in by whom it was opened for; whoever names its button in words is asked in the chat. */
    private Future<ReplyResult> form(Turn turn, ButtonPayload button) {
        if (turn.reply().fields().isEmpty()) {
            return dialogue.askInChat(turn);
        }
        return dialogue.isOwn(turn, button)
                .compose(own -> own ? dialogue.filledIn(turn, turn.reply().fields()) : dialogue.ask(turn));
    }

    private Future<ReplyResult> typed(Turn turn, int step, String text) {
        Optional<DialogueWord> word =
                interpreter.dialogueWord(text, turn.reply().language());
        if (word.equals(Optional.of(DialogueWord.BACK))) {
            return dialogue.back(turn, step);
        }
        if (word.equals(Optional.of(DialogueWord.SKIP))) {
            return dialogue.skip(turn, step);
        }
        if (isLeftOut(turn, step, text)) {
            return leftOut(turn, step, text);
        }
        boolean words = takesWords(turn, step);
        Optional<SurveyInquiry> asked = words && !WordPhrase.asks(text) ? Optional.empty() : SurveyInquiry.of(text);
        if (asked.isPresent()) {
            return about(turn, step, text, asked.get());
        }
        if (words || !isLater(text, word)) {
            return dialogue.words(turn, step, text);
        }
        return LabelChoice.isTime(text) || SurveyOpinion.isDegree(text)
                ? dialogue.words(turn, step, text)
                        .compose(said -> said.isSilent() ? dialogue.later(turn) : Future.succeededFuture(said))
                : dialogue.later(turn);
    }

    /** "None", to what need not be answered. */
    private static boolean isLeftOut(Turn turn, int step, String text) {
        return turn.form().step(step).filter(asked -> !asked.required()).isPresent()
                && QuestionAnswerReader.isNothing(text);
    }

    /** It may be one of the options, or a number. */
    private Future<ReplyResult> leftOut(Turn turn, int step, String text) {
        return takesWords(turn, step)
                ? dialogue.skip(turn, step)
                : dialogue.words(turn, step, text)
                        .compose(said -> said.isSilent() ? dialogue.skip(turn, step) : Future.succeededFuture(said));
    }

    /** "Confidential?" may be one of the options. */
    private Future<ReplyResult> about(Turn turn, int step, String text, SurveyInquiry asked) {
        boolean option = !takesWords(turn, step) && turn.form().step(step).isPresent();
        Future<ReplyResult> answer =
                option ? dialogue.words(turn, step, text) : Future.succeededFuture(ReplyResult.silent());
        return answer.compose(
                said -> said.isSilent() ? dialogue.about(turn, step, asked) : Future.succeededFuture(said));
    }

    /** Where "tomorrow", or "anonymous", may be the answer. */
    private static boolean takesWords(Turn turn, int step) {
        return turn.form()
                .step(step)
                .filter(asked -> asked.kind() == AnswerKind.TEXT || asked.kind() == AnswerKind.PLACE)
                .isPresent();
    }

    private boolean isLater(String text, Optional<DialogueWord> word) {
        return word.equals(Optional.of(DialogueWord.LEAVE))
                || interpreter.meaning(text).equals(Optional.of(ReplyMeaning.LATER));
    }

    /** Only in an open action, of somebody who takes part in it; others are told, or offered it. */
    private Future<Optional<ReplyResult>> with(SqlClient tx, Reply reply, long actionId, Step step) {
        return actions.hold(tx, reply.organisationId(), actionId)
                .map(found -> found.filter(action -> action.type() == ActionType.QUESTION))
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : parts.take(tx, reply.organisationId(), actionId, reply.contactId(), clock.instant())
                                .compose(part -> with(tx, reply, action.get(), part, step))
                                .map(said -> said.map(told -> told.about(actionId))));
    }

    private Future<Optional<ReplyResult>> with(
            SqlClient tx, Reply reply, Action action, Optional<Assignment> part, Step step) {
        if (part.isEmpty()) {
            return say(tx, reply, "action.stranger", action);
        }
        if (!action.isOpen(clock.instant())) {
            return conversations.end(tx, reply.contactId()).compose(ended -> say(tx, reply, action.overKey(), action));
        }
        return part.get().takesPart()
                ? dialogue.turn(tx, reply, action, part.get())
                        .compose(step::take)
                        .map(Optional::of)
                : actionReplies.handle(tx, reply.pressing(ActionButtons.show(action.id())));
    }

    private static Future<Optional<ReplyResult>> say(SqlClient tx, Reply reply, String key, Action action) {
        return OrganisationTexts.of(tx, reply)
                .map(speech -> Optional.of(ReplyResult.of(speech.say(key, Map.of("title", action.title())))));
    }
}
