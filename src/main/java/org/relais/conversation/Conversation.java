package org.relais.conversation;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Where a person stands in a dialogue.
 *
 * @param state {@code <part>.<step>}, letters a to z and underscores
 * @param data what the part needs to go on
 */
public record Conversation(long contactId, String state, JsonObject data, Instant expiresAt) {

    public boolean belongsTo(String part) {
        return state.equals(part) || state.startsWith(part + '.');
    }
}
