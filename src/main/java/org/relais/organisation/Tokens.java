package org.relais.organisation;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;

/** Random bearer secrets: 256 bits, shown once, kept as SHA-256 only (nothing to brute-force, so no slow hash). */
public final class Tokens {
    private static final int BYTES = 32;

    private final SecureRandom random;

    public Tokens(SecureRandom random) {
        this.random = random;
    }

    /** A new secret, URL-safe, with a prefix that tells leak scanners what it is. */
    public String create(String prefix) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is stored of a secret. */
    public static byte[] hash(String token) {
        return Sha256.of(token);
    }

    /** Whether what somebody sent is that secret; how long it takes says nothing of how much of it is right. */
    public static boolean same(String secret, @Nullable String sent) {
        return sent != null && MessageDigest.isEqual(hash(secret), hash(sent));
    }
}
