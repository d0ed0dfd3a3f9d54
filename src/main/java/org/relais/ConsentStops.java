package org.relais;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.contact.AddressId;
import org.relais.delivery.PlatformStop;

/** Takes a platform's "this person has stopped you" for a stop of theirs: on every address, for good. */
final class ConsentStops implements PlatformStop {
    private final ConsentService consent;

    ConsentStops(ConsentService consent) {
        this.consent = consent;
    }

    @Override
    public Future<Void> stop(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant occurredAt) {
        ConsentEvent event = ConsentEvent.stop(organisationId, contactId, occurredAt, ConsentEvent.Source.WEBHOOK)
                .from(address.channel(), "delivery:" + deliveryId)
                .detail(new JsonObject().put("code", code));
        return consent.stop(event).mapEmpty();
    }
}
