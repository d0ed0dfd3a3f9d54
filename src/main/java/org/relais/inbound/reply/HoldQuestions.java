package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.DialogueWord;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyChoices.Choice;
import org.relais.conversation.ReplyInterpreter;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.inbound.reply.ReplyMessages.Listener;
import org.relais.template.MessageSpec;

/**
 * Words the one question of a hold: shall we stop? Where the words are also those of a dialogue that the person stands in, it
 * has a button for what they may have meant there.
 */
final class HoldQuestions {
    private static final Duration RECENT = Duration.ofDays(3);
    private static final int NEWEST = 1;

    private final HandlerStage parts;
    private final InstantSource clock;
    private final ReplyPersonStore persons = new ReplyPersonStore();
    private final ConversationStore conversations = new ConversationStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    HoldQuestions(HandlerStage parts, InstantSource clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /** @param words what may have been a stop; null when it was no text */
    Future<MessageSpec> ask(SqlConnection transaction, Listener listener, long holdEventId, @Nullable String words) {
        Optional<DialogueWord> word = words == null ? Optional.empty() : interpreter.dialogueWord(words);
        return OrganisationTexts.of(transaction, listener.organisationId(), listener.language())
                .compose(texts -> word.isEmpty()
                        ? Future.succeededFuture(plain(texts, holdEventId))
                        : exit(transaction, listener, texts, word.get())
                                .map(exit -> exit.map(choice -> inDialogue(texts, holdEventId, choice))
                                        .orElseGet(() -> plain(texts, holdEventId))));
    }

    /** Whether the question that a held person was asked names a dialogue: a no to it is a second refusal. */
    Future<Boolean> namedDialogue(SqlConnection transaction, ReplyContext replyContext) {
        return newest(transaction, replyContext.person().contactId(), replyContext.addressId())
                .map(options -> options.stream().anyMatch(option -> HoldQuestion.isLeave(option.payload())));
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
        return persons.messages(
                        transaction, contactId, addressId, clock.instant().minus(RECENT), NEWEST)
                .map(messages ->
                        messages.stream().findFirst().map(OpenMessage::options).orElseGet(List::of));
    }

    private static MessageSpec plain(OrganisationTexts texts, long holdEventId) {
        return texts.ask(
                "hold.question",
                Map.of(),
                ReplyChoices.of(
                        texts.choice("hold.stop", HoldQuestion.STOP),
                        texts.choice("hold.continue", HoldQuestion.goOn(holdEventId))));
    }

    private static MessageSpec inDialogue(OrganisationTexts texts, long holdEventId, Choice exit) {
        boolean somebody = exit.payload().verb().equals(DialogueExit.REMOVE_SOMEBODY);
        return texts.ask(
                somebody ? "hold.whom" : "hold.what",
                Map.of(),
                ReplyChoices.of(
                        new Choice(exit.label(), HoldQuestion.leave(holdEventId, exit.payload())),
                        texts.choice(somebody ? "hold.stop.me" : "hold.stop.all", HoldQuestion.STOP),
                        texts.choice("hold.continue", HoldQuestion.goOn(holdEventId))));
    }
}
