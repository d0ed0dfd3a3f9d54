package org.relais.linkedchat;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.relais.organisation.Tokens;

/**
 * A code that links a chat, such as {@code ME-K7Q2XM4P}: 40 random bits in letters and digits that nobody takes for one
 * another. It fits in the payload of a link that opens a chat, and is typed as easily.
 */
record LinkCode(String text) {
    private static final String PREFIX = "ME-";
    private static final String SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 8;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[" + SIGNS + "]{" + LENGTH + "}");

    static LinkCode make(RandomGenerator random) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int sign = 0; sign < LENGTH; sign++) {
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return new LinkCode(text.toString());
    }

    /** The code that somebody wrote and nothing else; small letters and spaces around it are no fault. */
    static Optional<LinkCode> read(String written) {
        String text = written.strip().toUpperCase(Locale.ROOT);
        return FORM.matcher(text).matches() ? Optional.of(new LinkCode(text)) : Optional.empty();
    }

    /** What is stored of it. */
    byte[] hash() {
        return Tokens.hash(text);
    }

    /** Takes the same time whatever is stored. */
    boolean matches(byte[] stored) {
        return MessageDigest.isEqual(hash(), stored);
    }
}
