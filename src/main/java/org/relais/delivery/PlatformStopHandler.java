package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.identity.IdentityService;
import org.relais.contact.AddressId;
import org.relais.ledger.EventSource;
import org.relais.organisation.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handler that applies a platform's refusal as a stop, through the one door for stops, and a new address through the one for those. */
public final class PlatformStopHandler implements PlatformStop {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformStopHandler.class);

    private final ConsentService consent;
    private final IdentityService identities;
    private final Pool pool;
    private final RefusalListener refusals;

    /** Nobody is told of what is refused for what is in it. */
    public PlatformStopHandler(ConsentService consent, IdentityService identities, Pool pool) {
        this(consent, identities, pool, (sender, deliveryId, code) -> Future.succeededFuture());
    }

    /** @param refusals told of what is refused for what is in it */
    public PlatformStopHandler(
            ConsentService consent, IdentityService identities, Pool pool, RefusalListener refusals) {
        this.refusals = refusals;
        this.consent = consent;
        this.identities = identities;
        this.pool = pool;
    }

    /** The outbox is emptied after the stop is committed, by itself: claims refuse whatever is still queued. */
    @Override
    public Future<Void> stop(
            long organisationId, long contactId, AddressId address, String code, long deliveryId, Instant occurredAt) {
        return consent.commit(ConsentEvent.stop(organisationId, contactId, occurredAt, EventSource.SYSTEM)
                        .from(address.channel(), "delivery:" + deliveryId)
                        .detail(new JsonObject().put("rule", "platform").put("code", code)))
                .onSuccess(change -> consent.enforce(change)
                        .onFailure(fault -> LOG.warn(
                                "after the refusal of delivery {} the outbox was not emptied: {}",
                                deliveryId,
                                fault.toString())))
                .mapEmpty();
    }

    @Override
    public Future<Void> moved(Sender sender, AddressId from, AddressId to, long deliveryId, Instant occurredAt) {
        IdentityService.Sighting there = new IdentityService.Sighting(
                sender.organisationId(),
                sender.id(),
                List.of(to),
                null,
                null,
                occurredAt,
                "delivery:" + deliveryId,
                null);
        return pool.withTransaction(transaction -> identities.move(transaction, there, List.of(from)))
                .mapEmpty();
    }

    @Override
    public Future<Void> refused(Sender sender, long deliveryId, String code) {
        return refusals.refused(sender, deliveryId, code);
    }
}
