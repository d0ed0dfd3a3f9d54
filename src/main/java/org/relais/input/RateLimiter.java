package org.relais.input;

import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.relais.digest.Sha256;

/**
 * Limit that keeps the public pages from being tried out or counted up: so many requests per address, and each reader once. It knows
 * addresses as hashes under a salt that dies with the process, in bounded memory; nothing of it is ever stored. Safe for
 * use from several event loops.
 */
public final class RateLimiter {
    /** Requests at once; a school or a mobile network may stand behind one address. */
    private static final int MOST_AT_ONCE = 120;

    private static final long NANOS_PER_REQUEST = Duration.ofMillis(500).toNanos();
    /** What a wrong code costs more than a right one. */
    private static final int WRONG_CODE = 11;

    private static final long COUNTED_AGAIN_AFTER = Duration.ofHours(1).toNanos();
    private static final int MOST_ADDRESSES = 20_000;
    private static final int MOST_READINGS = 50_000;

    private final byte[] salt;
    private final LongSupplier nanoTime;
    /** By address, when its allowance is whole again. */
    private final Map<Long, Long> wholeAt = bounded(MOST_ADDRESSES);

    private final Map<Long, Long> countedAt = bounded(MOST_READINGS);

    /**
     * @param salt random bytes of this process
     * @param nanoTime a clock that never jumps
     */
    public RateLimiter(byte[] salt, LongSupplier nanoTime) {
        this.salt = salt.clone();
        this.nanoTime = nanoTime;
    }

    /** Whether the address may ask now; takes one from its allowance. */
    public boolean admits(HttpServerRequest request) {
        return admits(request, 1);
    }

    /**
     * As {@link #admits(HttpServerRequest)} for what costs more than a page.
     *
     * @param cost how many requests it counts as
     */
    public boolean admits(HttpServerRequest request, int cost) {
        return admits(ClientAddress.of(request), cost);
    }

    /**
     * As {@link #admits(HttpServerRequest, int)} for what is counted by something else than an address.
     *
     * @param who whose allowance it is
     */
    public boolean admits(String who, int cost) {
        long now = nanoTime.getAsLong();
        long address = hash(who);
        synchronized (wholeAt) {
            long whole = Math.max(wholeAt.getOrDefault(address, now), now) + cost * NANOS_PER_REQUEST;
            if (whole - now > MOST_AT_ONCE * NANOS_PER_REQUEST) {
                return false;
            }
            wholeAt.put(address, whole);
            return true;
        }
    }

    /** Somebody came with a code that is none: soon they may not ask any more. */
    public void wrongCode(HttpServerRequest request) {
        long now = nanoTime.getAsLong();
        synchronized (wholeAt) {
            wholeAt.merge(
                    hash(ClientAddress.of(request)),
                    now + WRONG_CODE * NANOS_PER_REQUEST,
                    (whole, fresh) -> Math.max(whole, now) + WRONG_CODE * NANOS_PER_REQUEST);
        }
    }

    /** Whether this reader does this for the first time within an hour; says no the next time. */
    public boolean counts(HttpServerRequest request, String deed) {
        long now = nanoTime.getAsLong();
        long reading = hash(ClientAddress.of(request) + '\n' + request.getHeader("User-Agent") + '\n' + deed);
        synchronized (countedAt) {
            Long before = countedAt.get(reading);
            if (before != null && now - before < COUNTED_AGAIN_AFTER) {
                return false;
            }
            countedAt.put(reading, now);
            return true;
        }
    }

    private long hash(String text) {
        MessageDigest digest = Sha256.begun();
        digest.update(salt);
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** Forgets what was used longest ago. */
    private static Map<Long, Long> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                return size() > most;
            }
        };
    }
}
