package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.input.QueryReader;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.SenderState;

/** {@code /channels}: the organisation's senders, their limits and state; pause and resume. */
public final class ChannelsApi implements ApiRoutes.Resource {
    private final SenderService senders;
    private final ChannelRegistry channels;

    public ChannelsApi(SenderService senders, ChannelRegistry channels) {
        this.senders = senders;
        this.channels = channels;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/channels").handler(ApiHandlers.read(this::list));
        router.post(ApiRoutes.BASE + "/channels/:id/pause").handler(ApiHandlers.write(200, this::pause));
        router.post(ApiRoutes.BASE + "/channels/:id/resume").handler(ApiHandlers.write(200, this::resume));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return senders.states(ApiHandlers.actor(context).organisationId()).map(states -> Page.all(states, this::json));
    }

    private Future<JsonObject> pause(RoutingContext context) {
        return senders.pause(ApiHandlers.actor(context), ApiHandlers.id(context), null)
                .compose(found -> changed(context, found));
    }

    private Future<JsonObject> resume(RoutingContext context) {
        return senders.resume(ApiHandlers.actor(context), ApiHandlers.id(context))
                .compose(found -> changed(context, found));
    }

    private Future<JsonObject> changed(RoutingContext context, boolean found) {
        if (!found) {
            return Future.failedFuture(new ProblemException(Problem.notFound()));
        }
        long id = ApiHandlers.id(context);
        return senders.states(ApiHandlers.actor(context).organisationId())
                .map(states -> states.stream()
                        .filter(state -> state.sender().id() == id)
                        .findFirst())
                .map(state -> json(ApiHandlers.found(state)));
    }

    private JsonObject json(SenderState state) {
        Sender sender = state.sender();
        JsonObject json = new JsonObject()
                .put("id", sender.id())
                .put("channel", sender.channel())
                .put("externalId", sender.externalId())
                .put("name", sender.name())
                .put("status", state.paused() ? "paused" : "active")
                .put("statusReason", state.reason())
                .put("pausedUntil", state.pausedUntil());
        channels.find(sender.channel()).stream()
                .flatMap(channel -> channel.senders().stream())
                .filter(profile -> profile.externalId().equals(sender.externalId()))
                .findFirst()
                .ifPresentOrElse(profile -> describe(json, profile), () -> json.put("configured", false));
        return json;
    }

    private static void describe(JsonObject json, SenderProfile profile) {
        json.put("configured", true)
                .put("handle", profile.handle())
                .put("messagesPerSecond", profile.limits().perSecond());
    }
}
