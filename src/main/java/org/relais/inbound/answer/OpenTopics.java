package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.Interpretation.Answer;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.Topic;

/** What was sent to a person and may still be answered, and what that is about. */
public final class OpenTopics {
    /** Longer ago nobody remembers what was asked; a quoted message is answered whenever. */
    static final Duration REMEMBERED = Duration.ofDays(30);

    private static final int MOST_TITLES = 3;
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final ReplyHandlers handlers;
    private final InstantSource clock;

    /** What an answer would be about. */
    record About(Topic topic, Answer answer) {
        /** Whether its message waits for an answer. */
        boolean awaits() {
            return topic.awaits(answer.message().sentAt());
        }

        boolean isEvent() {
            return topic.sort() == Topic.Sort.EVENT;
        }
    }

    /**
     * What waits for an answer of a person.
     *
     * @param options the buttons that were offered with it
     */
    public record Waiting(Topic topic, List<OpenMessage.Option> options) {
        /** Whether the buttons are an organiser's own, which go by no other words than theirs. */
        public boolean isComposed() {
            return options.stream()
                    .allMatch(option -> AnswerButton.delivery(option.payload()).isPresent());
        }
    }

    public OpenTopics(ReplyHandlers handlers, InstantSource clock) {
        this.handlers = handlers;
        this.clock = clock;
    }

    /** What waits for an answer of this person, the newest first, three at most. */
    public Future<List<Waiting>> waiting(
            SqlConnection transaction, ReplyPerson person, long organisationId, long addressId) {
        return open(transaction, person, organisationId, addressId).map(all -> all.stream()
                .map(about ->
                        new Waiting(about.topic(), about.answer().message().options()))
                .limit(MOST_TITLES)
                .toList());
    }

    /** The message of the newest that waits for an answer and can be sent again as it is; empty for none. */
    public Future<Optional<Long>> newestWaiting(
            SqlConnection transaction, ReplyPerson person, long organisationId, long addressId) {
        return open(transaction, person, organisationId, addressId)
                .compose(all -> all.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : sentMessages.messageId(
                                transaction, all.get(0).answer().message().deliveryId()));
    }

    /** What waits for an answer of this person, the newest first. */
    private Future<List<About>> open(
            SqlConnection transaction, ReplyPerson person, long organisationId, long addressId) {
        return sentMessages
                .remembered(
                        transaction,
                        person.contactId(),
                        addressId,
                        clock.instant().minus(REMEMBERED))
                .map(handlers::withListed)
                .compose(messages -> awaiting(transaction, person, organisationId, messages));
    }

    Future<List<About>> awaiting(
            SqlConnection transaction, ReplyPerson person, long organisationId, List<OpenMessage> messages) {
        return told(transaction, person, organisationId, messages)
                .map(all -> all.stream().filter(About::awaits).toList());
    }

    /** What was sent unasked, and can still be answered, the newest first. */
    Future<List<About>> told(
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
                .map(all ->
                        all.stream().filter(about -> !about.topic().closed()).toList());
    }

    Future<List<OpenMessage>> messages(SqlConnection transaction, WrittenReply written) {
        Long quoted = written.quotedDeliveryId();
        return quoted != null
                ? sentMessages.find(transaction, quoted).map(found -> found.map(List::of)
                        .orElseGet(List::of))
                : sentMessages
                        .remembered(
                                transaction,
                                written.person().contactId(),
                                written.addressId(),
                                clock.instant().minus(REMEMBERED))
                        .map(handlers::withListed);
    }

    /** What each of the answers would be about, each thing once, by its newest message. */
    Future<List<About>> topics(
            SqlConnection transaction, ReplyPerson person, long organisationId, List<Answer> answers) {
        Map<String, About> found = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (Answer answer : answers) {
            all = all.compose(before -> handlers.topic(transaction, person, organisationId, answer.button()))
                    .onSuccess(
                            topic -> topic.ifPresent(about -> found.putIfAbsent(about.key(), new About(about, answer))))
                    .mapEmpty();
        }
        return all.map(done -> List.copyOf(found.values()));
    }
}
