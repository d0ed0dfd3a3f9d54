package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyResult;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.inbound.intake.NumberRequestStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Preference;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.SpecButton;

/**
 * Messages to one person in their language: the organisation's texts become messages in the outbox, in the caller's
 * transaction. Whether they may be sent is decided there, not here.
 */
final class ReplyMessages {
    /**
     * A confirmation that could not be sent for so long is not sent at all: "at most five minutes" is presumed to be in
     * time (47 CFR 64.1200(a)(12)); a restart or an outage of a platform may make it later, but not a surprise.
     */
    private static final Duration CONFIRMATION_IN_TIME = Duration.ofHours(1);

    private final NumberRequestStore numbers = new NumberRequestStore();
    private final OrganisationStore organisations;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Purpose answers;

    /**
     * Whom we talk to, and where.
     *
     * @param language null when unknown: the organisation's
     * @param numberOpen whether something still asks for their number, which goes away with an answer to anything else
     * @param heard what they said; null when it is not known, or they did not say anything
     * @param actionId the action in whose course they are talked to; null for none
     */
    record Listener(
            long organisationId,
            long contactId,
            @Nullable Long addressId,
            @Nullable Long senderId,
            @Nullable String language,
            boolean numberOpen,
            @Nullable Heard heard,
            @Nullable Long actionId) {

        /** Whom nothing asks for a number. */
        Listener(
                long organisationId,
                long contactId,
                @Nullable Long addressId,
                @Nullable Long senderId,
                @Nullable String language) {
            this(organisationId, contactId, addressId, senderId, language, false, null, null);
        }

        /** The same in this language, when it is known. */
        Listener speaking(@Nullable String other) {
            return other == null
                    ? this
                    : new Listener(organisationId, contactId, addressId, senderId, other, numberOpen, heard, actionId);
        }

        private Listener about(@Nullable Long action) {
            return new Listener(organisationId, contactId, addressId, senderId, language, numberOpen, heard, action);
        }
    }

    /**
     * What somebody said.
     *
     * @param message the platform's id of it
     * @param pressed that of our message whose button they pressed; null for words
     */
    record Heard(String message, @Nullable String pressed) {}

    ReplyMessages(Outbox outbox, InstantSource clock) {
        this(outbox, clock, Purpose.REPLY);
    }

    private ReplyMessages(Outbox outbox, InstantSource clock, Purpose answers) {
        this.organisations = new OrganisationStore(clock);
        this.outbox = outbox;
        this.clock = clock;
        this.answers = answers;
    }

    /** The same for somebody who has stopped and asks for something themself, by a message later than the stop. */
    ReplyMessages toStopped() {
        return new ReplyMessages(outbox, clock, Purpose.STOPPED_REPLY);
    }

    /** Answers with one of the texts. */
    Future<Void> say(SqlClient tx, Listener listener, String key) {
        return texts(tx, listener).compose(texts -> reply(tx, listener, texts.say(key)));
    }

    /** Answers with a message that needs the organisation's texts to be composed. */
    Future<Void> say(SqlClient tx, Listener listener, Function<OrganisationTexts, MessageSpec> message) {
        return texts(tx, listener).compose(texts -> reply(tx, listener, message.apply(texts)));
    }

    /** Asks whether they agree to be written to, because of what the reference names. */
    Future<Void> askToAgree(SqlClient tx, Listener listener, String reference) {
        return texts(tx, listener)
                .compose(texts -> OptInQuestion.ask(
                        tx, texts.profile(), listener.contactId(), listener.language(), reference, clock.instant()))
                .compose(question -> answer(tx, listener, question));
    }

    /** Says what a part of the service answers: messages that are stored, then its own. */
    Future<Void> answer(SqlClient tx, Listener heard, ReplyResult answer) {
        Listener listener = heard.about(answer.actionId());
        Future<Void> all = tick(tx, listener, answer);
        for (long messageId : answer.storedIds()) {
            all = all.compose(before -> enqueue(tx, listener, answers, new DeliveryContent.Stored(messageId)));
        }
        return all.compose(before ->
                answer.noted() ? note(tx, listener, answer.messages().get(0)) : reply(tx, listener, answer.messages()));
    }

    /** Says that something is noted, with one of the texts or a sign in its place. */
    Future<Void> note(SqlClient tx, Listener listener, String key) {
        return texts(tx, listener).compose(texts -> note(tx, listener, texts.say(key)));
    }

    /** Nothing goes away with a sign: what asks for a number is answered in words. */
    private Future<Void> note(SqlClient tx, Listener listener, MessageSpec message) {
        Heard heard = listener.heard();
        return heard == null || listener.numberOpen()
                ? reply(tx, listener, message)
                : organisations
                        .preferences(tx, listener.organisationId())
                        .compose(preferences -> preferences.contains(Preference.SAYS_LESS)
                                ? enqueue(
                                        tx,
                                        listener,
                                        answers,
                                        DeliveryContent.Inline.signing(
                                                heard.message(), heard.pressed(), MessageSpecCodec.encode(message)))
                                : reply(tx, listener, message));
    }

    /** Says a message that is stored, in the person's own language. */
    Future<Void> stored(SqlClient tx, Listener listener, long messageId) {
        return enqueue(tx, listener, answers, new DeliveryContent.Stored(messageId));
    }

    private Future<Void> tick(SqlClient tx, Listener listener, ReplyResult answer) {
        ReplyResult.Tick tick = answer.tick();
        return tick == null
                ? Future.succeededFuture()
                : enqueue(
                        tx,
                        listener,
                        Purpose.REPLY,
                        DeliveryContent.Inline.ticking(
                                tick.deliveryId(), tick.payload(), MessageSpecCodec.encode(tick.shown())));
    }

    /** Answers with messages, in this order. */
    Future<Void> reply(SqlClient tx, Listener listener, List<MessageSpec> messages) {
        Future<Void> all = Future.succeededFuture();
        for (MessageSpec message : messages) {
            all = all.compose(before -> reply(tx, listener, message));
        }
        return all;
    }

    /** The one confirmation of a stop. */
    Future<Void> confirm(
            SqlClient tx, Listener listener, Function<OrganisationTexts, MessageSpec> message, long stopEventId) {
        Instant now = clock.instant();
        return texts(tx, listener)
                .map(texts -> content(message.apply(texts)))
                .compose(content -> outbox.enqueue(
                        tx,
                        NewDelivery.confirmation(
                                new NewDelivery.Chat(
                                        listener.organisationId(),
                                        listener.contactId(),
                                        listener.addressId(),
                                        listener.senderId()),
                                content,
                                now,
                                now.plus(CONFIRMATION_IN_TIME),
                                stopEventId)))
                .mapEmpty();
    }

    /** The one question of a hold. */
    Future<Void> question(SqlClient tx, Listener listener, MessageSpec question) {
        return enqueue(tx, listener, Purpose.QUESTION, question);
    }

    /** The same, where it needs the organisation's texts to be composed. */
    Future<Void> question(SqlClient tx, Listener listener, Function<OrganisationTexts, MessageSpec> question) {
        return texts(tx, listener).compose(texts -> question(tx, listener, question.apply(texts)));
    }

    private static Future<OrganisationTexts> texts(SqlClient tx, Listener listener) {
        return OrganisationTexts.of(tx, listener.organisationId(), listener.language());
    }

    /** Only a message without buttons can take away what stands in place of the phone's keyboard. */
    private Future<Void> reply(SqlClient tx, Listener listener, MessageSpec message) {
        boolean closes = listener.numberOpen()
                && message.shareText() == null
                && (message.buttons().isEmpty() || message.buttons().equals(List.of(SpecButton.NumberRequest.OVER)));
        return closes
                ? numbers.close(tx, listener.organisationId(), listener.contactId())
                        .compose(closed -> enqueue(
                                tx, listener, answers, message.withButtons(List.of(SpecButton.NumberRequest.OVER))))
                : enqueue(tx, listener, answers, message);
    }

    private Future<Void> enqueue(SqlClient tx, Listener listener, Purpose purpose, MessageSpec message) {
        return enqueue(tx, listener, purpose, content(message));
    }

    private Future<Void> enqueue(SqlClient tx, Listener listener, Purpose purpose, DeliveryContent content) {
        return outbox.enqueue(
                        tx,
                        NewDelivery.now(
                                        new NewDelivery.Chat(
                                                listener.organisationId(),
                                                listener.contactId(),
                                                listener.addressId(),
                                                listener.senderId()),
                                        purpose,
                                        content,
                                        clock.instant())
                                .about(listener.actionId()))
                .mapEmpty();
    }

    private static DeliveryContent content(MessageSpec message) {
        JsonObject json = MessageSpecCodec.encode(message);
        return new DeliveryContent.Inline(json);
    }
}
