package org.relais.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.WordPhrase;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;

/**
 * Answers to the buttons that organisers compose, by a tap or in words. The last one counts. It is acknowledged where it
 * was given: by a tick on the button where the platform lets us, by the organiser's words, or else by one short text.
 */
public final class AnswerReplies implements ReplyHandler {
    /** The same tap again within this is one tap. */
    private static final Duration DOUBLE_TAP = Duration.ofMinutes(1);

    private final ChannelRegistry channels;
    private final AnswerStore store = new AnswerStore();

    public AnswerReplies(ChannelRegistry channels) {
        this.channels = channels;
    }

    /** What somebody answered to what. */
    private record Answered(Question question, SpecButton.Reply button) {
        boolean again() {
            Question.Given before = question.answered();
            return before != null && before.payload().equals(button.payload());
        }

        /** Whether the answer before was given so shortly ago. */
        boolean within(Duration moment, Reply reply) {
            Question.Given before = question.answered();
            return before != null && reply.at().isBefore(before.at().plus(moment));
        }

        String label(Reply reply) {
            return question.label(button, reply.language());
        }

        ReplyResult.Tick tick(Reply reply) {
            MessageSpec shown =
                    MessageSpec.of(question.language(reply.language(), button.labels()), "✓ " + label(reply));
            return new ReplyResult.Tick(question.deliveryId(), button.payload(), shown);
        }
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        return answered(tx, reply)
                .compose(answered -> answered.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : record(tx, reply, answered.get())
                                .compose(recorded -> acknowledgement(tx, reply, answered.get()))
                                .map(Optional::of));
    }

    @Override
    public Future<Boolean> note(SqlClient tx, Reply reply) {
        return answered(tx, reply)
                .compose(answered -> answered.isEmpty()
                        ? Future.succeededFuture(false)
                        : record(tx, reply, answered.get()).map(true));
    }

    /** The message with the person's last answer. */
    @Override
    public Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        OptionalLong delivery = AnswerButton.delivery(button);
        return delivery.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.question(tx, organisationId, delivery.getAsLong(), contactId)
                        .map(found -> found.map(AnswerReplies::topic));
    }

    private static Topic topic(Question question) {
        Question.Given given = question.answered();
        Question.Broadcast broadcast = question.broadcast();
        return new Topic(
                AnswerButton.PART + ' ' + (broadcast == null ? -question.deliveryId() : broadcast.id()),
                question.title(),
                false,
                given == null ? null : given.at(),
                false,
                null,
                null,
                question.days(),
                question.text());
    }

    private Future<Optional<Answered>> answered(SqlClient tx, Reply reply) {
        ButtonPayload named = reply.button();
        if (named != null) {
            OptionalLong delivery = AnswerButton.delivery(named);
            OptionalInt place = AnswerButton.place(named);
            return delivery.isEmpty() || place.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : store.question(tx, reply.organisationId(), delivery.getAsLong(), reply.contactId())
                            .map(found -> found.flatMap(question ->
                                    question.button(place.getAsInt()).map(button -> new Answered(question, button))));
        }
        String payload = reply.foreignPayload();
        return payload == null
                ? Future.succeededFuture(Optional.empty())
                : question(tx, reply, payload)
                        .map(found -> found.flatMap(
                                question -> question.button(payload).map(button -> new Answered(question, button))));
    }

    private Future<Optional<Question>> question(SqlClient tx, Reply reply, String payload) {
        Long delivery = reply.contextDeliveryId();
        return delivery == null
                ? store.question(tx, reply.organisationId(), payload, reply.contactId())
                : store.question(tx, reply.organisationId(), delivery, reply.contactId());
    }

    private Future<Void> record(SqlClient tx, Reply reply, Answered answered) {
        return store.record(
                tx,
                reply.organisationId(),
                reply.contactId(),
                answered.question(),
                new AnswerStore.Given(
                        answered.button(),
                        answered.label(reply),
                        reply.tapped() ? AnswerManner.TAP : AnswerManner.WORDS,
                        reply.at()));
    }

    private Future<ReplyResult> acknowledgement(SqlClient tx, Reply reply, Answered answered) {
        // An organiser's own thanks are said once, but to the label; who asks something beside is answered that alone.
        boolean thanked = !answered.button().acknowledgements().isEmpty() && !isLabel(reply, answered);
        // Which of several was meant is a question of ours: whoever chooses hears what was noted, however lately it was
        // said.
        boolean twice =
                reply.tapped() ? reply.button() == null && answered.within(DOUBLE_TAP, reply) : thanked || asks(reply);
        if (answered.again() && twice) {
            return Future.succeededFuture(ReplyResult.silent());
        }
        ReplyResult.@Nullable Tick tick = !answered.again() && editable(reply) ? answered.tick(reply) : null;
        boolean plain = answered.button().acknowledgements().isEmpty() && isLabel(reply, answered);
        return words(tx, reply, answered, tick != null)
                .map(words -> new ReplyResult(words, List.of(), tick, plain && !words.isEmpty(), null));
    }

    private static boolean asks(Reply reply) {
        String text = reply.text();
        return text != null && WordPhrase.asks(text);
    }

    /** Whether nothing had to be understood: of other words the answer says as what they were taken. */
    private static boolean isLabel(Reply reply, Answered answered) {
        String text = reply.text();
        return reply.tapped() || text != null && answered.label(reply).equalsIgnoreCase(text.strip());
    }

    /**
     * The organiser's; a tick on the button that was pressed needs none, and else there is a text. What was pressed under a question of
     * ours has no tick: that stands on the message which it is about.
     */
    private static Future<List<MessageSpec>> words(SqlClient tx, Reply reply, Answered answered, boolean ticked) {
        Map<String, String> written = answered.button().acknowledgements();
        if (!written.isEmpty()) {
            String language = answered.question().language(reply.language(), written);
            TextTemplate said = TextTemplate.parseOrLiteral(written.getOrDefault(language, ""));
            return Future.succeededFuture(List.of(MessageSpec.of(language, said)));
        }
        return ticked && reply.tapped() && reply.button() == null
                ? Future.succeededFuture(List.of())
                : OrganisationTexts.of(tx, reply).map(texts -> List.of(noted(texts, answered, reply)));
    }

    /** Of words it is said to which message they were noted: several may be open. */
    private static MessageSpec noted(OrganisationTexts texts, Answered answered, Reply reply) {
        String title = answered.question().title();
        String label = answered.label(reply);
        return reply.tapped() || title.isEmpty()
                ? texts.say("answer.noted", Map.of("label", label))
                : texts.say("answer.noted.to", Map.of("label", label, "title", title));
    }

    private boolean editable(Reply reply) {
        return channels.find(reply.sender().channel())
                .filter(channel -> channel.features().editable())
                .isPresent();
    }
}
