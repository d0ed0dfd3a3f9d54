package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Instant;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;
import org.relais.organisation.Sender;

/**
 * What a platform's refusal says beyond its delivery: that the person stopped us there, or is to be found elsewhere, or that what
 * was in the message can't be sent.
 */
@FunctionalInterface
public interface PlatformStop {

    /**
     * The platform refused a message because the person stopped us there (WhatsApp 131050, Telegram 403): it counts as a
     * stop of every address of theirs.
     *
     * @param code the platform's error code
     * @param deliveryId the delivery that was refused; it is settled only after this, so that no crash forgets the stop
     * @return completes when the stop is committed; it does not wait for the person's outbox to be empty, since the
     *     refused delivery itself is still open
     */
    Future<Void> stop(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant occurredAt);

    /**
     * The address has been replaced by another ({@link SendOutcome#movedTo}). What is queued follows, and the refused
     * delivery is queued again already.
     */
    default Future<Void> moved(Sender sender, AddressId from, AddressId to, long deliveryId, Instant occurredAt) {
        return Future.succeededFuture();
    }

    /** The platform took offence at the message itself; as {@link RefusalListener#refused}. */
    default Future<Void> refused(Sender sender, long deliveryId, String code) {
        return Future.succeededFuture();
    }
}
