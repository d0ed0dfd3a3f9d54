package org.relais.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.SendOutcome;

/** Status events as the platform {@code fake} sends them about messages of its sender {@code 1}. */
final class Reports {
    private Reports() {}

    static InboundEvent of(Status status, @Nullable Long deliveryId, @Nullable String externalId, Instant at) {
        return event(status, deliveryId, externalId, at).build();
    }

    static InboundEvent failed(long deliveryId, String externalId, SendOutcome failure) {
        return event(Status.FAILED, deliveryId, externalId, Instant.now())
                .error(failure.code())
                .failure(failure)
                .build();
    }

    private static EventBuilder event(
            Status status, @Nullable Long deliveryId, @Nullable String externalId, Instant at) {
        return new EventBuilder("fake", "1", status + ":" + externalId, at)
                .kind(Kind.STATUS)
                .status(status)
                .deliveryId(deliveryId)
                .externalId(externalId);
    }
}
