package org.relais.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * A row of the ledger as it was written.
 *
 * @param recordedAt when we wrote it down, by our clock
 * @param sourceReference null once the person was erased, when it came from a platform
 * @param rawText the person's own words; null when there were none, or once the person was erased
 * @param position place in the organisation's hash chain; null until it is sealed
 * @param hash of the chain up to and including this row, hexadecimal; null until it is sealed
 */
public record LedgerEvent(
        long id,
        @Nullable Long contactId,
        LedgerKind kind,
        @Nullable ConsentClass consentClass,
        @Nullable ConsentState before,
        @Nullable ConsentState after,
        Instant occurredAt,
        Instant recordedAt,
        EventSource source,
        @Nullable String channel,
        @Nullable String sourceReference,
        @Nullable String rawText,
        @Nullable String wording,
        @Nullable String language,
        @Nullable String actor,
        JsonObject detail,
        @Nullable Long position,
        @Nullable String hash) {
    /** By which it is told everywhere: its place in the chain, once it is sealed. */
    public long number() {
        return position == null ? id : position;
    }
}
