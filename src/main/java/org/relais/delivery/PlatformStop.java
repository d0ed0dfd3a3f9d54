package org.relais.delivery;

import io.vertx.core.Future;
import java.time.Instant;
import org.relais.contact.AddressId;

/**
 * Tells consent that a platform refused a message because the person stopped us there (WhatsApp 131050, Telegram 403):
 * it counts as a stop of every address of theirs.
 */
@FunctionalInterface
public interface PlatformStop {

    /**
     * @param code the platform's error code
     * @param deliveryId the delivery that was refused, settled already
     */
    Future<Void> stop(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant occurredAt);
}
