package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.channel.sender.SenderConnections;
import org.relais.channel.sender.SenderConnections.Change;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.Pause;
import org.relais.organisation.SenderStore.SenderState;

/**
 * {@code /channels}: the organisation's senders, their limits and state; pause and resume; connect, change and remove. What
 * is given as a secret never comes back.
 */
public final class ChannelsApi implements ApiRoutes.Resource {
    private static final int MOST_FIELDS = 20;
    private static final int LONGEST_FIELD = 2_000;

    private final SenderService senders;
    private final SenderConnections connections;
    private final ChannelRegistry channels;

    public ChannelsApi(SenderService senders, SenderConnections connections, ChannelRegistry channels) {
        this.senders = senders;
        this.connections = connections;
        this.channels = channels;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/channels").handler(ApiHandlers.read(this::list));
        router.get(ApiRoutes.BASE + "/channels/kinds").handler(ApiHandlers.read(this::kinds));
        router.post(ApiRoutes.BASE + "/channels").handler(ApiHandlers.own(201, this::add));
        router.patch(ApiRoutes.BASE + "/channels/:id").handler(ApiHandlers.own(200, this::change));
        router.delete(ApiRoutes.BASE + "/channels/:id").handler(ApiHandlers.own(200, this::remove));
        router.post(ApiRoutes.BASE + "/channels/:id/pause").handler(ApiHandlers.write(200, this::pause));
        router.post(ApiRoutes.BASE + "/channels/:id/resume").handler(ApiHandlers.write(200, this::resume));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return senders.states(ApiHandlers.actor(context).organisationId()).map(states -> Page.all(states, this::json));
    }

    private Future<JsonObject> kinds(RoutingContext context) {
        QueryReader.none(context);
        return Future.succeededFuture(new JsonObject()
                .put("possible", connections.possible())
                .put(
                        "kinds",
                        new JsonArray(ChannelCatalogue.all().stream()
                                .map(ChannelsApi::kind)
                                .toList())));
    }

    private static JsonObject kind(ChannelDescriptor channel) {
        return new JsonObject()
                .put("channel", channel.kind())
                .put("name", channel.name())
                .put(
                        "fields",
                        new JsonArray(SenderConnections.fields(channel.kind()).stream()
                                .map(field -> new JsonObject()
                                        .put("name", field.name())
                                        .put("secret", field.secret())
                                        .put("required", field.required())
                                        .put("example", field.example()))
                                .toList()));
    }

    private Future<JsonObject> add(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String channel = body.text("channel", 20);
        String name = body.text("name", SenderConnections.LONGEST_NAME);
        Map<String, String> fields = fields(body);
        body.done();
        return connections
                .add(ApiHandlers.actor(context), channel, name, fields)
                .compose(added -> state(context, added.id())
                        .map(json -> json.put("madeUp", new JsonObject(Map.copyOf(added.madeUp())))));
    }

    private Future<JsonObject> change(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        Optional<String> name = body.optionalText("name", SenderConnections.LONGEST_NAME);
        Map<String, String> fields = fields(body);
        body.done();
        long id = ApiHandlers.id(context);
        return connections
                .change(ApiHandlers.actor(context), id, name, fields)
                .compose(change -> changed(context, change != Change.NO_SENDER));
    }

    private static Map<String, String> fields(StrictObject body) {
        return body.object("fields")
                .map(fields -> fields.anyTexts(MOST_FIELDS, LONGEST_FIELD))
                .orElse(Map.of());
    }

    private Future<JsonObject> remove(RoutingContext context) {
        return connections
                .remove(ApiHandlers.actor(context), ApiHandlers.id(context))
                .compose(removed -> removed
                        ? Future.succeededFuture(new JsonObject().put("removed", true))
                        : Future.failedFuture(new ProblemException(Problem.notFound())));
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
        return state(context, ApiHandlers.id(context));
    }

    private Future<JsonObject> state(RoutingContext context, long id) {
        long organisation = ApiHandlers.actor(context).organisationId();
        return senders.states(organisation)
                .map(states -> states.stream()
                        .filter(state -> state.sender().id() == id)
                        .findFirst())
                .compose(state -> connections.settings(organisation, id).map(settings -> json(ApiHandlers.found(state))
                        .put("settings", new JsonObject(Map.copyOf(settings)))));
    }

    private JsonObject json(SenderState state) {
        Sender sender = state.sender();
        Pause pause = state.pause();
        JsonObject json = new JsonObject()
                .put("id", sender.id())
                .put("channel", sender.channel())
                .put("externalId", sender.externalId())
                .put("name", sender.name())
                .put("status", state.paused() ? "paused" : "active")
                .put("statusReason", state.reason())
                .put("pausedBy", pause == null ? null : pause.by())
                .put("pausedWords", pause == null ? null : pause.words())
                .put("pausedUntil", state.pausedUntil())
                .put("source", state.inFile() ? "file" : "database");
        channels.sender(sender.channel(), sender.externalId())
                .ifPresentOrElse(profile -> describe(json, profile), () -> json.put("configured", false));
        return json;
    }

    private static void describe(JsonObject json, SenderProfile profile) {
        json.put("configured", true)
                .put("handle", profile.handle())
                .put("messagesPerSecond", profile.limits().perSecond());
    }
}
