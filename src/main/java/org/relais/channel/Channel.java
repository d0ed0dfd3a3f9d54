package org.relais.channel;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.SendPermit;
import org.relais.contact.AddressId;

/** One platform, with the senders configured for it. */
public interface Channel {

    /** Registry name, as in SQL, routes and {@code channels.<kind>}. */
    String kind();

    /** Those of the configuration and those that were connected since, as of now; without those that were removed. */
    List<SenderProfile> senders();

    /**
     * Replaces the senders that were connected while the service runs, at once for whatever begins afterwards. Those of
     * the configuration stay, and go before one of the same external id. Nothing for a channel that declares no fields of
     * senders.
     */
    default void connected(List<ConnectedSender> senders) {}

    Features features();

    WebhookCodec codec();

    /**
     * Begins one request, if the permit can still be spent. Called by {@code delivery} only.
     *
     * @return what came of it; never fails, and never later than the channel's HTTP timeout
     */
    Future<SendOutcome> send(SendPermit permit, OutboundMessage message);

    /**
     * What must be told to the platform before a webhook is answered (Telegram: that a pressed button was heard).
     * Begins no message. Never fails.
     */
    Future<Void> acknowledge(InboundEvent event);

    /**
     * Answers the question what a person may pass on. They alone see it, as a list under what they are typing, for that one
     * question; nothing goes to them or to anybody until they send an item themself. Begins no message. Never fails.
     *
     * @param query of kind {@link InboundEvent.Kind#SHARE_QUERY}
     * @param items empty for somebody who has nothing to pass on, or has stopped
     */
    default Future<Void> offer(InboundEvent query, List<SharedItem> items) {
        return Future.succeededFuture();
    }

    /**
     * The bytes of something that a person sent. Begins no message. Never fails.
     *
     * @param fileId of {@link InboundEvent.Media}
     * @param most bytes to take
     */
    default Future<MediaAnswer> fetch(String senderExternalId, String fileId, int most) {
        return Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER));
    }

    /**
     * The picture that people see of a sender, as its owner set it at the platform: {@link MediaAnswer.Reason#GONE} when
     * there is none. Begins no message. Never fails.
     *
     * @param most bytes to take
     */
    default Future<MediaAnswer> picture(String senderExternalId, int most) {
        return Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER));
    }

    /**
     * Registers a sender's webhook where the platform lets us; logs and goes on when it can't.
     *
     * @param publicUrl address of this service as the platform reaches it, without trailing slash
     */
    Future<Void> connect(String senderExternalId, String publicUrl);

    /** Looks at one of its senders on the platform; empty when it has none of that id, or the platform has nothing to ask. */
    default Optional<SenderChecks> checks(String senderExternalId) {
        return Optional.empty();
    }

    /** As {@link #checks(String)}, of one that is about to be connected: what was not given is not compared. */
    default Optional<SenderChecks> checks(ConnectedSender candidate) {
        return Optional.empty();
    }

    /** The templates of a sender's account; empty when the platform has none, or the account is not known. */
    default Optional<TemplateCatalogue> templates(String senderExternalId) {
        return Optional.empty();
    }

    /** The forms of a sender's account; empty when its app has none, or the account is not known. */
    default Optional<FormCatalogue> forms(String senderExternalId) {
        return Optional.empty();
    }

    /** Whether {@link OutboundMessage.Sign} can be sent. */
    default boolean hasSigns() {
        return false;
    }

    /**
     * A free-form message as the person will see it: what this platform has no button for stands as lines of the text.
     * For previews, and to know its length; {@link #send} lays it out in the same way.
     */
    default OutboundMessage.Text shown(OutboundMessage.Text message) {
        return message;
    }

    /** Whether its senders can be in groups and make links into them. */
    default boolean hasGroups() {
        return false;
    }

    /**
     * Makes a link into a group where a sender may invite. Begins no message. Never fails, and never later than the channel's
     * HTTP timeout.
     *
     * @param chat as {@link GroupChange#chat}
     * @param name by which the platform tells who entered by it ({@link GroupChange#link}); at most 32 characters, which
     *     the group's administrators see
     */
    default Future<InviteAnswer> invite(String senderExternalId, String chat, String name) {
        return Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.NO_RIGHT));
    }

    /** Ends a link: nobody enters by it any more. As {@link #invite}. */
    default Future<InviteAnswer> revoke(String senderExternalId, String chat, String link) {
        return Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.NOTHING));
    }

    /** Link that opens a chat with a sender and carries a payload of at most 64 characters {@code [A-Za-z0-9_-]}. */
    Optional<String> joinLink(String senderExternalId, String payload);

    /**
     * The approved template that carries a message's whole text as its only variable, for messages outside the
     * {@link Features#templateWindowHours() window} that name no template of their own.
     */
    default Optional<TemplateName> carrierTemplate(String senderExternalId) {
        return Optional.empty();
    }

    /**
     * Least time between two messages to an address, where it is longer than {@link Limits#pairInterval} (a Telegram
     * group takes 20 a minute); empty for everybody else.
     */
    default Optional<Duration> pairInterval(AddressId address) {
        return Optional.empty();
    }

    Future<Void> close();

    /**
     * Something a person may pass on inside their app.
     *
     * @param id 1 to 64 bytes, of this offer alone: comes back once they have sent it ({@link InboundEvent.Kind#SHARED})
     * @param title what they choose it by
     * @param text what their friends read, links included
     * @param imageUrl picture shown above it; null for none
     */
    record SharedItem(String id, String title, String text, @Nullable String imageUrl) {}
}
