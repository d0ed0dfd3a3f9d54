package org.relais.inbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.MarkedText;
import org.relais.inbox.media.InboundMedia;
import org.relais.ledger.LedgerKind;

/** One thing in a person's conversation. */
public sealed interface ThreadEntry {
    /** When it happened, by our clock; of what is still to be sent, when it is due. */
    Instant at();

    /**
     * Written or pressed by the person. Words that may have been a stop stand with {@link Consent}.
     *
     * @param understood null for what organisers are to read
     * @param about as in {@link InboundMessage}
     */
    record Received(
            long id,
            Instant at,
            String channel,
            String text,
            InboundMessage.Content content,
            boolean unread,
            @Nullable InboundMedia media,
            @Nullable Understood understood,
            @Nullable String about)
            implements ThreadEntry {}

    /**
     * The chat opened by a link, whose command the platform writes for the person.
     *
     * @param link whether the link was one that somebody passes on; else it only opens the chat
     * @param of contact whose own link it was; null for nobody's
     * @param name of that contact, as far as it is known
     */
    record Opened(long id, Instant at, String channel, boolean link, @Nullable Long of, @Nullable String name)
            implements ThreadEntry {}

    /**
     * That Relais saw to something.
     *
     * @param actionId what it was about; null for anything that is no action
     */
    record Understood(@Nullable Long actionId, @Nullable String title) {}

    /**
     * An answer to a broadcast.
     *
     * @param words whether it was given in words, which stand before it; a button was pressed else
     */
    record Tapped(long id, Instant at, long broadcastId, String title, String label, boolean words)
            implements ThreadEntry {}

    /**
     * The action in whose course something is sent.
     *
     * @param cancelled whether it is an event that does not take place
     * @param endsAt when an event is over; null for anything else
     */
    record Course(long actionId, String title, boolean cancelled, @Nullable Instant endsAt) {}

    /**
     * Sent, or meant to be sent, to the person.
     *
     * @param text as the person read it, in the language it was sent in, rendered with what is known of them now
     * @param buttons labels of those under it
     * @param image address of the picture above it; null for none
     * @param state of the delivery
     * @param broadcastId whose message it was; null for anything else
     * @param by the organiser who wrote it: {@code organiser:<id>} or {@code token:<id>}; null for what Relais says
     * @param course null for what belongs to no action
     */
    record Sent(
            long id,
            Instant at,
            String channel,
            String purpose,
            MarkedText text,
            List<String> buttons,
            @Nullable String image,
            String state,
            @Nullable String reason,
            @Nullable Long broadcastId,
            @Nullable String title,
            @Nullable String by,
            @Nullable Course course)
            implements ThreadEntry {
        public Sent {
            buttons = List.copyOf(buttons);
        }
    }

    /**
     * Written by hand to the person with the platform's own app, past Relais.
     *
     * @param at when it became known
     * @param afterStop whether the person had stopped before
     */
    record Handwritten(
            long id, Instant at, String channel, String text, InboundMessage.Content content, boolean afterStop)
            implements ThreadEntry {}

    /**
     * A change of what may be sent to the person.
     *
     * @param words that led to it; null when there were none, and after an erasure
     * @param right that was exercised; null for anything else
     * @param actor the organiser who did it; null when the person did
     * @param rule by which it was known; empty where there is none
     */
    record Consent(
            long id,
            Instant at,
            LedgerKind kind,
            @Nullable String words,
            @Nullable String right,
            @Nullable String actor,
            String rule)
            implements ThreadEntry {}
}
