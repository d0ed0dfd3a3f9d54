package org.relais.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;

/**
 * Hash of a list of values such that no two different lists give the same bytes: each is preceded by its length, -1 for
 * null.
 */
public final class CanonicalBytes {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final MessageDigest digest = Sha256.begun();

    public CanonicalBytes add(byte @Nullable [] value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(value == null ? -1 : value.length)
                .array());
        if (value != null) {
            digest.update(value);
        }
        return this;
    }

    public CanonicalBytes add(@Nullable String value) {
        return add(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public CanonicalBytes add(@Nullable Long value) {
        return add(
                value == null
                        ? null
                        : ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** To the microsecond, which is what PostgreSQL keeps. */
    public CanonicalBytes add(Instant value) {
        return add(Long.valueOf(value.getEpochSecond() * MICROS_PER_SECOND + value.getNano() / NANOS_PER_MICRO));
    }

    /** Ends the list. */
    public byte[] sha256() {
        return digest.digest();
    }
}
