package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.contact.ConsentState;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.inbound.intake.HoldQuestion;

/**
 * Reader of answers that name what they are to, by its title: they belong to that, whatever was said last. It finds what may be
 * named; {@link TopicAnswers} reads what is said to it.
 */
final class NamedTopics {
    private final ReplyHandlers handlers;
    private final TopicAnswers answers;
    private final InstantSource clock;
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /** One of a list, and what it is about. */
    private record Choice(OpenMessage.Option option, Optional<Topic> topic) {
        Thing thing() {
            return topic.map(Thing::of).orElseGet(() -> new Thing(option.label(""), null));
        }
    }

    NamedTopics(ReplyHandlers handlers, InstantSource clock) {
        this.handlers = handlers;
        this.answers = new TopicAnswers(clock);
        this.clock = clock;
    }

    /** What is meant; empty when nothing is named, or nothing is said to it, as by most, to whom nothing is open. */
    Future<Optional<Understood>> read(SqlConnection transaction, WrittenReply written, String text) {
        return messages(transaction, written).compose(messages -> topics(transaction, written, messages)
                .compose(open -> listed(transaction, written, text, messages, open)
                        .map(listed -> listed.or(() -> written.conversation() == null
                                ? new LabelAnswers(answers).toLabels(text, open)
                                : Optional.empty()))
                        .compose(listed -> listed.isPresent()
                                ? Future.succeededFuture(listed)
                                : unknown(transaction, written, text, open))
                        .map(said -> said.or(() -> open.isEmpty()
                                ? Optional.empty()
                                : answers.understand(text, open, written.conversation() != null)))));
    }

    /** What plainly names something open while it is asked whether to stop: no choice of that question is read here. */
    Future<Optional<Understood>> besideHold(SqlConnection transaction, WrittenReply written, String text) {
        return messages(transaction, written).compose(messages -> topics(transaction, written, messages)
                .map(open -> open.isEmpty()
                        ? Optional.empty()
                        : ended(text, messages, open).or(() -> answers.understand(text, open, true))));
    }

    /** "Only the museum", where it is asked what is to end: that is given up, and everything else goes on. */
    private Optional<Understood> ended(String text, List<OpenMessage> messages, List<OpenThing> open) {
        return messages.stream()
                .filter(message -> message.options().stream().anyMatch(option -> HoldQuestion.isPart(option.payload())))
                .findFirst()
                .flatMap(question -> question.options().stream()
                        .map(OpenMessage.Option::payload)
                        .filter(HoldQuestion::isOfDialogue)
                        .findFirst())
                .flatMap(exit -> answers.only(text, open)
                        .map(button ->
                                Understood.pressed(HoldQuestion.leave(exit.id(0).orElse(0), button))));
    }

    /** What answers something that others were offered, and they were not, is said to nothing that is open for them. */
    private Future<Optional<Understood>> unknown(
            SqlConnection transaction, WrittenReply written, String text, List<OpenThing> open) {
        Conversation dialogue = written.conversation();
        boolean own = written.person().state() == ConsentState.SUBSCRIBED
                && !written.asksConsent()
                && (dialogue == null || !dialogue.takesWords());
        List<Thing> things = answers.things(open);
        return !own || !names.mayNameOthers(text, things)
                ? Future.succeededFuture(Optional.empty())
                : handlers.others(transaction, written.person(), written.organisationId())
                        .map(titles -> names.ofOthers(text, things, titles).map(Understood::unknown));
    }

    /**
     * What plainly names another open thing while a dialogue asks for words: an answer to it, or when and where it is. Empty for
     * whatever may be an answer to the dialogue.
     */
    Future<Optional<Understood>> aside(
            SqlConnection transaction, WrittenReply written, Conversation dialogue, String text) {
        return messages(transaction, written)
                .compose(messages -> topics(transaction, written, messages).map(all -> {
                    List<OpenThing> others = all.stream()
                            .filter(open -> !open.topic().closed() && !isOf(open, dialogue))
                            .toList();
                    return answers.aside(text, others).or(() -> others.stream()
                            .filter(open -> isNewest(open, messages))
                            .findFirst()
                            .flatMap(newest -> answers.toNewest(text, newest)));
                }));
    }

    /** Whether an event, or what is new of it, came behind all that the dialogue has asked. */
    private static boolean isNewest(OpenThing open, List<OpenMessage> messages) {
        return open.isEvent() && !messages.get(0).spoken() && open.messages().contains(messages.get(0));
    }

    /**
     * What plainly answers an event by its title while somebody is called: the person called may speak of what is only called by
     * what it is. A word of the call's own title names nothing else.
     */
    Future<Optional<Understood>> titled(SqlConnection transaction, WrittenReply written, String text) {
        return messages(transaction, written)
                .compose(messages -> topics(transaction, written, messages))
                .map(all -> answers.titled(text, all));
    }

    private Future<List<OpenMessage>> messages(SqlConnection transaction, WrittenReply written) {
        return sentMessages
                .remembered(
                        transaction,
                        written.person().contactId(),
                        written.addressId(),
                        clock.instant().minus(OpenTopics.REMEMBERED))
                .map(handlers::withListed);
    }

    private static boolean isOf(OpenThing open, Conversation dialogue) {
        return open.messages().stream()
                .flatMap(message -> message.options().stream())
                .anyMatch(option -> dialogue.belongsTo(option.payload().part()));
    }

    /**
     * "The party", said to the question which one is meant, or to a list: as long as nothing else was said since. A yes or no of
     * its own outweighs the one that was asked about.
     */
    private Future<Optional<Understood>> listed(
            SqlConnection transaction,
            WrittenReply written,
            String text,
            List<OpenMessage> messages,
            List<OpenThing> open) {
        Optional<OpenMessage> list = messages.stream().findFirst().filter(newest -> newest.spoken() && isList(newest));
        if (list.isEmpty() || interpreter.numbered(text, list.get()).isPresent()) {
            return Future.succeededFuture(Optional.empty());
        }
        return isLast(transaction, written, list.get())
                .compose(last -> last
                        ? choices(transaction, written, list.get()).map(choices -> chosen(text, choices, open))
                        : Future.succeededFuture(Optional.empty()));
    }

    private Future<Boolean> isLast(SqlConnection transaction, WrittenReply written, OpenMessage message) {
        return sentMessages
                .newest(transaction, written.person().contactId(), written.addressId(), message.sentAt(), 1)
                .map(since -> since.isEmpty() || since.get(0).deliveryId() == message.deliveryId());
    }

    private Future<List<Choice>> choices(SqlConnection transaction, WrittenReply written, OpenMessage list) {
        Future<List<Choice>> all = Future.succeededFuture(List.of());
        for (OpenMessage.Option option : list.options()) {
            all = all.compose(
                    before -> handlers.topic(transaction, written.person(), written.organisationId(), option.payload())
                            .map(topic -> Stream.concat(before.stream(), Stream.of(new Choice(option, topic)))
                                    .toList()));
        }
        return all;
    }

    private Optional<Understood> chosen(String text, List<Choice> choices, List<OpenThing> open) {
        if (AnswerToAll.isNone(text)) {
            return Optional.of(choices.stream()
                            .flatMap(choice -> saying(ReplyMeaning.NO, choice, open).stream())
                            .toList())
                    .filter(refused -> refused.size() == choices.size())
                    .map(Understood::pressed);
        }
        List<Thing> things = choices.stream().map(Choice::thing).toList();
        Optional<ReplyMeaning> own = names.ofItsOwn(text, things);
        Optional<Understood> perhaps = postponed(own, names.listed(text, things), choices, open);
        if (perhaps.isPresent()) {
            return perhaps;
        }
        List<ButtonPayload> named = names.listed(text, things).stream()
                .map(choices::get)
                .flatMap(choice -> own.isEmpty()
                        ? Stream.of(choice.option().payload())
                        : own.flatMap(meaning -> saying(meaning, choice, open)).stream())
                .toList();
        return named.isEmpty() ? Optional.empty() : Optional.of(Understood.pressed(named));
    }

    /** "The coffee morning maybe": no no to it, where no button of it says so. */
    private Optional<Understood> postponed(
            Optional<ReplyMeaning> own, List<Integer> listed, List<Choice> choices, List<OpenThing> open) {
        return own.filter(meaning -> meaning == ReplyMeaning.MAYBE || meaning == ReplyMeaning.LATER)
                .filter(meaning -> listed.size() == 1
                        && saying(meaning, choices.get(listed.get(0)), open).isEmpty())
                .flatMap(meaning -> about(choices.get(listed.get(0)), open)
                        .findFirst()
                        .map(each -> Understood.postponed(each.newest())));
    }

    private static Stream<OpenThing> about(Choice choice, List<OpenThing> open) {
        return open.stream().filter(each -> choice.topic()
                .filter(topic -> topic.key().equals(each.topic().key()))
                .isPresent());
    }

    private Optional<ButtonPayload> saying(ReplyMeaning meaning, Choice choice, List<OpenThing> open) {
        return about(choice, open)
                .flatMap(each -> answers.button(each, meaning).stream())
                .findFirst();
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

    private Future<List<OpenThing>> topics(
            SqlConnection transaction, WrittenReply written, List<OpenMessage> messages) {
        Map<String, OpenThing> found = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (OpenMessage message : messages) {
            if (!message.options().isEmpty() && !isList(message)) {
                all = all.compose(before -> handlers.topic(
                                transaction,
                                written.person(),
                                written.organisationId(),
                                message.options().get(0).payload()))
                        .onSuccess(topic -> topic.ifPresent(about -> found.merge(
                                about.key(), new OpenThing(about, List.of(message)), NamedTopics::together)))
                        .mapEmpty();
            }
        }
        return all.map(done -> List.copyOf(found.values()));
    }

    private static OpenThing together(OpenThing one, OpenThing other) {
        return new OpenThing(
                one.topic(),
                Stream.concat(one.messages().stream(), other.messages().stream())
                        .toList());
    }
}
