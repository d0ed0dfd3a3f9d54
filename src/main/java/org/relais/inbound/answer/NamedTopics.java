package org.relais.inbound.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Masked;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Reader of answers that name what they are to, by its title: they belong to that, whatever was said last. What is named and
 * not surely answered is asked about by its name.
 */
final class NamedTopics {
    private static final String SHOW = "show";
    /** Words; whoever says more beside a name says more than whom they bring. */
    private static final int MOST_BESIDE = 9;

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");

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
                .compose(messages -> topics(transaction, written, messages).map(all -> {
                    List<Open> others = all.stream()
                            .filter(open -> !open.topic().closed() && !isOf(open, dialogue))
                            .toList();
                    return aside(text, others).or(() -> others.stream()
                            .filter(open -> isNewest(open, messages))
                            .findFirst()
                            .flatMap(newest -> toNewest(text, newest)));
                }));
    }

    /** Whether an event, or what is new of it, came behind all that the dialogue has asked. */
    private static boolean isNewest(Open open, List<OpenMessage> messages) {
        return open.topic().sort() == Topic.Sort.EVENT
                && !messages.get(0).spoken()
                && open.messages().contains(messages.get(0));
    }

    /** When it is, or whether they come, where nothing is named. */
    private Optional<Understood> toNewest(String text, Open newest) {
        return EventInquiry.of(text).isPresent()
                ? Optional.of(Understood.pressed(show(newest)))
                : interpreter
                        .attends(text)
                        .flatMap(meaning -> button(newest, meaning))
                        .map(Understood::pressed);
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
                    Optional<Understood> shown = shown(names.masked(text, things(open)), open);
                    if (shown.isPresent()) {
                        return shown;
                    }
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
        if (AnswerToAll.isNone(text)) {
            return Optional.of(choices.stream()
                            .flatMap(choice -> saying(ReplyMeaning.NO, choice, open).stream())
                            .toList())
                    .filter(refused -> refused.size() == choices.size())
                    .map(Understood::pressed);
        }
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
        Masked masked = names.masked(text, things(open));
        return allGivenUp(text, open)
                .or(() -> led || !isOfFew(text, waiting)
                        ? Optional.empty()
                        : toAll(text, waiting.size() == 1 && open.size() == 2 ? open : waiting))
                .or(() -> led ? Optional.empty() : toEvents(text, waiting).or(() -> toOthers(text, waiting)))
                .or(() -> allBut(text, open))
                .or(() -> excepted(masked, open))
                .or(() -> hasOneEvent(open) ? Optional.empty() : shown(masked, open))
                .or(() -> fewer(masked, open))
                .or(() -> WordPhrase.asks(text) ? Optional.empty() : toEventsAnd(masked, open))
                .or(() -> named(text, all))
                .or(() -> WordPhrase.asks(text) ? Optional.empty() : comesTo(masked, open))
                .or(() -> merelyNamed(text, waiting));
    }

    /** Of which all is told in the person's own language, whatever name it is asked about by. */
    private static boolean hasOneEvent(List<Open> open) {
        return open.stream().filter(NamedTopics::isEvent).count() == 1;
    }

    /** "Neither" and "none" name nothing: of more than two things they may be said of the last one's choices. */
    private boolean isOfFew(String text, List<Open> waiting) {
        return waiting.size() <= 2
                || !AnswerToAll.isNone(text)
                || WordPhrase.words(text).stream().anyMatch(word -> Companions.number(word) == waiting.size());
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
    private Optional<Understood> allBut(String text, List<Open> open) {
        return names.exception(text, things(open))
                .map(but -> Stream.concat(
                                but.titles().stream()
                                        .flatMap(at -> button(open.get(at), opposite(but.meaning())).stream()),
                                open.stream()
                                        .filter(each -> isAmong(each, but.meaning()))
                                        .filter(each -> !but.titles().contains(open.indexOf(each)))
                                        .flatMap(each -> button(each, but.meaning()).stream()))
                        .toList())
                .filter(buttons -> !buttons.isEmpty())
                .map(Understood::pressed);
    }

    /** What waits is answered by "everything but"; by "cancel everything but" also what they have a part in. */
    private static boolean isAmong(Open open, ReplyMeaning meaning) {
        return open.awaits() || meaning == ReplyMeaning.NO && open.topic().taken();
    }

    private static ReplyMeaning opposite(ReplyMeaning meaning) {
        return meaning == ReplyMeaning.YES ? ReplyMeaning.NO : ReplyMeaning.YES;
    }

    /** Wherever they are, no day before yesterday's is named for what is to come. */
    private List<Thing> things(List<Open> open) {
        LocalDate yesterday =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        return open.stream().map(each -> Thing.of(each.topic()).from(yesterday)).toList();
    }

    private Optional<Understood> toEach(ReplyMeaning meaning, List<Open> open) {
        return Optional.of(open.stream()
                        .flatMap(each -> button(each, meaning).stream())
                        .toList())
                .filter(buttons -> !buttons.isEmpty() && buttons.size() == open.size())
                .map(Understood::pressed);
    }

    /** "I'd love to come to both", of two events beside other things that wait. */
    private Optional<Understood> toEvents(String text, List<Open> waiting) {
        List<Open> events = waiting.stream().filter(NamedTopics::isEvent).toList();
        return events.size() == 2 && waiting.size() > 2 && !AnswerToAll.isNone(text)
                ? toAll(text, events)
                : Optional.empty();
    }

    /** "The others, no": to the only one that waits, or to all. */
    private Optional<Understood> toOthers(String text, List<Open> waiting) {
        return Others.of(text)
                .filter(others -> waiting.size() == 1 || others.all())
                .flatMap(others -> toEach(others.agrees() ? ReplyMeaning.YES : ReplyMeaning.NO, waiting));
    }

    /** "Except the ball", behind what was said to all before. */
    private Optional<Understood> excepted(Masked masked, List<Open> open) {
        return Destination.isExcepted(masked.words())
                ? toEach(
                        ReplyMeaning.NO, masked.titles().stream().map(open::get).toList())
                : Optional.empty();
    }

    /** "When is the dinner?": that is shown, and no other event. */
    private static Optional<Understood> shown(Masked masked, List<Open> open) {
        List<Open> named = events(masked, open);
        return named.isEmpty()
                        || named.stream().anyMatch(each -> each.topic().taken())
                        || EventInquiry.of(masked.beside()).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Understood.pressed(named.stream().map(NamedTopics::show).toList()));
    }

    /** "My daughter won't come to the dinner": of who writes nothing is denied. */
    private Optional<Understood> fewer(Masked masked, List<Open> open) {
        List<Open> named = events(masked, open);
        if (named.size() != 1 || !Companions.isFewer(masked.beside())) {
            return Optional.empty();
        }
        Optional<ButtonPayload> comes =
                named.get(0).topic().taken() ? button(named.get(0), ReplyMeaning.YES) : Optional.empty();
        return Optional.of(comes.map(button -> Understood.pressed(button).saying(Map.of(button, masked.beside())))
                .orElseGet(() -> unclear(named.get(0), new Named(0, null, false))));
    }

    /** The events that are named, where nothing else is. */
    private static List<Open> events(Masked masked, List<Open> open) {
        List<Open> named = masked.titles().stream().map(open::get).toList();
        return named.stream().allMatch(NamedTopics::isEvent) ? named : List.of();
    }

    /** "To the dinner and the market", "dinner, all three of us": they come, as far as it waits for an answer or is taken. */
    private Optional<Understood> comesTo(Masked masked, List<Open> open) {
        List<Open> named = masked.titles().stream().map(open::get).toList();
        if (named.isEmpty() || !named.stream().allMatch(each -> isEvent(each) && mayComeTo(each))) {
            return Optional.empty();
        }
        boolean company = named.size() == 1 && isInCompany(masked);
        return company || Destination.isIn(masked.words())
                ? toEach(ReplyMeaning.YES, named).map(understood -> company ? together(understood, masked) : understood)
                : Optional.empty();
    }

    private static boolean mayComeTo(Open open) {
        return open.awaits() || open.topic().taken();
    }

    /** "To both events, and I'll help with the toys". */
    private Optional<Understood> toEventsAnd(Masked masked, List<Open> open) {
        List<Open> named = masked.titles().stream().map(open::get).toList();
        List<Open> events = open.stream()
                .filter(each -> each.awaits() && isEvent(each) && !named.contains(each))
                .toList();
        return events.size() == 2
                        && !named.isEmpty()
                        && named.stream().allMatch(NamedTopics::mayComeTo)
                        && Destination.isBesideBoth(masked.words())
                ? toEach(
                        ReplyMeaning.YES,
                        Stream.concat(events.stream(), named.stream()).toList())
                : Optional.empty();
    }

    private static boolean isEvent(Open open) {
        return open.topic().sort() == Topic.Sort.EVENT;
    }

    private static boolean isInCompany(Masked masked) {
        String beside = masked.beside();
        return masked.words().size() <= MOST_BESIDE
                && !NEGATION.isIn(masked.words())
                && (Companions.isIn(beside)
                        || Destination.together(masked.words()).isPresent());
    }

    /** Words that count people beside a name alone, as they are written elsewhere. */
    private static Understood together(Understood comes, Masked masked) {
        OptionalInt together = Destination.together(masked.words());
        ButtonPayload button = Objects.requireNonNull(comes.button(), "a button");
        return comes.saying(Map.of(button, together.isPresent() ? "+" + (together.getAsInt() - 1) : masked.beside()));
    }

    /** "Only Sunday", where nothing was asked about it just now: what they say to it is asked. */
    private Optional<Understood> merelyNamed(String text, List<Open> waiting) {
        List<Thing> things = things(waiting);
        return names.only(text, things)
                .filter(at -> names.listed(text, things).equals(List.of(at)))
                .map(waiting::get)
                .map(open -> unclear(open, new Named(0, null, false)));
    }

    /** Of what is over, nobody is asked what they answer. */
    private Optional<Understood> named(String text, List<Open> all) {
        return meant(text, all.stream().filter(open -> !open.topic().closed()).toList())
                .or(() -> meant(
                                text,
                                all.stream()
                                        .filter(open -> open.topic().closed())
                                        .toList())
                        .filter(understood -> understood.button() != null));
    }

    /** What is surely said to one is done, though what is said to another is to be asked. */
    private Optional<Understood> meant(String text, List<Open> open) {
        List<Thing> things = things(open);
        List<Named> named = names.read(text, things);
        if (named.stream().allMatch(each -> each.meaning() == null)) {
            return Optional.empty();
        }
        Map<Integer, String> counted = names.counted(text, things);
        Map<ButtonPayload, String> words = new HashMap<>();
        List<ButtonPayload> buttons = new ArrayList<>();
        List<Understood> unclear = new ArrayList<>();
        for (Named each : named) {
            Open about = open.get(each.title());
            ReplyMeaning meaning = each.meaning();
            Optional<ButtonPayload> button =
                    meaning == null || !each.sure() ? Optional.empty() : button(about, meaning);
            if (button.isEmpty()) {
                unclear.add(unclear(about, each));
                continue;
            }
            buttons.add(button.get());
            Optional.ofNullable(counted.get(each.title())).ifPresent(own -> words.put(button.get(), own));
        }
        if (buttons.isEmpty()) {
            return Optional.of(unclear.get(0));
        }
        names.ofTheRest(text, things).ifPresent(meaning -> IntStream.range(0, open.size())
                .filter(at -> open.get(at).awaits() && named.stream().noneMatch(each -> each.title() == at))
                .forEach(at -> button(open.get(at), meaning).ifPresent(buttons::add)));
        Understood said = Understood.pressed(buttons).saying(words);
        return Optional.of(unclear.stream()
                .flatMap(other ->
                        Optional.ofNullable(other.unsure())
                                .map(message -> said.asking(message, other.title()))
                                .stream())
                .findFirst()
                .orElse(said));
    }

    /** A perhaps, where no button says so, is an answer for later. */
    private static Understood unclear(Open about, Named named) {
        OpenMessage message = about.messages().get(0);
        return named.meaning() == ReplyMeaning.LATER || named.meaning() == ReplyMeaning.MAYBE && named.sure()
                ? Understood.postponed(message)
                : Understood.unsure(message, about.topic().title());
    }

    private Optional<ButtonPayload> button(Open about, ReplyMeaning meaning) {
        return about.messages().stream()
                .flatMap(message -> interpreter.saying(meaning, message).stream())
                .findFirst();
    }
}
