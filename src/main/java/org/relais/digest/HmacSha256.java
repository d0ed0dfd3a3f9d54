package org.relais.digest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key, 32 bytes. Safe for use by any number of threads. */
public final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac prototype;

    /** @throws IllegalArgumentException when the key is empty */
    public HmacSha256(byte[] key) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }

    public byte[] of(byte[] bytes) {
        try {
            // A copy, because a Mac is not for two threads; copying skips deriving the key schedule again.
            return ((Mac) prototype.clone()).doFinal(bytes);
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the platform's HmacSHA256 can be copied", impossible);
        }
    }

    /** Of the text in UTF-8. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
