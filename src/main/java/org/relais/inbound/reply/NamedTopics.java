package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;

/**
 * Reader of answers that name what they are to, by its title: they belong to that, whatever was said last. What is named and
 * not surely answered is asked about by its name.
 */
final class NamedTopics {
    private static final int MOST_MESSAGES = 12;

    private final HandlerStage parts;
    private final InstantSource clock;
    private final Duration remembered;
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /** What may be named, with the messages about it, the newest first. */
    private record Open(Topic topic, List<OpenMessage> messages) {}

    /** @param remembered how long ago a message may have been sent */
    NamedTopics(HandlerStage parts, Duration remembered, InstantSource clock) {
        this.parts = parts;
        this.remembered = remembered;
        this.clock = clock;
    }

    /** What is meant; empty when nothing is named, or nothing is said to it. */
    Future<Optional<Understood>> read(SqlConnection transaction, AnswerReader.Written written, String text) {
        return sentMessages
                .newestWithButtons(
                        transaction,
                        written.person().contactId(),
                        written.addressId(),
                        clock.instant().minus(remembered),
                        MOST_MESSAGES)
                .compose(messages -> {
                    Optional<Understood> listed = messages.stream().findFirst().flatMap(newest -> listed(text, newest));
                    return listed.isPresent()
                            ? Future.succeededFuture(listed)
                            : topics(transaction, written, messages).map(open -> understand(text, open));
                });
    }

    /** "The party", said to the question which one is meant, or to a list. */
    private Optional<Understood> listed(String text, OpenMessage newest) {
        if (!newest.spoken() || !isList(newest)) {
            return Optional.empty();
        }
        List<OpenMessage.Option> options = newest.options();
        List<String> labels = options.stream().map(option -> option.label("")).toList();
        return names.only(text, labels)
                .map(found -> Understood.pressed(options.get(found).payload()));
    }

    /** Whether its buttons are about several things. */
    private static boolean isList(OpenMessage message) {
        return message.options().stream()
                        .map(option ->
                                option.payload().part() + ' ' + option.payload().id(0))
                        .distinct()
                        .count()
                > 1;
    }

    private Future<List<Open>> topics(
            SqlConnection transaction, AnswerReader.Written written, List<OpenMessage> messages) {
        Map<String, Open> found = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (OpenMessage message : messages) {
            if (!message.options().isEmpty() && !isList(message)) {
                all = all.compose(before -> parts.topic(
                                transaction,
                                written.person(),
                                written.organisationId(),
                                message.options().get(0).payload()))
                        .onSuccess(topic -> topic.ifPresent(about ->
                                found.merge(about.key(), new Open(about, List.of(message)), NamedTopics::together)))
                        .mapEmpty();
            }
        }
        return all.map(done -> List.copyOf(found.values()));
    }

    private static Open together(Open one, Open other) {
        return new Open(
                one.topic(),
                Stream.concat(one.messages().stream(), other.messages().stream())
                        .toList());
    }

    /** What is over is named only where no open thing is. */
    private Optional<Understood> understand(String text, List<Open> all) {
        return meant(text, all.stream().filter(open -> !open.topic().closed()).toList())
                .or(() -> meant(
                        text, all.stream().filter(open -> open.topic().closed()).toList()));
    }

    private Optional<Understood> meant(String text, List<Open> open) {
        List<Named> named =
                names.read(text, open.stream().map(each -> each.topic().title()).toList());
        if (named.stream().allMatch(each -> each.meaning() == null)) {
            return Optional.empty();
        }
        List<ButtonPayload> buttons = new ArrayList<>();
        for (Named each : named) {
            Open about = open.get(each.title());
            ReplyMeaning meaning = each.meaning();
            Optional<ButtonPayload> button =
                    meaning == null || !each.sure() ? Optional.empty() : button(about, meaning);
            if (button.isEmpty()) {
                return Optional.of(unclear(about, meaning));
            }
            buttons.add(button.get());
        }
        return Optional.of(Understood.pressed(buttons));
    }

    private static Understood unclear(Open about, @Nullable ReplyMeaning meaning) {
        OpenMessage message = about.messages().get(0);
        return meaning == ReplyMeaning.LATER
                ? Understood.postponed(message)
                : Understood.unsure(message, about.topic().title());
    }

    private Optional<ButtonPayload> button(Open about, ReplyMeaning meaning) {
        return about.messages().stream()
                .flatMap(message -> interpreter.saying(meaning, message).stream())
                .findFirst();
    }
}
