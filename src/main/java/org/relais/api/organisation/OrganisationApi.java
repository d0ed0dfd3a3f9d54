package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.input.QueryReader;
import org.relais.organisation.Federation;
import org.relais.organisation.OrganisationService;

/** {@code /organisation}: whose token it is, and the federation that it is a section of. */
public final class OrganisationApi implements ApiRoutes.Resource {
    private final OrganisationService service;

    public OrganisationApi(OrganisationService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(ApiRoutes.BASE + "/organisation").handler(ApiHandlers.read(this::read));
    }

    private Future<JsonObject> read(RoutingContext context) {
        QueryReader.none(context);
        long organisationId = ApiHandlers.actor(context).organisationId();
        return service.find(organisationId)
                .compose(organisation -> service.federation(organisationId).map(federation -> new JsonObject()
                        .put("id", organisation.id())
                        .put("name", organisation.name())
                        .put("federation", json(federation.orElse(null)))));
    }

    private static @Nullable JsonObject json(@Nullable Federation federation) {
        if (federation == null) {
            return null;
        }
        JsonArray sections = new JsonArray();
        federation.sections().forEach(section -> sections.add(new JsonObject().put("name", section.name())));
        return new JsonObject().put("name", federation.name()).put("sections", sections);
    }
}
