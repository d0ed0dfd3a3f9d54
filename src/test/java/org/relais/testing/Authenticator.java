package org.relais.testing;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.PasskeyService.Assertion;
import org.relais.organisation.PasskeyService.Attestation;

/** A device with one passkey and the browser in front of it, as WebAuthn describes both; what it does wrong is set by tests. */
public final class Authenticator {
    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int NEW_CREDENTIAL = 0x40;

    /** Where its browser is. */
    public String origin;

    /** For whom it signs. */
    public String relyingParty;

    /** Whether its person unlocked it. */
    public boolean verified = true;

    /** How often it says that it has signed; the next signature says one more. */
    public int counter;

    private final KeyPair keys;
    private final byte[] id;

    /** @param name by which it calls its passkey, in place of random bytes */
    public Authenticator(String origin, String relyingParty, String name) {
        this.origin = origin;
        this.relyingParty = relyingParty;
        this.id = sha256(name.getBytes(StandardCharsets.UTF_8));
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Its answer to {@code navigator.credentials.create}. */
    public Attestation create(JsonObject options) {
        byte[] data = data(NEW_CREDENTIAL, credential());
        byte[] attestation = join(
                new byte[] {(byte) 0xA3},
                text("fmt"),
                text("none"),
                text("attStmt"),
                new byte[] {(byte) 0xA0},
                text("authData"),
                new byte[] {0x59, (byte) (data.length >> 8), (byte) data.length},
                data);
        return new Attestation(clientData("webauthn.create", options), attestation);
    }

    /** Its answer to {@code navigator.credentials.get}, as the passkey of whom the handle names. */
    public Assertion sign(JsonObject options, PasskeyHandle handle) {
        counter++;
        byte[] clientData = clientData("webauthn.get", options);
        byte[] data = data(0, new byte[0]);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(join(data, sha256(clientData)));
            return new Assertion(handle, id, clientData, data, signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] clientData(String type, JsonObject options) {
        return new JsonObject()
                .put("type", type)
                .put("challenge", options.getString("challenge"))
                .put("origin", origin)
                .put("crossOrigin", false)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(int flags, byte[] credential) {
        return join(
                sha256(relyingParty.getBytes(StandardCharsets.UTF_8)),
                new byte[] {(byte) (flags | PRESENT | (verified ? VERIFIED : 0))},
                ByteBuffer.allocate(Integer.BYTES).putInt(counter).array(),
                credential);
    }

    /** No maker, the id, and the key as COSE writes one of P-256: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
    private byte[] credential() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return join(
                new byte[16],
                new byte[] {(byte) (id.length >> 8), (byte) id.length},
                id,
                new byte[] {(byte) 0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20},
                coordinate(key.getW().getAffineX()),
                new byte[] {0x22, 0x58, 0x20},
                coordinate(key.getW().getAffineY()));
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] bytes = new byte[32];
        byte[] written = number.toByteArray();
        int length = Math.min(written.length, bytes.length);
        System.arraycopy(written, written.length - length, bytes, bytes.length - length, length);
        return bytes;
    }

    private static byte[] text(String text) {
        return join(new byte[] {(byte) (0x60 | text.length())}, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** As forms carry bytes. */
    public static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
