package org.relais.channel;

/**
 * A sender as configured.
 *
 * @param organisation slug of the organisation it belongs to
 * @param handle what people write to: the number's digits on WhatsApp, the bot's name on Telegram
 */
public record SenderProfile(String externalId, String organisation, String name, String handle, Limits limits) {}
