package org.relais.api.contact;

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

/** {@code /number-request}: whether people whom a messenger shows without their number are asked for it, once. */
public final class NumberRequestApi implements ApiRoutes.Resource {
    private static final String PATH = ApiRoutes.BASE + "/number-request";
    private static final String ASKED = "asked";

    private final OrganisationService service;

    public NumberRequestApi(OrganisationService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ApiHandlers.read(this::read));
        router.put(PATH).handler(ApiHandlers.own(200, this::write));
    }

    private Future<JsonObject> read(RoutingContext context) {
        QueryReader.none(context);
        return service.asksNumbers(ApiHandlers.actor(context).organisationId())
                .map(asked -> new JsonObject().put(ASKED, asked));
    }

    private Future<JsonObject> write(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        boolean asked = body.flag(ASKED, true);
        if (!body.has(ASKED)) {
            body.fault(ASKED, FaultCode.REQUIRED);
        }
        body.done();
        return service.askNumbers(actor, asked).map(new JsonObject().put(ASKED, asked));
    }
}
