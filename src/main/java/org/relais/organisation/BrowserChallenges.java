package org.relais.organisation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.relais.digest.HmacSha256;

/**
 * Challenges for passkeys to sign and providers of sign-in to give back: 256 random bits, their end, and a tag over both, the
 * use and the browser. Every node, on whichever database, knows its own again by the tag, and nothing is stored for those that
 * nobody answers. That each is good once is {@link PasskeyStore#spend}'s.
 */
public final class BrowserChallenges {
    private static final int RANDOM_BYTES = 32;
    private static final int SIGNED_BYTES = RANDOM_BYTES + Long.BYTES;
    private static final int TAG_BYTES = 32;

    private final HmacSha256 key;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Duration validity;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, the same on all nodes
     * @param validity for how long one may be answered
     */
    public BrowserChallenges(byte[] linkKey, SecureRandom random, InstantSource clock, Duration validity) {
        this.key = new HmacSha256(new HmacSha256(linkKey).of("relais passkey challenge 1"));
        this.random = random;
        this.clock = clock;
        this.validity = validity;
    }

    /**
     * A new one.
     *
     * @param use what it is for: an answer to it is none to another use
     * @param browser a secret of the browser that asks
     */
    public byte[] create(String use, String browser) {
        byte[] nonce = new byte[RANDOM_BYTES];
        random.nextBytes(nonce);
        byte[] signed = ByteBuffer.allocate(SIGNED_BYTES)
                .put(nonce)
                .putLong(clock.instant().plus(validity).getEpochSecond())
                .array();
        return ByteBuffer.allocate(SIGNED_BYTES + TAG_BYTES)
                .put(signed)
                .put(tag(signed, use, browser))
                .array();
    }

    /** Whether it is one of ours for that use and browser, and not over. */
    public boolean holds(byte[] challenge, String use, String browser) {
        if (challenge.length != SIGNED_BYTES + TAG_BYTES) {
            return false;
        }
        byte[] tag = Arrays.copyOfRange(challenge, SIGNED_BYTES, challenge.length);
        return MessageDigest.isEqual(tag, tag(Arrays.copyOf(challenge, SIGNED_BYTES), use, browser))
                && clock.instant().isBefore(end(challenge));
    }

    /** When one that {@link #holds} ends. */
    public static Instant end(byte[] challenge) {
        return Instant.ofEpochSecond(ByteBuffer.wrap(challenge).getLong(RANDOM_BYTES));
    }

    private byte[] tag(byte[] signed, String use, String browser) {
        byte[] place = Tokens.hash(use + '\n' + browser);
        return key.of(ByteBuffer.allocate(signed.length + place.length)
                .put(signed)
                .put(place)
                .array());
    }
}
