package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import org.relais.sandbox.world.Json;

/**
 * How a bot stands at Telegram.
 *
 * @param inline whether inline mode was switched on at BotFather
 * @param inlineFeedback whether BotFather was told to report what people choose of it ({@code /setinlinefeedback})
 * @param httpsOnly whether webhooks must be https, as at the public Bot API server; a local one takes plain http
 * @param tokenRevoked whether BotFather has revoked the token
 */
public record BotCondition(boolean inline, boolean inlineFeedback, boolean httpsOnly, boolean tokenRevoked) {
    public static final BotCondition GOOD = new BotCondition(true, true, false, false);

    /** These with the fields named in the patch replaced. */
    public BotCondition with(JsonObject patch) {
        return Json.read(Json.write(this).mergeIn(patch), BotCondition.class);
    }
}
