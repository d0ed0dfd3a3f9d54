package org.relais.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * A contact as lists show them: who it is, and what may be sent to them.
 *
 * @param name empty when unknown
 * @param address the one that would be written to first; null when none is active
 * @param lostNumber their number on the same channel, where it is not reached any more and nothing else can be dialled;
 *     null for none
 * @param lastSeenAt when they last wrote, pressed or joined; null when they never did
 * @param changedAt platform's time of the event that set the state
 * @param basisEventId ledger event the state rests on
 * @param updatedAt when anything that is written of them, or where they stand, last changed; by our clocks
 * @param createdAt when we first wrote of them, in the order of which lists are
 * @param refusal why a broadcast would not reach them, as {@code refusal} of the database words it, or that they asked for
 *     less; null when it would
 */
public record ListedContact(
        long contactId,
        String name,
        @Nullable AddressId address,
        @Nullable AddressId lostNumber,
        List<String> tags,
        @Nullable String area,
        @Nullable String language,
        @Nullable Instant lastSeenAt,
        ConsentClass consentClass,
        ConsentState state,
        Instant changedAt,
        long basisEventId,
        Instant updatedAt,
        Instant createdAt,
        @Nullable String refusal) {

    public ListedContact {
        tags = List.copyOf(tags);
    }
}
