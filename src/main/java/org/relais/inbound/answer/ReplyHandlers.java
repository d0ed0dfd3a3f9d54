package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.Topic;

/** The other parts, in the order they were wired. */
public final class ReplyHandlers {
    private final List<ReplyHandler> all;

    public ReplyHandlers(List<ReplyHandler> handlers) {
        all = List.copyOf(handlers);
    }

    /** Each of them. */
    public List<ReplyHandler> all() {
        return all;
    }

    /** What the first part says that says anything. */
    public <T> Future<Optional<T>> first(Function<ReplyHandler, Future<Optional<T>>> of) {
        Future<Optional<T>> found = Future.succeededFuture(Optional.empty());
        for (ReplyHandler handler : all) {
            found = found.compose(before -> before.isPresent() ? Future.succeededFuture(before) : of.apply(handler));
        }
        return found;
    }

    /** What a button is about; empty when no part says. */
    public Future<Optional<Topic>> topic(
            SqlConnection transaction, ReplyPerson person, long organisationId, ButtonPayload button) {
        return first(handler -> handler.topic(transaction, organisationId, person.contactId(), button));
    }

    /** With what a list offers as messages of their own behind it: "yes to the picnic", where it was only listed. */
    List<OpenMessage> withListed(List<OpenMessage> messages) {
        return messages.stream()
                .flatMap(message -> Stream.concat(
                        Stream.of(message),
                        message.options().stream()
                                .map(option -> all.stream()
                                        .flatMap(handler -> handler.answers(option.payload()).stream())
                                        .toList())
                                .filter(answers -> !answers.isEmpty())
                                .map(answers ->
                                        new OpenMessage(message.deliveryId(), false, message.sentAt(), answers))))
                .toList();
    }

    /** The titles of what is open, and was never offered to this person. */
    Future<List<String>> others(SqlConnection transaction, ReplyPerson person, long organisationId) {
        Future<List<String>> titles = Future.succeededFuture(List.of());
        for (ReplyHandler handler : all) {
            titles = titles.compose(before -> handler.others(transaction, organisationId, person.contactId())
                    .map(more -> Stream.concat(before.stream(), more.stream()).toList()));
        }
        return titles;
    }

    /** The button that asks again what a dialogue waits for; empty when no part has one. */
    public Optional<ButtonPayload> again(Conversation open) {
        return all.stream().flatMap(handler -> handler.again(open).stream()).findFirst();
    }
}
