package org.relais.contact;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * One way to reach a contact on one channel.
 *
 * @param statusReason the platform's code behind a status other than active, never personal data
 * @param lastInboundAt when the person last wrote from it: the preferred address is the latest
 * @param senderId the sender they last wrote to; null: the organisation's first sender of the channel
 * @param retiredAt when the person left it; who writes on it later is somebody else
 * @param fingerprint as stored, maybe under a key that was replaced since; null when there was no key
 */
public record Address(
        long id,
        long organisationId,
        long contactId,
        AddressId identifier,
        Status status,
        @Nullable String statusReason,
        @Nullable Instant lastInboundAt,
        @Nullable Long senderId,
        Instant createdAt,
        @Nullable Instant retiredAt,
        @Nullable Buffer fingerprint) {

    /** Whether anything can arrive there; no consent is read from it. */
    public enum Status implements SqlNamed {
        ACTIVE,
        /** The platform says that it can't be reached. */
        UNREACHABLE,
        /** The person left it for another number or id; it is kept so that a stop still finds them. */
        RETIRED;

        public static Status of(String sqlName) {
            return SqlNamed.of(Status.class, sqlName);
        }
    }
}
