package org.relais.audience;

import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;

/**
 * An audience together with what is sent to it, which decides who of it may be messaged.
 *
 * @param purpose {@link Purpose#BROADCAST}, or {@link Purpose#FIRST_CONTACT} for people who never asked for it
 * @param channel only addresses of this channel; null: each person's preferred one
 */
public record Target(long organisationId, Audience audience, Purpose purpose, @Nullable String channel) {
    public Target {
        if (purpose != Purpose.BROADCAST && purpose != Purpose.FIRST_CONTACT) {
            throw new IllegalArgumentException("an audience gets broadcasts or first contacts");
        }
    }
}
