package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.EventInquiry;

/**
 * Reader of answers that name what they are to, by its title: they belong to that, whatever was said last. What is named and
 * not surely answered is asked about by its name.
 */
final class NamedTopics {
    private static final String SHOW = "show";

    private final ReplyHandlers handlers;
    private final InstantSource clock;
    private final OpenMessageStore sentMessages = new OpenMessageStore();
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /** What may be named, with the messages about it, the newest first. */
    private record Open(Topic topic, List<OpenMessage> messages) {
        boolean awaits() {
            return topic.awaits(messages.get(0).sentAt());
        }
    }

    /** One of a list, and what it is about. */
    private record Choice(OpenMessage.Option option, Optional<Topic> topic) {
        Thing thing() {
            return topic.map(Thing::of).orElseGet(() -> new Thing(option.label(""), null));
        }
    }

    /** @param remembered how long ago a message may have been sent */
    NamedTopics(ReplyHandlers handlers, InstantSource clock) {
        this.handlers = handlers;
        this.clock = clock;
    }

    /** What is meant; empty when nothing is named, or nothing is said to it. */
    Future<Optional<Understood>> read(SqlConnection transaction, WrittenReply written, String text) {
        return messages(transaction, written).compose(messages -> topics(transaction, written, messages)
                .compose(open -> listed(transaction, written, text, messages, open)
                        .map(listed -> listed.or(() -> understand(text, open, written.conversation() != null)))));
    }

    /**
     * What plainly names another open thing while a dialogue asks for words: an answer to it, or when and where it is. Empty for
     * whatever may be an answer to the dialogue.
     */
    Future<Optional<Understood>> aside(
            SqlConnection transaction, WrittenReply written, Conversation dialogue, String text) {
        return messages(transaction, written)
                .compose(messages -> topics(transaction, written, messages))
                .map(all -> aside(
                        text,
                        all.stream()
                                .filter(open -> !open.topic().closed() && !isOf(open, dialogue))
                                .toList()));
    }

    /**
     * What plainly answers an event by its title while somebody is called: the person called may speak of what is only called by
     * what it is. A word of the call's own title names nothing else.
     */
    Future<Optional<Understood>> titled(SqlConnection transaction, WrittenReply written, String text) {
        return messages(transaction, written)
                .compose(messages -> topics(transaction, written, messages))
                .map(all -> {
                    List<Open> open =
                            all.stream().filter(each -> !each.topic().closed()).toList();
                    List<Named> named = names.plainly(
                            text,
                            open.stream()
                                    .map(each -> new Thing(each.topic().title(), null))
                                    .toList());
                    return named.size() == 1
                                    && open.get(named.get(0).title()).topic().sort() == Topic.Sort.EVENT
                            ? Optional.ofNullable(named.get(0).meaning())
                                    .flatMap(meaning ->
                                            button(open.get(named.get(0).title()), meaning))
                                    .map(Understood::pressed)
                            : Optional.empty();
                });
    }

    private Future<List<OpenMessage>> messages(SqlConnection transaction, WrittenReply written) {
        return sentMessages.remembered(
                transaction,
                written.person().contactId(),
                written.addressId(),
                clock.instant().minus(OpenTopics.REMEMBERED));
    }

    private Optional<Understood> aside(String text, List<Open> open) {
        List<Thing> things = things(open);
        if (EventInquiry.of(text).isPresent()) {
            return names.only(text, things).map(at -> Understood.pressed(show(open.get(at))));
        }
        List<Optional<ButtonPayload>> buttons = names.plainly(text, things).stream()
                .map(each ->
                        Optional.ofNullable(each.meaning()).flatMap(meaning -> button(open.get(each.title()), meaning)))
                .toList();
        return buttons.isEmpty() || buttons.contains(Optional.<ButtonPayload>empty())
                ? Optional.empty()
                : Optional.of(Understood.pressed(
                        buttons.stream().flatMap(Optional::stream).toList()));
    }

    private static boolean isOf(Open open, Conversation dialogue) {
        return open.messages().stream()
                .flatMap(message -> message.options().stream())
                .anyMatch(option -> dialogue.belongsTo(option.payload().part()));
    }

    /** The button that says what something is. */
    private static ButtonPayload show(Open open) {
        ButtonPayload any = open.messages().get(0).options().get(0).payload();
        return new ButtonPayload(any.part(), SHOW, any.arguments());
    }

    /**
     * "The party", said to the question which one is meant, or to a list: as long as nothing else was said since. A yes or no of
     * its own outweighs the one that was asked about.
     */
    private Future<Optional<Understood>> listed(
            SqlConnection transaction, WrittenReply written, String text, List<OpenMessage> messages, List<Open> open) {
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

    private Optional<Understood> chosen(String text, List<Choice> choices, List<Open> open) {
        List<Thing> things = choices.stream().map(Choice::thing).toList();
        Optional<ReplyMeaning> own = names.ofItsOwn(text, things);
        List<ButtonPayload> named = names.listed(text, things).stream()
                .map(choices::get)
                .map(choice -> own.flatMap(meaning -> saying(meaning, choice, open))
                        .orElse(choice.option().payload()))
                .toList();
        return named.isEmpty() ? Optional.empty() : Optional.of(Understood.pressed(named));
    }

    private Optional<ButtonPayload> saying(ReplyMeaning meaning, Choice choice, List<Open> open) {
        return open.stream()
                .filter(each -> choice.topic()
                        .filter(topic -> topic.key().equals(each.topic().key()))
                        .isPresent())
                .flatMap(each -> button(each, meaning).stream())
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

    private Future<List<Open>> topics(SqlConnection transaction, WrittenReply written, List<OpenMessage> messages) {
        Map<String, Open> found = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (OpenMessage message : messages) {
            if (!message.options().isEmpty() && !isList(message)) {
                all = all.compose(before -> handlers.topic(
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

    /**
     * What is over is named only where no open thing is.
     *
     * @param led whether something is asked just now, as a survey: what names nothing is an answer to that
     */
    private Optional<Understood> understand(String text, List<Open> all, boolean led) {
        List<Open> open = all.stream().filter(each -> !each.topic().closed()).toList();
        List<Open> waiting = open.stream().filter(Open::awaits).toList();
        return allGivenUp(text, open)
                .or(() -> led || !isOfFew(text, waiting)
                        ? Optional.empty()
                        : toAll(text, waiting.size() == 1 && open.size() == 2 ? open : waiting))
                .or(() -> allBut(text, open, waiting))
                .or(() -> named(text, all))
                .or(() -> merelyNamed(text, waiting));
    }

    /** "Neither" and "none" name nothing: of more than two things they may be said of the last one's choices. */
    private boolean isOfFew(String text, List<Open> waiting) {
        return waiting.size() <= 2 || !AnswerToAll.isNone(text);
    }

    /** "All cancelled, I am ill": whatever they have a part or a place in. */
    private Optional<Understood> allGivenUp(String text, List<Open> open) {
        List<Open> mine = open.stream().filter(each -> each.topic().taken()).toList();
        return interpreter.givesUp(text) && AnswerToAll.toAll(text, mine.size()).equals(Optional.of(ReplyMeaning.NO))
                ? toEach(ReplyMeaning.NO, mine)
                : Optional.empty();
    }

    /** "Both work for me", to everything that waits for an answer, also where one of two was answered. */
    private Optional<Understood> toAll(String text, List<Open> open) {
        return open.size() < 2
                ? Optional.empty()
                : AnswerToAll.toAll(text, open.size()).flatMap(meaning -> toEach(meaning, open));
    }

    /** "Yes to everything except the ball". */
    private Optional<Understood> allBut(String text, List<Open> open, List<Open> waiting) {
        return names.exception(text, things(open))
                .map(but -> Stream.concat(
                                but.titles().stream()
                                        .flatMap(at -> button(open.get(at), opposite(but.meaning())).stream()),
                                waiting.stream()
                                        .filter(each -> !but.titles().contains(open.indexOf(each)))
                                        .flatMap(each -> button(each, but.meaning()).stream()))
                        .toList())
                .filter(buttons -> !buttons.isEmpty())
                .map(Understood::pressed);
    }

    private static ReplyMeaning opposite(ReplyMeaning meaning) {
        return meaning == ReplyMeaning.YES ? ReplyMeaning.NO : ReplyMeaning.YES;
    }

    private static List<Thing> things(List<Open> open) {
        return open.stream().map(each -> Thing.of(each.topic())).toList();
    }

    private Optional<Understood> toEach(ReplyMeaning meaning, List<Open> open) {
        return Optional.of(open.stream()
                        .flatMap(each -> button(each, meaning).stream())
                        .toList())
                .filter(buttons -> !buttons.isEmpty() && buttons.size() == open.size())
                .map(Understood::pressed);
    }

    /** "Only Sunday", where nothing was asked about it just now: what they say to it is asked. */
    private Optional<Understood> merelyNamed(String text, List<Open> waiting) {
        List<Thing> things = things(waiting);
        return names.only(text, things)
                .filter(at -> names.listed(text, things).equals(List.of(at)))
                .map(waiting::get)
                .map(open -> unclear(open, null));
    }

    private Optional<Understood> named(String text, List<Open> all) {
        return meant(text, all.stream().filter(open -> !open.topic().closed()).toList())
                .or(() -> meant(
                        text, all.stream().filter(open -> open.topic().closed()).toList()));
    }

    private Optional<Understood> meant(String text, List<Open> open) {
        List<Thing> things = things(open);
        List<Named> named = names.read(text, things);
        if (named.stream().allMatch(each -> each.meaning() == null)) {
            return Optional.empty();
        }
        Map<Integer, String> counted = names.counted(text, things);
        Map<ButtonPayload, String> words = new HashMap<>();
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
            Optional.ofNullable(counted.get(each.title())).ifPresent(own -> words.put(button.get(), own));
        }
        names.ofTheRest(text, things).ifPresent(meaning -> IntStream.range(0, open.size())
                .filter(at -> open.get(at).awaits() && named.stream().noneMatch(each -> each.title() == at))
                .forEach(at -> button(open.get(at), meaning).ifPresent(buttons::add)));
        return Optional.of(Understood.pressed(buttons).saying(words));
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
