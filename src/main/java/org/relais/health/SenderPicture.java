package org.relais.health;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The picture that a platform shows people beside a sender's name.
 *
 * @param type as in {@code Content-Type}
 */
public record SenderPicture(Buffer bytes, String type) {
    /** Largest, in bytes; platforms make theirs much smaller. */
    static final int MOST = 256 * 1024;

    private static final Buffer JPEG = Buffer.buffer(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});
    private static final Buffer PNG = Buffer.buffer(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});

    /** These bytes by what they begin with, whatever they were called; empty unless they are JPEG or PNG. */
    static Optional<SenderPicture> of(Buffer bytes) {
        return begins(bytes, JPEG)
                ? Optional.of(new SenderPicture(bytes, "image/jpeg"))
                : begins(bytes, PNG) ? Optional.of(new SenderPicture(bytes, "image/png")) : Optional.empty();
    }

    private static boolean begins(Buffer bytes, Buffer signature) {
        return bytes.length() > signature.length()
                && bytes.length() <= MOST
                && bytes.getBuffer(0, signature.length()).equals(signature);
    }
}
