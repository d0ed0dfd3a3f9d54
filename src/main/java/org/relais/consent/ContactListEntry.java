package org.relais.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * A person as a list shows them.
 *
 * @param name empty when unknown
 * @param address the one that would be written to first; null when none is active
 * @param channels on which the person has an active address
 * @param refusal why a broadcast would not reach them, as {@code refusal} of the database words it; null when it may
 */
public record ContactListEntry(
        long contactId,
        String name,
        @Nullable AddressId address,
        List<String> tags,
        ConsentClass consentClass,
        ConsentState state,
        List<String> channels,
        @Nullable String refusal,
        Instant createdAt,
        @Nullable Instant lastSeenAt) {

    public ContactListEntry {
        tags = List.copyOf(tags);
        channels = List.copyOf(channels);
    }
}
