package org.relais.testing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An app that shows codes of a second factor, as somebody typed its secret in. */
public final class AuthenticatorApp {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final byte[] secret;

    /** @param typed 32 letters of base32, spaces among them or not */
    public AuthenticatorApp(String typed) {
        BigInteger bits = BigInteger.ONE;
        for (char letter : typed.replace(" ", "").toCharArray()) {
            bits = bits.shiftLeft(5).add(BigInteger.valueOf(BASE32.indexOf(letter)));
        }
        byte[] bytes = bits.toByteArray();
        this.secret = Arrays.copyOfRange(bytes, bytes.length - 20, bytes.length);
    }

    /** The secret as bytes. */
    public byte[] secret() {
        return secret.clone();
    }

    /** The six digits of that time. */
    public String code(Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES)
                    .putLong(at.getEpochSecond() / 30)
                    .array());
            int from = hash[19] & 15;
            return String.format(
                    Locale.ROOT, "%06d", (ByteBuffer.wrap(hash).getInt(from) & Integer.MAX_VALUE) % 1_000_000);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
