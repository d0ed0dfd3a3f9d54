package org.relais.organisation;

/**
 * A number or bot that an organisation sends from.
 *
 * @param channel registry name of the channel, as in {@code channels.<kind>} of the configuration
 * @param externalId what the platform calls it: WhatsApp {@code phone_number_id}, Telegram bot id
 */
public record Sender(long id, long organisationId, String channel, String externalId, String name) {}
