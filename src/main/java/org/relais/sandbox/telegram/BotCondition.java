package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import org.relais.sandbox.world.Json;
import org.relais.sandbox.world.ProfilePicture;

/**
 * How a bot stands at Telegram.
 *
 * @param inline whether inline mode was switched on at BotFather
 * @param inlineFeedback whether BotFather was told to report what people choose of it ({@code /setinlinefeedback})
 * @param tokenRevoked whether BotFather has revoked the token
 * @param picture what people see beside its name, as {@link ProfilePicture} has it
 */
public record BotCondition(boolean inline, boolean inlineFeedback, boolean tokenRevoked, String picture) {
    public static final BotCondition GOOD = new BotCondition(true, true, false, ProfilePicture.DRAWN);

    public BotCondition {
        ProfilePicture.check(picture);
    }

    /** These with the fields named in the patch replaced. */
    public BotCondition with(JsonObject patch) {
        return Json.read(Json.write(this).mergeIn(patch), BotCondition.class);
    }
}
