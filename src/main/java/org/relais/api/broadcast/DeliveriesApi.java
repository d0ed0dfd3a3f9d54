package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.broadcast.BroadcastStore;
import org.relais.database.Paging;
import org.relais.delivery.Delivery;
import org.relais.delivery.DeliveryStore;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;

/** {@code /deliveries}: what became of each message to each person. */
public final class DeliveriesApi implements ApiRoutes.Resource {
    private final Pool pool;
    private final DeliveryStore deliveries;
    private final BroadcastStore broadcasts = new BroadcastStore();

    public DeliveriesApi(Pool pool, DeliveryStore deliveries) {
        this.pool = pool;
        this.deliveries = deliveries;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/deliveries").handler(ApiHandlers.read(this::list));
        router.get(ApiRoutes.BASE + "/deliveries/:id").handler(ApiHandlers.read(this::one));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        Optional<Long> broadcast = query.id("broadcast");
        Optional<Long> contact = query.id("contact");
        @Nullable String state = query.word("state", Delivery.STATES).orElse(null);
        int limit = query.limit();
        Paging paging = broadcast.isPresent() ? new Paging(query.cursor(0), true) : query.paging();
        if (broadcast.isEmpty() && contact.isEmpty()) {
            query.fault("", FaultCode.NO_FILTER);
        }
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return broadcast.isPresent()
                ? broadcasts
                        .find(pool, organisationId, broadcast.get())
                        .map(ApiHandlers::found)
                        .compose(found ->
                                ofBroadcast(organisationId, found.id(), contact, state, paging.cursor(), limit))
                : deliveries
                        .ofContact(pool, organisationId, contact.orElseThrow(), state, paging, limit + 1)
                        .map(page -> Page.of(page, limit, DeliveriesApi::json, Delivery::id));
    }

    private Future<JsonObject> ofBroadcast(
            long organisationId,
            long broadcastId,
            Optional<Long> contact,
            @Nullable String state,
            long cursor,
            int limit) {
        return contact.isPresent()
                ? deliveries
                        .ofBroadcastAndContact(pool, organisationId, broadcastId, contact.get(), state)
                        .map(one -> Page.of(one, limit, DeliveriesApi::json, Delivery::id))
                : deliveries
                        .ofBroadcast(pool, organisationId, broadcastId, state, cursor, limit + 1)
                        .map(page -> Page.of(page, limit, DeliveriesApi::json, Delivery::contactId));
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return deliveries
                .find(pool, ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(found -> json(ApiHandlers.found(found)));
    }

    private static JsonObject json(Delivery delivery) {
        return new JsonObject()
                .put("id", delivery.id())
                .put("contactId", delivery.contactId())
                .put("broadcastId", delivery.broadcastId())
                .put("channel", delivery.channel())
                .put("purpose", delivery.purpose())
                .put("state", delivery.state())
                .put("reason", delivery.reason())
                .put("attempt", delivery.attempt())
                .put("basisEventId", delivery.basisEventId())
                .put("basisClass", delivery.basisClass())
                .put("externalId", delivery.externalId())
                .put("notBefore", delivery.notBefore())
                .put("notAfter", delivery.notAfter())
                .put("queuedAt", delivery.queuedAt())
                .put("claimedAt", delivery.claimedAt())
                .put("settledAt", delivery.settledAt())
                .put("deliveredAt", delivery.deliveredAt())
                .put("readAt", delivery.readAt());
    }
}
