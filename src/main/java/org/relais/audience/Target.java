package org.relais.audience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;

/**
 * An audience together with what is sent to it, which decides who of it may be messaged.
 *
 * @param purpose {@link Purpose#BROADCAST}, or {@link Purpose#FIRST_CONTACT} for people who never asked for it
 * @param channel only addresses of this channel; null: each person's preferred one
 * @param leaves when it is sent, by which whoever asked for fewer messages is judged; null: now
 */
public record Target(
        long organisationId, Audience audience, Purpose purpose, @Nullable String channel, @Nullable Instant leaves) {
    public Target {
        if (purpose != Purpose.BROADCAST && purpose != Purpose.FIRST_CONTACT) {
            throw new IllegalArgumentException("an audience gets broadcasts or first contacts");
        }
    }

    /** What is sent now. */
    public Target(long organisationId, Audience audience, Purpose purpose, @Nullable String channel) {
        this(organisationId, audience, purpose, channel, null);
    }

    /** The same, sent at that moment. */
    public Target leaving(Instant at) {
        return new Target(organisationId, audience, purpose, channel, at);
    }
}
