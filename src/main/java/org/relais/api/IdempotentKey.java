package org.relais.api;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.relais.digest.Sha256;
import org.relais.organisation.Actor;

/**
 * A caller's key of one request. The database gets hashes; the answer is sealed with what only the caller has, since it can
 * hold a person's data or a token's secret: whoever reads the table, or an old backup of it, reads nobody's name.
 */
final class IdempotentKey {
    private final long organisationId;
    private final byte[] hash;
    private final byte[] request;
    private final byte[] seal;

    private IdempotentKey(long organisationId, byte[] hash, byte[] request, byte[] seal) {
        this.organisationId = organisationId;
        this.hash = hash;
        this.request = request;
        this.seal = seal;
    }

    /** Keys are each token's own: an answer is for whoever was allowed to ask. */
    static IdempotentKey of(Actor actor, String key, HttpServerRequest request, Buffer body) {
        byte[] name = bytes(actor.name());
        return new IdempotentKey(
                actor.organisationId(),
                hash(bytes("key"), name, bytes(key)),
                hash(bytes(request.method().name()), bytes(request.uri()), body.getBytes()),
                hash(bytes("seal"), name, bytes(key)));
    }

    long organisationId() {
        return organisationId;
    }

    Buffer hash() {
        return Buffer.buffer(hash);
    }

    Buffer request() {
        return Buffer.buffer(request);
    }

    /** Whether that is the hash of this very request: method, address and body. */
    boolean isRequest(Buffer other) {
        return MessageDigest.isEqual(request, other.getBytes());
    }

    Buffer seal(Buffer answer) {
        try {
            return Buffer.buffer(new AesGcmJce(seal).encrypt(answer.getBytes(), hash));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    Buffer open(Buffer sealed) {
        try {
            return Buffer.buffer(new AesGcmJce(seal).decrypt(sealed.getBytes(), hash));
        } catch (GeneralSecurityException changed) {
            throw new IllegalStateException("a kept answer was changed", changed);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** SHA-256 of the parts, each with its length before it. */
    private static byte[] hash(byte[]... parts) {
        MessageDigest digest = Sha256.begun();
        for (byte[] part : parts) {
            digest.update(Buffer.buffer().appendInt(part.length).getBytes());
            digest.update(part);
        }
        return digest.digest();
    }
}
