package org.relais.action.named;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.consent.ConsentState;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.Answer;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.StandardArguments;
import org.relais.template.Letterhead;
import org.relais.template.LetterheadStore;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * The chat's side of named sharing: a contact card, a question that says what will be done with it, a link per person, and
 * the buttons under each. Until the question is answered the people are in the conversation and nowhere else.
 */
public final class NamedReplies implements ReplyHandler {
    static final String PART = "named";
    static final String SENT = "sent";
    static final String REMOVED = "removed";

    private static final String GO = "go";
    private static final String CANCEL = "cancel";
    private static final String CONFIRM = PART + ".confirm";
    private static final String PEOPLE = "people";
    private static final Duration OPEN = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 10;

    private final NamedDesk desk;
    private final PhoneNumbers numbers;
    private final InstantSource clock;
    private final NamedStore store = new NamedStore();
    private final LetterheadStore letterheads = new LetterheadStore();
    private final ConversationStore conversations = new ConversationStore();

    public NamedReplies(NamedDesk desk, PhoneNumbers numbers, InstantSource clock) {
        this.desk = desk;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** A reply with what every answer to it needs. */
    private record Visit(SqlConnection tx, Reply reply, Letterhead letterhead) {
        String language(String key) {
            return letterhead.texts().language(key, reply.language());
        }

        MessageSpec say(String key) {
            return say(key, Map.of());
        }

        MessageSpec say(String key, Map<String, ?> arguments) {
            return MessageSpec.of(language(key), text(key, arguments));
        }

        String text(String key, Map<String, ?> arguments) {
            Map<String, Object> all = new HashMap<>(StandardArguments.of(letterhead, language(key)));
            all.putAll(arguments);
            return letterhead.texts().text(key, reply.language(), all);
        }

        SpecButton button(String verb) {
            String language = language("named." + verb);
            return new SpecButton.Reply(
                    Map.of(language, letterhead.texts().text("named." + verb, language)),
                    ButtonPayload.of(PART, verb).encode());
        }
    }

    @Override
    public Future<Optional<Answer>> handle(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        boolean pressed = button != null && button.part().equals(PART);
        boolean card = reply.kind() == Reply.Kind.CARD && !reply.cards().isEmpty();
        if (!pressed && !card || reply.state() != ConsentState.SUBSCRIBED) {
            return Future.succeededFuture(Optional.empty());
        }
        return letterheads
                .load(tx, reply.organisationId())
                .map(found -> new Visit((SqlConnection) tx, reply, found.orElseThrow()))
                .compose(visit -> button != null && pressed ? press(visit, button) : cards(visit));
    }

    private Future<Optional<Answer>> cards(Visit visit) {
        return desk.offer(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId())
                .compose(offer -> offer.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : cards(visit, offer.get()).map(Optional::of));
    }

    private Future<Answer> cards(Visit visit, NamedOffer offer) {
        if (offer.consentOnly()) {
            return Future.succeededFuture(Answer.of(visit.say("named.off")));
        }
        List<Card> cards = visit.reply().cards();
        return desk.mayTry(
                        visit.tx(),
                        offer,
                        visit.reply().organisationId(),
                        visit.reply().contactId(),
                        cards.size())
                .compose(allowed -> allowed > 0
                        ? sort(visit, offer, cards, allowed)
                        : Future.succeededFuture(Answer.of(visit.say("named.limit"))));
    }

    /** Each card is judged by itself: one that can't be taken keeps no other back. */
    private Future<Answer> sort(Visit visit, NamedOffer offer, List<Card> cards, int allowed) {
        List<Brought> known = new ArrayList<>(waiting(visit.reply()));
        List<String> refused = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (Card card : cards.subList(0, allowed)) {
            Optional<Brought> read = Brought.of(card, numbers, offer.country());
            if (read.isEmpty()) {
                unreadable.add(Brought.name(card.name(), "?"));
                continue;
            }
            Brought person = read.get();
            all = all.compose(before -> desk.unknown(visit.tx(), visit.reply().organisationId(), person))
                    .map(unknown -> unknown && add(known, person) || refused.add(person.name()))
                    .mapEmpty();
        }
        return all.compose(sorted -> answer(
                visit,
                offer,
                known,
                Stream.of(
                                told(visit, "named.refused", refused, cards.size()),
                                told(visit, "named.unreadable", unreadable, cards.size()),
                                allowed < cards.size()
                                        ? Optional.of(visit.say("named.limit"))
                                        : Optional.<MessageSpec>empty())
                        .flatMap(Optional::stream)
                        .toList()));
    }

    /** Of several cards, which: a name that the volunteer sent. Why they were refused is never told. */
    private static Optional<MessageSpec> told(Visit visit, String key, List<String> names, int cards) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        MessageSpec said = visit.say(key, Map.of("count", names.size()));
        return Optional.of(
                cards == 1
                        ? said
                        : MessageSpec.of(
                                visit.language(key),
                                visit.text(key, Map.of("count", names.size())) + "\n"
                                        + names.stream()
                                                .map(name -> "– " + name)
                                                .collect(Collectors.joining("\n"))));
    }

    /** The same card twice is one person. */
    private static boolean add(List<Brought> people, Brought person) {
        if (people.stream().anyMatch(other -> other.number().equals(person.number()))) {
            return true;
        }
        return people.size() < MOST_AT_ONCE && people.add(person);
    }

    private Future<Answer> answer(Visit visit, NamedOffer offer, List<Brought> people, List<MessageSpec> told) {
        List<MessageSpec> messages = new ArrayList<>(told);
        if (people.isEmpty()) {
            return Future.succeededFuture(new Answer(messages));
        }
        messages.add(MessageSpec.of(
                visit.language("named.purpose"),
                purpose(visit, offer, people.size()),
                List.of(visit.button(GO), visit.button(CANCEL))));
        return remember(visit, people).map(put -> new Answer(messages));
    }

    private static String purpose(Visit visit, NamedOffer offer, int people) {
        return visit.text("named.purpose", Map.of("count", people, "days", offer.retentionDays()));
    }

    private Future<Void> remember(Visit visit, List<Brought> people) {
        Instant now = clock.instant();
        JsonObject data = new JsonObject()
                .put(PEOPLE, new JsonArray(people.stream().map(Brought::json).toList()));
        return conversations.put(
                visit.tx(),
                visit.reply().organisationId(),
                new Conversation(visit.reply().contactId(), CONFIRM, data, now.plus(OPEN)),
                now);
    }

    private static List<Brought> waiting(Reply reply) {
        return reply.conversationOf(CONFIRM)
                .map(open -> open.data().getJsonArray(PEOPLE, new JsonArray()).stream()
                        .map(person -> Brought.read((JsonObject) person))
                        .toList())
                .orElseGet(List::of);
    }

    private Future<Optional<Answer>> press(Visit visit, ButtonPayload button) {
        return switch (button.verb()) {
            case GO -> go(visit).map(Optional::of);
            case CANCEL -> cancel(visit).map(Optional::of);
            case SENT -> settle(visit, button.id(0), this::sent);
            case REMOVED -> settle(visit, button.id(0), this::removed);
            default -> Future.succeededFuture(Optional.empty());
        };
    }

    private Future<Answer> cancel(Visit visit) {
        boolean open = !waiting(visit.reply()).isEmpty();
        return open
                ? conversations
                        .end(visit.tx(), visit.reply().contactId())
                        .map(ended -> Answer.of(visit.say("named.cancelled")))
                : Future.succeededFuture(Answer.of(visit.say("named.expired")));
    }

    private Future<Answer> go(Visit visit) {
        List<Brought> people = waiting(visit.reply());
        if (people.isEmpty()) {
            return Future.succeededFuture(Answer.of(visit.say("named.expired")));
        }
        return desk.offer(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId())
                .compose(offer -> offer.isEmpty() || offer.get().consentOnly()
                        ? Future.succeededFuture(Answer.of(visit.say("named.off")))
                        : bring(visit, offer.get(), people))
                .compose(answer ->
                        conversations.end(visit.tx(), visit.reply().contactId()).map(answer));
    }

    private Future<Answer> bring(Visit visit, NamedOffer offer, List<Brought> people) {
        String shown = purpose(visit, offer, people.size());
        Future<Integer> refused = Future.succeededFuture(0);
        for (Brought person : people) {
            refused = refused.compose(before -> desk.bring(
                            visit.tx(), Volunteer.of(visit.reply()), visit.letterhead(), offer, person, shown)
                    .map(link -> link.isPresent() ? before : before + 1));
        }
        // The links are on their way already; what else there is to say are the refusals.
        return refused.map(
                count -> count == 0 ? Answer.silent() : Answer.of(visit.say("named.refused", Map.of("count", count))));
    }

    private interface Step {
        Future<Answer> take(Visit visit, long namedId, NamedStore.Known known);
    }

    /** Only of somebody whom this volunteer brought. */
    private Future<Optional<Answer>> settle(Visit visit, OptionalLong namedId, Step step) {
        return namedId.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : store.find(
                                visit.tx(),
                                visit.reply().organisationId(),
                                visit.reply().contactId(),
                                namedId.getAsLong())
                        .compose(known -> known.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : step.take(visit, namedId.getAsLong(), known.get())
                                        .map(Optional::of));
    }

    private Future<Answer> sent(Visit visit, long namedId, NamedStore.Known known) {
        if (known.stopped()) {
            return Future.succeededFuture(Answer.of(visit.say("named.sent.stopped")));
        }
        if (known.sent()) {
            return Future.succeededFuture(Answer.of(visit.say("named.sent.already")));
        }
        return store.sent(visit.tx(), namedId, clock.instant())
                .compose(done -> store.total(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId()))
                .map(total -> Answer.of(visit.say("named.sent.noted", Map.of("count", total))));
    }

    private Future<Answer> removed(Visit visit, long namedId, NamedStore.Known known) {
        Answer noted = Answer.of(visit.say("named.removed.noted"));
        return known.removed()
                ? Future.succeededFuture(noted)
                : stop(visit, known)
                        .compose(stopEvent -> store.removed(visit.tx(), namedId, stopEvent, clock.instant()))
                        .map(noted);
    }

    /** Completes with the stop's ledger event; with null for somebody who was erased since. */
    private Future<@Nullable Long> stop(Visit visit, NamedStore.Known known) {
        return known.contactId().isEmpty()
                ? Future.succeededFuture(null)
                : desk.remove(
                                visit.tx(),
                                visit.reply().organisationId(),
                                visit.reply().contactId(),
                                known.contactId().get())
                        .map(stopEvent -> stopEvent);
    }
}
