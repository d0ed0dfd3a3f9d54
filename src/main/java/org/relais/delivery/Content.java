package org.relais.delivery;

import io.vertx.core.json.JsonObject;

/** What a delivery says: a message that is stored already, or one that is stored together with it. */
public sealed interface Content {

    /** A row of {@code message}. */
    record Stored(long messageId) implements Content {}

    /** A message spec as the template package writes it; stored by {@link Outbox#enqueue}. */
    record Inline(JsonObject spec) implements Content {}
}
