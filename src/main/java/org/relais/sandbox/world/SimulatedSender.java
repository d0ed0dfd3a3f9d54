package org.relais.sandbox.world;

/** Who a service sends as: a WhatsApp number or a Telegram bot. */
public interface SimulatedSender {
    /** The phone number id, or the bot's username. Unique within the sandbox. */
    String key();

    SimulatedPlatform platform();

    /** What a phone shows above the conversation. */
    String name();

    Traffic traffic();

    WebhookQueue webhooks();
}
