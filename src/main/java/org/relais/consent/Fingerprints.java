package org.relais.consent;

import java.util.List;
import org.relais.contact.AddressId;

/**
 * Keyed fingerprints of identifiers, for the suppression list: HMAC-SHA-256 over organisation and identifier. A phone
 * number has the same one on every channel.
 */
public final class Fingerprints {

    /** @param keys the current key first, then those it replaced */
    public Fingerprints(List<Key> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the suppression list needs a key");
        }
    }

    /** Under the current key; 32 bytes. */
    public byte[] of(long organisationId, AddressId address) {
        throw new UnsupportedOperationException();
    }

    /** Under every key, the current one first. */
    public List<byte[]> all(long organisationId, AddressId address) {
        throw new UnsupportedOperationException();
    }

    public String currentKeyId() {
        throw new UnsupportedOperationException();
    }

    /** @param secret at least 32 bytes */
    public record Key(String id, byte[] secret) {}
}
