package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.inbound.InboundMessage;
import org.relais.inbound.OrganiserInbox;
import org.relais.organisation.Actor;
import org.relais.template.StrictObject;

/** {@code /inbox}: what people wrote that is for the organisers to read. */
public final class InboxApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/inbox";

    private final OrganiserInbox inbox;

    public InboxApi(OrganiserInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(Edge.read(this::list));
        router.get(ALL + "/:id").handler(Edge.read(this::one));
        router.post(ALL + "/:id/read").handler(Edge.write(200, context -> mark(context, inbox::markRead)));
        router.post(ALL + "/:id/answered").handler(Edge.write(200, context -> mark(context, inbox::markHandled)));
    }

    private Future<JsonObject> list(RoutingContext context) {
        Query query = Query.of(context);
        InboundMessage.@Nullable State state = query.word("state", List.of("new", "read", "answered"))
                .map(name -> InboundMessage.State.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(null);
        int limit = query.limit();
        long before = query.cursor(Long.MAX_VALUE);
        query.done();
        return inbox.page(Edge.actor(context).organisationId(), state, before, limit + 1)
                .map(page -> Page.of(page, limit, InboxApi::json, InboundMessage::id));
    }

    private Future<JsonObject> one(RoutingContext context) {
        Query.none(context);
        return found(context);
    }

    private interface Mark {
        Future<Boolean> set(Actor actor, long id);
    }

    /** What was marked before stays as it is: to say it again does no harm. */
    private Future<JsonObject> mark(RoutingContext context, Mark mark) {
        StrictObject body = Edge.body(context);
        body.noOtherFields();
        body.refuseFaults();
        return mark.set(Edge.actor(context), Edge.id(context)).compose(marked -> found(context));
    }

    private Future<JsonObject> found(RoutingContext context) {
        return inbox.find(Edge.actor(context).organisationId(), Edge.id(context))
                .map(message -> json(Edge.found(message)));
    }

    private static JsonObject json(InboundMessage message) {
        return new JsonObject()
                .put("id", message.id())
                .put("contactId", message.contactId())
                .put("contactName", message.contactName())
                .put("channel", message.channel())
                .put("kind", message.kind().name().toLowerCase(Locale.ROOT))
                .put("text", message.text())
                .put("deliveryId", message.deliveryId())
                .put("receivedAt", message.receivedAt())
                .put("state", message.state().name().toLowerCase(Locale.ROOT))
                .put("stateAt", message.stateAt())
                .put("stateBy", message.stateBy());
    }
}
