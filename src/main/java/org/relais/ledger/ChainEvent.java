package org.relais.ledger;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the ledger as far as its hash covers it: every column as it is stored, the words by their salted hash only, so
 * that they can be erased.
 *
 * @param detail the JSON as PostgreSQL writes it out
 */
public record ChainEvent(
        long id,
        long organisationId,
        @Nullable Long contactId,
        String kind,
        @Nullable String consentClass,
        @Nullable String before,
        @Nullable String after,
        Instant occurredAt,
        Instant recordedAt,
        @Nullable String channel,
        String source,
        @Nullable String reference,
        @Nullable String wording,
        @Nullable String language,
        @Nullable String actor,
        String detail,
        @Nullable Buffer textHash) {
    /** Names what is hashed and in which order; another order would be another number. */
    private static final String FORMAT = "relais ledger 1";

    /**
     * The hash of the chain with this event at its end.
     *
     * @param previous the hash before it; null for the first
     * @param sealedAt to the microsecond
     */
    public Buffer link(@Nullable Buffer previous, long position, Instant sealedAt) {
        return Buffer.buffer(new CanonicalBytes()
                .add(FORMAT)
                .add(bytes(previous))
                .add(Long.valueOf(position))
                .add(sealedAt)
                .add(Long.valueOf(id))
                .add(Long.valueOf(organisationId))
                .add(contactId)
                .add(kind)
                .add(consentClass)
                .add(before)
                .add(after)
                .add(occurredAt)
                .add(recordedAt)
                .add(channel)
                .add(source)
                .add(reference)
                .add(wording)
                .add(language)
                .add(actor)
                .add(detail)
                .add(bytes(textHash))
                .sha256());
    }

    public ChainEvent of(long organisation) {
        return new ChainEvent(
                id,
                organisation,
                contactId,
                kind,
                consentClass,
                before,
                after,
                occurredAt,
                recordedAt,
                channel,
                source,
                reference,
                wording,
                language,
                actor,
                detail,
                textHash);
    }

    private static byte @Nullable [] bytes(@Nullable Buffer buffer) {
        return buffer == null ? null : buffer.getBytes();
    }
}
