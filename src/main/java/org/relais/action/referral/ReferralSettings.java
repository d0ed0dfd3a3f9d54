package org.relais.action.referral;

import io.vertx.core.json.JsonObject;
import org.relais.input.StrictObject;

/**
 * Whether volunteers of an action may bring people of their own.
 *
 * @param perDay most people that one volunteer may bring on one day of the organisation's, 1 to 100
 */
public record ReferralSettings(boolean enabled, int perDay) {
    public static final ReferralSettings OFF = new ReferralSettings(false, 10);

    private static final int MOST_PER_DAY = 100;

    /** @throws org.relais.input.InvalidInputException naming every fault */
    public static ReferralSettings read(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        boolean enabled = object.flag("enabled", true);
        long perDay = object.number("perDay", 1, MOST_PER_DAY, OFF.perDay());
        object.done();
        return new ReferralSettings(enabled, (int) perDay);
    }

    /** The JSON that {@link #read} reads back as equal settings. */
    public JsonObject encode() {
        return new JsonObject().put("enabled", enabled).put("perDay", perDay);
    }
}
