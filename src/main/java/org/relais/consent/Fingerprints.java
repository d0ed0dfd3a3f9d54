package org.relais.consent;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.config.RelaisConfig;
import org.relais.contact.AddressId;
import org.relais.digest.HmacSha256;

/**
 * Keyed fingerprints of identifiers, for the suppression list: HMAC-SHA-256 over organisation and identifier. Phone
 * numbers can all be tried out, so a bare hash would name them; without the key these say nothing, and two
 * organisations' lists can't be compared. A phone number has the same fingerprint on every channel.
 *
 * <p>To rotate the key, put the new one first and keep the old: whoever is seen again is entered anew under it
 * ({@link SuppressionStore#rekey}). An old key may go when no row of {@code suppression} names it, which
 * {@link SuppressionKeys} sees to.
 */
public final class Fingerprints {
    private static final int SHORTEST_SECRET = 32;

    private final List<Keyed> keys;

    /**
     * @param keys the current key first, then those it replaced; none: stops are still taken, but nothing is sent or
     *     imported
     */
    public Fingerprints(List<RelaisConfig.Key> keys) {
        this.keys = keys.stream().map(Keyed::of).toList();
    }

    /** Whether there is a key at all; without one everything that sends or imports must refuse. */
    public boolean available() {
        return !keys.isEmpty();
    }

    /** @throws MissingKeyException with the one line to show, when there is no key */
    public void require() {
        if (!available()) {
            throw new MissingKeyException();
        }
    }

    /** @throws MissingKeyException when there is no key */
    public String currentKeyId() {
        require();
        return keys.get(0).id();
    }

    /**
     * Under the current key; 32 bytes.
     *
     * @throws MissingKeyException when there is no key
     */
    public byte[] of(long organisationId, AddressId address) {
        require();
        return keys.get(0).fingerprint(organisationId, address);
    }

    /** Under every key, the current one first; empty when there is no key. */
    public List<byte[]> all(long organisationId, AddressId address) {
        return keys.stream()
                .map(key -> key.fingerprint(organisationId, address))
                .toList();
    }

    /**
     * Seals what is written for ourselves to read again, such as an export: under the current key, and never the
     * fingerprint of anything.
     *
     * @throws MissingKeyException when there is no key
     */
    public byte[] seal(byte[] content) {
        require();
        return keys.get(0).seal(content);
    }

    /** What each key makes of one same text, by the key's id, the current first: tells whether a key is what it was. */
    Map<String, Buffer> marks() {
        Map<String, Buffer> marks = new LinkedHashMap<>();
        byte[] text = "mark of the key".getBytes(StandardCharsets.UTF_8);
        keys.forEach(key -> marks.put(key.id(), Buffer.buffer(key.seal(text))));
        return marks;
    }

    /** Whether this is the seal of the content under the key of that id; false when that key is not configured. */
    public boolean sealed(String keyId, byte[] content, byte[] seal) {
        return keys.stream()
                .filter(key -> key.id().equals(keyId))
                .anyMatch(key -> MessageDigest.isEqual(key.seal(content), seal));
    }

    /** As {@link #of}, for a statement's parameter; empty when there is no key. */
    public Optional<Buffer> current(long organisationId, AddressId address) {
        return available() ? Optional.of(Buffer.buffer(of(organisationId, address))) : Optional.empty();
    }

    /** As {@link #all}, for a statement's parameter. */
    public List<Buffer> everyKey(long organisationId, AddressId address) {
        return all(organisationId, address).stream().map(Buffer::buffer).toList();
    }

    private record Keyed(String id, HmacSha256 secret) {

        static Keyed of(RelaisConfig.Key key) {
            if (key.secret().length < SHORTEST_SECRET) {
                throw new IllegalArgumentException("suppression key " + key.id() + " is shorter than 32 bytes");
            }
            return new Keyed(key.id(), new HmacSha256(key.secret()));
        }

        byte[] fingerprint(long organisationId, AddressId address) {
            return secret.of(canonical(organisationId, address));
        }

        byte[] seal(byte[] content) {
            byte[] use = "relais export 1\n".getBytes(StandardCharsets.UTF_8);
            byte[] text = Arrays.copyOf(use, use.length + content.length);
            System.arraycopy(content, 0, text, use.length, content.length);
            return secret.of(text);
        }
    }

    /** Parts are separated by a character that no channel, kind or identifier contains. */
    private static byte[] canonical(long organisationId, AddressId address) {
        String space = address.kind().isPhone() ? "" : address.channel();
        return String.join(
                        "\n",
                        "relais suppression 1",
                        Long.toString(organisationId),
                        address.kind().sqlName(),
                        space,
                        address.identifier())
                .getBytes(StandardCharsets.UTF_8);
    }
}
