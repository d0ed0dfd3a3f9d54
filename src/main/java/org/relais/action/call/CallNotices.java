package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.relais.action.Action;
import org.relais.action.call.CallMessages.CallQuestion;
import org.relais.action.call.CallTurns.ChannelFeatures;
import org.relais.action.call.ContactCardStore.Card;
import org.relais.consent.Purpose;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.task.Sequence;

/** What volunteers are told in the middle of a call without having written. */
final class CallNotices {
    private final Outbox outbox;
    private final ChannelFeatures channels;
    private final Duration remembered;
    private final InstantSource clock;
    private final ConversationStore conversations = new ConversationStore();

    /** @param remembered how long what is offered may be answered by number */
    CallNotices(Outbox outbox, ChannelFeatures channels, Duration remembered, InstantSource clock) {
        this.outbox = outbox;
        this.channels = channels;
        this.remembered = remembered;
        this.clock = clock;
    }

    /**
     * The contact must not be called any more: said to whoever has the number, with the way on to the next one.
     *
     * @param card of the call, whose number has just been taken away
     */
    Future<Void> stopped(SqlClient tx, CallAttempt attempt, Card card) {
        return tell(
                tx,
                attempt.actionId(),
                card,
                true,
                words -> words.onward(CallMessages.stopped(attempt), Map.of(), attempt.actionId()));
    }

    /**
     * Without news of the volunteer, the contact went back; what they type next is still about the call. One who may have asked to
     * be removed waits for the answer, which is asked for again.
     */
    Future<Void> expired(SqlClient tx, CallAttempt attempt, Card card) {
        return tell(tx, attempt.actionId(), card, false, words -> words.overdue(attempt));
    }

    /** The action has ended in the middle of a call. */
    Future<Void> ended(SqlClient tx, Action action, Card card) {
        return tell(tx, action.id(), card, true, words -> words.say("call.over", Map.of("title", action.title())));
    }

    private Future<Void> tell(
            SqlClient tx, long actionId, Card card, boolean asks, Function<CallMessages, CallQuestion> message) {
        Long volunteer = card.volunteerId();
        String channel = card.channel();
        if (volunteer == null || channel == null) {
            return Future.succeededFuture();
        }
        return OrganisationTexts.of(tx, card.organisationId(), card.language())
                .map(speech -> message.apply(new CallMessages(speech, channels.of(channel))))
                .compose(asked -> say(tx, actionId, card, volunteer, asked)
                        .compose(said -> asks ? remember(tx, card, volunteer, asked) : Future.succeededFuture()));
    }

    private Future<Void> say(SqlClient tx, long actionId, Card card, long volunteer, CallQuestion asked) {
        return Sequence.each(
                asked.messages(),
                message -> outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                        new NewDelivery.Chat(
                                                card.organisationId(),
                                                volunteer,
                                                card.chatAddressId(),
                                                card.senderId()),
                                        Purpose.REPLY,
                                        DeliveryContent.of(message),
                                        clock.instant())
                                .about(actionId)));
    }

    /** Takes the place of what the call asked; another part's dialogue is left alone. */
    private Future<Void> remember(SqlClient tx, Card card, long volunteer, CallQuestion asked) {
        Instant now = clock.instant();
        return conversations
                .find(tx, volunteer, now)
                .compose(open -> open.isPresent() && !open.get().belongsTo(CallButtons.PART)
                        ? Future.succeededFuture()
                        : asked.choices().json().isEmpty()
                                ? conversations.end(tx, volunteer)
                                : conversations.put(
                                        tx,
                                        card.organisationId(),
                                        new Conversation(
                                                volunteer,
                                                CallTurns.CHOICE,
                                                new JsonObject()
                                                        .put(
                                                                "choices",
                                                                asked.choices().json()),
                                                now.plus(remembered)),
                                        now));
    }
}
