package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.contact.ConsentState;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.template.MessageSpec;

/**
 * The chat's side of named sharing: a contact card, a question that says what will be done with it, a link per person, and
 * the buttons under each. Until the question is answered the people are in the conversation and nowhere else.
 */
public final class ReferralReplies implements ReplyHandler {
    static final String PART = "named";
    static final String SENT = "sent";
    static final String REMOVED = "removed";

    private static final String GO = "go";
    private static final String CANCEL = "cancel";
    private static final String CONFIRM = PART + ".confirm";
    private static final String PEOPLE = "people";
    private static final String PURPOSE = "named.purpose";
    private static final Duration OPEN = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 10;

    private final ReferralDialogue dialogue;
    private final PhoneNumbers numbers;
    private final InstantSource clock;
    private final ReferralStore store = new ReferralStore();
    private final ConversationStore conversations = new ConversationStore();

    public ReferralReplies(ReferralDialogue dialogue, PhoneNumbers numbers, InstantSource clock) {
        this.dialogue = dialogue;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** A reply with what every answer to it needs. */
    private record ReferralReply(SqlConnection tx, Reply reply, OrganisationTexts texts) {}

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        ButtonPayload button = reply.button();
        boolean pressed = button != null && button.part().equals(PART);
        boolean card = reply.kind() == Reply.Kind.CARD && !reply.cards().isEmpty();
        if (!pressed && !card || reply.state() != ConsentState.SUBSCRIBED) {
            return Future.succeededFuture(Optional.empty());
        }
        return OrganisationTexts.of(tx, reply)
                .map(texts -> new ReferralReply((SqlConnection) tx, reply, texts))
                .compose(visit -> button != null && pressed ? press(visit, button) : cards(visit));
    }

    @Override
    public Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        Conversation open = asked.conversation();
        return Future.succeededFuture(
                open != null && open.state().equals(CONFIRM)
                        ? Optional.of(asked.texts().choice("named.cancel", ButtonPayload.of(PART, CANCEL)))
                        : Optional.empty());
    }

    private Future<Optional<ReplyResult>> cards(ReferralReply visit) {
        return dialogue.offer(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId())
                .compose(offer -> offer.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : cards(visit, offer.get()).map(Optional::of));
    }

    private Future<ReplyResult> cards(ReferralReply visit, ReferralOffer offer) {
        if (offer.consentOnly()) {
            return Future.succeededFuture(ReplyResult.of(visit.texts().say("named.off")));
        }
        List<Card> cards = visit.reply().cards();
        return dialogue.mayTry(
                        visit.tx(),
                        offer,
                        visit.reply().organisationId(),
                        visit.reply().contactId(),
                        cards.size())
                .compose(allowed -> allowed > 0
                        ? sort(visit, offer, cards, allowed)
                        : Future.succeededFuture(ReplyResult.of(visit.texts().say("named.limit"))));
    }

    /** Each card is judged by itself: one that can't be taken keeps no other back. */
    private Future<ReplyResult> sort(ReferralReply visit, ReferralOffer offer, List<Card> cards, int allowed) {
        List<Referral> known = new ArrayList<>(waiting(visit.reply()));
        List<String> refused = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (Card card : cards.subList(0, allowed)) {
            Optional<Referral> read = Referral.of(card, numbers, offer.country());
            if (read.isEmpty()) {
                unreadable.add(Referral.name(card.name(), "?"));
                continue;
            }
            Referral person = read.get();
            all = all.compose(
                            before -> dialogue.unknown(visit.tx(), visit.reply().organisationId(), person))
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
                                        ? Optional.of(visit.texts().say("named.limit"))
                                        : Optional.<MessageSpec>empty())
                        .flatMap(Optional::stream)
                        .toList()));
    }

    /** Of several cards, which: a name that the volunteer sent. Why they were refused is never told. */
    private static Optional<MessageSpec> told(ReferralReply visit, String key, List<String> names, int cards) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        MessageSpec said = visit.texts().say(key, Map.of("count", names.size()));
        return Optional.of(
                cards == 1
                        ? said
                        : MessageSpec.of(
                                visit.texts().language(key),
                                visit.texts().text(key, Map.of("count", names.size())) + "\n"
                                        + names.stream()
                                                .map(name -> "– " + name)
                                                .collect(Collectors.joining("\n"))));
    }

    /** The same card twice is one person. */
    private static boolean add(List<Referral> people, Referral person) {
        if (people.stream().anyMatch(other -> other.number().equals(person.number()))) {
            return true;
        }
        return people.size() < MOST_AT_ONCE && people.add(person);
    }

    private Future<ReplyResult> answer(
            ReferralReply visit, ReferralOffer offer, List<Referral> people, List<MessageSpec> told) {
        List<MessageSpec> messages = new ArrayList<>(told);
        if (people.isEmpty()) {
            return Future.succeededFuture(new ReplyResult(messages));
        }
        messages.add(visit.texts()
                .ask(
                        PURPOSE,
                        shown(offer, people.size()),
                        ReplyChoices.of(
                                visit.texts().choice("named.go", ButtonPayload.of(PART, GO)),
                                visit.texts().choice("named.cancel", ButtonPayload.of(PART, CANCEL)))));
        return remember(visit, people).map(put -> new ReplyResult(messages));
    }

    private static Map<String, Object> shown(ReferralOffer offer, int people) {
        return Map.of("count", people, "days", offer.retentionDays());
    }

    private Future<Void> remember(ReferralReply visit, List<Referral> people) {
        Instant now = clock.instant();
        JsonObject data = new JsonObject()
                .put(PEOPLE, new JsonArray(people.stream().map(Referral::json).toList()));
        return conversations.put(
                visit.tx(),
                visit.reply().organisationId(),
                new Conversation(visit.reply().contactId(), CONFIRM, data, now.plus(OPEN)),
                now);
    }

    private static List<Referral> waiting(Reply reply) {
        return reply.conversationOf(CONFIRM)
                .map(open -> open.data().getJsonArray(PEOPLE, new JsonArray()).stream()
                        .map(person -> Referral.read((JsonObject) person))
                        .toList())
                .orElseGet(List::of);
    }

    private Future<Optional<ReplyResult>> press(ReferralReply visit, ButtonPayload button) {
        return switch (button.verb()) {
            case GO -> go(visit).map(Optional::of);
            case CANCEL -> cancel(visit).map(Optional::of);
            case SENT -> settle(visit, button.id(0), this::sent);
            case REMOVED -> settle(visit, button.id(0), this::removed);
            default -> Future.succeededFuture(Optional.empty());
        };
    }

    private Future<ReplyResult> cancel(ReferralReply visit) {
        boolean open = !waiting(visit.reply()).isEmpty();
        return open
                ? conversations
                        .end(visit.tx(), visit.reply().contactId())
                        .map(ended -> ReplyResult.of(visit.texts().say("named.cancelled")))
                : Future.succeededFuture(ReplyResult.of(visit.texts().say("named.expired")));
    }

    private Future<ReplyResult> go(ReferralReply visit) {
        List<Referral> people = waiting(visit.reply());
        if (people.isEmpty()) {
            return Future.succeededFuture(ReplyResult.of(visit.texts().say("named.expired")));
        }
        return dialogue.offer(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId())
                .compose(offer -> offer.isEmpty() || offer.get().consentOnly()
                        ? Future.succeededFuture(ReplyResult.of(visit.texts().say("named.off")))
                        : bring(visit, offer.get(), people))
                .compose(answer ->
                        conversations.end(visit.tx(), visit.reply().contactId()).map(answer));
    }

    private Future<ReplyResult> bring(ReferralReply visit, ReferralOffer offer, List<Referral> people) {
        String shown = visit.texts().text(PURPOSE, shown(offer, people.size()));
        Future<Integer> refused = Future.succeededFuture(0);
        for (Referral person : people) {
            refused = refused.compose(before -> dialogue.bring(
                            visit.tx(),
                            Referrer.of(visit.reply()),
                            visit.texts().profile(),
                            offer,
                            person,
                            shown)
                    .map(link -> link.isPresent() ? before : before + 1));
        }
        // The links are on their way already; what else there is to say are the refusals.
        return refused.map(count -> count == 0
                ? ReplyResult.silent()
                : ReplyResult.of(visit.texts().say("named.refused", Map.of("count", count))));
    }

    private interface Step {
        Future<ReplyResult> take(ReferralReply visit, long namedId, ReferralStore.Known known);
    }

    /** Only of somebody whom this volunteer brought. */
    private Future<Optional<ReplyResult>> settle(ReferralReply visit, OptionalLong namedId, Step step) {
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

    private Future<ReplyResult> sent(ReferralReply visit, long namedId, ReferralStore.Known known) {
        if (known.stopped()) {
            return Future.succeededFuture(ReplyResult.of(visit.texts().say("named.sent.stopped")));
        }
        if (known.sent()) {
            return Future.succeededFuture(ReplyResult.noted(visit.texts().say("named.sent.already")));
        }
        return store.sent(visit.tx(), namedId, clock.instant())
                .compose(done -> store.total(
                        visit.tx(),
                        visit.reply().organisationId(),
                        visit.reply().contactId()))
                .map(total -> ReplyResult.of(visit.texts().say("named.sent.noted", Map.of("count", total))));
    }

    private Future<ReplyResult> removed(ReferralReply visit, long namedId, ReferralStore.Known known) {
        ReplyResult noted = ReplyResult.of(visit.texts().say("named.removed.noted"));
        return known.removed()
                ? Future.succeededFuture(noted)
                : stop(visit, known)
                        .compose(stopEvent -> store.removed(visit.tx(), namedId, stopEvent, clock.instant()))
                        .map(noted);
    }

    /** Completes with the stop's ledger event; with null for somebody who was erased since. */
    private Future<@Nullable Long> stop(ReferralReply visit, ReferralStore.Known known) {
        return known.contactId().isEmpty()
                ? Future.succeededFuture(null)
                : dialogue.remove(
                                visit.tx(),
                                visit.reply().organisationId(),
                                visit.reply().contactId(),
                                known.contactId().get())
                        .map(stopEvent -> stopEvent);
    }
}
