package org.relais.organisation;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Handle under which a device keeps a passkey and which it shows with each signature (WebAuthn's "user handle"): nobody types a
 * name, and each database can say whether it is one of its own. Ids only; what it says counts with the signature.
 */
public record PasskeyHandle(long organisationId, long organiserId) {
    private static final int LENGTH = 2 * Long.BYTES;

    public static PasskeyHandle of(Organiser organiser) {
        return new PasskeyHandle(organiser.organisationId(), organiser.id());
    }

    /** Empty when it is none. */
    public static Optional<PasskeyHandle> read(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return bytes.remaining() == LENGTH
                    ? Optional.of(new PasskeyHandle(bytes.getLong(), bytes.getLong()))
                    : Optional.empty();
        } catch (IllegalArgumentException noHandle) {
            return Optional.empty();
        }
    }

    /** As it stands in addresses. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .putLong(organisationId)
                .putLong(organiserId)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
