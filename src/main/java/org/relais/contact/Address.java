package org.relais.contact;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * One way to reach a contact on one channel.
 *
 * @param statusReason the platform's code behind a status other than active, or ours: {@link #SHARED}, {@link #UNOPENED}, a wrong number;
 *     never personal data
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

    /** Reason of a number that was shared so that a stop reaches further: it is neither messaged nor called. */
    public static final String SHARED = "shared";

    /** Reason of an account that an organiser wrote down: its platform lets nobody write there before its person has. */
    public static final String UNOPENED = "unopened";

    /** Reason of an account that its platform says is gone: nothing can arrive there, and nobody asked for a stop. */
    public static final String CLOSED = "deactivated";

    /** Whether its account is gone. */
    public boolean isClosed() {
        return status == Status.UNREACHABLE && CLOSED.equals(statusReason);
    }

    /** Whether its person has still to open the chat. */
    public boolean isUnopened() {
        return status == Status.UNREACHABLE && UNOPENED.equals(statusReason);
    }

    /** Whether the person is only recognised by it. */
    public boolean onlyShared() {
        return status == Status.UNREACHABLE && SHARED.equals(statusReason);
    }

    /** Whether people need read it: what a platform calls a number says nothing beside the number. */
    public boolean isTelling(List<Address> all) {
        return identifier.kind().isPhone()
                || all.stream()
                        .noneMatch(other -> other.status == Status.ACTIVE
                                && other.identifier.kind().isPhone()
                                && other.identifier.channel().equals(identifier.channel()));
    }

    /** Whether anything can arrive there; no consent is read from it. */
    public enum Status implements SqlNamed {
        ACTIVE,
        /** The platform says that it can't be reached, or the person that it isn't to be. */
        UNREACHABLE,
        /** The person left it for another number or id; it is kept so that a stop still finds them. */
        RETIRED;

        public static Status of(String sqlName) {
            return SqlNamed.of(Status.class, sqlName);
        }
    }
}
