package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import org.relais.sandbox.world.Json;

/**
 * How a bot stands at Telegram.
 *
 * @param inline whether inline mode was switched on at BotFather
 * @param inlineFeedback whether BotFather was told to report what people choose of it ({@code /setinlinefeedback})
 * @param tokenRevoked whether BotFather has revoked the token
 */
public record BotCondition(boolean inline, boolean inlineFeedback, boolean tokenRevoked) {
    public static final BotCondition GOOD = new BotCondition(true, true, false);

    /** These with the fields named in the patch replaced. */
    public BotCondition with(JsonObject patch) {
        return Json.read(Json.write(this).mergeIn(patch), BotCondition.class);
    }
}
