package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.function.Function;
import org.relais.input.QueryReader;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;

/** {@code /channels}: the organisation's senders, their limits and state; pause and resume. */
public final class ChannelsApi implements ApiRoutes.Resource {
    private final Pool pool;
    private final SenderStore senders;
    private final AuditStore audit;
    private final ChannelRegistry channels;

    public ChannelsApi(Pool pool, SenderStore senders, AuditStore audit, ChannelRegistry channels) {
        this.pool = pool;
        this.senders = senders;
        this.audit = audit;
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
        return senders.states(pool, ApiHandlers.actor(context).organisationId())
                .map(states -> Page.all(states, this::json));
    }

    private Future<JsonObject> pause(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return changed(
                actor,
                id,
                "sender.pause",
                transaction ->
                        senders.pause(transaction, actor.organisationId(), id, "paused by " + actor.name(), null));
    }

    private Future<JsonObject> resume(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return changed(
                actor, id, "sender.resume", transaction -> senders.resume(transaction, actor.organisationId(), id));
    }

    private Future<JsonObject> changed(Actor actor, long id, String action, Function<SqlClient, Future<Boolean>> deed) {
        return pool.withTransaction(transaction -> deed.apply(transaction)
                        .compose(found -> found
                                ? audit.write(transaction, actor, action, "sender:" + id, new JsonObject())
                                : Future.failedFuture(new ProblemException(Problem.notFound()))))
                .compose(written -> senders.states(pool, actor.organisationId()))
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
