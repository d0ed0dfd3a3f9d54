package org.relais.organisation.password;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.relais.organisation.Tokens;

/** Codes for whoever has lost the device of the second factor: 80 random bits each, which no hash has to protect by being slow. */
final class RecoveryCodes {
    private static final int COUNT = 10;
    private static final int BYTES = 10;

    private RecoveryCodes() {}

    /** New ones, in groups of four characters. */
    static List<String> create(SecureRandom random) {
        return Stream.generate(() -> {
                    byte[] bytes = new byte[BYTES];
                    random.nextBytes(bytes);
                    return Totp.base32(bytes).toLowerCase(Locale.ROOT).replaceAll("(.{4})(?!$)", "$1-");
                })
                .limit(COUNT)
                .toList();
    }

    /** What is kept of one, as it was typed; it is nobody else's. */
    static byte[] hash(long organiser, String typed) {
        return Tokens.hash("recovery code " + organiser + " "
                + typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }
}
