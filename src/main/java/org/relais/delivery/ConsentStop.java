package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.contact.AddressId;

/** Applies a platform's refusal as a stop, through the one door for stops. */
public final class ConsentStop implements PlatformStop {
    private final ConsentService consent;

    public ConsentStop(ConsentService consent) {
        this.consent = consent;
    }

    @Override
    public Future<Void> stop(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant occurredAt) {
        return consent.stop(ConsentEvent.stop(organisationId, contactId, occurredAt, ConsentEvent.Source.SYSTEM)
                        .from(address.channel(), "delivery:" + deliveryId)
                        .detail(new JsonObject().put("rule", "platform").put("code", code)))
                .mapEmpty();
    }
}
