package org.relais.channel;

/** A button under a message. */
public sealed interface Button {
    String label();

    /** Comes back as {@link InboundEvent.Kind#BUTTON} with this payload, at most 64 bytes of UTF-8 (Bot API). */
    record Reply(String label, String payload) implements Button {}

    /** Opens an address; WhatsApp free-form messages show it as a line of text where no button type exists. */
    record Link(String label, String url) implements Button {}
}
