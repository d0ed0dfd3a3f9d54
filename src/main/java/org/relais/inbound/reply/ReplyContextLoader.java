package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Resolved;
import org.relais.consent.stopword.Affirmation;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.inbound.intake.ContactSightings;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.organisation.Sender;

/** Finds out who an event is from and what it refers to. */
final class ReplyContextLoader {
    /** Longer texts are no answer by number or label. */
    private static final int LONGEST_CHOICE = 24;

    private static final Verdict NO_WORDS = new Verdict(Intent.NONE, "", null, Set.of());

    private final IdentityService identities;
    private final ReplyPersonStore persons;
    private final ConversationStore conversations;
    private final StopDetector detector;
    private final InstantSource clock;

    /** What is found out step by step. */
    private record Met(
            Resolved resolved,
            ReplyPerson person,
            @Nullable Conversation conversation,
            @Nullable Long contextDeliveryId) {}

    ReplyContextLoader(
            IdentityService identities,
            ReplyPersonStore persons,
            ConversationStore conversations,
            StopDetector detector,
            InstantSource clock) {
        this.identities = identities;
        this.persons = persons;
        this.conversations = conversations;
        this.detector = detector;
        this.clock = clock;
    }

    /** The event with all that is known; the person is this transaction's alone until it ends. */
    Future<ReplyContext> meet(SqlConnection transaction, PendingInboxEvent open, Sender sender) {
        return identities
                .resolve(transaction, ContactSightings.of(sender, open.event()))
                .compose(resolved -> know(transaction, open.event(), sender, resolved))
                .compose(met ->
                        choice(transaction, open.event(), met).map(button -> replyContext(open, sender, met, button)));
    }

    private Future<Met> know(SqlConnection transaction, InboundEvent event, Sender sender, Resolved resolved) {
        String context = event.contextExternalId();
        Future<Optional<Long>> answered = context == null
                ? Future.succeededFuture(Optional.empty())
                : persons.answeredDelivery(transaction, context, resolved.contactId());
        return answered.compose(deliveryId -> persons.take(transaction, sender.organisationId(), resolved.contactId())
                .compose(person -> conversations
                        .find(transaction, resolved.contactId(), clock.instant())
                        .map(conversation -> new Met(
                                resolved,
                                person.orElseThrow(() -> new IllegalStateException("a resolved contact has consent")),
                                conversation.orElse(null),
                                deliveryId.orElse(null)))));
    }

    /** The button that was pressed; or, in a text, the one of the last message whose number or label it is. */
    private Future<Optional<ButtonPayload>> choice(SqlConnection transaction, InboundEvent event, Met met) {
        String payload = event.buttonPayload();
        if (payload != null) {
            return Future.succeededFuture(ButtonPayload.parse(payload));
        }
        String text = event.text();
        return event.kind() == Kind.TEXT && text != null && text.length() <= LONGEST_CHOICE
                ? persons.lastMessage(
                                transaction,
                                met.resolved().contactId(),
                                met.resolved().addressId())
                        .map(spec -> spec.flatMap(sent -> chosen(sent, text)))
                : Future.succeededFuture(Optional.empty());
    }

    /** Of a message spec as stored: the payload of the reply button that the text names. */
    private static Optional<ButtonPayload> chosen(JsonObject spec, String text) {
        String wanted = CommandParser.fold(text);
        List<JsonObject> replies = spec.getJsonArray("buttons", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(button -> button.containsKey("payload"))
                .toList();
        return IntStream.range(0, replies.size())
                .filter(index -> wanted.equals(Integer.toString(index + 1)) || labelled(replies.get(index), wanted))
                .mapToObj(index -> replies.get(index).getString("payload"))
                .findFirst()
                .flatMap(ButtonPayload::parse);
    }

    private static boolean labelled(JsonObject button, String wanted) {
        return button.getJsonObject("label", new JsonObject()).stream()
                .anyMatch(label ->
                        CommandParser.fold(String.valueOf(label.getValue())).equals(wanted));
    }

    private ReplyContext replyContext(PendingInboxEvent open, Sender sender, Met met, Optional<ButtonPayload> button) {
        String text = open.event().text();
        String typed = open.event().kind() == Kind.TEXT ? text : null;
        return new ReplyContext(
                open,
                sender,
                met.resolved().addressId(),
                met.person(),
                typed == null ? NO_WORDS : detector.detect(typed),
                text == null ? Affirmation.NEITHER : detector.affirmation(text),
                button.orElse(null),
                typed == null || button.isPresent()
                        ? null
                        : CommandParser.parse(typed).orElse(null),
                met.conversation(),
                met.contextDeliveryId());
    }
}
