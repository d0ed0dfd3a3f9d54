package org.relais.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * Where a contact stands, for people to see.
 *
 * @param changedAt platform's time of the event that set the state
 * @param basisEventId ledger event the state rests on
 * @param channels on which the person can be reached
 * @param refusal why a broadcast would not be sent to them now; null: it would
 */
public record ContactConsent(
        long contactId,
        ConsentClass consentClass,
        ConsentState state,
        Instant changedAt,
        long basisEventId,
        List<String> channels,
        @Nullable String refusal) {
    public ContactConsent {
        channels = List.copyOf(channels);
    }
}
