package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.OrganisationService;

/** {@code /acknowledgements}: whether what needs no words is acknowledged by a sign, where the platform has signs. */
public final class AcknowledgementsApi implements ApiRoutes.Resource {
    private static final String PATH = ApiRoutes.BASE + "/acknowledgements";
    private static final String LESS = "less";

    private final OrganisationService service;

    public AcknowledgementsApi(OrganisationService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ApiHandlers.read(this::read));
        router.put(PATH).handler(ApiHandlers.own(200, this::write));
    }

    private Future<JsonObject> read(RoutingContext context) {
        QueryReader.none(context);
        return service.saysLess(ApiHandlers.actor(context).organisationId())
                .map(less -> new JsonObject().put(LESS, less));
    }

    private Future<JsonObject> write(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        boolean less = body.flag(LESS, true);
        if (!body.has(LESS)) {
            body.fault(LESS, FaultCode.REQUIRED);
        }
        body.done();
        return service.sayLess(actor, less).map(new JsonObject().put(LESS, less));
    }
}
