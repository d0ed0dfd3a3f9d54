package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Optional;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.EntityTag;
import org.relais.api.Page;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.AudienceService;
import org.relais.audience.Reach;
import org.relais.audience.SavedAudience;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;

/** {@code /audiences}: those kept under a name, and how many any audience is now. */
public final class AudiencesApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/audiences";
    private static final String ONE = ALL + "/:id";

    private final AudienceService audiences;

    public AudiencesApi(AudienceService audiences) {
        this.audiences = audiences;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.post(ALL).handler(ApiHandlers.write(201, this::create));
        router.post(ALL + "/count").handler(ApiHandlers.read(this::count));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.put(ONE).handler(ApiHandlers.write(200, this::update));
        router.delete(ONE).handler(ApiHandlers.write(200, this::delete));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return audiences.all(ApiHandlers.actor(context).organisationId()).map(all -> Page.all(all, AudiencesApi::json));
    }

    private Future<JsonObject> create(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String name = body.text("name", SavedAudience.LONGEST_NAME);
        Audience audience = audience(body);
        return audiences.create(ApiHandlers.actor(context), name, audience).map(AudiencesApi::json);
    }

    private Future<JsonObject> count(RoutingContext context) {
        Audience audience = audience(ApiHandlers.body(context));
        return audiences
                .count(ApiHandlers.actor(context).organisationId(), audience)
                .map(AudiencesApi::json);
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).map(AudiencesApi::json);
    }

    private Future<JsonObject> update(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        Optional<Integer> seen = EntityTag.version(context);
        if (!body.has("version") && seen.isEmpty()) {
            body.fault("version", FaultCode.VERSION_REQUIRED);
        }
        int named = (int) body.number("version", 1, Integer.MAX_VALUE, seen.orElse(1));
        // Of two that differ, neither is what was edited: 0 is nobody's version.
        int version = seen.isPresent() && seen.get() != named ? 0 : named;
        String name = body.text("name", SavedAudience.LONGEST_NAME);
        Audience audience = audience(body);
        return found(context).compose(saved -> audiences
                .update(actor, saved.id(), version, name, audience)
                .map(changed -> changed.map(AudiencesApi::json)
                        .orElseThrow(() -> EntityTag.outdated(
                                context,
                                "Somebody has changed the audience meanwhile: it is now version " + saved.version()
                                        + "."))));
    }

    private Future<JsonObject> delete(RoutingContext context) {
        return found(context)
                .compose(saved -> audiences.delete(ApiHandlers.actor(context), saved.id()))
                .map(deleted -> new JsonObject().put("deleted", true));
    }

    private Future<SavedAudience> found(RoutingContext context) {
        return audiences
                .find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    /** The audience of a body, which has nothing after it. */
    private static Audience audience(StrictObject body) {
        Audience audience = AudienceCodec.required(body);
        body.done();
        return audience;
    }

    private static JsonObject json(SavedAudience saved) {
        return new JsonObject()
                .put("id", saved.id())
                .put("name", saved.name())
                .put("audience", AudienceCodec.encode(saved.audience()))
                .put("version", saved.version())
                .put("createdBy", saved.createdBy())
                .put("updatedAt", saved.updatedAt());
    }

    private static JsonObject json(Reach reach) {
        return new JsonObject()
                .put("people", reach.people())
                .put("messageable", reach.messageable())
                .put("byChannels", new JsonObject(new HashMap<>(reach.byChannels())))
                .put("refused", new JsonObject(new HashMap<>(reach.refused())));
    }
}
