package org.relais.delivery;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Claim;

/**
 * Whom a claimed delivery goes to, with what a rendering may say.
 *
 * @param language the contact's own; null: the organisation's
 * @param variables the contact's free columns, overridden by the delivery's own values
 * @param mentionSentAt when this person last got the legal mention; null: never, or not kept because every message
 *     carries it
 * @param again whether it was tried before and not taken
 */
public record DeliveryRecipient(
        Claim claim,
        @Nullable Long broadcastId,
        String name,
        @Nullable String language,
        JsonObject variables,
        @Nullable Instant mentionSentAt,
        boolean again) {}
