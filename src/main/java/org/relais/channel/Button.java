package org.relais.channel;

/** A button under a message. */
public sealed interface Button {
    String label();

    /**
     * A reply, which comes back as {@link InboundEvent.Kind#BUTTON} with this payload, at most 64 bytes of UTF-8 (Bot API).
     */
    record Reply(String label, String payload) implements Button {}

    /** A way to an address; WhatsApp free-form messages show it as a line of text where no button type exists. */
    record Link(String label, String url) implements Button {}

    /**
     * A choice of a chat that something is passed on to, without leaving the app ({@link Features#sharing()}).
     *
     * @param token comes back in the {@link InboundEvent.Kind#SHARE_QUERY} by which the app asks what is passed on
     * @param page the person's own page to share from; under it {@code /<channel>} opens that channel's app with the text
     *     ready, for a sender that can't be asked
     */
    record Share(String label, String token, String page) implements Button {}

    /** A text of 1 to {@link #MOST_COPIED} characters that is put on the person's clipboard ({@link Features#sharing()}). */
    record Copy(String label, String text) implements Button {
        /** Bot API, {@code CopyTextButton}. */
        public static final int MOST_COPIED = 256;
    }

    /**
     * A form that opens inside the app, for a channel that has made it ({@link Channel#forms}). What is filled in comes back as
     * {@link InboundEvent.Kind#BUTTON} with this payload and {@link InboundEvent#fields}.
     *
     * @param payload as of {@link Reply}
     * @param form the platform's id of it
     */
    record Form(String label, String payload, String form) implements Button {}

    /**
     * A request for the person's own phone number, which comes back as their own {@link InboundEvent.Card}. Reply buttons
     * beside it are ways to decline.
     *
     * @param label empty: it was answered, and whatever shows the request goes away
     */
    record NumberRequest(String label) implements Button {
        public boolean isOver() {
            return label.isEmpty();
        }
    }
}
