package org.relais.action.named;

import io.vertx.core.json.JsonObject;
import org.relais.template.StrictObject;

/**
 * Whether volunteers of an action may bring people of their own.
 *
 * @param perDay most people that one volunteer may bring on one day of the organisation's, 1 to 100
 */
public record NamedSettings(boolean enabled, int perDay) {
    public static final NamedSettings OFF = new NamedSettings(false, 10);

    private static final int MOST_PER_DAY = 100;

    /** @throws org.relais.template.InvalidInputException naming every fault */
    public static NamedSettings read(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        boolean enabled = object.flag("enabled", true);
        long perDay = object.number("perDay", 1, MOST_PER_DAY, OFF.perDay());
        object.noOtherFields();
        object.refuseFaults();
        return new NamedSettings(enabled, (int) perDay);
    }
}
