package org.relais.conversation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.contact.ConsentState;
import org.relais.organisation.Sender;

/**
 * Something a person wrote or pressed, once it is known who they are and that it is no stop.
 *
 * @param sender whom they wrote to; its organisation is the one that answers
 * @param language of the contact, or else of this message; null when unknown
 * @param text what was written, or the label of the button; null for a card or something unreadable
 * @param button what the button carries, when it is of our own syntax
 * @param foreignPayload what the button carries otherwise (quick replies of platform templates)
 * @param command for {@link Kind#COMMAND}
 * @param argument what followed the command or came with a join link
 * @param contextDeliveryId our delivery that this answers, when the platform says which
 * @param conversation where the person stands in a dialogue, unless it has expired
 * @param at when it happened, by the platform's clock
 * @param tapped whether a button was pressed, not named in words
 * @param fields of a form that was filled in, by name; empty for anything else
 */
public record Reply(
        Sender sender,
        long contactId,
        long addressId,
        @Nullable String language,
        ConsentState state,
        Kind kind,
        @Nullable String text,
        @Nullable ButtonPayload button,
        @Nullable String foreignPayload,
        @Nullable Command command,
        @Nullable String argument,
        List<Card> cards,
        @Nullable Long contextDeliveryId,
        @Nullable Conversation conversation,
        Instant at,
        boolean tapped,
        Map<String, String> fields) {

    public Reply {
        fields = Map.copyOf(fields);
        cards = List.copyOf(cards);
    }

    /** What was done. */
    public enum Kind {
        TEXT,
        BUTTON,
        COMMAND,
        /** {@code /start <payload>}, or the first message of a join link. */
        JOIN,
        CARD
    }

    public long organisationId() {
        return sender.organisationId();
    }

    /** The same reply as if it had pressed this. */
    public Reply pressing(ButtonPayload pressed) {
        return new Reply(
                sender,
                contactId,
                addressId,
                language,
                state,
                Kind.BUTTON,
                text,
                pressed,
                null,
                null,
                null,
                cards,
                contextDeliveryId,
                conversation,
                at,
                tapped,
                fields);
    }

    /** The conversation, if it is in one of the states of this part ({@code <part>} or {@code <part>.<step>}). */
    public Optional<Conversation> conversationOf(String part) {
        return Optional.ofNullable(conversation).filter(open -> open.belongsTo(part));
    }
}
