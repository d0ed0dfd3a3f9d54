package org.relais.share;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.relais.digest.HmacSha256;
import org.relais.text.LanguageMark;

/**
 * Codes that stand in the addresses of public pages: short enough for a poster, and worth nothing to whoever guesses or
 * alters one. Codes of one use are none of another.
 *
 * <p>A code holds two ids, hidden under a mask, and a tag of 56 bits over both, from which the mask is made
 * (a synthetic initialisation vector, RFC 5297 in small): without the key nobody can make a code, nor read from one which
 * contact it belongs to. Made without a query, so that every message that is sent can carry its volunteer's own.
 *
 * <p>Letters and digits only: no app's link detection drops the end of it, and both platforms take it as a join payload.
 */
public final class SignedCodes {
    private static final int TAG_BYTES = 7;
    private static final Pattern SYNTAX = Pattern.compile("[1-9A-Za-z][0-9A-Za-z]{9,33}");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private final HmacSha256 tagging;
    private final HmacSha256 masking;

    /**
     * @param linkKey {@code security.linkKey} of the configuration, 32 bytes
     * @param use what the codes are for, one word
     */
    public SignedCodes(byte[] linkKey, String use) {
        this.tagging = derived(linkKey, "relais " + use + " tag 1");
        this.masking = derived(linkKey, "relais " + use + " mask 1");
    }

    /** @param contactId id at the time the code was made; may have been merged into another since */
    public record Ids(long messageId, long contactId) {}

    /** The code of two ids: 14 to 16 characters until they have seven digits, never more than 34. */
    public String code(Ids ids) {
        byte[] message = number(ids.messageId());
        byte[] contact = number(ids.contactId());
        byte[] plain = ByteBuffer.allocate(message.length + contact.length)
                .put(message)
                .put(contact)
                .array();
        byte[] tag = tag(plain);
        byte[] code = ByteBuffer.allocate(1 + TAG_BYTES + plain.length)
                .put((byte) 1)
                .put(tag)
                .put(masked(plain, tag))
                .array();
        return digits(new BigInteger(1, code));
    }

    /** What a code holds that was made with this key for this use, whatever language stands behind it; empty for everything else. */
    public Optional<Ids> read(String written) {
        String code = LanguageMark.without(written);
        if (!SYNTAX.matcher(code).matches()) {
            return Optional.empty();
        }
        byte[] bytes = number(code).toByteArray();
        if (bytes[0] != 1 || bytes.length < 1 + TAG_BYTES + 2) {
            return Optional.empty();
        }
        byte[] tag = Arrays.copyOfRange(bytes, 1, 1 + TAG_BYTES);
        byte[] plain = masked(Arrays.copyOfRange(bytes, 1 + TAG_BYTES, bytes.length), tag);
        return MessageDigest.isEqual(tag, tag(plain)) ? Optional.of(ids(plain)) : Optional.empty();
    }

    private byte[] tag(byte[] plain) {
        return Arrays.copyOf(tagging.of(plain), TAG_BYTES);
    }

    private byte[] masked(byte[] text, byte[] tag) {
        byte[] mask = masking.of(tag);
        byte[] masked = new byte[text.length];
        for (int at = 0; at < text.length; at++) {
            masked[at] = (byte) (text[at] ^ mask[at]);
        }
        return masked;
    }

    /** Seven bits a byte, the last one with its high bit clear. */
    private static byte[] number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("ids are not negative");
        }
        ByteBuffer bytes = ByteBuffer.allocate(9);
        long rest = value;
        while (rest > 0x7F) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Only of what {@link #code} wrote: the tag was checked. */
    private static Ids ids(byte[] plain) {
        ByteBuffer bytes = ByteBuffer.wrap(plain);
        return new Ids(number(bytes), number(bytes));
    }

    private static long number(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String digits(BigInteger number) {
        StringBuilder digits = new StringBuilder();
        for (BigInteger rest = number; rest.signum() > 0; rest = rest.divide(BASE)) {
            digits.append(DIGITS.charAt(rest.mod(BASE).intValue()));
        }
        return digits.reverse().toString();
    }

    private static BigInteger number(String digits) {
        BigInteger number = BigInteger.ZERO;
        for (int at = 0; at < digits.length(); at++) {
            number = number.multiply(BASE).add(BigInteger.valueOf(DIGITS.indexOf(digits.charAt(at))));
        }
        return number;
    }

    private static HmacSha256 derived(byte[] key, String use) {
        return new HmacSha256(new HmacSha256(key).of(use));
    }
}
