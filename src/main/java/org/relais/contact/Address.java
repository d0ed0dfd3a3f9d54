package org.relais.contact;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach a contact on one channel.
 *
 * @param statusReason the platform's code behind a status other than active, never personal data
 * @param lastInboundAt when the person last wrote from it: the preferred address is the latest
 * @param senderId the sender they last wrote to; null: the organisation's first sender of the channel
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
        Instant createdAt) {

    /** Whether anything can arrive there; no consent is read from it. */
    public enum Status {
        ACTIVE,
        /** The platform says that it can't be reached. */
        UNREACHABLE,
        /** The person left it for another number or id; it is kept so that a stop still finds them. */
        RETIRED;

        public String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Status of(String sqlName) {
            return valueOf(sqlName.toUpperCase(Locale.ROOT));
        }
    }
}
